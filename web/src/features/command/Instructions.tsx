// 工作布置: what my unit gave, and giving one: to whom, what, by when.
import { useInfiniteQuery } from '@tanstack/react-query';
import { App, Button, Input, Select } from 'antd';
import { useEffect, useState } from 'react';
import { Light } from '../../components/Light';
import { Empty, Failure, Shown } from '../../components/States';
import { UnitsSelect } from '../../components/UnitSelect';
import { stageOf, t, word } from '../../i18n';
import { instructions, type InstructionRow, type Page } from '../../lib/api';
import { dropDraft, useDraft } from '../../lib/draft';
import { isArea, nameOf } from '../../lib/names';
import { follow, go, pages } from '../../lib/router';
import { useSession } from '../../lib/session';
import { dateTime } from '../../lib/time';

export default function Instructions() {
  const { scope, may } = useSession();
  useEffect(() => { document.title = `${t('nav.instructions')} · ${t('app.name')}`; }, []);
  return (
    <div className="page">
      <header className="page-head"><h1>{t('nav.instructions')}</h1><span className="muted">{scope?.name}</span></header>
      {may('case.supervise') && isArea(scope) && <Give />}
      <Given />
    </div>
  );
}

interface Draft { level: string; units: string[]; text: string; due: string }
const EMPTY: Draft = { level: 'community', units: [], text: '', due: '' };
const LEVELS = ['street', 'community', 'team', 'grid', 'roster', 'unit'] as const;

function Give() {
  const { scope } = useSession();
  const { message } = App.useApp();
  const key = 'instruction.new';
  const draft = useDraft<Draft>(key, EMPTY);
  const [once] = useState(() => crypto.randomUUID());
  const [busy, setBusy] = useState(false);
  const [why, setWhy] = useState<unknown>(null);
  const [asked, setAsked] = useState(false);
  const { level, units, text, due } = draft.value;
  const levels = LEVELS.filter((one) => one !== 'street' || scope?.kind !== 'street');
  const lacks = !text.trim() || !due || (level === 'unit' && !units.length);
  const send = async () => {
    setAsked(true);
    if (lacks || !scope) return;
    setBusy(true);
    setWhy(null);
    try {
      // The same key until it is answered: a lost connection gives nothing twice.
      const made = await instructions.give({ area: scope.code, level, text, due_at: `${due}:00+08:00`, units: level === 'unit' ? units : undefined }, once);
      dropDraft(key);
      void message.success(t('instruction.sent', { n: made.total }));
      go(pages.instruction(made.id));
    } catch (trouble) { setWhy(trouble); } finally { setBusy(false); }
  };
  return (
    <section className="panel stack" aria-label={t('instruction.give')}>
      <div className="panel-head"><h2>{t('instruction.give')}</h2></div>
      <div className="row wrap">
        <div><label className="field-label" htmlFor="instruction-level">{t('instruction.level')}</label>
          <Select id="instruction-level" value={level} options={levels.map((one) => ({ value: one, label: word('instruction.to', one) }))} onChange={(value) => draft.change({ level: value })} style={{ width: 240 }} /></div>
        <div><label className="field-label" htmlFor="instruction-due">{t('instruction.due')}<span className="must">{t('form.required')}</span></label>
          <input id="instruction-due" className="month-input" type="datetime-local" value={due} onChange={(e) => draft.change({ due: e.target.value })} /></div>
      </div>
      {level === 'unit' && <UnitsSelect label={t('instruction.units')} value={units} onChange={(value) => draft.change({ units: value })} within={scope?.id} />}
      <div><label className="field-label" htmlFor="instruction-text">{t('instruction.text')}<span className="must">{t('form.required')}</span></label>
        <Input.TextArea id="instruction-text" rows={3} maxLength={2000} value={text} onChange={(e) => draft.change({ text: e.target.value })} /></div>
      {asked && lacks && <p className="notice notice-bad" role="alert">{t('instruction.lacks')}</p>}
      {why !== null && <Failure why={why} />}
      <div className="row"><Button type="primary" loading={busy} onClick={() => void send()}>{t('instruction.give')}</Button></div>
    </section>
  );
}

function Given() {
  const { scope } = useSession();
  const query = useInfiniteQuery({
    queryKey: ['instructions', scope?.id], initialPageParam: undefined as string | undefined, getNextPageParam: (page: Page<InstructionRow>) => page.next ?? undefined,
    queryFn: ({ pageParam }) => instructions.list({ unit: scope?.id, limit: 50, after: pageParam }),
  });
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className="panel" aria-label={t('instruction.given')}>
      <div className="panel-head"><h2>{t('instruction.given')}</h2></div>
      <Shown query={query} rows={4}>{() => (rows.length === 0 ? <Empty title={t('instruction.none')} /> : (
        <div className="scroll-x" tabIndex={0} role="region" aria-label={t('instruction.given')}>
          <table className="data">
            <thead><tr><th>{t('col.number')}</th><th>{t('instruction.text')}</th><th>{t('instruction.area')}</th><th>{t('col.stage')}</th><th>{t('instruction.due')}</th><th>{t('instruction.at')}</th></tr></thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.id}>
                  <td><a className="mono" href={pages.instruction(row.id)} onClick={follow}>{row.number}</a></td>
                  <td><span className="clamp">{row.text}</span></td>
                  <td>{row.address}</td>
                  <td><span className="badge badge-info">{row.state === 'closed' ? t('instruction.over') : stageOf(row)}</span></td>
                  <td className="num">{row.state === 'closed' ? dateTime(row.closed_at) : <><Light light={row.light} row={row} /><p className="small muted">{dateTime(row.due_at)}</p></>}</td>
                  <td className="num">{dateTime(row.opened_at)}<p className="small muted">{nameOf(row.unit)}</p></td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ))}</Shown>
      {query.hasNextPage && <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t('list.more')}</Button>}
    </section>
  );
}
