// A new key for another system. Its text is told once and kept nowhere; the dialog closes only when that was understood.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Checkbox, Input, Modal, Select } from 'antd';
import { useDeferredValue, useState, type ReactNode } from 'react';
import { Failure } from '../../components/States';
import { pick, t, word } from '../../i18n';
import { accounts, catalogue, keys } from '../../lib/api';

/** What the account may do by its roles: a key never reaches further. */
async function rightsOf(account: string): Promise<string[]> {
  const [grants, roles] = await Promise.all([accounts.grants(account), accounts.roles()]);
  const held = new Set(grants.items.map((one) => one.role));
  return [...new Set(roles.items.filter((role) => held.has(role.name)).flatMap((role) => role.rights))];
}

export default function NewKey({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [account, setAccount] = useState<string>();
  const [source, setSource] = useState<string>();
  const [rights, setRights] = useState<string[]>([]);
  const [busy, setBusy] = useState(false);
  const [asked, setAsked] = useState(false);
  const [why, setWhy] = useState<unknown>(null);
  const [made, setMade] = useState<string | null>(null);
  const offered = useQuery({ queryKey: ['rights-of', account], queryFn: () => rightsOf(account as string), enabled: Boolean(account) });
  const sources = useQuery({ queryKey: ['catalogue'], queryFn: () => catalogue.items(), staleTime: 300_000 });
  const whole = name.trim() && account && source && rights.length > 0;
  const send = async () => {
    setAsked(true);
    if (!whole) return;
    setBusy(true);
    setWhy(null);
    try {
      setMade((await keys.create({ name: name.trim(), account, source, rights })).key);
      await client.invalidateQueries({ queryKey: ['keys'] });
    } catch (trouble) { setWhy(trouble); }
    setBusy(false);
  };
  if (made !== null) return <Told text={made} onClose={onClose} />;
  return (
    <Modal open title={t('key.new')} onCancel={onClose} confirmLoading={busy} okText={t('key.make')} cancelText={t('action.cancel')} onOk={() => void send()}>
      <div className="stack">
        <Field id="key-name" label={t('key.name')}><Input id="key-name" maxLength={40} placeholder={t('key.nameHint')} value={name} onChange={(e) => setName(e.target.value)} /></Field>
        <Field id="key-account" label={t('key.account')}><AccountSelect value={account} onChange={(id) => { setAccount(id); setRights([]); }} /></Field>
        <Field id="key-source" label={t('key.source')}>
          <Select id="key-source" showSearch={{ optionFilterProp: 'label' }} aria-label={t('key.source')} style={{ width: '100%' }} value={source} onChange={setSource} options={(sources.data?.sources ?? []).map((one) => ({ value: one.code, label: pick(one) }))} />
        </Field>
        <fieldset>
          <legend className="field-label">{t('key.rights')}</legend>
          {!account ? <p className="small muted">{t('key.chooseAccount')}</p> : offered.error ? <Failure why={offered.error} /> : offered.data?.length === 0 ? <p className="small muted">{t('key.noRights')}</p>
            : <Checkbox.Group value={rights} onChange={(next) => setRights(next as string[])} options={(offered.data ?? []).map((right) => ({ value: right, label: word('right', right) }))} />}
        </fieldset>
        {asked && !whole && <p className="field-error" role="alert">{t('key.missing')}</p>}
        {why !== null && <Failure why={why} />}
      </div>
    </Modal>
  );
}

function Field({ id, label, children }: { id: string; label: string; children: ReactNode }) {
  return <div><label className="field-label" htmlFor={id}>{label}</label>{children}</div>;
}

function AccountSelect({ value, onChange }: { value?: string; onChange: (id: string | undefined) => void }) {
  const [typed, setTyped] = useState('');
  const q = useDeferredValue(typed.trim());
  const query = useQuery({ queryKey: ['accounts', q, 'select'], queryFn: () => accounts.list({ q: q || undefined }), staleTime: 30_000 });
  return (
    <Select id="key-account" aria-label={t('key.account')} placeholder={t('account.search')} style={{ width: '100%' }} allowClear value={value} onChange={(next?: string) => onChange(next)} loading={query.isFetching}
      showSearch={{ filterOption: false, onSearch: setTyped }} options={(query.data?.items ?? []).filter((one) => one.state === 'active').map((one) => ({ value: one.id, label: `${one.login} ${one.name}` }))} />
  );
}

function Told({ text, onClose }: { text: string; onClose: () => void }) {
  const { message } = App.useApp();
  const copy = () => navigator.clipboard.writeText(text).then(() => void message.success(t('key.copied')), () => void message.warning(t('key.copyByHand')));
  return (
    <Modal open closable={false} mask={{ closable: false }} keyboard={false} title={t('key.made')} footer={<Button type="primary" onClick={onClose}>{t('key.kept')}</Button>}>
      <div className="stack">
        <p>{t('key.once')}</p>
        <p className="key-text mono" data-key>{text}</p>
        <div className="row"><Button onClick={() => void copy()}>{t('key.copy')}</Button><span className="small muted mono">Authorization: Bearer …</span></div>
      </div>
    </Modal>
  );
}
