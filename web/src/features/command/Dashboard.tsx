// The dashboard: each chart's title is the question it answers; its table is one click away, with CSV; each number opens the list behind it.
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { lazy, useEffect, useMemo, useState } from 'react';
import { Part } from '../../components/Boundary';
import { Empty, Shown } from '../../components/States';
import { t, word, type Key } from '../../i18n';
import { figures, places, type Dashboard as Figures, type FigureRow } from '../../lib/api';
import { downloadCsv } from '../../lib/csv';
import { isArea, said } from '../../lib/names';
import { follow, go } from '../../lib/router';
import { useSession } from '../../lib/session';
import { listBehind, type By, type Figure } from './behind';

const Chart = lazy(() => import('./Chart'));
const SHOWN = 12;

export const percent = (rate: number | null | undefined) => (rate === null || rate === undefined ? '—' : `${rate.toFixed(1)}%`);

const COLUMNS: [Figure, Key][] = [['opened', 'figure.opened'], ['open', 'figure.open'], ['closed', 'figure.closed'], ['overdue', 'figure.overdue'], ['on_time_rate', 'figure.onTime']];
/** What was open on a day is not known afterwards: days tell what came and what was done. */
const DAY_COLUMNS = COLUMNS.filter(([figure]) => figure === 'opened' || figure === 'closed');
const shown = (figure: Figure, row: Pick<FigureRow, Figure>) => (figure === 'on_time_rate' ? percent(row.on_time_rate) : row[figure]);

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
  const streets = useQuery({ queryKey: ['units', 'street'], queryFn: () => places.units({ kind: 'street' }), staleTime: 300_000 });
  const ids = useMemo(() => new Map((streets.data?.items ?? []).map((one) => [one.code, one.id])), [streets.data]);
  const behind = (by: By) => (figure: Figure, row: FigureRow) => listBehind(figure, data.unit.id, { by, row }, ids);
  const named = (rows: FigureRow[], prefix?: string) => rows.map((row) => ({ ...row, name: prefix ? word(prefix, row.key, said(row.name, row.name_en)) : said(row.name, row.name_en) }));
  const several = data.by_street.length > 1, part = several ? 'street' : 'type', parts = several ? data.by_street : data.by_type;   // one street is not compared with itself
  const by = (figure: 'open' | 'opened') => (a: FigureRow, b: FigureRow) => b[figure] - a[figure];
  return (
    <>
      <ul className="tiles">
        {COLUMNS.map(([figure, name]) => (
          <li key={figure} className={figure === 'overdue' && data.overdue > 0 ? 'tile-bad' : undefined}>
            <a href={listBehind(figure, data.unit.id) ?? undefined} onClick={follow} title={figure === 'on_time_rate' ? t('figure.lateOnes') : undefined}><span className="small muted">{t(name)}</span><b className="num">{shown(figure, data)}</b></a>
          </li>
        ))}
      </ul>
      <div className="chart-grid">
        <Question title={t(several ? 'ask.street' : 'ask.openType')} file={several ? 'by-street' : 'open-by-type'} rows={named(parts).filter((r) => r.open > 0).sort(by('open'))} kind="stack" behind={behind(part)} />
        <Question title={t(several ? 'ask.onTime' : 'ask.onTimeType')} file="on-time" rows={named(parts).filter((r) => r.on_time_rate !== null).sort((a, b) => (a.on_time_rate ?? 0) - (b.on_time_rate ?? 0))} kind="rate" behind={behind(part)} />
        <Question title={t('ask.type')} file="by-type" rows={named(data.by_type).sort(by('opened'))} kind="opened" behind={behind('type')} />
        <Question title={t('ask.source')} file="by-source" rows={named(data.by_source, 'source').sort(by('opened'))} kind="opened" behind={behind('source')} />
        <Question title={t('ask.day')} file="by-day" rows={named(data.by_day)} kind="days" behind={behind('day')} wide />
      </div>
    </>
  );
}

export type ChartKind = 'stack' | 'rate' | 'opened' | 'days';
type Behind = (figure: Figure, row: FigureRow) => string | null;
/** The figure each series of a chart draws, in its order. */
const SERIES: Record<ChartKind, Figure[]> = { stack: ['open', 'overdue'], rate: ['on_time_rate'], opened: ['opened'], days: ['opened', 'closed'] };

function Question({ title, rows, kind, file, behind, wide }: { title: string; rows: FigureRow[]; kind: ChartKind; file: string; behind: Behind; wide?: boolean }) {
  const [table, setTable] = useState(false);
  const part = kind === 'days' ? rows : rows.slice(0, SHOWN);
  const columns = kind === 'days' ? DAY_COLUMNS : COLUMNS;
  const csv = () => downloadCsv(`${file}.csv`, [t('figure.name'), ...columns.map(([, name]) => t(name))], rows.map((row) => [row.name, ...columns.map(([figure]) => row[figure] ?? '')]));
  const pick = (series: number, index: number) => { const to = part[index] && behind(SERIES[kind][series] ?? 'opened', part[index]); if (to) go(to); };
  return (
    <section className={`panel ${wide ? 'chart-wide' : ''}`} aria-label={title}>
      <div className="panel-head">
        <h2>{title}</h2>
        <span className="row">
          <Button size="small" aria-pressed={table} onClick={() => setTable(!table)}>{table ? t('chart.chart') : t('chart.table')}</Button>
          <Button size="small" onClick={csv}>{t('chart.csv')}</Button>
        </span>
      </div>
      {rows.length === 0 ? <Empty title={t('chart.empty')} />
        : table ? <Table rows={rows} columns={columns} behind={behind} />
          : <Part><Chart kind={kind} rows={part} title={title} onPick={pick} /></Part>}
      {!table && kind !== 'days' && rows.length > SHOWN && <p className="small muted">{t('chart.first', { n: SHOWN, all: rows.length })}</p>}
    </section>
  );
}

function Table({ rows, columns, behind }: { rows: FigureRow[]; columns: [Figure, Key][]; behind: Behind }) {
  const cell = (figure: Figure, row: FigureRow) => {
    const text = shown(figure, row);
    const to = row[figure] ? behind(figure, row) : null;
    return to ? <a href={to} onClick={follow} aria-label={`${row.name} ${t(COLUMNS.find(([one]) => one === figure)?.[1] ?? 'figure.name')} ${text}`}>{text}</a> : text;
  };
  return (
    <div className="scroll-x chart-table" tabIndex={0} role="region" aria-label={t('chart.table')}>
      <table className="data">
        <thead><tr><th>{t('figure.name')}</th>{columns.map(([figure, name]) => <th key={figure} className="right">{t(name)}</th>)}</tr></thead>
        <tbody>{rows.map((row) => <tr key={row.key}><td>{row.name}</td>{columns.map(([figure]) => <td key={figure} className="num right">{cell(figure, row)}</td>)}</tr>)}</tbody>
      </table>
    </div>
  );
}
