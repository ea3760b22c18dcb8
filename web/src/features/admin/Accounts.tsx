// Who works here: accounts of the units this administrator may see.
import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { useDeferredValue, useEffect, useState } from 'react';
import { Empty, Failure, Loading } from '../../components/States';
import { t, word } from '../../i18n';
import { accounts } from '../../lib/api';
import { useSession } from '../../lib/session';

export default function Accounts() {
  const { scope } = useSession();
  const [typed, setTyped] = useState('');
  const q = useDeferredValue(typed.trim());
  const query = useInfiniteQuery({
    queryKey: ['accounts', scope?.id, q],
    queryFn: ({ pageParam }) => accounts.list({ unit: scope?.id, q, after: pageParam }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  useEffect(() => { document.title = `${t('nav.accounts')} · ${t('app.name')}`; }, []);
  return (
    <div className="page">
      <header className="page-head"><h1>{t('nav.accounts')}</h1><Input allowClear aria-label={t('account.search')} placeholder={t('account.search')} style={{ width: 260 }} value={typed} onChange={(e) => setTyped(e.target.value)} /></header>
      <section className="panel flush">
        {query.error && !rows.length ? <Failure why={query.error} retry={() => void query.refetch()} /> : query.isPending ? <Loading rows={8} /> : rows.length === 0 ? <Empty title={t('account.none')} /> : (
          <div className="scroll-x" tabIndex={0} role="region" aria-label={t('nav.accounts')}>
            <table className="data">
              <thead><tr><th>{t('account.login')}</th><th>{t('account.name')}</th><th>{t('account.unit')}</th><th>{t('account.roles')}</th><th>{t('account.state')}</th></tr></thead>
              <tbody>
                {rows.map((row) => (
                  <tr key={row.id}>
                    <td className="mono">{row.login}</td><td>{row.name}</td><td>{row.unit?.name}</td>
                    <td>{row.roles.map((role) => word('role', role, role)).join(t('word.comma'))}</td>
                    <td><span className={row.active ? 'badge badge-ok' : 'badge'}>{row.active ? t('account.active') : t('account.off')}</span></td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
        {query.hasNextPage && <p className="more"><Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t('list.more')}</Button></p>}
      </section>
    </div>
  );
}
