// Empty, loading and error states: the same everywhere.
import type { ReactNode } from 'react';
import { t } from '../i18n';
import { ApiError } from '../lib/api';
import { sentence } from '../lib/names';

export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <svg viewBox="0 0 48 48" fill="none" stroke="currentColor" strokeWidth="2" aria-hidden="true">
        <path d="M8 14h32v26H8zM8 22h9l3 5h8l3-5h9M17 8h14" strokeLinejoin="round" />
      </svg>
      <p>{title}</p>
      {children}
    </div>
  );
}

export function Loading({ rows = 4 }: { rows?: number }) {
  return (
    <div className="stack" role="status" aria-label={t('state.loading')}>
      {Array.from({ length: rows }, (_, i) => <div key={i} className="skeleton" style={{ height: 18, width: `${96 - ((i * 17) % 40)}%` }} />)}
    </div>
  );
}

/** What went wrong, in the server's words, with what can be done about it. */
export function Failure({ why, retry }: { why: unknown; retry?: () => void }) {
  const request = why instanceof ApiError ? why.body.request : undefined;
  return (
    <div className="notice notice-bad" role="alert">
      <p>{sentence(why)}</p>
      {request && <p className="small muted">{t('error.request', { request })}</p>}
      {retry && <button type="button" className="text-button" onClick={retry}>{t('action.retry')}</button>}
    </div>
  );
}

/** Shows a query's state, or its data when there is some. */
export function Shown<D>({ query, rows, children }: {
  query: { data: D | undefined; error: unknown; isPending: boolean; refetch: () => unknown }; rows?: number; children: (data: D) => ReactNode;
}) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.error) return <Failure why={query.error} retry={() => void query.refetch()} />;
  return <Loading rows={rows} />;
}
