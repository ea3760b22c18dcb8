// Left: my tasks and the modules that have pages. Top: unit, search, language, look, user.
import { BulbOutlined, DownOutlined, SearchOutlined, UserOutlined } from '@ant-design/icons';
import { Button, Dropdown } from 'antd';
import { useEffect, useState, type ReactNode } from 'react';
import { useQuery } from '@tanstack/react-query';
import { setLanguage, t, useLanguage, type Key } from '../i18n';
import { copies, session, tasks } from '../lib/api';
import { useConnected } from '../lib/events';
import { follow, go, pages, usePath } from '../lib/router';
import { useMe, useSession } from '../lib/session';
import { setTheme, useTheme } from '../lib/theme';
import { useAllowed, useHome } from './access';
import Search from './Search';

/** The platform's modules in its own order; those without pages yet have no row. */
const MODULES: { name: Key; pages: [path: string, name: Key][] }[] = [
  { name: 'module.grid', pages: [[pages.map, 'nav.map'], [pages.grids, 'nav.grids'], [pages.gridDay, 'nav.gridDay'], [pages.staff, 'nav.staff'], [pages.places, 'nav.places'], [pages.notices, 'nav.notices'], [pages.gridPlans, 'nav.gridPlans']] },
  { name: 'module.command', pages: [[pages.dispatch, 'nav.dispatch'], [pages.callbacks, 'nav.callbacks'], [pages.emergencies, 'nav.emergencies'], [pages.roster, 'nav.roster'], [pages.intake, 'nav.intake'], [pages.cases, 'nav.cases'], [pages.whistles, 'nav.whistles'], [pages.whistleTable, 'nav.whistleTable'], [pages.orders, 'nav.orders'], [pages.mediations, 'nav.mediations'], [pages.instructions, 'nav.instructions'], [pages.dashboard, 'nav.dashboard'], [pages.evaluation, 'nav.evaluation'], [pages.briefs, 'nav.briefs'], [pages.hotspots, 'nav.hotspots'], [pages.surges, 'nav.surges']] },
  { name: 'module.admin', pages: [[pages.accounts, 'nav.accounts'], [pages.keys, 'nav.keys'], [pages.audit, 'nav.audit'], [pages.units, 'nav.units'], [pages.models, 'nav.models'], [pages.incidents, 'nav.incidents'], [pages.migrations, 'nav.migrations'], [pages.jobs, 'nav.jobs'], [pages.password, 'nav.password']] },
];

export default function Shell({ children }: { children: ReactNode }) {
  const [searching, setSearching] = useState(false);
  const connected = useConnected();
  useEffect(() => {
    const keys = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') { event.preventDefault(); setSearching(true); }
    };
    window.addEventListener('keydown', keys);
    return () => window.removeEventListener('keydown', keys);
  }, []);
  return (
    <div className="shell">
      <a className="skip" href="#main">{t('nav.skip')}</a>
      <Top onSearch={() => setSearching(true)} />
      <Side />
      <main id="main" tabIndex={-1}>
        {!connected && <p className="notice notice-warn offline-line small" role="status">{t('live.lost')}</p>}
        {children}
      </main>
      {searching && <Search onClose={() => setSearching(false)} />}
    </div>
  );
}

function Side() {
  const path = usePath();
  const allowed = useAllowed();
  const counts = useQuery({ queryKey: ['counts'], queryFn: () => tasks.counts(), enabled: allowed(pages.tasks) });
  const unread = useQuery({ queryKey: ['copies', 'unread'], queryFn: async () => (await copies.list()).items.filter((row) => !row.read_at).length, enabled: allowed(pages.copies) });
  const link = (to: string, name: Key, extra?: ReactNode) => (
    <a href={to} onClick={follow} aria-current={path === to || (path.startsWith(`${to}/`) && path !== pages.whistleTable) ? 'page' : undefined}>{t(name)}{extra}</a>
  );
  return (
    <nav className="side" aria-label={t('nav.label')}>
      <ul>
        {allowed(pages.tasks) && <li>{link(pages.tasks, 'nav.tasks', counts.data ? <span className="side-count num">{counts.data.total}</span> : null)}</li>}
        {allowed(pages.copies) && <li>{link(pages.copies, 'nav.copies', unread.data ? <span className="side-count num"><span className="hidden-text">{t('copy.unread')} </span>{unread.data}</span> : null)}</li>}
      </ul>
      {MODULES.map((module) => {
        const shown = module.pages.filter(([to]) => allowed(to));
        if (!shown.length) return null;
        return (
          <section key={module.name} aria-label={t(module.name)}>
            <h2>{t(module.name)}</h2>
            <ul>{shown.map(([to, name]) => <li key={to}>{link(to, name)}</li>)}</ul>
          </section>
        );
      })}
    </nav>
  );
}

function Top({ onSearch }: { onSearch: () => void }) {
  const me = useMe();
  const { scope, scopes, setScope, leave } = useSession();
  const language = useLanguage();
  const theme = useTheme();
  return (
    <header className="top">
      <a className="brand" href={useHome()} onClick={follow}><img src="/icon.svg" alt="" width={26} height={26} /><span>{t('app.name')}</span></a>
      {scopes.length > 1 ? (
        <Dropdown trigger={['click']} menu={{ selectable: true, selectedKeys: scope ? [scope.id] : [], items: scopes.map((unit) => ({ key: unit.id, label: unit.name })), onClick: ({ key }) => { const unit = scopes.find((u) => u.id === key); if (unit) setScope(unit); } }}>
          <Button type="text" aria-label={t('top.unit', { name: scope?.name ?? '' })}>{scope?.name} <DownOutlined /></Button>
        </Dropdown>
      ) : <span className="top-unit ellipsis">{scope?.name}</span>}
      <span className="grow" />
      <button type="button" className="search-button" onClick={onSearch}><SearchOutlined /> <span className="grow">{t('top.search')}</span><kbd>Ctrl K</kbd></button>
      <Button type="text" lang={language === 'zh' ? 'en' : 'zh-CN'} onClick={() => { const next = language === 'zh' ? 'en' : 'zh'; setLanguage(next); void session.language(next).catch(() => undefined); }}>{language === 'zh' ? 'EN' : '中文'}</Button>
      <Button type="text" aria-pressed={theme === 'dark'} aria-label={t(theme === 'dark' ? 'top.light' : 'top.dark')} onClick={() => setTheme(theme === 'dark' ? 'light' : 'dark')}><BulbOutlined className="narrow-only" /><span className="wide-only">{theme === 'dark' ? t('top.light') : t('top.dark')}</span></Button>
      <Dropdown trigger={['click']} menu={{
        items: [{ key: 'unit', label: `${me.unit.name} · ${me.login}`, disabled: true }, { key: 'password', label: t('nav.password') }, { type: 'divider' }, { key: 'leave', label: t('top.leave') }],
        onClick: ({ key }) => { if (key === 'leave') void leave(); if (key === 'password') go(pages.password); },
      }}>
        <Button type="text" aria-label={me.name}><UserOutlined className="narrow-only" /><span className="wide-only">{me.name} <DownOutlined /></span></Button>
      </Dropdown>
    </header>
  );
}
