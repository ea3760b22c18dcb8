// The cases behind a number of the evaluation.
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useEffect } from 'react';
import { Empty, Shown } from '../../../components/States';
import { t } from '../../../i18n';
import { evaluation } from '../../../lib/api';
import { said } from '../../../lib/names';
import { useQueryState } from '../../../lib/router';
import { dateTime } from '../../../lib/time';
import { CaseRows } from '../CaseList';

const spanText = (since: number, until: number) => `${dateTime(new Date(since).toISOString())} – ${dateTime(new Date(until).toISOString())}`;

export default function EvaluatedCases() {
  const [params] = useQueryState();
  const { area, from, to, measure = '', grid, unit, type, source } = params;
  const since = Number(params.since) || undefined, until = Number(params.until) || undefined;   // of a briefing: a span instead of months
  const ask = { area, from, to, measure, grid, unit, type, source, since, until };
  const query = useInfiniteQuery({
    queryKey: ['evaluation', 'cases', ask], initialPageParam: undefined as string | undefined, getNextPageParam: (page: { next: string | null }) => page.next ?? undefined,
    queryFn: ({ pageParam }) => evaluation.cases({ ...ask, limit: 50, after: pageParam }),
  });
  const words = useQuery({ queryKey: ['evaluation', { area, from, to, by: 'month' }], queryFn: () => evaluation.table({ area, from, to, by: 'month' }), staleTime: 60_000 });
  const counted = words.data?.measures.find((one) => one.code === measure);
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  useEffect(() => { document.title = `${t('evaluation.cases')} · ${t('app.name')}`; }, []);
  return (
    <div className="page">
      <header className="page-head">
        <h1>{counted ? said(counted.name, counted.name_en) : t('evaluation.cases')}</h1>
        <span className="muted">{words.data?.area.name} · {since && until ? spanText(since, until) : from === to ? from : `${from} – ${to}`}{counted && <> · {said(counted.meaning, counted.meaning_en)}</>}</span>
        <span className="grow" />
        <Button onClick={() => history.back()}>{t('evaluation.back')}</Button>
      </header>
      <section className="panel flush" aria-label={t('evaluation.cases')}>
        <Shown query={query} rows={8}>{() => (rows.length ? <CaseRows rows={rows} /> : query.hasNextPage ? null : <Empty title={t('evaluation.noCases')} />)}</Shown>
        {query.hasNextPage && <p className="more"><Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t('list.more')}</Button></p>}
      </section>
    </div>
  );
}
