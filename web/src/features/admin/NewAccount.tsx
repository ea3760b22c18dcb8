// A new account waits until the security administrator lets it in; its first password is shown once.
import { useQueryClient } from '@tanstack/react-query';
import { Input, Modal } from 'antd';
import { useState } from 'react';
import { Failure } from '../../components/States';
import { UnitSelect } from '../../components/UnitSelect';
import { t } from '../../i18n';
import { accounts } from '../../lib/api';

export default function NewAccount({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const [login, setLogin] = useState('');
  const [name, setName] = useState('');
  const [unit, setUnit] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [asked, setAsked] = useState(false);
  const [why, setWhy] = useState<unknown>(null);
  const [password, setPassword] = useState<string | null>(null);
  const send = async () => {
    setAsked(true);
    if (!login.trim() || !name.trim() || !unit) return;
    setBusy(true);
    setWhy(null);
    try {
      const made = await accounts.create({ login: login.trim(), name: name.trim(), unit });
      setPassword(made.password ?? '');
      await client.invalidateQueries({ queryKey: ['accounts'] });
    } catch (trouble) { setWhy(trouble); }
    setBusy(false);
  };
  if (password !== null) {
    return (
      <Modal open title={t('account.made')} onCancel={onClose} onOk={onClose} okText={t('action.close')} cancelButtonProps={{ hidden: true }}>
        <p className="notice">{t('account.password')} <strong className="mono">{password}</strong></p>
        <p className="small muted">{t('account.waits')}</p>
      </Modal>
    );
  }
  return (
    <Modal open title={t('account.new')} onCancel={onClose} confirmLoading={busy} okText={t('account.new')} cancelText={t('action.cancel')} onOk={() => void send()}>
      <div className="stack">
        <div><label className="field-label" htmlFor="account-login">{t('account.login')}</label><Input id="account-login" autoComplete="off" maxLength={32} value={login} onChange={(e) => setLogin(e.target.value)} /></div>
        <div><label className="field-label" htmlFor="account-name">{t('account.name')}</label><Input id="account-name" autoComplete="off" maxLength={40} value={name} onChange={(e) => setName(e.target.value)} /></div>
        <div><label className="field-label" htmlFor="account-unit">{t('account.unit')}</label><UnitSelect id="account-unit" by="id" label={t('account.unit')} value={unit} onChange={setUnit} /></div>
        {asked && (!login.trim() || !name.trim() || !unit) && <p className="field-error" role="alert">{t('account.missing')}</p>}
        {why !== null && <Failure why={why} />}
      </div>
    </Modal>
  );
}
