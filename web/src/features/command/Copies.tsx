// Cases somebody sent me to read: opening one marks it read.
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useEffect, useState, type MouseEvent } from 'react';
import { Empty, Failure, Loading } from '../../components/States';
import { stageOf, t } from '../../i18n';
import { copies, type CopyRow } from '../../lib/api';
import { typeName } from '../../lib/names';
import { follow, pages, useQueryState } from '../../lib/router';
import { dateTime } from '../../lib/time';

export default function Copies() {
  const client = useQueryClient();
  const [params, setParams] = useQueryState();
  const [why, setWhy] = useState<unknown>(null);
  const query = useInfiniteQuery({ queryKey: ['copies', 'list'], queryFn: ({ pageParam }) => copies.list(pageParam), initialPageParam: undefined as string | undefined, getNextPageParam: (page) => page.next ?? undefined });
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  const unread = rows.filter((row) => !row.read_at);
  const shown = params.unread === '1' ? unread : rows;
  useEffect(() => { document.title = `${t('nav.copies')} · ${t('app.name')}`; }, []);
  const mark = async (some: CopyRow[]) => {
    setWhy(null);
    try { for (const row of some) await copies.read(row.id); } catch (trouble) { setWhy(trouble); }
    await client.invalidateQueries({ queryKey: ['copies'] });
  };
  return (
    <div className="page">
      <header className="page-head">
        <h1>{t('nav.copies')}</h1>
        <div className="row filters">
          <button type="button" className="chip" aria-pressed={params.unread === '1'} onClick={() => setParams({ unread: params.unread === '1' ? '' : '1' })}>{t('copy.unreadOnly')}</button>
          <Button size="small" disabled={!unread.length} onClick={() => void mark(unread)}>{t('copy.readAll')}</Button>
        </div>
      </header>
      <p className="small muted">{t('copy.about')}</p>
      {why !== null && <Failure why={why} />}
      <section className="panel flush">
        {query.error && !rows.length ? <Failure why={query.error} retry={() => void query.refetch()} />
          : query.isPending ? <Loading rows={6} /> : shown.length === 0 ? <Empty title={t(rows.length ? 'copy.noneUnread' : 'copy.none')} />
            : <Rows rows={shown} onRead={(row) => void mark([row])} />}
        {query.hasNextPage && <p className="more"><Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t('list.more')}</Button></p>}
      </section>
    </div>
  );
}

function Rows({ rows, onRead }: { rows: CopyRow[]; onRead: (row: CopyRow) => void }) {
  const open = (row: CopyRow) => (event: MouseEvent<HTMLAnchorElement>) => { if (!row.read_at) onRead(row); follow(event); };
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label={t('nav.copies')}>
      <table className="data">
        <thead><tr><th className="tight">{t('copy.at')}</th><th className="tight">{t('col.number')}</th><th className="tight">{t('col.type')}</th><th className="tight">{t('col.stage')}</th><th>{t('col.text')}</th><th className="tight">{t('copy.by')}</th><th className="tight" /></tr></thead>
        <tbody>{rows.map((row) => (
          <tr key={row.id} className={row.read_at ? undefined : 'row-unread'}>
            <td className="num nowrap">{dateTime(row.at)}</td>
            <td><a className="mono" href={pages.case(row.case_id)} onClick={open(row)}>{row.number}</a></td>
            <td className="nowrap">{typeName(row)}</td>
            <td className="nowrap">{stageOf(row)}</td>
            <td className="wrap">{row.text}</td>
            <td className="nowrap">{row.by_name}</td>
            <td className="nowrap right">{row.read_at ? <span className="small muted">{t('copy.read')} <span className="num">{dateTime(row.read_at)}</span></span> : <button type="button" className="text-button" onClick={() => onRead(row)}>{t('copy.mark')}<span className="hidden-text"> {row.number}</span></button>}</td>
          </tr>
        ))}</tbody>
      </table>
    </div>
  );
}
