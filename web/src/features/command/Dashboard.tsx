// The first dashboard: each chart's title is the question it answers; its table is one click away, with CSV.
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { lazy, Suspense, useEffect, useState, type ReactNode } from 'react';
import { Empty, Loading, Shown } from '../../components/States';
import { t, word } from '../../i18n';
import { figures, type Dashboard as Figures, type FigureRow } from '../../lib/api';
import { downloadCsv } from '../../lib/csv';
import { isArea } from '../../lib/names';
import { useSession } from '../../lib/session';

const Chart = lazy(() => import('./Chart'));
const SHOWN = 12;

export const percent = (rate: number | null | undefined) => (rate === null || rate === undefined ? '—' : `${rate.toFixed(1)}%`);

export default function Dashboard() {
  const { scope } = useSession();
  const unit = isArea(scope) ? scope.id : undefined;   // for a team the server shows its area
  const query = useQuery({ queryKey: ['dashboard', unit], queryFn: () => figures.dashboard(unit) });
  useEffect(() => { document.title = `${t('nav.dashboard')} · ${t('app.name')}`; }, []);
  return (
    <div className="page">
      <header className="page-head"><h1>{t('nav.dashboard')}</h1><span className="muted">{query.data?.unit.name}</span></header>
      <Shown query={query} rows={8}>{(data) => <Charts data={data} />}</Shown>
    </div>
  );
}

function Charts({ data }: { data: Figures }) {
  const tiles: [string, ReactNode, string?][] = [
    [t('figure.opened'), data.opened], [t('figure.open'), data.open], [t('figure.closed'), data.closed],
    [t('figure.overdue'), data.overdue, data.overdue > 0 ? 'tile-bad' : undefined], [t('figure.onTime'), percent(data.on_time_rate)],
  ];
  const named = (rows: FigureRow[], prefix?: string) => rows.map((row) => ({ ...row, name: prefix ? word(prefix, row.key, row.name) : row.name }));
  return (
    <>
      <ul className="tiles">{tiles.map(([name, value, look]) => <li key={name} className={look}><span className="small muted">{name}</span><b className="num">{value}</b></li>)}</ul>
      <div className="chart-grid">
        <Question title={t('ask.street')} file="by-street" rows={named(data.by_street).sort((a, b) => b.open - a.open)} kind="stack" />
        <Question title={t('ask.onTime')} file="on-time" rows={named(data.by_street).filter((r) => r.on_time_rate !== null).sort((a, b) => (a.on_time_rate ?? 0) - (b.on_time_rate ?? 0))} kind="rate" />
        <Question title={t('ask.type')} file="by-type" rows={named(data.by_type).sort((a, b) => b.opened - a.opened)} kind="opened" />
        <Question title={t('ask.source')} file="by-source" rows={named(data.by_source, 'source').sort((a, b) => b.opened - a.opened)} kind="opened" />
        <Question title={t('ask.day')} file="by-day" rows={named(data.by_day)} kind="days" wide />
      </div>
    </>
  );
}

export type ChartKind = 'stack' | 'rate' | 'opened' | 'days';

function Question({ title, rows, kind, file, wide }: { title: string; rows: FigureRow[]; kind: ChartKind; file: string; wide?: boolean }) {
  const [table, setTable] = useState(false);
  const part = kind === 'days' ? rows : rows.slice(0, SHOWN);
  return (
    <section className={`panel ${wide ? 'chart-wide' : ''}`} aria-label={title}>
      <div className="panel-head">
        <h2>{title}</h2>
        <span className="row">
          <Button size="small" aria-pressed={table} onClick={() => setTable(!table)}>{table ? t('chart.chart') : t('chart.table')}</Button>
          <Button size="small" onClick={() => downloadCsv(`${file}.csv`, columns().map(([, name]) => name), rows.map((row) => columns().map(([key]) => row[key] ?? '')))}>{t('chart.csv')}</Button>
        </span>
      </div>
      {rows.length === 0 ? <Empty title={t('chart.empty')} />
        : table ? <Table rows={rows} />
          : <Suspense fallback={<Loading />}><Chart kind={kind} rows={part} title={title} /></Suspense>}
      {!table && kind !== 'days' && rows.length > SHOWN && <p className="small muted">{t('chart.first', { n: SHOWN, all: rows.length })}</p>}
    </section>
  );
}

function columns(): [keyof FigureRow, string][] {
  return [['name', t('figure.name')], ['opened', t('figure.opened')], ['open', t('figure.open')], ['closed', t('figure.closed')], ['overdue', t('figure.overdue')], ['on_time_rate', t('figure.onTime')]];
}

function Table({ rows }: { rows: FigureRow[] }) {
  return (
    <div className="scroll-x chart-table" tabIndex={0} role="region" aria-label={t('chart.table')}>
      <table className="data">
        <thead><tr>{columns().map(([key, name]) => <th key={key} className={key === 'name' ? undefined : 'right'}>{name}</th>)}</tr></thead>
        <tbody>{rows.map((row) => <tr key={row.key}>{columns().map(([key]) => <td key={key} className={key === 'name' ? undefined : 'num right'}>{key === 'on_time_rate' ? percent(row[key]) : row[key]}</td>)}</tr>)}</tbody>
      </table>
    </div>
  );
}
