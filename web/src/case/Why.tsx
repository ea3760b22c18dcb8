// Why it came here: each decision with what it was asked, which rules matched and what it said.
import { t } from '../i18n';
import type { DecisionRow } from '../lib/api';
import { said } from '../lib/names';
import { fullTime } from '../lib/time';

/** The newest judgement first; within one moment in the order they were asked. Routing is what people look for. */
function ordered(rows: DecisionRow[]): DecisionRow[] {
  return rows.map((row, i) => ({ row, i })).sort((a, b) => b.row.at.localeCompare(a.row.at) || a.i - b.i).map(({ row }) => row);
}

export function Why({ rows }: { rows: DecisionRow[] }) {
  if (!rows.length) return <p className="muted small">{t('why.none')}</p>;
  const list = ordered(rows);
  const opened = list.find((row) => row.decision === 'route') ?? list[0];
  return (
    <ul className="why">
      {list.map((row) => (
        <li key={row.id}>
          <details open={row === opened}>
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
            <p className="small muted">{row.matches[0] && `${t('why.row', { row: row.matches[0].row })} · `}{t('why.version', { decision: row.decision, version: row.version })} · <span className="num">{fullTime(row.at)}</span></p>
          </details>
        </li>
      ))}
    </ul>
  );
}

const why = (match: DecisionRow['matches'][number] | undefined) => (match ? said(match.annotation, match.annotation_en) : '');

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

function flat(value: unknown): string {
  if (value === null || value === undefined) return '—';
  if (typeof value === 'boolean') return value ? t('word.yes') : t('word.no');
  if (Array.isArray(value)) return value.map(flat).join(t('word.comma'));
  if (!isRecord(value)) return String(value);
  if (typeof value.reason === 'string' && value.reason) return said(value.reason, value.reason_en);
  return Object.entries(value).map(([name, one]) => `${name} ${flat(one)}`).join(t('word.comma'));
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
