// 吹哨报到: what my unit is summoned to, by what is due next, and the whistles of the month; the list behind a number of the table stands here too.
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useEffect } from 'react';
import { Urgency } from '../../case/CasePage';
import { PartyBadges, Stamp, STEPS } from '../../case/Parties';
import { Empty, Shown } from '../../components/States';
import { stageOf, t, word } from '../../i18n';
import { whistles, type Page, type PartyRow } from '../../lib/api';
import { nameOf, typeName } from '../../lib/names';
import { follow, pages, useQueryState } from '../../lib/router';
import { useMe, useSession } from '../../lib/session';
import { dateTime } from '../../lib/time';

export default function Whistles() {
  const [params] = useQueryState();
  const { may } = useSession();
  const unit = useMe().unit;
  const answers = unit.kind === 'department' || unit.kind === 'team';
  useEffect(() => { document.title = `${t('nav.whistles')} · ${t('app.name')}`; }, []);
  return (
    <div className="page">
      <header className="page-head"><h1>{t('nav.whistles')}</h1><span className="grow" />
        {may('whistle.blow') && <a className="button-link" href={pages.whistleNew} onClick={follow}>{t('whistle.blow')}</a>}</header>
      {params.metric ? <Behind /> : answers ? <Mine /> : <Month />}
    </div>
  );
}

function Mine() {
  const query = useQuery({ queryKey: ['parties', 'open'], queryFn: () => whistles.parties({ open: true, limit: 200 }) });
  return (
    <section className="panel" aria-label={t('whistle.mine')}>
      <div className="panel-head"><h2>{t('whistle.mine')}</h2></div>
      <Shown query={query} rows={6}>{(data) => (data.items.length ? <Rows rows={[...data.items].sort((a, b) => nextDue(a).localeCompare(nextDue(b)))} /> : <Empty title={t('whistle.empty')} />)}</Shown>
    </section>
  );
}

/** The limit that runs out next; what has none comes last. */
function nextDue(row: PartyRow): string {
  return row.steps.find((step) => !step.at && step.due_at)?.due_at ?? '9';
}

/** The parties a number of the table counts. */
function Behind() {
  const [params] = useQueryState();
  const { month, unit, area, metric } = params;
  const query = useInfiniteQuery({
    queryKey: ['parties', month, unit, area, metric], initialPageParam: undefined as string | undefined, getNextPageParam: (page: Page<PartyRow>) => page.next ?? undefined,
    queryFn: ({ pageParam }) => whistles.parties({ month, unit, area, metric, limit: 50, after: pageParam }),
  });
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  const name = nameOf(rows[0]?.unit ?? null);
  return (
    <section className="panel" aria-label={t('whistle.mine')}>
      <div className="panel-head"><h2>{t('whistle.behind', { month, unit: name, metric: word('metric', metric) })}</h2><a href={`${pages.whistleTable}?month=${month}`} onClick={follow}>{t('whistle.back')}</a></div>
      <Shown query={query} rows={6}>{() => (rows.length ? <Rows rows={rows} /> : <Empty title={t('whistle.empty')} />)}</Shown>
      {query.hasNextPage && <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t('list.more')}</Button>}
    </section>
  );
}

function Rows({ rows }: { rows: PartyRow[] }) {
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label={t('party.title')}>
      <table className="data">
        <thead><tr><th>{t('col.number')}</th><th>{t('col.text')}</th><th>{t('party.unit')}</th>{STEPS.map((step) => <th key={step}>{word('party.step', step)}</th>)}</tr></thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <td><a className="mono" href={pages.case(row.case_id)} onClick={follow}>{row.number}</a><p className="small muted">{typeName(row)} · {stageOf(row)}</p></td>
              <td><Urgency level={row.urgency} /> <span className="clamp">{row.text}</span><p className="small muted">{row.address}</p></td>
              <td>{nameOf(row.unit)} <PartyBadges party={row} /></td>
              {row.steps.map((step) => <td key={step.step}><Stamp step={step} running={row.state === 'summoned'} /></td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const STATES = ['blown', 'open', 'refused', 'closed'] as const;

function Month() {
  const [params, setParams] = useQueryState();
  const month = params.month ?? thisMonth(), state = params.state ?? 'blown';
  const query = useQuery({ queryKey: ['whistles', month, state, params.caller, params.area], queryFn: () => whistles.blown({ month, state, unit: params.caller, area: params.area }) });
  return (
    <section className="panel" aria-label={t('whistle.blown')}>
      <div className="panel-head"><h2>{t('whistle.blown')}</h2>
        <span className="row">
          <MonthInput value={month} onChange={(next) => setParams({ month: next })} />
          {STATES.map((one) => <Button key={one} size="small" aria-pressed={state === one} onClick={() => setParams({ state: one })}>{word('whistle.state', one)}</Button>)}
        </span>
      </div>
      <Shown query={query} rows={6}>{(data) => (data.items.length === 0 ? <Empty title={t('whistle.emptyMonth')} /> : (
        <div className="scroll-x" tabIndex={0} role="region" aria-label={t('whistle.blown')}>
          <table className="data">
            <thead><tr><th>{t('col.number')}</th><th>{t('col.text')}</th><th>{t('whistle.caller')}</th><th>{t('col.stage')}</th><th>{t('party.lead')}</th><th>{t('whistle.at')}</th></tr></thead>
            <tbody>
              {data.items.map((row) => (
                <tr key={row.id}>
                  <td><a className="mono" href={pages.case(row.id)} onClick={follow}>{row.number}</a><p className="small muted">{typeName(row)}</p></td>
                  <td><Urgency level={row.urgency} /> <span className="clamp">{row.text}</span><p className="small muted">{row.address}</p></td>
                  <td>{nameOf(row.caller)}</td>
                  <td><span className="badge badge-info">{stageOf(row)}</span> {row.supervise > 0 && <span className="badge badge-warn">{word('choice.level', String(row.supervise))}</span>}</td>
                  <td>{nameOf(row.lead) || '—'}</td>
                  <td className="num">{dateTime(row.blown_at)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ))}</Shown>
    </section>
  );
}

export function thisMonth(): string {
  return new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 7);   // of Nanjing
}

export function MonthInput({ value, onChange }: { value: string; onChange: (month: string) => void }) {
  return <input type="month" className="month-input" aria-label={t('whistle.month')} value={value} onChange={(e) => { if (/^\d{4}-\d\d$/.test(e.target.value)) onChange(e.target.value); }} />;
}
