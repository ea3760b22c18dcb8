// Every case this user may see: search, filters in the URL, cursor paging.
import { CloseOutlined } from '@ant-design/icons';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Button, Input, Select } from 'antd';
import { useEffect, useState } from 'react';
import { Light } from '../../components/Light';
import { Empty, Failure, Loading } from '../../components/States';
import { pick, stageOf, t, word } from '../../i18n';
import { cases, catalogue, grids, places, type CaseFilter, type CaseRow } from '../../lib/api';
import { itemName, nameOf, plainName, said, typeName } from '../../lib/names';
import { follow, pages, useQueryState } from '../../lib/router';
import { dateTime, dayStart } from '../../lib/time';

const STATES = ['open', 'paused', 'closed', 'merged', 'void', 'all'] as const;
const STAGES = ['PENDING_VERIFY', 'REPORTED', 'COMMUNITY', 'FILED', 'DISTRICT', 'DISPATCHED', 'RETURNED', 'RULING', 'ACCEPTED', 'ON_SITE', 'PROCESSING', 'EXTENSION_REQ', 'SUSPENSION_REQ', 'VERIFYING', 'REWORK', 'FEEDBACK', 'CALLBACK', 'CLOSED', 'LOOKBACK', 'ARCHIVED', 'TRANSFERRED'] as const;
const NAMES = ['q', 'type', 'state', 'stage', 'street', 'light', 'source', 'from', 'to', 'closed_from', 'closed_to', 'unit', 'community', 'grid'] as const;
/** Areas that come with a link (from the map, a grid, a figure), each shown with its name until taken off. */
const AREAS = ['unit', 'community', 'grid'] as const;

export default function CaseList() {
  const [params, setParams] = useQueryState();
  const { from, to, closed_from, closed_to, ...words } = Object.fromEntries(NAMES.filter((name) => params[name]).map((name) => [name, params[name]]));
  const filter: CaseFilter = { ...words, from: from ? dayStart(from) : undefined, to: to ? dayStart(to, 1) : undefined,
    closed_from: closed_from ? dayStart(closed_from) : undefined, closed_to: closed_to ? dayStart(closed_to, 1) : undefined };
  const query = useInfiniteQuery({
    queryKey: ['cases', filter],
    queryFn: ({ pageParam, signal }) => cases.list(filter, pageParam, 50, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  useEffect(() => { document.title = `${t('nav.cases')} · ${t('app.name')}`; }, []);
  return (
    <div className="page">
      <header className="page-head"><h1>{t('nav.cases')}</h1></header>
      <Filters params={params} setParams={setParams} />
      <section className="panel flush">
        {query.error && !rows.length ? <Failure why={query.error} retry={() => void query.refetch()} />
          : query.isPending ? <Loading rows={10} />
            : rows.length === 0 ? <Empty title={t('list.nothingFiltered')} />
              : <CaseRows rows={rows} />}
        {query.hasNextPage && <p className="more"><Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t('list.more')}</Button></p>}
      </section>
    </div>
  );
}

export function CaseRows({ rows }: { rows: CaseRow[] }) {
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label={t('nav.cases')}>
      <table className="data data-cards">
        <thead><tr><th>{t('col.clock')}</th><th>{t('col.number')}</th><th>{t('col.type')}</th><th>{t('col.stage')}</th><th>{t('col.text')}</th><th>{t('col.place')}</th><th>{t('col.unit')}</th><th className="at-source">{t('col.source')}</th><th>{t('col.opened')}</th></tr></thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <td className="at-clock"><Light light={row.light} row={row} /></td>
              <td className="at-number"><a className="mono" href={pages.case(row.id)} onClick={follow}>{row.number}</a></td>
              <td className="at-type nowrap">{typeName(row)}</td>
              <td className="at-stage nowrap">{stageOf(row)}</td>
              <td className="at-text clip" title={row.text}>{row.text}</td>
              <td className="at-place clip" title={row.address}>{nameOf(row.community) || nameOf(row.street)} {row.address}</td>
              <td className="at-unit nowrap">{nameOf(row.unit)}</td>
              <td className="at-source nowrap">{word('source', row.source, said(row.source_name, row.source_name_en))}</td>
              <td className="at-opened num nowrap">{dateTime(row.opened_at)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function AreaChip({ name, id, onDrop }: { name: (typeof AREAS)[number]; id: string; onDrop: () => void }) {
  const query = useQuery({
    queryKey: ['area-name', name, id],
    queryFn: async () => (name === 'grid' ? (await grids.read(id)).name : (await places.units({ within: id, limit: 1 })).items[0]?.name ?? id),
    staleTime: Infinity, retry: false,
  });
  const label = plainName(query.data ?? '…');
  return <button type="button" className="chip" aria-pressed="true" onClick={onDrop} aria-label={t('list.dropArea', { name: label })}>{label} <CloseOutlined aria-hidden="true" /></button>;
}

function Filters({ params, setParams }: { params: Record<string, string>; setParams: (c: Record<string, string | undefined>) => void }) {
  const [text, setText] = useState(params.q ?? '');
  useEffect(() => setText(params.q ?? ''), [params.q]);
  const items = useQuery({ queryKey: ['catalogue'], queryFn: () => catalogue.items(), staleTime: 300_000 });
  const streets = useQuery({ queryKey: ['units', 'street'], queryFn: () => places.units({ kind: 'street' }), staleTime: 300_000 });
  const pickers: [string, string, { value: string; label: string }[]][] = [
    ['type', t('col.type'), (items.data?.items ?? []).map((item) => ({ value: item.code, label: itemName(item) }))],
    ['stage', t('col.stage'), STAGES.map((s) => ({ value: s, label: word('stage', s) }))],
    ['state', t('col.state'), STATES.map((s) => ({ value: s, label: word('state', s) }))],
    ['light', t('list.lights'), [{ value: 'overdue', label: t('list.overdue') }]],
    ['street', t('col.street'), (streets.data?.items ?? []).map((u) => ({ value: u.id, label: u.name }))],
    ['source', t('col.source'), (items.data?.sources ?? []).map((s) => ({ value: s.code, label: pick(s) }))],
  ];
  return (
    <div className="row filters">
      <Input.Search aria-label={t('list.searchCases')} placeholder={t('list.searchCases')} value={text} allowClear style={{ width: 260 }} onChange={(e) => setText(e.target.value)} onSearch={(q) => setParams({ q })} />
      {pickers.map(([name, label, options]) => (
        <Select key={name} aria-label={label} placeholder={label} allowClear value={params[name] || undefined} options={options} style={{ minWidth: 124 }} popupMatchSelectWidth={false}
          showSearch={{ optionFilterProp: 'label' }} onChange={(next?: string) => setParams({ [name]: next })} />
      ))}
      {(['from', 'to'] as const).map((name) => (
        <label key={name} className="row small">{t(`col.${name}`)}<input className="native-input" type="date" value={params[name] ?? ''} onChange={(e) => setParams({ [name]: e.target.value })} /></label>
      ))}
      {(params.closed_from || params.closed_to) && <button type="button" className="chip" aria-pressed="true" onClick={() => setParams({ closed_from: '', closed_to: '' })}>{t('list.closedOn', { day: params.closed_from || params.closed_to })} <CloseOutlined aria-hidden="true" /></button>}
      {AREAS.filter((name) => params[name]).map((name) => <AreaChip key={name} name={name} id={params[name]} onDrop={() => setParams({ [name]: '' })} />)}
      {NAMES.some((name) => params[name]) && <Button type="text" onClick={() => { setText(''); setParams(Object.fromEntries(NAMES.map((name) => [name, '']))); }}>{t('list.clear')}</Button>}
    </div>
  );
}
