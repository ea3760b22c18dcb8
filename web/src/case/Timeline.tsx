// The journal as people read it: who did what, when and why, and whether the chain holds.
import { useState } from 'react';
import { pick, t } from '../i18n';
import type { JournalRow } from '../lib/api';
import { fullTime } from '../lib/time';

const SHORT = 8;

export function Timeline({ rows }: { rows: JournalRow[] }) {
  const [all, setAll] = useState(false);
  const sorted = [...rows].sort((a, b) => b.seq - a.seq);
  const shown = all ? sorted : sorted.slice(0, SHORT);
  return (
    <>
      <ol className="timeline">
        {shown.map((row) => (
          <li key={row.id} className={row.mac_ok === false ? 'timeline-broken' : undefined}>
            <p className="row">
              <strong>{pick(row)}</strong>
              <span className="muted small num">{fullTime(row.at)}</span>
              {row.mac_ok === false && <span className="badge badge-urgent">{t('journal.broken')}</span>}
            </p>
            {(row.actor_name || row.actor_unit) && <p className="small muted">{[row.actor_name, row.actor_unit?.name].filter(Boolean).join(' · ')}</p>}
            {row.note && <p className="quote">{row.note}</p>}
            <Changes changes={row.changes} />
          </li>
        ))}
      </ol>
      {sorted.length > SHORT && <button type="button" className="text-button" onClick={() => setAll(!all)}>{all ? t('journal.less') : t('journal.all', { n: sorted.length })}</button>}
    </>
  );
}

function Changes({ changes }: { changes: unknown }) {
  if (!changes || typeof changes !== 'object') return null;
  const rows = Object.entries(changes as Record<string, unknown>);
  if (!rows.length) return null;
  return (
    <details className="small muted changes">
      <summary>{t('journal.details')}</summary>
      <ul>{rows.map(([name, value]) => <li key={name}><span className="mono">{name}</span> {shown(value)}</li>)}</ul>
    </details>
  );
}

function shown(value: unknown): string {
  if (value && typeof value === 'object') {
    return JSON.stringify(value);
  }
  return value === null || value === undefined || value === '' ? '∅' : String(value);
}
