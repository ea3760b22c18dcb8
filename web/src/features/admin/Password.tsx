import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Input } from 'antd';
import { useEffect, useState, type FormEvent } from 'react';
import { Failure } from '../../components/States';
import { t } from '../../i18n';
import { session } from '../../lib/api';
import { useMe } from '../../lib/session';

const SHORTEST = 10;

export default function Password() {
  const me = useMe();
  const { message } = App.useApp();
  const client = useQueryClient();
  const [old, setOld] = useState('');
  const [fresh, setFresh] = useState('');
  const [again, setAgain] = useState('');
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const [why, setWhy] = useState<unknown>(null);
  useEffect(() => { document.title = `${t('nav.password')} · ${t('app.name')}`; }, []);
  const trouble = !old ? t('password.missing') : fresh.length < SHORTEST ? t('password.short', { n: SHORTEST }) : fresh !== again ? t('password.differ') : '';
  const send = async (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (trouble) return;
    setBusy(true);
    setWhy(null);
    try {
      await session.password(old, fresh);
      client.setQueryData(['session'], { ...me, must_change: false });
      setOld(''); setFresh(''); setAgain(''); setAsked(false);
      void message.success(t('password.done'));
    } catch (problem) { setWhy(problem); }
    setBusy(false);
  };
  const fields: [string, string, string, (v: string) => void, string][] = [
    ['old', t('password.old'), old, setOld, 'current-password'], ['new', t('password.new'), fresh, setFresh, 'new-password'], ['again', t('password.again'), again, setAgain, 'new-password'],
  ];
  return (
    <div className="page narrow">
      <header className="page-head"><h1>{t('nav.password')}</h1></header>
      <form className="panel stack" style={{ maxWidth: 420 }} onSubmit={(e) => void send(e)} noValidate>
        {me.must_change && <p className="notice notice-warn" role="status">{t('password.must')}</p>}
        <input type="text" name="username" autoComplete="username" value={me.login} readOnly hidden />
        {fields.map(([id, label, value, set, complete]) => (
          <div key={id}><label className="field-label" htmlFor={`password-${id}`}>{label}</label><Input.Password id={`password-${id}`} autoComplete={complete} value={value} onChange={(e) => set(e.target.value)} /></div>
        ))}
        {asked && trouble && <p className="field-error" role="alert">{trouble}</p>}
        {why !== null && <Failure why={why} />}
        <div><Button type="primary" htmlType="submit" loading={busy}>{t('password.send')}</Button></div>
      </form>
    </div>
  );
}
