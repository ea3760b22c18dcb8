// 我的待办: my tasks of every kind, sorted by the clock; filters live in the URL; j, k, x and Enter work.
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useEffect, useMemo, useRef, useState } from 'react';
import { Light } from '../components/Light';
import { Empty, Failure, Loading, Shown } from '../components/States';
import { stageOf, t } from '../i18n';
import { tasks, type TaskFilter, type TaskRow } from '../lib/api';
import { useLive } from '../lib/events';
import { useNarrow } from '../lib/narrow';
import { nameOf, remaining, said, typeName } from '../lib/names';
import { follow, go, pages, useQueryState } from '../lib/router';
import { dateTime } from '../lib/time';
import { BulkBar } from './BulkBar';
import { Urgency, useCase } from './CasePage';
import { TaskPanel } from './TaskPanel';
import { Timeline } from './Timeline';
import { VirtualList, type Ticks } from './VirtualList';
import { Kinds, Filters, FILTERS, SavedFilters } from './WorklistFilters';

const ROW = 60, NARROW_ROW = 84;   // pixels; on a phone the words take two lines
const PAGE = 100;
const LIVE_PAGES = 3;

function useTasks(filter: TaskFilter) {
  const query = useInfiniteQuery({
    queryKey: ['worklist', filter],
    queryFn: ({ pageParam, signal }) => tasks.list(filter, pageParam, PAGE, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data]);
  return { query, rows };
}

/** Short lists follow live events by themselves; a long one offers to be read again. */
function useFresh(query: ReturnType<typeof useTasks>['query']) {
  const [stale, setStale] = useState(false);
  const timer = useRef<number | undefined>(undefined);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  useLive(() => {
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(() => {
      if ((query.data?.pages.length ?? 0) <= LIVE_PAGES) void query.refetch();
      else setStale(true);
    }, 400);
  });
  return { stale, refresh: () => { setStale(false); void query.refetch(); } };
}

/** Ticked rows by id: they stay ticked while the list changes around them, and are forgotten when they leave it. */
function useTicks(rows: TaskRow[]) {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const ticked = useMemo(() => (ids.size ? rows.filter((row) => ids.has(row.id)) : []), [rows, ids]);
  const ticks: Ticks = {
    has: (index) => ids.has(rows[index]?.id),
    set: (from, to, on) => setIds((old) => {
      const next = new Set(old);
      for (const row of rows.slice(Math.min(from, to), Math.max(from, to) + 1)) { if (on) next.add(row.id); else next.delete(row.id); }
      return next;
    }),
    none: () => setIds(new Set()),
  };
  return { ticks, ticked };
}

export default function Worklist() {
  const [params, setParams] = useQueryState();
  const filter: TaskFilter = { stage: params.stage, type: params.type, light: params.light, mine: params.mine === '1' };
  const counts = useQuery({ queryKey: ['counts'], queryFn: () => tasks.counts() });
  const { query, rows } = useTasks(filter);
  const { stale, refresh } = useFresh(query);
  const { ticks, ticked } = useTicks(rows);
  const narrow = useNarrow();
  const [activeId, setActiveId] = useState<string | null>(null);
  const lastIndex = useRef(0);
  const found = rows.findIndex((row) => row.id === activeId);
  const active = found >= 0 ? found : Math.min(lastIndex.current, Math.max(0, rows.length - 1));
  lastIndex.current = active;
  const row = rows[active];

  useEffect(() => { document.title = `${t('nav.tasks')} · ${t('app.name')}`; }, []);
  return (
    <div className="worklist">
      <header className="worklist-head">
        <h1>{t('nav.tasks')}</h1>
        <Kinds counts={counts.data} stage={params.stage} onStage={(stage) => setParams({ stage })} />
        <Filters counts={counts.data} params={params} setParams={setParams} />
        <SavedFilters params={params} setParams={setParams} />
      </header>
      {stale && <p className="notice small" role="status">{t('list.stale')} <button type="button" className="text-button" onClick={refresh}>{t('action.refresh')}</button></p>}
      <div className={row ? 'worklist-body' : 'worklist-body worklist-alone'}>
        <div className="worklist-list panel">
          {query.error && !rows.length ? <Failure why={query.error} retry={refresh} />
            : query.isPending ? <Loading rows={10} />
              : rows.length === 0 ? <Nothing filtered={FILTERS.some((name) => params[name])} clear={() => setParams(Object.fromEntries(FILTERS.map((name) => [name, ''])))} />
                : <VirtualList id="tasks" label={t('nav.tasks')} count={rows.length} total={counts.data?.total ?? rows.length} rowHeight={narrow ? NARROW_ROW : ROW} active={active} ticks={ticks}
                    onActive={(i) => setActiveId(rows[i]?.id ?? null)} onOpen={(i) => rows[i] && go(pages.case(rows[i].case_id))}
                    onNearEnd={() => { if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage(); }} row={(i) => <Row row={rows[i]} />} />}
          {rows.length > 0 && ticked.length === 0 && <p className="worklist-keys small muted wide-only">{t('list.keys')}</p>}
          <BulkBar rows={ticked} clear={ticks.none} />
        </div>
        {row && <Preview row={row} />}
      </div>
    </div>
  );
}

function Nothing({ filtered, clear }: { filtered: boolean; clear: () => void }) {
  return <Empty title={filtered ? t('list.nothingFiltered') : t('list.nothing')}>{filtered && <Button onClick={clear}>{t('list.clear')}</Button>}</Empty>;
}

function Row({ row }: { row: TaskRow }) {
  return (
    <div className="task-row">
      <Light light={row.light} bare />
      <div className="grow">
        <p className="ellipsis task-row-words"><strong>{typeName(row)}</strong> <Urgency level={row.urgency} /> {row.unsure && <span className="badge badge-warn">{t('guess.unsure')}</span>} <span>{row.text}</span></p>
        <p className="ellipsis small muted"><span className="mono wide-only">{row.number} · </span>{[row.address, nameOf(row.community) || nameOf(row.street)].filter(Boolean).join(' · ')}</p>
      </div>
      <div className="task-row-end">
        <p className={`light-${row.light}`}><span className="light-words num">{remaining(row)}</span></p>
        <p className="small muted ellipsis">{stageOf(row)}{row.mine ? ` · ${t('task.mineShort')}` : row.assignee_name ? ` · ${row.assignee_name}` : ''}</p>
      </div>
    </div>
  );
}

function Preview({ row }: { row: TaskRow }) {
  const query = useCase(row.case_id);
  return (
    <aside className="worklist-preview" aria-label={t('list.preview')}>
      <div className="panel stack">
        <div className="row">
          <h2 className="grow"><a href={pages.case(row.case_id)} onClick={follow}>{typeName(row)}</a></h2>
          <Light light={row.light} row={row} provisional={row.provisional} />
        </div>
        <p className="small muted"><span className="mono">{row.number}</span> · {t('list.openedAt', { at: dateTime(row.opened_at) })}</p>
        <p className="case-text">{row.text}</p>
        <p className="small muted">{row.address}</p>
      </div>
      <Shown query={query} rows={5}>
        {(view) => {
          const task = view.tasks.find((one) => one.id === row.id);
          return (
            <>
              {task ? <TaskPanel task={task} view={view} /> : <p className="panel small muted">{t('list.gone')}</p>}
              {view.decisions[0] && <WhyLine text={view.decisions.flatMap((d) => d.matches).map((m) => said(m.annotation, m.annotation_en)).filter(Boolean).slice(-1)[0] ?? ''} />}
              <section className="panel" aria-label={t('case.timeline')}><h2>{t('case.timeline')}</h2><Timeline rows={view.journal.slice(-4)} /></section>
            </>
          );
        }}
      </Shown>
    </aside>
  );
}

function WhyLine({ text }: { text: string }) {
  return text ? <p className="panel small"><span className="muted">{t('list.whyMe')}</span> {text}</p> : null;
}
