// The dispatch desk (派遣台): the queue by urgency and clock, one case with what the rules propose, who is near; all by keyboard.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useEffect, useMemo, useRef, useState } from 'react';
import { Light } from '../../../components/Light';
import { Empty, Failure, Loading } from '../../../components/States';
import { Urgency } from '../../../case/CasePage';
import { VirtualList, type Ticks } from '../../../case/VirtualList';
import { stageOf, t, word } from '../../../i18n';
import { cases, dispatch, type TaskRow } from '../../../lib/api';
import { nameOf, remaining, typeName } from '../../../lib/names';
import { useMe } from '../../../lib/session';
import { Bulk } from './Bulk';
import { Keys } from './Keys';
import { Lane } from './Lane';
import { Placing, type PlacingKeys } from './Placing';
import { onSettled, openSending, pace, useSending, type Decision } from './sending';
import './dispatch.css';

const ROW = 56, AHEAD = 3;

/** What waits, without what has just been decided here. */
function useQueue(decisions: Decision[]) {
  const client = useQueryClient();
  const query = useQuery({ queryKey: ['dispatch'], queryFn: () => dispatch.queue(), refetchInterval: 30_000 });
  const gone = useMemo(() => new Set(decisions.filter((one) => one.state !== 'refused').map((one) => one.taskId)), [decisions]);
  const rows = useMemo(() => (query.data?.items ?? []).filter((row) => !gone.has(row.id)), [query.data, gone]);
  useEffect(() => onSettled((one) => {
    for (const key of ['counts', 'worklist', ...(one.state === 'refused' ? ['dispatch'] : [])]) void client.invalidateQueries({ queryKey: [key] });
    void client.invalidateQueries({ queryKey: ['case', one.caseId] });
  }), [client]);
  return { query, rows };
}

/** The case in front: the one chosen, or when it is gone the next in its place. */
function useActive(rows: TaskRow[]) {
  const client = useQueryClient();
  const [id, setId] = useState<string | null>(null);
  const last = useRef(0);
  const found = rows.findIndex((row) => row.id === id);
  const active = found >= 0 ? found : Math.min(last.current, Math.max(0, rows.length - 1));
  last.current = active;
  const ahead = rows.slice(active, active + AHEAD + 1).map((row) => row.case_id).join();
  useEffect(() => {   // the next ones are there before they are asked for, also when the line breaks
    for (const one of ahead.split(',').filter(Boolean)) void client.prefetchQuery({ queryKey: ['case', one], queryFn: () => cases.read(one), staleTime: 15_000 });
  }, [ahead, client]);
  return { active, row: rows[active] as TaskRow | undefined, choose: (index: number) => setId(rows[index]?.id ?? null) };
}

function useTicked(rows: TaskRow[]) {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const ticked = useMemo(() => rows.filter((row) => ids.has(row.id)), [rows, ids]);
  const put = (list: TaskRow[], on: boolean) => setIds((old) => {
    const next = new Set(old);
    for (const row of list) { if (on) next.add(row.id); else next.delete(row.id); }
    return next;
  });
  const ticks: Ticks = {
    has: (index) => ids.has(rows[index]?.id),
    set: (from, to, on) => put(rows.slice(Math.min(from, to), Math.max(from, to) + 1), on),
    none: () => setIds(new Set()),
  };
  return { ticks, ticked, put };
}

/** Cases that one look can place together: the same step, type and community. */
const alike = (a: TaskRow, b: TaskRow) => a.stage === b.stage && a.type === b.type && a.community?.id === b.community?.id;
const typing = (target: EventTarget | null) => target instanceof HTMLElement && (target.matches('input, textarea, select, [contenteditable=true]') || target.closest('[role=dialog], .ant-modal') !== null);

export default function DispatchDesk() {
  const me = useMe();
  openSending(me.id);
  const decisions = useSending();
  const { query, rows } = useQueue(decisions);
  const { active, row, choose } = useActive(rows);
  const { ticks, ticked, put } = useTicked(rows);
  const [bulk, setBulk] = useState(false);
  const [help, setHelp] = useState(false);
  const hands = useRef<PlacingKeys>(null);
  const list = useRef<HTMLDivElement>(null);
  const back = () => list.current?.querySelector<HTMLElement>('.virtual')?.focus({ preventScroll: true });

  useEffect(() => { document.title = `${t('nav.dispatch')} · ${t('app.name')}`; }, []);
  useEffect(() => {
    const keys = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || bulk) return;
      const move = (by: number) => { choose(Math.max(0, Math.min(rows.length - 1, active + by))); back(); };   // also when the list has not the focus
      const steps: Record<string, () => void> = {
        j: () => move(1), k: () => move(-1), u: () => hands.current?.unit(), m: () => hands.current?.merge(), '?': () => setHelp(true),
        s: () => { if (row) put(rows.filter((one) => alike(one, row)), true); }, b: () => { if (ticked.length) setBulk(true); },
      };
      const step = /^[1-9]$/.test(event.key) ? () => hands.current?.outcome(Number(event.key) - 1)
        : event.key === 'Enter' && !(event.target instanceof HTMLElement && event.target.matches('button, a, summary')) ? () => hands.current?.accept() : steps[event.key];
      if (!step) return;
      event.preventDefault();
      step();
    };
    window.addEventListener('keydown', keys);
    return () => window.removeEventListener('keydown', keys);
  });

  return (
    <div className="dispatch">
      <header className="worklist-head">
        <h1>{t('nav.dispatch')}</h1>
        <p className="small muted num" role="status">{t('dispatch.waiting', { n: rows.length })}{query.data?.more && ` ${t('dispatch.more')}`}</p>
        <Pace decisions={decisions} target={query.data?.target ?? 300} />
        <span className="grow" />
        <Button size="small" onClick={() => setHelp(true)}>{t('dispatch.keys')} <kbd>?</kbd></Button>
      </header>
      <div className={row ? 'dispatch-body' : 'dispatch-body dispatch-idle'}>
        <div className="dispatch-queue panel" ref={list}>
          {query.error && !rows.length ? <Failure why={query.error} retry={() => void query.refetch()} />
            : query.isPending ? <Loading rows={8} />
              : rows.length === 0 ? <Empty title={t('dispatch.none')} />
                : <VirtualList id="dispatch" label={t('dispatch.queue')} count={rows.length} total={rows.length} rowHeight={ROW} active={active} ticks={ticks}
                    onActive={choose} onOpen={() => hands.current?.accept()} onNearEnd={() => undefined} row={(i) => <Row row={rows[i]} />} />}
          {ticked.length > 0 && (
            <div className="bulk-bar" role="region" aria-label={t('bulk.label')}>
              <strong className="num" role="status">{t('bulk.chosen', { n: ticked.length })}</strong>
              <Button size="small" type="primary" onClick={() => setBulk(true)}>{t('dispatch.bulk')} <kbd>b</kbd></Button>
              <Button size="small" type="text" onClick={ticks.none}>{t('bulk.clear')} <kbd>Esc</kbd></Button>
            </div>
          )}
        </div>
        {row && <Placing key={row.id} row={row} hands={hands} back={back} />}
      </div>
      <Lane decisions={decisions} />
      {bulk && <Bulk rows={ticked} onClose={() => { setBulk(false); ticks.none(); back(); }} />}
      {help && <Keys onClose={() => { setHelp(false); back(); }} />}
    </div>
  );
}

/** How fast it goes: measured between the last twenty that the server took. */
function Pace({ decisions, target }: { decisions: Decision[]; target: number }) {
  const speed = pace(decisions), done = decisions.filter((one) => one.state === 'sent').length;
  if (!done) return <p className="small muted">{t('dispatch.target', { n: target })}</p>;
  return <p className="small num" data-pace={speed ?? ''}>{t('dispatch.done', { n: done })}{speed !== null && ` · ${t('dispatch.pace', { n: speed, target })}`}</p>;
}

function Row({ row }: { row: TaskRow }) {
  const odd = row.stage !== 'FILED' && row.stage !== 'DISTRICT';
  return (
    <div className="task-row">
      <Light light={row.light} bare />
      <div className="grow">
        <p className="ellipsis"><strong>{typeName(row)}</strong> <Urgency level={row.urgency} /> {odd && <span className="badge badge-warn">{stageOf(row)}</span>} <span>{row.text}</span></p>
        <p className="ellipsis small muted">{[row.address, nameOf(row.community) || nameOf(row.street)].filter(Boolean).join(' · ')}{row.supervise > 0 && ` · ${word('choice.level', String(row.supervise))}`}</p>
      </div>
      <p className={`task-row-end light-${row.light}`}><span className="light-words num small">{remaining(row)}</span></p>
    </div>
  );
}
