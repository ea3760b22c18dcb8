// Keys of other systems: which account each acts as, what it may do at most, where its cases come from; disabling is for good.
import { useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { useEffect, useState } from 'react';
import { Empty, Failure, Shown } from '../../components/States';
import { pick, t, word } from '../../i18n';
import { accounts, catalogue, keys, type ApiKey } from '../../lib/api';
import { dateTime } from '../../lib/time';
import NewKey from './NewKey';

export default function Keys() {
  const client = useQueryClient();
  const { modal } = App.useApp();
  const [making, setMaking] = useState(false);
  const [why, setWhy] = useState<unknown>(null);
  const query = useQuery({ queryKey: ['keys'], queryFn: () => keys.list() });
  useEffect(() => { document.title = `${t('nav.keys')} · ${t('app.name')}`; }, []);
  const disable = (row: ApiKey) => modal.confirm({
    title: t('key.disableAsk', { name: row.name }), okText: t('key.disable'), okButtonProps: { danger: true }, cancelText: t('action.cancel'),
    onOk: async () => {
      setWhy(null);
      try { await keys.disable(row.id); await client.invalidateQueries({ queryKey: ['keys'] }); } catch (trouble) { setWhy(trouble); }
    },
  });
  return (
    <div className="page">
      <header className="page-head"><h1>{t('nav.keys')}</h1><Button type="primary" onClick={() => setMaking(true)}>{t('key.new')}</Button></header>
      <p className="small muted">{t('key.about')}</p>
      {why !== null && <Failure why={why} />}
      <section className="panel flush"><Shown query={query} rows={5}>{(data) => (data.items.length ? <Rows rows={data.items} onDisable={disable} /> : <Empty title={t('key.none')} />)}</Shown></section>
      {making && <NewKey onClose={() => setMaking(false)} />}
    </div>
  );
}

function Rows({ rows, onDisable }: { rows: ApiKey[]; onDisable: (row: ApiKey) => void }) {
  const ids = [...new Set(rows.map((row) => row.account))];
  const found = useQueries({ queries: ids.map((id) => ({ queryKey: ['account', id], queryFn: () => accounts.read(id), staleTime: 60_000, retry: false })) });
  const known = useQuery({ queryKey: ['catalogue'], queryFn: () => catalogue.items(), staleTime: 300_000 });
  const owner = (id: string) => { const one = found[ids.indexOf(id)]?.data; return one ? `${one.name} ${one.login}` : '…'; };
  const source = (code: string) => { const one = known.data?.sources.find((row) => row.code === code); return one ? pick(one) : code; };
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label={t('nav.keys')}>
      <table className="data">
        <thead><tr><th>{t('key.name')}</th><th>{t('key.account')}</th><th>{t('key.source')}</th><th>{t('key.rights')}</th><th>{t('account.state')}</th><th>{t('account.created')}</th><th /></tr></thead>
        <tbody>{rows.map((row) => (
          <tr key={row.id} className={row.enabled ? undefined : 'row-off'}>
            <td>{row.name}</td><td className="nowrap">{owner(row.account)}</td><td className="nowrap">{source(row.source)}</td>
            <td>{row.rights.map((right) => word('right', right)).join(t('word.comma'))}</td>
            <td><span className={row.enabled ? 'badge badge-ok' : 'badge'}>{t(row.enabled ? 'key.on' : 'key.off')}</span></td>
            <td className="num nowrap">{dateTime(row.created_at)}</td>
            <td className="right">{row.enabled && <button type="button" className="text-button" onClick={() => onDisable(row)}>{t('key.disable')}<span className="hidden-text"> {row.name}</span></button>}</td>
          </tr>
        ))}</tbody>
      </table>
    </div>
  );
}
