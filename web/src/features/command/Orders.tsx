// 督办: who owes an answer, those late first; what was settled.
import { useInfiniteQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useEffect } from 'react';
import { OrderTable } from '../../case/Orders';
import { Empty, Shown } from '../../components/States';
import { stageOf, t, word } from '../../i18n';
import { orders, type OrderRow, type Page } from '../../lib/api';
import { downloadCsv } from '../../lib/csv';
import { isArea, nameOf } from '../../lib/names';
import { useQueryState } from '../../lib/router';
import { useSession } from '../../lib/session';
import { dateTime } from '../../lib/time';

const STATES = ['open', 'all'] as const;

export default function Orders() {
  const [params, setParams] = useQueryState();
  const { scope } = useSession();
  const state = params.state === 'all' ? 'all' : 'open';
  const place = !scope ? {} : isArea(scope) && scope.kind !== 'community' ? { area: scope.id } : { unit: scope.id };
  const query = useInfiniteQuery({
    queryKey: ['orders', state, scope?.id], initialPageParam: undefined as string | undefined, getNextPageParam: (page: Page<OrderRow>) => page.next ?? undefined,
    queryFn: ({ pageParam }) => orders.list({ ...place, state, limit: 50, after: pageParam }),
  });
  useEffect(() => { document.title = `${t('nav.orders')} · ${t('app.name')}`; }, []);
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className="page">
      <header className="page-head"><h1>{t('nav.orders')}</h1><span className="muted">{scope?.name}</span><span className="grow" />
        {STATES.map((one) => <Button key={one} size="small" aria-pressed={state === one} onClick={() => setParams({ state: one === 'open' ? undefined : one })}>{word('order.state', one)}</Button>)}
        {rows.length > 0 && <Button size="small" onClick={() => csv(rows)}>{t('chart.csv')}</Button>}
      </header>
      <section className="panel" aria-label={t('nav.orders')}>
        <p className="small muted">{t('order.hint')}</p>
        <Shown query={query} rows={6}>{() => (rows.length ? <OrderTable rows={rows} about /> : <Empty title={t(state === 'open' ? 'order.none' : 'order.never')} />)}</Shown>
        {query.hasNextPage && <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t('list.more')}</Button>}
      </section>
    </div>
  );
}

function csv(rows: OrderRow[]) {
  downloadCsv('orders.csv', [t('col.number'), t('order.level'), t('order.unit'), t('order.about'), t('col.stage'), t('order.issued'), t('order.due'), t('order.sentBack')],
    rows.map((row) => [row.number, word('choice.level', String(row.level)), nameOf(row.unit), row.about?.number ?? '', stageOf(row), dateTime(row.opened_at), dateTime(row.due_at), row.sent_back]));
}
