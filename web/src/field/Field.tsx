// The grid worker's phone: today's cases, one case, a new report, and what still has to be sent.
import { useEffect, useState, type FormEvent, type ReactNode } from 'react';
import { Boundary } from '../components/Boundary';
import { Failure, Loading } from '../components/States';
import { setLanguage, t, useLanguage } from '../i18n';
import { useLiveQueries } from '../lib/live-queries';
import { useOutbox } from '../lib/outbox';
import { follow, pages, usePath } from '../lib/router';
import { useMe, useSession } from '../lib/session';
import { useOnline, useSending } from './offline';
import FieldCase from './FieldCase';
import Log from './Log';
import Notices from './Notices';
import Outbox from './Outbox';
import Patrol from './Patrol';
import ReportPage from './ReportPage';
import Services from './Services';
import Today from './Today';

export default function Field() {
  const { state, error, retry } = useSession();
  useLanguage();
  if (state === 'loading') return <main className="field-main"><Loading rows={6} /></main>;
  if (state === 'failed') return <main className="field-main"><Failure why={error} retry={retry} /></main>;
  if (state === 'out') return <main className="field-main"><Login /></main>;
  return <Working again={state === 'expired'} />;
}

function Working({ again }: { again: boolean }) {
  const me = useMe();
  const path = usePath();
  useSending(me.id);
  useLiveQueries();
  return (
    <>
      <Head />
      <main className="field-main">
        {again && <section className="panel"><p>{t('login.again')}</p><Login /></section>}
        <Boundary at={path}><Page /></Boundary>
      </main>
      <Foot />
    </>
  );
}

function Page(): ReactNode {
  const path = usePath();
  const id = /^\/field\/case\/([^/]+)$/.exec(path)?.[1];
  useEffect(() => { window.scrollTo(0, 0); }, [path]);
  if (id) return <FieldCase key={id} id={decodeURIComponent(id)} />;
  if (path === pages.fieldReport) return <ReportPage />;
  if (path === pages.fieldOutbox) return <Outbox />;
  if (path === pages.fieldServices) return <Services />;
  if (path === pages.fieldNotices) return <Notices />;
  if (path === pages.fieldLog) return <Log />;
  if (path === pages.fieldPatrol) return <Patrol />;
  return <Today />;
}

function Head() {
  const me = useMe();
  const online = useOnline();
  const { leave } = useSession();
  const language = useLanguage();
  const waiting = useOutbox().length;
  const out = () => { if (!waiting || window.confirm(t('field.leaveWaiting', { n: waiting }))) void leave(); };
  return (
    <header className="field-head">
      <a href={pages.field} onClick={follow} className="field-brand"><img src="/icon.svg" alt="" width={28} height={28} /><span className="ellipsis">{me.grids.length === 1 ? me.grids[0].name : me.unit.name}</span></a>
      <span className="grow" />
      <span className={online ? 'badge badge-ok' : 'badge badge-warn'} role="status">{online ? t('field.online') : t('field.offline')}</span>
      <details className="field-menu">
        <summary aria-label={t('field.menu')}>⋯</summary>
        <div className="panel stack">
          <p className="small muted">{me.name} · {me.login}</p>
          <button type="button" className="big-button" lang={language === 'zh' ? 'en' : 'zh-CN'} onClick={() => setLanguage(language === 'zh' ? 'en' : 'zh')}>{language === 'zh' ? 'English' : '中文'}</button>
          <button type="button" className="big-button" onClick={out}>{t('top.leave')}</button>
        </div>
      </details>
    </header>
  );
}

function Foot() {
  const path = usePath();
  const waiting = useOutbox();
  const refused = waiting.some((item) => item.state === 'refused');
  const link = (to: string, label: string, extra?: ReactNode) => <a href={to} onClick={follow} aria-current={path === to ? 'page' : undefined}>{label}{extra}</a>;
  return (
    <nav className="field-foot" aria-label={t('nav.label')}>
      {link(pages.field, t('field.today'))}
      {link(pages.fieldReport, t('field.report'))}
      {link(pages.fieldOutbox, t('field.outbox'), waiting.length > 0 && <span className={refused ? 'badge badge-urgent' : 'badge badge-warn'}>{waiting.length}</span>)}
    </nav>
  );
}

function Login() {
  const { enter, me } = useSession();
  const [user, setUser] = useState(me?.login ?? '');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [why, setWhy] = useState<unknown>(null);
  useEffect(() => { document.title = t('app.name'); }, []);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setWhy(null);
    try { await enter(user.trim(), password); } catch (trouble) { setWhy(trouble); }
    setBusy(false);
  };
  return (
    <form className="stack field-login" onSubmit={(e) => void send(e)}>
      <img src="/icon.svg" alt="" width={56} height={56} />
      <h1>{t('app.long')}</h1>
      <label>{t('login.user')}<input autoComplete="username" required value={user} onChange={(e) => setUser(e.target.value)} /></label>
      <label>{t('login.password')}<input type="password" autoComplete="current-password" required value={password} onChange={(e) => setPassword(e.target.value)} /></label>
      {why !== null && <Failure why={why} />}
      <button className="big-button main-button" disabled={busy}>{t('login.send')}</button>
    </form>
  );
}
