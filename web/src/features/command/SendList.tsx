// From an alert to the grids concerned in one step: what of the plans' task lists is to be done, by exactly which grids, until when.
import { useQuery } from '@tanstack/react-query';
import { App, Checkbox, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { Failure } from '../../components/States';
import { t } from '../../i18n';
import { emergencies, grids, instructions, newKey, type SurgeAlert } from '../../lib/api';
import { plainName, said } from '../../lib/names';
import { go, pages } from '../../lib/router';
import { useSession } from '../../lib/session';

const HOURS = 24;
const soon = () => new Date(Date.now() + (HOURS + 8) * 3_600_000).toISOString().slice(0, 16);

export default function SendList({ alert, what, onClose }: { alert: SurgeAlert; what: string; onClose: () => void }) {
  const { scope } = useSession();
  const { message } = App.useApp();
  const seen = new Map(alert.cases.flatMap((one) => (one.grid ? [[one.grid.code, one.grid.name] as const] : [])));
  const [chosen, setChosen] = useState<string[]>([...seen.keys()]);
  const [ticked, setTicked] = useState<string[]>([]);
  const [own, setOwn] = useState('');
  const [due, setDue] = useState(soon);
  const [once] = useState(newKey);
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const [why, setWhy] = useState<unknown>(null);
  const plans = useQuery({ queryKey: ['emergency-plans'], queryFn: () => emergencies.plans(), staleTime: 300_000 });
  const near = useQuery({ queryKey: ['grids-of', scope?.id], queryFn: () => grids.list(scope?.id), staleTime: 300_000 });
  const lists = (plans.data?.items ?? []).flatMap((plan) => plan.tasks.filter((one) => one.to === 'grid' || one.to === 'community').map((one) => ({ key: `${plan.code}-${one.key}`, label: `${said(plan.name, plan.name_en)}：${said(one.text, one.text_en)}`, text: one.text })));
  const names = new Map([...seen, ...(near.data?.items ?? []).filter((one) => one.layer === 'comprehensive').map((one) => [one.code, one.name] as const)]);
  const todo = [...lists.filter((one) => ticked.includes(one.key)).map((one) => one.text), ...(own.trim() ? [own.trim()] : [])];
  const lacks = !chosen.length || !todo.length || !due;
  const send = async () => {
    setAsked(true);
    if (lacks || !scope) return;
    setBusy(true);
    setWhy(null);
    try {
      const text = `${what}（${alert.area.name}，${alert.count}）\n${todo.map((one, i) => `${i + 1}. ${one}`).join('\n')}`;
      const made = await instructions.give({ area: scope.code, level: 'unit', units: chosen, text, due_at: `${due}:00+08:00` }, once);
      void message.success(t('instruction.sent', { n: made.total }));
      go(pages.instruction(made.id));
    } catch (trouble) { setWhy(trouble); } finally { setBusy(false); }
  };
  return (
    <Modal open width={640} title={t('list.title', { what })} okText={t('list.send', { n: chosen.length })} cancelText={t('action.cancel')} confirmLoading={busy} onOk={() => void send()} onCancel={onClose}>
      <div className="stack">
        <p><span className="small muted">{t('list.topic')}</span> {what} · {alert.area.name}</p>
        <div><label className="field-label" htmlFor="list-grids">{t('list.grids')}</label>
          <Select id="list-grids" aria-label={t('list.grids')} mode="multiple" style={{ width: '100%' }} value={chosen} onChange={setChosen} showSearch={{ optionFilterProp: 'label' }} options={[...names].map(([value, label]) => ({ value, label: plainName(label) }))} /></div>
        <fieldset><legend className="field-label">{t('list.tasks')}</legend>
          <div className="send-list">{lists.map((one) => <Checkbox key={one.key} checked={ticked.includes(one.key)} onChange={(event) => setTicked((old) => (event.target.checked ? [...old, one.key] : old.filter((key) => key !== one.key)))}>{one.label}</Checkbox>)}</div>
        </fieldset>
        <div><label className="field-label" htmlFor="list-own">{t('list.own')}</label><Input.TextArea id="list-own" value={own} maxLength={800} autoSize={{ minRows: 1, maxRows: 4 }} onChange={(event) => setOwn(event.target.value)} /></div>
        <div><label className="field-label" htmlFor="list-due">{t('list.due')}</label><input id="list-due" className="month-input" type="datetime-local" value={due} onChange={(event) => setDue(event.target.value)} /></div>
        {asked && lacks && <p className="field-error" role="alert">{t('list.lacks')}</p>}
        {why !== null && <Failure why={why} />}
      </div>
    </Modal>
  );
}
