// 应哨评价: the month of a street or district, each number opens the list behind it; who blew how often, and whether that is too often.
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useEffect } from 'react';
import { Panel } from '../../case/CasePage';
import { Empty, Shown } from '../../components/States';
import { t, word } from '../../i18n';
import { whistles, type WhistleFigures, type WhistleUnitFigures } from '../../lib/api';
import { downloadCsv } from '../../lib/csv';
import { nameOf, said } from '../../lib/names';
import { follow, pages, useQueryState } from '../../lib/router';
import { useSession } from '../../lib/session';
import { isArea } from '../../lib/names';
import { MonthInput, thisMonth } from './Whistles';

const COUNTS = ['called', 'due', 'signed', 'responded', 'arrived', 'resolved', 'reviewed', 'solved', 'satisfied', 'yellow', 'orange', 'red', 'excused'] as const;
const RATES = [['response_rate', 'rate.response'], ['arrival_rate', 'rate.arrival'], ['solved_rate', 'rate.solved'], ['satisfied_rate', 'rate.satisfied']] as const;
const percent = (value: number | null) => (value === null ? '—' : `${value.toFixed(1)}%`);

export default function WhistleTable() {
  const [params, setParams] = useQueryState();
  const { scope } = useSession();
  const month = params.month ?? thisMonth();
  const area = isArea(scope) && scope.kind !== 'community' ? scope.id : undefined;
  const query = useQuery({ queryKey: ['whistles', 'figures', area, month], queryFn: () => whistles.figures(area, month) });
  useEffect(() => { document.title = `${t('nav.whistleTable')} · ${t('app.name')}`; }, []);
  return (
    <div className="page">
      <header className="page-head"><h1>{t('nav.whistleTable')}</h1><span className="muted">{query.data?.area.name}</span><span className="grow" /><MonthInput value={month} onChange={(next) => setParams({ month: next })} /></header>
      <Shown query={query} rows={8}>{(data) => <><Units data={data} /><div className="chart-grid"><Callers data={data} /><Use data={data} /></div></>}</Shown>
    </div>
  );
}

function Units({ data }: { data: WhistleFigures }) {
  const csv = () => downloadCsv(`whistles-${data.month}.csv`, [t('table.rank'), t('party.unit'), t('table.score'), ...RATES.map(([, name]) => t(name)), ...COUNTS.map((name) => word('metric', name))],
    data.units.map((row) => [row.rank ?? '', row.unit.name, row.score ?? '', ...RATES.map(([name]) => row[name] ?? ''), ...COUNTS.map((name) => row[name])]));
  return (
    <Panel title={t('table.units')} extra={data.units.length > 0 && <Button size="small" onClick={csv}>{t('chart.csv')}</Button>}>
      {data.units.length === 0 ? <Empty title={t('table.empty')} /> : (
        <div className="scroll-x" tabIndex={0} role="region" aria-label={t('table.units')}>
          <table className="data whistle-table">
            <thead><tr><th className="right">{t('table.rank')}</th><th>{t('party.unit')}</th><th className="right">{t('table.score')}</th>
              {RATES.map(([name, label]) => <th key={name} className="right">{t(label)}</th>)}{COUNTS.map((name) => <th key={name} className="right">{word('metric', name)}</th>)}</tr></thead>
            <tbody>{data.units.map((row) => <UnitRow key={row.unit.id} row={row} data={data} />)}</tbody>
          </table>
        </div>
      )}
      <p className="small muted">{t('table.formula')}</p>
    </Panel>
  );
}

function UnitRow({ row, data }: { row: WhistleUnitFigures; data: WhistleFigures }) {
  const behind = (metric: string) => `${pages.whistles}?${new URLSearchParams({ month: data.month, area: data.area.id, unit: row.unit.id, metric }).toString()}`;
  return (
    <tr>
      <td className="num right">{row.rank ?? '—'}</td><td>{nameOf(row.unit)}</td><td className="num right"><b>{row.score === null ? '—' : row.score.toFixed(1)}</b></td>
      {RATES.map(([name]) => <td key={name} className="num right">{percent(row[name])}</td>)}
      {COUNTS.map((name) => <td key={name} className="num right">{row[name] ? <a href={behind(name)} onClick={follow} aria-label={`${row.unit.name} ${word('metric', name)} ${row[name]}`}>{row[name]}</a> : 0}</td>)}
    </tr>
  );
}

const CALLER = ['blown', 'open', 'refused', 'closed'] as const;

function Callers({ data }: { data: WhistleFigures }) {
  const behind = (caller: string, state: string) => `${pages.whistles}?${new URLSearchParams({ month: data.month, area: data.area.id, caller, state }).toString()}`;
  return (
    <Panel title={t('table.callers')}>
      {data.callers.length === 0 ? <Empty title={t('whistle.emptyMonth')} /> : (
        <div className="scroll-x" tabIndex={0} role="region" aria-label={t('table.callers')}>
          <table className="data">
            <thead><tr><th>{t('party.unit')}</th>{CALLER.map((name) => <th key={name} className="right">{word('metric', name)}</th>)}</tr></thead>
            <tbody>{data.callers.map((row) => <tr key={row.unit.id}><td>{nameOf(row.unit)}</td>{CALLER.map((name) => <td key={name} className="num right">{row[name] ? <a href={behind(row.unit.id, name)} onClick={follow} aria-label={`${row.unit.name} ${word('metric', name)} ${row[name]}`}>{row[name]}</a> : 0}</td>)}</tr>)}</tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}

/** Too low and the mechanism lies idle, too high and everyday handling has broken down. */
function Use({ data }: { data: WhistleFigures }) {
  const bad = data.use.band === 'high' || data.use.band === 'low';
  return (
    <Panel title={t('table.use')}>
      <p><b className="num big-number">{data.use.rate === null ? '—' : `${data.use.rate.toFixed(2)}%`}</b> <span className="muted">{t('table.useText', { blown: data.use.blown, filed: data.use.filed })}</span></p>
      <p><span className={`badge ${bad ? 'badge-warn' : 'badge-info'}`}>{said(data.use.reason, data.use.reason_en)}</span></p>
    </Panel>
  );
}
