// 指挥大屏: the wall of an area; runs for days, so nothing here grows: one answer of each kind is kept, the newest.
import { useEffect, useState, type FormEvent } from 'react';
import { t, useLanguage } from '../i18n';
import { sentence } from '../lib/names';
import { useSession } from '../lib/session';
import Wall from './Wall';

export default function Screen() {
  const { state, may, error, retry } = useSession();
  useLanguage();
  useEffect(() => { document.title = `${t('screen.title')} · ${t('app.name')}`; }, []);
  useEffect(() => {
    if (state !== 'failed') return undefined;
    const timer = setTimeout(retry, 5_000);   // a wall has nobody to press a button
    return () => clearTimeout(timer);
  }, [state, retry, error]);
  if (state === 'loading') return <main className="screen-login"><p>{t('screen.loading')}</p></main>;
  if (state === 'failed') return <main className="screen-login"><p role="alert">{sentence(error)}</p></main>;
  if (state !== 'in') return <Login />;
  if (!may('screen.view')) return <main className="screen-login"><p role="alert">{t('screen.noRight')}</p></main>;
  return <Wall />;
}

function Login() {
  const { enter } = useSession();
  const [why, setWhy] = useState('');
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    enter(String(given.get('user')).trim(), String(given.get('password'))).catch((trouble: unknown) => setWhy(sentence(trouble)));
  };
  return (
    <main className="screen-login">
      <form onSubmit={send}>
        <h1>{t('screen.title')}</h1>
        <label>{t('login.user')}<input name="user" autoComplete="username" required /></label>
        <label>{t('login.password')}<input name="password" type="password" autoComplete="current-password" required /></label>
        {why && <p role="alert">{why}</p>}
        <button type="submit">{t('login.send')}</button>
      </form>
    </main>
  );
}
