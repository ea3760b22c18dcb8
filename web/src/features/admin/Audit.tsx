// The audit trail: who logged in, who made, let in, locked and granted. Read only; the newest first.
import { useInfiniteQuery, useQueries } from '@tanstack/react-query';
import { Button } from 'antd';
import { useEffect } from 'react';
import { Empty, Failure, Loading } from '../../components/States';
import { t, word, type Key } from '../../i18n';
import { accounts, audit, type AuditRow } from '../../lib/api';
import { downloadCsv } from '../../lib/csv';
import { useQueryState } from '../../lib/router';
import { exactTime } from '../../lib/time';

const KINDS: [kind: string, name: Key][] = [
  ['login', 'audit.group.login'], ['account', 'audit.group.account'], ['grant', 'audit.group.grant'], ['key', 'audit.group.key'], ['model', 'audit.group.model'],
  ['grid', 'audit.group.grid'], ['service', 'audit.group.service'],
];
const ABOUT_ACCOUNTS = /^(account|grant|password)\b/;

export default function Audit() {
  const [params, setParams] = useQueryState();
  const kind = params.group || undefined;
  const refused = params.failed === '1';
  const query = useInfiniteQuery({
    queryKey: ['audit', kind, refused], queryFn: ({ pageParam }) => audit.list({ kind, refused }, pageParam), initialPageParam: undefined as string | undefined, getNextPageParam: (page) => page.next ?? undefined,
  });
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  const names = useNames(rows);
  const subject = (row: AuditRow) => (row.subject ? names.get(row.subject) ?? row.subject : '');
  useEffect(() => { document.title = `${t('nav.audit')} · ${t('app.name')}`; }, []);
  const csv = () => downloadCsv('audit.csv', [t('audit.at'), t('audit.who'), t('audit.action'), t('audit.subject'), t('audit.detail'), t('audit.result')],
    rows.map((row) => [exactTime(row.at), row.actor_name ?? '', word('audit.is', row.action), subject(row), row.detail, t(row.ok ? 'audit.ok' : 'audit.failed')]));
  return (
    <div className="page">
      <header className="page-head">
        <h1>{t('nav.audit')}</h1>
        <div className="row filters">
          <div className="kinds" role="group" aria-label={t('audit.action')}>
            {KINDS.map(([one, name]) => <button key={one} type="button" aria-pressed={kind === one} onClick={() => setParams({ group: kind === one ? '' : one })}>{t(name)}</button>)}
            <button type="button" aria-pressed={refused} onClick={() => setParams({ failed: refused ? '' : '1' })}>{t('audit.failedOnly')}</button>
          </div>
          <Button size="small" disabled={!rows.length} onClick={csv}>{t('chart.csv')}</Button>
        </div>
      </header>
      <section className="panel flush">
        {query.error && !rows.length ? <Failure why={query.error} retry={() => void query.refetch()} />
          : query.isPending ? <Loading rows={10} /> : rows.length === 0 ? <Empty title={t('list.nothingFiltered')} /> : <Rows rows={rows} subject={subject} />}
        {rows.length > 0 && <p className="more row"><span className="small muted grow" role="status">{t('audit.loaded', { n: rows.length })}</span>{query.hasNextPage && <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t('audit.older')}</Button>}</p>}
      </section>
    </div>
  );
}

/** What a row is about, where that is an account. */
function useNames(rows: AuditRow[]): Map<string, string> {
  const ids = [...new Set(rows.filter((row) => row.subject && ABOUT_ACCOUNTS.test(row.action)).map((row) => row.subject as string))];
  const found = useQueries({ queries: ids.map((id) => ({ queryKey: ['account', id], queryFn: () => accounts.read(id), staleTime: Infinity, retry: false })) });
  return new Map(ids.flatMap((id, i) => { const one = found[i].data; return one ? [[id, `${one.name} ${one.login}`] as const] : []; }));
}

function Rows({ rows, subject }: { rows: AuditRow[]; subject: (row: AuditRow) => string }) {
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label={t('nav.audit')}>
      <table className="data">
        <thead><tr><th className="tight">{t('audit.at')}</th><th className="tight">{t('audit.who')}</th><th className="tight">{t('audit.action')}</th><th>{t('audit.subject')}</th><th>{t('audit.detail')}</th><th className="tight">{t('audit.result')}</th></tr></thead>
        <tbody>{rows.map((row) => (
          <tr key={row.id}>
            <td className="num nowrap">{exactTime(row.at)}</td>
            <td className="nowrap">{row.actor_name ?? <span className="muted">{t('audit.nobody')}</span>}</td>
            <td className="nowrap">{word('audit.is', row.action)}</td>
            <td>{subject(row)}</td>
            <td className="wrap">{ABOUT_STATE.has(row.action) ? word('account.is', row.detail) : row.action.startsWith('grant') ? word('role', row.detail) : row.detail}</td>
            <td><span className={row.ok ? 'badge badge-ok' : 'badge badge-urgent'}>{t(row.ok ? 'audit.ok' : 'audit.failed')}</span></td>
          </tr>
        ))}</tbody>
      </table>
    </div>
  );
}
const ABOUT_STATE = new Set(['account.state']);
