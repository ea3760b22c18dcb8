// The wall itself: numbers and rates left, the live map with what came last in the middle, ranks, whistles and alerts right.
import { lazy, Suspense, useEffect, useState } from 'react';
import { setLanguage, t, useLanguage } from '../i18n';
import { screen, type AreaCollection, type Screen, type ScreenCases, type ScreenChild } from '../lib/api';
import { useConnected } from '../lib/events';
import { plainName, said } from '../lib/names';
import { setTheme, useTheme } from '../lib/theme';
import { useScreen } from './live';

const WallMap = lazy(() => import('./WallMap'));
const STALE_MS = 40_000;
const clock = (ms: number) => new Date(ms + 8 * 3_600_000).toISOString().slice(11, 19);
const whole = (n: number) => n.toLocaleString('en-US');
const rate = (n: number | null) => (n === null ? '—' : `${n.toFixed(1)}%`);

/** A line can be opened when it is an area; a grid is the last. */
const opens = (child: ScreenChild) => child.unit !== null;

export default function Wall() {
  const [area, setArea] = useState<string | undefined>(() => new URLSearchParams(location.search).get('area') ?? undefined);
  const [picked, setPicked] = useState(0);
  const { numbers, points, failed } = useScreen(area);
  const shapes = useShapes(numbers);
  const theme = useTheme();
  const children = numbers?.children ?? [];
  const open = (id: string | undefined) => {
    setArea(id);
    setPicked(0);
    const next = new URL(location.href);
    if (id) next.searchParams.set('area', id); else next.searchParams.delete('area');
    history.replaceState(null, '', next);
  };
  useEffect(() => {
    const key = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || (event.target instanceof HTMLElement && /^(INPUT|BUTTON)$/.test(event.target.tagName) && event.key === 'Enter')) return;
      const child = children[picked];
      if (event.key === 'ArrowDown' || event.key === 'ArrowUp') { setPicked((at) => Math.max(0, Math.min(children.length - 1, at + (event.key === 'ArrowDown' ? 1 : -1)))); event.preventDefault(); }
      else if (event.key === 'Enter' && child && opens(child)) open(child.key);
      else if ((event.key === 'Escape' || event.key === 'Backspace') && numbers?.up) open(numbers.up.id);
      else if (event.key === 't' || event.key === 'T') setTheme(theme === 'dark' ? 'light' : 'dark');
    };
    window.addEventListener('keydown', key);
    return () => window.removeEventListener('keydown', key);
  });
  if (!numbers) return <main className="screen-login"><p>{t(failed ? 'screen.trying' : 'screen.loading')}</p></main>;
  return (
    <main className="wall" data-area={numbers.area.code}>
      <Top numbers={numbers} failed={failed} onUp={() => numbers.up && open(numbers.up.id)} />
      <div className="wall-left"><Numbers numbers={numbers} points={points} /><Rates numbers={numbers} /><Bars title={t('screen.types')} rows={numbers.types} /></div>
      <section className="wall-map" aria-label={t('map.title')}>
        <Suspense fallback={null}><WallMap areas={shapes} children={children} points={points} picked={children[picked]?.key ?? ''} onOpen={(id) => { const child = children.find((one) => one.key === id); if (child && opens(child)) open(id); }} /></Suspense>
        <Legend truncated={points?.truncated ?? false} />
      </section>
      <div className="wall-low"><Latest points={points} /><Bars title={t('screen.sources')} rows={numbers.sources} /></div>
      <div className="wall-right"><Ranks numbers={numbers} picked={picked} onPick={setPicked} onOpen={open} /><Whistles points={points} /><Alerts points={points} /></div>
    </main>
  );
}

/** The outlines of the area's parts: asked once for each area. */
function useShapes(numbers: Screen | null): AreaCollection | undefined {
  const id = numbers?.area.id, kind = numbers?.area.kind;
  const [shapes, setShapes] = useState<{ id: string; areas: AreaCollection } | null>(null);
  useEffect(() => {
    if (!id) return undefined;
    let wanted = true;
    void screen.areas(id, kind === 'community').then((areas) => { if (wanted) setShapes({ id, areas }); }, () => undefined);
    return () => { wanted = false; };
  }, [id, kind]);
  return shapes && shapes.id === id ? shapes.areas : undefined;
}

function Top({ numbers, failed, onUp }: { numbers: Screen; failed: boolean; onUp: () => void }) {
  const connected = useConnected();
  const language = useLanguage(), theme = useTheme();
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => { const timer = window.setInterval(() => setNow(Date.now()), 1_000); return () => window.clearInterval(timer); }, []);
  const at = Date.parse(numbers.at), stale = failed || !connected || now - at > STALE_MS;
  return (
    <header className="wall-top">
      <h1>{plainName(numbers.area.name)}<span>{t('screen.title')}</span></h1>
      {numbers.up && <button type="button" onClick={onUp}>{t('screen.up', { name: plainName(numbers.up.name) })}</button>}
      {numbers.leaders.length > 0 && <p className="wall-leaders">{numbers.leaders.map((one) => <span key={`${one.post_name} ${one.name}`}><span>{said(one.post_name, one.post_name_en)}</span> {plainName(one.name)}</span>)}</p>}
      <span className="grow" />
      <p className={stale ? 'wall-stale' : 'wall-fresh'} role="status" data-at={numbers.at}>{stale ? t('screen.stale', { at: clock(at) }) : t('screen.fresh', { at: clock(at) })}</p>
      <button type="button" lang={language === 'zh' ? 'en' : 'zh-CN'} onClick={() => setLanguage(language === 'zh' ? 'en' : 'zh')}>{language === 'zh' ? 'EN' : '中文'}</button>
      <button type="button" onClick={() => setTheme(theme === 'dark' ? 'light' : 'dark')}>{t(theme === 'dark' ? 'top.light' : 'top.dark')}</button>
      <time className="wall-clock">{clock(now)}</time>
    </header>
  );
}

function Numbers({ numbers, points }: { numbers: Screen; points: ScreenCases | null }) {
  const tiles: [string, string, string, boolean][] = [
    ['reported', t('screen.reported'), numbers.reported === null ? '—' : whole(numbers.reported), false], ['closed', t('screen.closed'), numbers.closed === null ? '—' : whole(numbers.closed), false],
    ['open', t('screen.open'), whole(numbers.open), false], ['overdue', t('screen.overdue'), whole(numbers.overdue), numbers.overdue > 0],
    ['urgent', t('screen.urgent'), points ? whole(points.urgent) : '…', (points?.urgent ?? 0) > 0], ['red', t('screen.red'), points ? whole(points.red) : '…', (points?.red ?? 0) > 0],
    ['whistles', t('screen.whistles'), points ? `${whole(points.whistles)}${points.whistles_late ? ` / ${t('screen.late', { n: points.whistles_late })}` : ''}` : '…', (points?.whistles_late ?? 0) > 0], ['duty', t('screen.duty'), whole(numbers.on_duty), false],
  ];
  return <section className="wall-panel" aria-label={t('screen.today')}><h2>{t('screen.today')}</h2><ul className="wall-tiles">{tiles.map(([key, name, value, bad]) => <li key={key} data-number={key} className={bad ? 'bad' : undefined}><span>{name}</span><b>{value}</b></li>)}</ul></section>;
}

function Rates({ numbers }: { numbers: Screen }) {
  return (
    <section className="wall-panel" aria-label={t('screen.rates', { month: numbers.month })}>
      <h2>{t('screen.rates', { month: numbers.month })}</h2>
      <ul className="wall-rates">{numbers.rates.map((one) => <li key={one.code} className={one.missed ? 'bad' : undefined}><span>{said(one.name, one.name_en)}</span><b>{rate(one.percent)}</b><small>{one.missed ? '✕' : one.percent === null ? '' : '✓'} {t('screen.target', { n: one.target ?? 0 })}</small></li>)}</ul>
    </section>
  );
}

function Bars({ title, rows }: { title: string; rows: Screen['types'] }) {
  const most = Math.max(1, ...rows.map((one) => one.count));
  return <section className="wall-panel wall-grow" aria-label={title}><h2>{title}</h2><ol className="wall-bars">{rows.filter((one) => one.count).map((one) => <li key={one.code}><span>{said(one.name, one.name_en)}</span><i style={{ inlineSize: `${(one.count / most) * 100}%` }} /><b>{whole(one.count)}</b></li>)}</ol></section>;
}

function Ranks({ numbers, picked, onPick, onOpen }: { numbers: Screen; picked: number; onPick: (at: number) => void; onOpen: (id: string) => void }) {
  return (
    <section className="wall-panel wall-grow" aria-label={t('screen.ranks')}>
      <h2>{t('screen.ranks')} <small>{t('screen.keys')}</small></h2>
      <div className="wall-scroll">
        <table>
          <thead><tr><th>{t('evaluation.rank')}</th><th>{t('screen.area')}</th><th>{t('screen.open')}</th><th>{t('screen.overdue')}</th><th>{t('screen.onTime')}</th><th>{t('screen.duty')}</th></tr></thead>
          <tbody>
            {numbers.children.map((child, at) => (
              <tr key={child.key} aria-selected={at === picked} ref={at === picked ? (row) => row?.scrollIntoView({ block: 'nearest' }) : undefined} onClick={() => { onPick(at); if (opens(child)) onOpen(child.key); }}>
                <td>{child.rank ?? ''}</td><th scope="row">{opens(child) ? <button type="button" onFocus={() => onPick(at)} onClick={(event) => { event.stopPropagation(); onOpen(child.key); }}>{plainName(child.name)}</button> : plainName(child.name)}</th>
                <td>{whole(child.open)}</td><td className={child.overdue ? 'bad' : undefined}>{whole(child.overdue)}</td><td>{rate(child.on_time)}</td><td>{child.on_duty || ''}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

type Listed = ScreenCases['alerts'][number];

function Cases({ rows, mark, at = 'opened_at' }: { rows: Listed[]; mark: (one: Listed) => { word: string; look?: string }; at?: 'opened_at' | 'due_at' }) {
  return (
    <ul className="wall-cases">
      {rows.map((one) => {
        const { word, look } = mark(one), time = one[at];
        return <li key={one.id} className={look}><b>{word}</b><span>{said(one.type_name, one.type_name_en)}</span><span>{one.place ? plainName(one.place.name) : ''}</span><time>{time ? moment(Date.parse(time)) : '—'}</time></li>;
      })}
    </ul>
  );
}

/** The hour of today, else the day. */
const moment = (ms: number) => { const day = (at: number) => new Date(at + 8 * 3_600_000).toISOString().slice(5, 10); return day(ms) === day(Date.now()) ? clock(ms).slice(0, 5) : day(ms); };
const pressing = (one: Listed) => (one.urgency === 1 || one.supervise >= 3 ? 'bad' : 'warn');
const alarm = (one: Listed) => ({ look: pressing(one), word: one.whistle ? t('screen.whistle') : one.urgency === 1 ? t('screen.life') : one.supervise >= 3 ? t('screen.redCard') : one.overdue ? t('screen.overdue') : t('screen.supervised') });
const standing = (one: Listed) => ({ look: one.overdue || one.supervise ? pressing(one) : undefined, word: one.supervise >= 3 ? t('screen.redCard') : one.overdue ? t('screen.overdue') : one.supervise ? t('screen.supervised') : t('screen.state.fine') });
const news = (one: Listed) => ({ look: one.urgency <= 2 ? 'warn' : undefined, word: one.urgency === 1 ? t('screen.life') : one.urgency === 2 ? t('screen.state.urgent') : t('screen.new') });

function Alerts({ points }: { points: ScreenCases | null }) {
  return (
    <section className="wall-panel wall-alerts" aria-label={t('screen.alerts')}>
      <h2>{t('screen.alerts')}</h2>
      {points && (points.alerts.length ? <Cases rows={points.alerts} mark={alarm} /> : <p>{t('screen.noAlerts')}</p>)}
    </section>
  );
}

function Whistles({ points }: { points: ScreenCases | null }) {
  if (!points?.calls.length) return null;
  return <section className="wall-panel" aria-label={t('screen.whistles')}><h2>{t('screen.whistles')} <small>{t('screen.due')}</small></h2><Cases rows={points.calls} mark={standing} at="due_at" /></section>;
}

function Latest({ points }: { points: ScreenCases | null }) {
  return (
    <section className="wall-panel wall-grow" aria-label={t('screen.latest')}>
      <h2>{t('screen.latest')}</h2>
      {points && (points.latest.length ? <Cases rows={points.latest} mark={news} /> : <p>{t('screen.noLatest')}</p>)}
    </section>
  );
}

function Legend({ truncated }: { truncated: boolean }) {
  const states = ['fine', 'urgent', 'late', 'paused', 'whistle'] as const;
  return <ul className="wall-legend">{states.map((one) => <li key={one}><i className={`dot dot-${one}`} />{t(`screen.state.${one}`)}</li>)}{truncated && <li>{t('screen.truncated')}</li>}</ul>;
}
