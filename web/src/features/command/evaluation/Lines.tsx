// The table itself: sorted by any column, each rate over its two numbers, each number a link to its list.
import { useMemo } from 'react';
import { t, word } from '../../../i18n';
import type { Evaluation, EvaluationLine, Indicator } from '../../../lib/api';
import { said } from '../../../lib/names';
import { follow, useQueryState } from '../../../lib/router';
import { deeper, figureOf, listBehind, rateText } from './words';

/** What a column is sorted by; null sorts last either way. */
function valueOf(data: Evaluation, line: EvaluationLine, column: string): number | string | null {
  if (column === 'rank') return line.rank;
  if (column === 'score') return line.score;
  if (column === 'name') return said(line.name, line.name_en);
  if (column === 'reported') return figureOf(data, line, 'reported');
  return line.rates[data.indicators.findIndex((one) => one.code === column)] ?? null;
}

function sorted(data: Evaluation, column: string | undefined, down: boolean): EvaluationLine[] {
  if (!column) return data.items;
  return [...data.items].sort((a, b) => {
    const x = valueOf(data, a, column), y = valueOf(data, b, column);
    if (x === null || y === null) return x === y ? 0 : x === null ? 1 : -1;
    const order = typeof x === 'string' || typeof y === 'string' ? String(x).localeCompare(String(y), 'zh-CN') : x - y;
    return down ? -order : order;
  });
}

export function Lines({ data }: { data: Evaluation }) {
  const [params, setParams] = useQueryState();
  const column = params.sort, down = params.down === '1';
  const rows = useMemo(() => sorted(data, column, down), [data, column, down]);
  const sort = (name: string) => setParams({ sort: name, down: column === name && !down ? '1' : undefined });
  const head = (name: string, label: string, more?: string) => (
    <th key={name} className={name === 'name' ? undefined : 'right'} aria-sort={column === name ? (down ? 'descending' : 'ascending') : 'none'}>
      <button type="button" className="text-button" title={more} onClick={() => sort(name)}>{label}{column === name && <span aria-hidden="true"> {down ? '↓' : '↑'}</span>}</button>
    </th>
  );
  const ranked = data.by !== 'month';
  return (
    <div className="scroll-x evaluation-lines" tabIndex={0} role="region" aria-label={t('evaluation.table')}>
      <table className="data whistle-table">
        <thead><tr>
          {ranked && head('rank', t('evaluation.rank'))}
          {head('name', word('evaluation.by', data.by))}
          {head('score', t('evaluation.score'))}
          {head('reported', t('evaluation.reported'))}
          {data.indicators.map((one) => head(one.code, said(one.name, one.name_en), said(one.formula, one.formula_en)))}
        </tr></thead>
        <tbody>{rows.map((line) => <Line key={line.key} data={data} line={line} ranked={ranked} />)}</tbody>
        <tfoot><Line data={data} line={data.total} ranked={ranked} total /></tfoot>
      </table>
    </div>
  );
}

function Line({ data, line, ranked, total }: { data: Evaluation; line: EvaluationLine; ranked: boolean; total?: boolean }) {
  const name = total ? t('evaluation.total') : said(line.name, line.name_en), into = total ? null : deeper(data, line);
  return (
    <tr>
      {ranked && <td className="num right">{line.rank ?? ''}</td>}
      <th scope="row" className="evaluation-name">{into ? <a href={into} onClick={follow}>{name}</a> : name}</th>
      <td className="num right"><b>{line.score === null ? '—' : line.score.toFixed(1)}</b></td>
      <td className="num right"><Number data={data} line={line} code="reported" name={name} /></td>
      {data.indicators.map((one, index) => <Rate key={one.code} data={data} line={line} indicator={one} rate={line.rates[index]} name={name} />)}
    </tr>
  );
}

function Rate({ data, line, indicator, rate, name }: { data: Evaluation; line: EvaluationLine; indicator: Indicator; rate: number | null; name: string }) {
  const missed = rate !== null && indicator.target !== null && (indicator.better === 'lower' ? rate > indicator.target : rate < indicator.target);
  return (
    <td className="num right">
      <span className={missed ? 'evaluation-missed' : undefined}>{rateText(rate)}{missed && <span className="hidden-text"> {t('evaluation.missed')}</span>}</span>
      <span className="small evaluation-parts"><Number data={data} line={line} code={indicator.numerator} name={name} />/<Number data={data} line={line} code={indicator.denominator} name={name} /></span>
    </td>
  );
}

function Number({ data, line, code, name }: { data: Evaluation; line: EvaluationLine; code: string; name: string }) {
  const n = figureOf(data, line, code), measure = data.measures.find((one) => one.code === code);
  if (!n || line.key === '0') return <>{n}</>;
  return <a href={listBehind(data, line, code)} onClick={follow} aria-label={`${name} ${said(measure?.name, measure?.name_en)} ${n}`}>{n}</a>;
}
