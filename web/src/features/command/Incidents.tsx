// Processes that stand still: what happened, where, and mending it.
import { useInfiniteQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useEffect, useState } from 'react';
import { Empty, Failure, Loading } from '../../components/States';
import { pick, t } from '../../i18n';
import { stuck, type IncidentRow } from '../../lib/api';
import { placeName, typeName } from '../../lib/names';
import { follow, pages } from '../../lib/router';
import { dateTime } from '../../lib/time';
import MendDialog from './MendDialog';

export default function Incidents() {
  const [mending, setMending] = useState<string | null>(null);
  const query = useInfiniteQuery({ queryKey: ['incidents'], queryFn: ({ pageParam }) => stuck.list(pageParam), initialPageParam: undefined as string | undefined, getNextPageParam: (page) => page.next ?? undefined });
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  useEffect(() => { document.title = `${t('nav.incidents')} · ${t('app.name')}`; }, []);
  return (
    <div className="page">
      <header className="page-head"><h1>{t('nav.incidents')}</h1></header>
      <p className="small muted">{t('stuck.about')}</p>
      <section className="panel flush">
        {query.error && !rows.length ? <Failure why={query.error} retry={() => void query.refetch()} />
          : query.isPending ? <Loading rows={6} /> : rows.length === 0 ? <Empty title={t('stuck.none')} /> : <Rows rows={rows} onMend={setMending} />}
        {query.hasNextPage && <p className="more"><Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t('list.more')}</Button></p>}
      </section>
      {mending && <MendDialog id={mending} onClose={() => setMending(null)} />}
    </div>
  );
}

function Rows({ rows, onMend }: { rows: IncidentRow[]; onMend: (id: string) => void }) {
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label={t('nav.incidents')}>
      <table className="data">
        <thead><tr><th className="tight">{t('stuck.at')}</th><th className="tight">{t('copy.case')}</th><th>{t('stuck.where')}</th><th>{t('stuck.what')}</th><th className="tight" /></tr></thead>
        <tbody>{rows.map((row) => (
          <tr key={row.id}>
            <td className="num nowrap">{dateTime(row.at)}</td>
            <td className="nowrap"><a className="mono" href={pages.case(row.case_id)} onClick={follow}>{row.number}</a><br /><span className="small muted">{typeName(row)}</span></td>
            <td>{placeName(row)}</td>
            <td className="wrap">{pick(row)}</td>
            <td className="right"><Button size="small" onClick={() => onMend(row.id)}>{t('stuck.mend')}<span className="hidden-text"> {row.number}</span></Button></td>
          </tr>
        ))}</tbody>
      </table>
    </div>
  );
}
