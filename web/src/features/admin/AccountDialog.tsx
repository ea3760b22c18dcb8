// One account: let in, lock, disable, give a new password, grant and take back roles.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Modal, Select } from 'antd';
import { useState } from 'react';
import { Failure, Shown } from '../../components/States';
import { UnitSelect } from '../../components/UnitSelect';
import { pick, t, word } from '../../i18n';
import { accounts, type Account } from '../../lib/api';
import { useSession } from '../../lib/session';

export default function AccountDialog({ account: known, onClose }: { account: Account; onClose: () => void }) {
  const account = useQuery({ queryKey: ['account', known.id], queryFn: () => accounts.read(known.id), placeholderData: known }).data ?? known;   // it may have left the list
  const { may } = useSession();
  const client = useQueryClient();
  const { modal } = App.useApp();
  const [why, setWhy] = useState<unknown>(null);
  const [password, setPassword] = useState('');
  const run = async (work: () => Promise<unknown>) => {
    setWhy(null);
    try { await work(); await client.invalidateQueries({ predicate: (q) => ['accounts', 'account', 'grants'].includes(String(q.queryKey[0])) }); } catch (trouble) { setWhy(trouble); }
  };
  const setState = (state: string) => run(() => accounts.setState(account.id, account.version, state));
  const reset = () => run(async () => setPassword((await accounts.reset(account.id, account.version)).password));
  const sure = (title: string, work: () => Promise<void>) => modal.confirm({ title, okText: t('action.sure'), cancelText: t('action.cancel'), onOk: work });
  return (
    <Modal open title={`${account.name} · ${account.login}`} onCancel={onClose} footer={null} width={640}>
      <div className="stack">
        <p>{account.unit?.name} · {word('account.is', account.state)}</p>
        <div className="row">
          {account.state === 'pending' && may('admin.grant') && <Button type="primary" onClick={() => void run(() => accounts.approve(account.id, account.version))}>{t('account.approve')}</Button>}
          {may('admin.account') && account.state === 'active' && <Button onClick={() => void setState('locked')}>{t('account.lock')}</Button>}
          {may('admin.account') && account.state === 'locked' && <Button onClick={() => void setState('active')}>{t('account.unlock')}</Button>}
          {may('admin.account') && account.state !== 'pending' && account.state !== 'disabled' && <Button onClick={() => sure(t('account.resetAsk', { name: account.name }), reset)}>{t('account.reset')}</Button>}
          {may('admin.account') && account.state !== 'disabled' && account.state !== 'pending' && <Button danger onClick={() => sure(t('account.disableAsk', { name: account.name }), () => setState('disabled'))}>{t('account.disable')}</Button>}
        </div>
        {password && <p className="notice" role="status">{t('account.password')} <strong className="mono">{password}</strong></p>}
        {why !== null && <Failure why={why} />}
        <Grants account={account} run={run} />
      </div>
    </Modal>
  );
}

function Grants({ account, run }: { account: Account; run: (work: () => Promise<unknown>) => Promise<void> }) {
  const { may } = useSession();
  const [role, setRole] = useState<string>();
  const [unit, setUnit] = useState<string>();
  const grants = useQuery({ queryKey: ['grants', account.id], queryFn: () => accounts.grants(account.id) });
  const roles = useQuery({ queryKey: ['roles'], queryFn: () => accounts.roles(), staleTime: Infinity });
  const name = (code: string) => { const found = roles.data?.items.find((one) => one.name === code); return found ? pick(found) : code; };
  const add = () => run(async () => {
    if (!role || !unit) return;
    await accounts.grant(account.id, role, unit);
    setRole(undefined);
    setUnit(undefined);
  });
  return (
    <section className="stack" aria-label={t('account.grants')}>
      <h3>{t('account.grants')}</h3>
      <Shown query={grants} rows={2}>
        {(data) => (data.items.length === 0 ? <p className="muted small">{t('account.noGrants')}</p> : (
          <ul>
            {data.items.map((grant) => (
              <li key={grant.id} className="map-case">
                <span className="grow">{name(grant.role)} · {grant.unit?.name}</span>
                {may('admin.grant') && <button type="button" className="text-button" onClick={() => void run(() => accounts.revoke(grant.id))}>{t('account.revoke')}</button>}
              </li>
            ))}
          </ul>
        ))}
      </Shown>
      {may('admin.grant') && (
        <div className="grant-row">
          <Select showSearch={{ optionFilterProp: 'label' }} aria-label={t('account.role')} placeholder={t('account.role')} value={role} onChange={setRole} options={(roles.data?.items ?? []).map((one) => ({ value: one.name, label: pick(one) }))} />
          <UnitSelect by="id" label={t('account.unit')} value={unit} onChange={setUnit} />
          <Button disabled={!role || !unit} onClick={() => void add()}>{t('account.grant')}</Button>
        </div>
      )}
    </section>
  );
}
