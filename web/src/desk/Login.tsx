// Login; over the page when a session ended, so that nothing typed is lost.
import { Button, Input } from 'antd';
import { useEffect, useRef, useState, type FormEvent } from 'react';
import { Failure } from '../components/States';
import { setLanguage, t, useLanguage } from '../i18n';
import { useSession } from '../lib/session';

export default function Login({ again = false }: { again?: boolean }) {
  const { enter, me } = useSession();
  const language = useLanguage();
  const [user, setUser] = useState(me?.login ?? '');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [why, setWhy] = useState<unknown>(null);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (!again) { document.title = `${t('login.title')} · ${t('app.name')}`; return; }
    dialog.current?.showModal();
  }, [again]);

  const send = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setWhy(null);
    try { await enter(user.trim(), password); } catch (trouble) { setWhy(trouble); setBusy(false); }
  };
  const form = (
    <form className="login-form stack" onSubmit={(e) => void send(e)}>
      <img src="/icon.svg" alt="" width={44} height={44} />
      <div>
        <h1>{t('app.long')}</h1>
        <p className="muted">{again ? t('login.again') : t('login.title')}</p>
      </div>
      <div><label className="field-label" htmlFor="login-user">{t('login.user')}</label><Input id="login-user" size="large" autoComplete="username" autoFocus={!again} required value={user} onChange={(e) => setUser(e.target.value)} /></div>
      <div><label className="field-label" htmlFor="login-password">{t('login.password')}</label><Input.Password id="login-password" size="large" autoComplete="current-password" required value={password} onChange={(e) => setPassword(e.target.value)} /></div>
      {why !== null && <Failure why={why} />}
      <Button type="primary" size="large" htmlType="submit" loading={busy} block>{t('login.send')}</Button>
      <p className="small"><button type="button" className="text-button" lang={language === 'zh' ? 'en' : 'zh-CN'} onClick={() => setLanguage(language === 'zh' ? 'en' : 'zh')}>{language === 'zh' ? 'English' : '中文'}</button></p>
    </form>
  );
  if (again) return <dialog ref={dialog} className="login-dialog" aria-label={t('login.again')} onCancel={(e) => e.preventDefault()}>{form}</dialog>;
  return <main className="login-page"><div className="panel">{form}</div></main>;
}
