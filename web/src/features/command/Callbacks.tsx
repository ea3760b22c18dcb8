// The call-back desk (回访台): whom to ask, by clock, with what was done; a call is the step of the case, and the rules say what follows.
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Light } from '../../components/Light';
import { Empty, Failure, Loading, Shown } from '../../components/States';
import { useCase } from '../../case/CasePage';
import { TaskPanel } from '../../case/TaskPanel';
import { VirtualList } from '../../case/VirtualList';
import { pick, t } from '../../i18n';
import { callbacks, evaluation } from '../../lib/api';
import { nameOf, remaining, said, typeName } from '../../lib/names';
import { follow, pages } from '../../lib/router';
import { useMe, useSession } from '../../lib/session';
import { dateTime } from '../../lib/time';
import './dispatch/dispatch.css';

type Row = Awaited<ReturnType<typeof callbacks.queue>>['items'][number];
const ROW = 72, RATES = ['solved_rate', 'satisfied_rate'];

export default function Callbacks() {
  const query = useQuery({ queryKey: ['callbacks'], queryFn: () => callbacks.queue(), refetchInterval: 60_000 });
  const rows = query.data?.items ?? [];
  const [id, setId] = useState<string | null>(null);
  const active = Math.max(0, rows.findIndex((row) => row.task.id === id)), row = rows[active] as Row | undefined;
  useEffect(() => { document.title = `${t('nav.callbacks')} · ${t('app.name')}`; }, []);
  return (
    <div className="dispatch">
      <header className="worklist-head">
        <h1>{t('nav.callbacks')}</h1>
        <p className="small muted num" role="status">{t('callback.waiting', { n: rows.length })}{query.data?.more && ` ${t('callback.more')}`}</p>
        <Rates />
      </header>
      <div className={row ? 'dispatch-body callback-body' : 'dispatch-body dispatch-idle'}>
        <div className="dispatch-queue panel">
          {query.error && !rows.length ? <Failure why={query.error} retry={() => void query.refetch()} />
            : query.isPending ? <Loading rows={8} /> : rows.length === 0 ? <Empty title={t('callback.none')} />
              : <VirtualList id="callbacks" label={t('callback.queue')} count={rows.length} total={rows.length} rowHeight={ROW} active={active}
                  onActive={(index) => setId(rows[index]?.task.id ?? null)} onOpen={() => undefined} onNearEnd={() => undefined} row={(i) => <Line row={rows[i]} />} />}
        </div>
        {row && <Calling key={row.task.id} row={row} done={() => void query.refetch()} />}
      </div>
    </div>
  );
}

/** 解决率 and 满意率 of the month, as the evaluation counts them. */
function Rates() {
  const me = useMe();
  const { may } = useSession();
  const month = new Date().toLocaleDateString('sv', { timeZone: 'Asia/Shanghai' }).slice(0, 7);
  const query = useQuery({ queryKey: ['callback-rates', month], queryFn: () => evaluation.table({ area: me.unit.id, from: month, to: month, by: 'month' }), enabled: may('statistics'), retry: false, staleTime: 60_000 });
  const shown = query.data?.indicators.flatMap((one, i) => (RATES.includes(one.code) ? [{ name: said(one.name, one.name_en), rate: query.data.total.rates[i] }] : []));
  return shown ? <p className="small num">{t('callback.rates')}: {shown.map((one) => `${one.name} ${one.rate === null ? '–' : `${one.rate.toFixed(1)} %`}`).join(' · ')}</p> : null;
}

const times = (row: Row) => (row.calls ? t('callback.calls', { n: row.calls, at: dateTime(row.last_at) }) : t('callback.first'));

function Line({ row }: { row: Row }) {
  return (
    <div className="task-row">
      <Light light={row.task.light} bare />
      <div className="grow">
        <p className="ellipsis"><strong>{typeName(row.task)}</strong> <span>{row.task.text}</span></p>
        <p className="ellipsis small muted">{times(row)} · {row.task.address || nameOf(row.task.community)}</p>
      </div>
      <p className={`task-row-end light-${row.task.light}`}><span className="light-words num small">{remaining(row.task)}</span></p>
    </div>
  );
}

function Calling({ row, done }: { row: Row; done: () => void }) {
  const query = useCase(row.task.case_id);
  return (
    <div className="dispatch-case" role="region" aria-label={t('callback.case')}>
      <Shown query={query} rows={6}>
        {(view) => {
          const task = view.tasks.find((one) => one.id === row.task.id);
          return (
            <>
              <div className="panel stack">
                <div className="row"><h2 className="grow">{typeName(view)}</h2><Light light={row.task.light} row={row.task} provisional={row.task.provisional} /></div>
                <p className="small muted"><a className="mono" href={pages.case(view.id)} onClick={follow}>{view.number}</a> · {times(row)}</p>
                <p className="case-text">{view.text}</p>
                <p className="small">{view.reporter ? `${view.reporter.name} ${view.reporter.phone}` : t('callback.nobody')} <span className="muted">{view.reporter && t('callback.reveal')}</span></p>
                <ul className="stack small">{view.journal.filter((one) => one.note).slice(-3).map((one) => <li key={one.id}><span className="muted">{pick(one)}</span> {one.note}</li>)}</ul>
              </div>
              {task ? <TaskPanel task={task} view={view} onDone={done} /> : <p className="panel small muted">{t('list.gone')}</p>}
            </>
          );
        }}
      </Shown>
    </div>
  );
}
