// Jobs of outside workers: how many of each kind wait, are being done or failed; and each of them.
import { useInfiniteQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useEffect, useState } from 'react';
import { Empty, Failure, Loading } from '../../components/States';
import { pick, t } from '../../i18n';
import { stuck, type JobKind, type JobLine } from '../../lib/api';
import { placeName, typeName } from '../../lib/names';
import { follow, pages, useQueryState } from '../../lib/router';
import { dateTime } from '../../lib/time';
import MendDialog from './MendDialog';

const STATES = ['waiting', 'locked', 'failed'] as const;
type State = (typeof STATES)[number];

export default function Jobs() {
  const [params, setParams] = useQueryState();
  const [mending, setMending] = useState<string | null>(null);
  const state: State = STATES.find((one) => one === params.state) ?? 'waiting';
  const type = params.type || undefined;
  const query = useInfiniteQuery({
    queryKey: ['jobs', state, type], queryFn: ({ pageParam }) => stuck.jobs({ state, type }, pageParam),
    initialPageParam: undefined as string | undefined, getNextPageParam: (page) => page.next ?? undefined, placeholderData: (before) => before,
  });
  const kinds = query.data?.pages[0].kinds ?? [];
  const rows = query.isPlaceholderData ? [] : query.data?.pages.flatMap((page) => page.items) ?? [];
  const all = (one: State) => kinds.filter((kind) => !type || kind.type === type).reduce((sum, kind) => sum + kind[one], 0);
  useEffect(() => { document.title = `${t('nav.jobs')} · ${t('app.name')}`; }, []);
  return (
    <div className="page">
      <header className="page-head"><h1>{t('nav.jobs')}</h1></header>
      <p className="small muted">{t('job.about')}</p>
      {kinds.length > 0 && <Kinds kinds={kinds} state={state} type={type} choose={setParams} />}
      <section className="panel flush">
        <div className="kinds jobs-states" role="group" aria-label={t('account.state')}>
          {STATES.map((one) => <button key={one} type="button" aria-pressed={state === one} onClick={() => setParams({ state: one })}>{t(`job.${one}`)} <b className="num">{all(one)}</b></button>)}
          {type && <button type="button" onClick={() => setParams({ type: '' })}>{t('job.anyKind')}</button>}
        </div>
        {query.error && !rows.length ? <Failure why={query.error} retry={() => void query.refetch()} />
          : query.isPending || query.isPlaceholderData ? <Loading rows={6} /> : rows.length === 0 ? <Empty title={t(`job.none.${state}`)} /> : <Rows rows={rows} state={state} onMend={setMending} />}
        {query.hasNextPage && <p className="more"><Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t('list.more')}</Button></p>}
      </section>
      {mending && <MendDialog id={mending} onClose={() => setMending(null)} />}
    </div>
  );
}

function Kinds({ kinds, state, type, choose }: { kinds: JobKind[]; state: State; type: string | undefined; choose: (change: Record<string, string>) => void }) {
  return (
    <section className="panel flush jobs-kinds" aria-label={t('job.kinds')}>
      <div className="scroll-x" tabIndex={0} role="region" aria-label={t('job.kinds')}>
        <table className="data">
          <thead><tr><th>{t('job.kind')}</th>{STATES.map((one) => <th key={one} className="right tight">{t(`job.${one}`)}</th>)}</tr></thead>
          <tbody>{kinds.map((kind) => (
            <tr key={kind.type}>
              <td>{pick(kind)} <span className="small muted mono">{kind.type}</span></td>
              {STATES.map((one) => (
                <td key={one} className="num right">{kind[one] === 0 ? <span className="muted">0</span>
                  : <button type="button" className="text-button" aria-pressed={type === kind.type && state === one} onClick={() => choose({ type: kind.type, state: one })}>{kind[one]}<span className="hidden-text"> {pick(kind)} {t(`job.${one}`)}</span></button>}</td>
              ))}
            </tr>
          ))}</tbody>
        </table>
      </div>
    </section>
  );
}

function Rows({ rows, state, onMend }: { rows: JobLine[]; state: State; onMend: (incident: string) => void }) {
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label={t('nav.jobs')}>
      <table className="data">
        <thead><tr>
          <th className="tight">{t('job.since')}</th><th className="tight">{t('job.kind')}</th><th className="tight">{t('copy.case')}</th><th>{t('job.step')}</th>
          {state === 'waiting' && <><th className="tight right">{t('job.retries')}</th><th className="tight">{t('job.next')}</th></>}
          {state === 'locked' && <><th className="tight">{t('job.worker')}</th><th>{t('job.lock')}</th></>}
          <th>{t('job.error')}</th>{state === 'failed' && <th className="tight" />}
        </tr></thead>
        <tbody>{rows.map((row) => (
          <tr key={row.id}>
            <td className="num nowrap">{dateTime(row.created_at)}</td>
            <td className="mono nowrap">{row.job}</td>
            <td className="nowrap"><a className="mono" href={pages.case(row.case_id)} onClick={follow}>{row.number}</a><br /><span className="small muted">{typeName(row)}</span></td>
            <td>{placeName(row)}</td>
            {state === 'waiting' && <><td className="num right">{row.retries}</td><td className="num nowrap">{later(row.ready_at) ? dateTime(row.ready_at) : t('job.now')}</td></>}
            {state === 'locked' && <><td className="nowrap">{row.worker}</td><td className="num">{dateTime(row.lock_until)}{!later(row.lock_until) && <span className="small muted"> {t('job.lockOver')}</span>}</td></>}
            <td className="wrap">{row.error}</td>
            {state === 'failed' && <td className="right">{row.incident && <Button size="small" onClick={() => row.incident && onMend(row.incident)}>{t('stuck.retryOnly')}<span className="hidden-text"> {row.number}</span></Button>}</td>}
          </tr>
        ))}</tbody>
      </table>
    </div>
  );
}

const later = (iso: string | null) => iso !== null && Date.parse(iso) > Date.now();
