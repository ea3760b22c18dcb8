// Why it came here: each decision with what it was asked, which rules matched and what it said.
import { t } from '../i18n';
import type { DecisionRow } from '../lib/api';
import { fullTime } from '../lib/time';

export function Why({ rows }: { rows: DecisionRow[] }) {
  if (!rows.length) return <p className="muted small">{t('why.none')}</p>;
  const sorted = [...rows].sort((a, b) => b.at.localeCompare(a.at));
  return (
    <ul className="why">
      {sorted.map((row, i) => (
        <li key={row.id}>
          <details open={i === 0}>
            <summary>
              <strong>{row.name || row.decision}</strong> <span className="why-result">{flat(row.result)}</span>
              <span className="small muted num"> {fullTime(row.at)}</span>
            </summary>
            {row.matches.length > 0 && (
              <ul className="why-matches">
                {row.matches.map((match) => (
                  <li key={`${match.decision}${match.rule}${match.row}`}>
                    <span className="badge badge-info">{t('why.row', { row: match.row })}</span> {match.annotation || match.rule}
                    {match.decision !== row.decision && <span className="small muted"> {match.decision}</span>}
                  </li>
                ))}
              </ul>
            )}
            <Pairs title={t('why.inputs')} value={row.inputs} />
            <Pairs title={t('why.result')} value={row.result} />
            <p className="small muted">{t('why.version', { decision: row.decision, version: row.version })}</p>
          </details>
        </li>
      ))}
    </ul>
  );
}

function flat(value: unknown): string {
  if (value === null || value === undefined) return '—';
  if (typeof value === 'boolean') return value ? t('word.yes') : t('word.no');
  if (Array.isArray(value)) return value.map(flat).join(t('word.comma'));
  if (typeof value === 'object') return Object.values(value as object).filter((v) => typeof v !== 'object' || v === null).map(flat).join(' · ');
  return String(value);
}

function Pairs({ title, value }: { title: string; value: unknown }) {
  const rows = value && typeof value === 'object' && !Array.isArray(value) ? Object.entries(value as Record<string, unknown>) : [];
  if (!rows.length) return null;
  return (
    <table className="pairs">
      <caption>{title}</caption>
      <tbody>
        {rows.map(([name, cell]) => (
          <tr key={name}><th scope="row" className="mono">{name}</th><td>{cell && typeof cell === 'object' && !Array.isArray(cell) ? <code>{JSON.stringify(cell)}</code> : flat(cell)}</td></tr>
        ))}
      </tbody>
    </table>
  );
}
