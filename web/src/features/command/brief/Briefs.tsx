// 简报: the briefings of an area, by day, week and month; one can be made at once.
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { Button, Select, message } from 'antd';
import { useEffect } from 'react';
import { Empty, Shown } from '../../../components/States';
import { pick, t, word } from '../../../i18n';
import { ApiError, briefs, type BriefRow } from '../../../lib/api';
import { follow, go, pages, useQueryState } from '../../../lib/router';
import { useSession } from '../../../lib/session';
import { dateTime } from '../../../lib/time';

export const KINDS = ['day', 'week', 'month'] as const;
export const spanOf = (row: { from: string; to: string }) => (row.from === row.to ? row.from : `${row.from} – ${row.to}`);

export default function Briefs() {
  const [params, setParams] = useQueryState();
  const { scope, scopes } = useSession();
  const kind = KINDS.find((one) => one === params.kind) ?? 'day';
  const area = params.area ?? scope?.id;
  const query = useInfiniteQuery({
    queryKey: ['briefs', area, kind], initialPageParam: undefined as string | undefined, getNextPageParam: (page: { next: string | null }) => page.next ?? undefined,
    queryFn: ({ pageParam }) => briefs.list({ area, kind, limit: 30, after: pageParam }),
  });
  const making = useMutation({ mutationFn: () => briefs.make({ area: query.data?.pages[0]?.area.id ?? area, kind }), onSuccess: (made) => go(pages.brief(made.id)), onError: (why) => void message.error(why instanceof ApiError ? pick(why.body) : String(why)) });
  useEffect(() => { document.title = `${t('nav.briefs')} · ${t('app.name')}`; }, []);
  const first = query.data?.pages[0], rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className="page">
      <header className="page-head">
        <h1>{t('nav.briefs')}</h1><span className="muted">{first?.area.name}</span><span className="grow" />
        {scopes.length > 1 && <Select aria-label={t('brief.area')} value={area} onChange={(id) => setParams({ area: id })} options={scopes.map((one) => ({ value: one.id, label: one.name }))} style={{ minWidth: 160 }} />}
        <span className="row" role="group" aria-label={t('brief.kind')}>{KINDS.map((one) => <Button key={one} size="small" type={one === kind ? 'primary' : 'default'} aria-pressed={one === kind} onClick={() => setParams({ kind: one === 'day' ? undefined : one })}>{word('brief.kind', one)}</Button>)}</span>
        {first?.has && <Button size="small" loading={making.isPending} onClick={() => making.mutate()}>{t('brief.make')}</Button>}
      </header>
      <section className="panel" aria-label={t('nav.briefs')}>
        <p className="small muted">{t('brief.about')}</p>
        <Shown query={query} rows={8}>{() => (rows.length ? <Table rows={rows} /> : <Empty title={t(first?.has === false ? 'brief.notHere' : 'brief.none')} />)}</Shown>
        {query.hasNextPage && <p className="more"><Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t('list.more')}</Button></p>}
      </section>
    </div>
  );
}

function Table({ rows }: { rows: BriefRow[] }) {
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label={t('nav.briefs')}>
      <table className="data">
        <thead><tr><th>{t('brief.span')}</th><th className="right">{t('brief.reported')}</th><th className="right">{t('brief.closed')}</th><th className="right">{t('brief.open')}</th><th className="right">{t('brief.overdue')}</th><th>{t('brief.made')}</th></tr></thead>
        <tbody>{rows.map((row) => (
          <tr key={row.id}>
            <td className="nowrap"><a href={pages.brief(row.id)} onClick={follow}>{spanOf(row)}</a>{!row.whole && <span className="muted small"> {t('brief.soFar')}</span>}</td>
            <td className="num right">{row.reported}</td><td className="num right">{row.closed}</td><td className="num right">{row.open}</td><td className="num right">{row.overdue}</td>
            <td className="num nowrap">{dateTime(row.made_at)}</td>
          </tr>
        ))}</tbody>
      </table>
    </div>
  );
}
