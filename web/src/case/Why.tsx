// Why it came here: each decision with what it was asked, which rules matched and what it said.
import { t, word } from '../i18n';
import type { DecisionRow } from '../lib/api';
import { limitWords, said } from '../lib/names';
import { fullTime } from '../lib/time';

interface Asked { row: DecisionRow; times: number }
const same = (a: DecisionRow, b: DecisionRow) => a.decision === b.decision && a.version === b.version && JSON.stringify([a.result, a.matches]) === JSON.stringify([b.result, b.matches]);

/** The newest judgement first; within one moment in the order they were asked. What was judged alike again stands once. */
function ordered(rows: DecisionRow[]): Asked[] {
  const list: Asked[] = [];
  for (const { row } of rows.map((one, i) => ({ row: one, i })).sort((a, b) => b.row.at.localeCompare(a.row.at) || a.i - b.i)) {
    const known = list.find((one) => same(one.row, row));
    if (known) known.times += 1; else list.push({ row, times: 1 });
  }
  return list;
}

export function Why({ rows }: { rows: DecisionRow[] }) {
  if (!rows.length) return <p className="muted small">{t('why.none')}</p>;
  const list = ordered(rows);
  const opened = list.find(({ row }) => row.decision === 'route') ?? list[0];   // routing is what people look for
  return (
    <ul className="why">
      {list.map((asked, i) => <li key={`${asked.row.decision} ${list.length - i}`}><Judgement asked={asked} open={asked === opened} /></li>)}
    </ul>
  );
}

function Judgement({ asked: { row, times }, open }: { asked: Asked; open: boolean }) {
  return (
    <details open={open}>
      <summary><strong>{said(row.name, row.name_en) || row.decision}</strong> <span>{why(row.matches[0]) || flat(row.result)}</span></summary>
      {flat(row.result) !== why(row.matches[0]) && <p className="small"><span className="muted">{t('why.result')}</span> <span className="why-result">{flat(row.result)}</span></p>}
      {(row.matches.length > 1 || row.matches[0]?.decision !== row.decision) && (
        <ul className="why-matches">
          {row.matches.map((match) => (
            <li key={`${match.decision}${match.rule}${match.row}`}><span className="badge badge-info">{t('why.row', { row: match.row })}</span> {why(match) || match.rule}</li>
          ))}
        </ul>
      )}
      <details className="small">
        <summary>{t('why.inputs')}</summary>
        <Pairs value={row.inputs} />
      </details>
      <p className="small muted">{row.matches[0] && `${t('why.row', { row: row.matches[0].row })} · `}{t('why.version', { decision: row.decision, version: row.version })} · <span className="num">{fullTime(row.at)}</span>{times > 1 && ` · ${t('why.times', { n: times })}`}</p>
    </details>
  );
}

const why = (match: DecisionRow['matches'][number] | undefined) => (match ? said(match.annotation, match.annotation_en) : '');

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

function flat(value: unknown): string {
  if (value === null || value === undefined) return '—';
  if (typeof value === 'boolean') return value ? t('word.yes') : t('word.no');
  if (Array.isArray(value)) return value.map(flat).join(t('word.comma'));
  if (!isRecord(value)) return String(value);
  if (typeof value.reason === 'string' && value.reason) {
    const [zh, en] = value.reason.split(' | ');   // one cell of a table holds both languages
    return said(zh, value.reason_en ?? en);
  }
  return Object.entries(value).map(([name, one]) => `${word('limit', name)} ${typeof one === 'string' ? limitWords(one) : flat(one)}`).join(t('word.comma'));
}

/** Facts that say something, by their path: case.source, item.code … */
function facts(value: unknown, path: string, into: [string, string][]): [string, string][] {
  if (isRecord(value)) for (const [name, one] of Object.entries(value)) facts(one, path ? `${path}.${name}` : name, into);
  else if (value !== '' && value !== null && !(Array.isArray(value) && value.length === 0)) into.push([path, flat(value)]);
  return into;
}

function Pairs({ value }: { value: unknown }) {
  return (
    <table className="pairs">
      <caption className="hidden-text">{t('why.inputs')}</caption>
      <tbody>{facts(value, '', []).map(([name, text]) => <tr key={name}><th scope="row" className="mono">{name}</th><td>{text}</td></tr>)}</tbody>
    </table>
  );
}
