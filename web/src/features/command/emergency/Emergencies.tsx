// Emergencies (应急处置): activating a plan with one button, what is under way, and what lies ready.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Input, Radio, Select } from 'antd';
import { useEffect, useState } from 'react';
import { Empty, Failure, Shown } from '../../../components/States';
import { stageOf, t, word } from '../../../i18n';
import { emergencies, newKey, roster, type EmergencyPlan } from '../../../lib/api';
import { isArea, limitWords, nameOf, said } from '../../../lib/names';
import { follow, go, pages } from '../../../lib/router';
import { useSession } from '../../../lib/session';
import { dateTime } from '../../../lib/time';
import { Stocks } from './Stocks';

export default function Emergencies() {
  const { scope, may } = useSession();
  const plans = useQuery({ queryKey: ['emergency-plans'], queryFn: () => emergencies.plans(), staleTime: 300_000 });
  useEffect(() => { document.title = `${t('nav.emergencies')} · ${t('app.name')}`; }, []);
  return (
    <div className="page">
      <header className="page-head"><h1>{t('nav.emergencies')}</h1><span className="muted">{scope?.name}</span></header>
      {may('case.supervise') && isArea(scope) && scope.kind !== 'community' && <Shown query={plans} rows={6}>{({ items }) => (items.length ? <Activate plans={items} /> : null)}</Shown>}
      <Responses plans={plans.data?.items ?? []} />
      {scope && <Stocks key={scope.id} unit={scope} />}
    </div>
  );
}

export const levelName = (level: number) => word('emergency.levelName', String(level));
const team = (unit: string) => word('emergency.team', unit.replace('@street', ''));
const whom = (to: string, units: string) => (units ? units.split('|').map(team).join(t('word.comma')) : word('emergency.to', to));

function Activate({ plans }: { plans: EmergencyPlan[] }) {
  const { scope } = useSession();
  const client = useQueryClient();
  const { message, modal } = App.useApp();
  const [code, setCode] = useState(plans[0].code);
  const [level, setLevel] = useState(4);
  const [text, setText] = useState('');
  const [once, setOnce] = useState(newKey);
  const [busy, setBusy] = useState(false);
  const [why, setWhy] = useState<unknown>(null);
  const shifts = useQuery({ queryKey: ['roster', scope?.id, 'today'], queryFn: () => roster.read({ unit: scope?.id }) });
  const plan = plans.find((one) => one.code === code) ?? plans[0];
  const row = plan.levels.find((one) => one.level === level);
  const tasks = plan.tasks.filter((one) => level <= one.level);
  const on = shifts.data?.items.filter((one) => one.now).length;
  const send = async () => {
    if (!scope || !row) return;
    setBusy(true);
    setWhy(null);
    try {
      const made = await emergencies.activate({ plan: code, level, area: scope.code, text: text.trim() || undefined }, once);   // a broken line activates nothing twice
      void message.success(t('emergency.activated'));
      void client.invalidateQueries({ queryKey: ['emergencies'] });
      go(pages.emergency(made.id));
    } catch (trouble) { setWhy(trouble); setOnce(newKey()); } finally { setBusy(false); }
  };
  const ask = () => void modal.confirm({
    title: `${t('emergency.activate')} · ${row ? said(row.name, row.name_en) : ''}`, content: t('emergency.sure', { name: said(plan.name, plan.name_en), n: tasks.length, area: scope?.name ?? '' }),
    okText: t('emergency.go'), cancelText: t('action.cancel'), okButtonProps: { danger: true }, onOk: send,
  });
  return (
    <section className="panel stack" aria-label={t('emergency.activate')}>
      <div className="panel-head"><h2>{t('emergency.activate')}</h2>
        {on !== undefined && <span className={on ? 'small muted' : 'badge badge-warn'}>{on ? t('emergency.onShift', { n: on }) : t('emergency.noShift')} <a href={pages.roster} onClick={follow}>{t('nav.roster')}</a></span>}</div>
      <Radio.Group aria-label={t('emergency.plan')} value={code} onChange={(event) => setCode(event.target.value as string)} optionType="button" options={plans.map((one) => ({ value: one.code, label: said(one.name, one.name_en) }))} />
      <Radio.Group aria-label={t('emergency.level')} value={level} onChange={(event) => setLevel(event.target.value as number)} options={plan.levels.map((one) => ({ value: one.level, label: levelName(one.level) }))} />
      {row && <p><span className="small muted">{t('emergency.trigger')}</span> {said(row.trigger, row.trigger_en)}</p>}
      <div className="scroll-x" tabIndex={0} role="region" aria-label={t('emergency.goes')}>
        <table className="data">
          <thead><tr><th className="tight">{t('emergency.whom')}</th><th>{t('emergency.task')}</th><th className="tight">{t('emergency.within')}</th></tr></thead>
          <tbody>{tasks.map((one) => <tr key={one.key}><td className="nowrap">{whom(one.to, one.units)}</td><td style={{ minWidth: 200 }}>{said(one.text, one.text_en)}</td><td className="nowrap">{limitWords(one.within)}</td></tr>)}</tbody>
        </table>
      </div>
      <div><label className="field-label" htmlFor="emergency-text">{t('emergency.text')}</label>
        <Input.TextArea id="emergency-text" value={text} maxLength={1000} autoSize={{ minRows: 1, maxRows: 4 }} placeholder={t('emergency.textHint')} onChange={(event) => setText(event.target.value)} /></div>
      {why !== null && <Failure why={why} />}
      <div className="row"><Button type="primary" danger loading={busy} onClick={ask}>{t('emergency.go')}</Button></div>
    </section>
  );
}

function Responses({ plans }: { plans: EmergencyPlan[] }) {
  const { scope } = useSession();
  const query = useQuery({ queryKey: ['emergencies', scope?.id], queryFn: () => emergencies.list(scope?.id) });
  const name = (code: string) => { const plan = plans.find((one) => one.code === code); return plan ? said(plan.name, plan.name_en) : code; };
  return (
    <section className="panel" aria-label={t('emergency.list')}>
      <div className="panel-head"><h2>{t('emergency.list')}</h2></div>
      <Shown query={query} rows={3}>{({ items }) => (items.length === 0 ? <Empty title={t('emergency.none')} /> : (
        <div className="scroll-x" tabIndex={0} role="region" aria-label={t('emergency.list')}>
          <table className="data">
            <thead><tr><th>{t('col.number')}</th><th>{t('emergency.plan')}</th><th>{t('emergency.level')}</th><th>{t('emergency.text')}</th><th>{t('emergency.of')}</th><th>{t('col.stage')}</th><th>{t('emergency.at')}</th></tr></thead>
            <tbody>{items.map((row) => (
              <tr key={row.id}>
                <td><a className="mono" href={pages.emergency(row.id)} onClick={follow}>{row.number}</a></td><td className="nowrap">{name(row.plan)}</td><td className="nowrap">{levelName(row.level)}</td>
                <td style={{ minWidth: 160 }}><span className="clamp">{row.text}</span></td><td className="nowrap">{nameOf(row.unit)}</td>
                <td><span className={row.state === 'closed' ? 'badge' : 'badge badge-urgent'}>{row.state === 'closed' ? t('emergency.over') : stageOf(row)}</span></td><td className="num nowrap">{dateTime(row.opened_at)}</td>
              </tr>
            ))}</tbody>
          </table>
        </div>
      ))}</Shown>
    </section>
  );
}

/** Which plan's stocks: empty for any. */
export function KindSelect({ value, onChange }: { value: string; onChange: (kind: string) => void }) {
  return <Select aria-label={t('emergency.plan')} value={value} onChange={onChange} style={{ minWidth: 110 }} options={['flood', 'epidemic'].map((kind) => ({ value: kind, label: word('stock.kind', kind) }))} />;
}
