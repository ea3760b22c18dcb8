// Who works here: accounts, their state, their first password, and what they were granted.
import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { useDeferredValue, useEffect, useState } from 'react';
import { Empty, Failure, Loading } from '../../components/States';
import { t, word } from '../../i18n';
import { accounts, type Account } from '../../lib/api';
import { useQueryState } from '../../lib/router';
import { useSession } from '../../lib/session';
import { dateTime } from '../../lib/time';
import AccountDialog from './AccountDialog';
import NewAccount from './NewAccount';

export const STATE_LOOK: Record<string, string> = { active: 'badge badge-ok', pending: 'badge badge-warn', locked: 'badge badge-urgent', disabled: 'badge' };

export default function Accounts() {
  const { may } = useSession();
  const [params, setParams] = useQueryState();
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState<Account | null>(null);
  const [making, setMaking] = useState(false);
  const q = useDeferredValue(typed.trim());
  const pending = params.pending === '1';
  const query = useInfiniteQuery({
    queryKey: ['accounts', q, pending],
    queryFn: ({ pageParam }) => accounts.list({ q: q || undefined, pending, after: pageParam }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  useEffect(() => { document.title = `${t('nav.accounts')} · ${t('app.name')}`; }, []);
  return (
    <div className="page">
      <header className="page-head">
        <h1>{t('nav.accounts')}</h1>
        <div className="row filters">
          <Input allowClear aria-label={t('account.search')} placeholder={t('account.search')} style={{ width: 220 }} value={typed} onChange={(e) => setTyped(e.target.value)} />
          <button type="button" className="chip" aria-pressed={pending} onClick={() => setParams({ pending: pending ? '' : '1' })}>{t('account.pendingOnly')}</button>
          {may('admin.account') && <Button type="primary" onClick={() => setMaking(true)}>{t('account.new')}</Button>}
        </div>
      </header>
      <p className="small muted">{t('account.about')}</p>
      <section className="panel flush">
        {query.error && !rows.length ? <Failure why={query.error} retry={() => void query.refetch()} />
          : query.isPending ? <Loading rows={8} /> : rows.length === 0 ? <Empty title={t('account.none')} /> : <Rows rows={rows} onOpen={setChosen} />}
        {query.hasNextPage && <p className="more"><Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t('list.more')}</Button></p>}
      </section>
      {chosen && <AccountDialog account={chosen} onClose={() => setChosen(null)} />}
      {making && <NewAccount onClose={() => setMaking(false)} />}
    </div>
  );
}

function Rows({ rows, onOpen }: { rows: Account[]; onOpen: (row: Account) => void }) {
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label={t('nav.accounts')}>
      <table className="data">
        <thead><tr><th>{t('account.login')}</th><th>{t('account.name')}</th><th>{t('account.unit')}</th><th>{t('account.state')}</th><th>{t('account.created')}</th></tr></thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <td><button type="button" className="text-button mono" onClick={() => onOpen(row)}>{row.login}</button></td>
              <td>{row.name}</td>
              <td>{row.unit?.name}</td>
              <td><span className={STATE_LOOK[row.state] ?? 'badge'}>{word('account.is', row.state)}</span></td>
              <td className="num">{dateTime(row.created_at)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
