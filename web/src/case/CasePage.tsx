// One page for every kind of case: what to do now first, then what happened, where, who and why.
import { useQuery } from '@tanstack/react-query';
import { lazy, useEffect, useRef, useState, type ReactNode } from 'react';
import { Boundary, Part } from '../components/Boundary';
import { Light } from '../components/Light';
import { PhotoGrid } from '../components/Photos';
import { Shown } from '../components/States';
import { pick, stageOf, t, word } from '../i18n';
import { cases, type CaseView } from '../lib/api';
import { limitWords, nameOf, said, typeName } from '../lib/names';
import { follow, pages } from '../lib/router';
import { useSession } from '../lib/session';
import { dateTime, fullTime } from '../lib/time';
import { About } from './About';
import { ActionBar } from './ActionDialog';
import { Alike } from './Alike';
import { CaseOrders } from './Orders';
import { Guess } from './Guess';
import { Parties } from './Parties';
import { TaskPanel } from './TaskPanel';
import { Timeline } from './Timeline';
import { Why } from './Why';

const Diagram = lazy(() => import('./Diagram'));
const PointMap = lazy(() => import('../components/PointMap'));
const MediationPart = lazy(() => import('./MediationPart'));

export function useCase(id: string) {
  return useQuery({ queryKey: ['case', id], queryFn: ({ signal }) => cases.read(id, signal) });
}

export default function CasePage({ id }: { id: string }) {
  const query = useCase(id);
  return <Shown query={query} rows={8}>{(view) => <Page view={view} />}</Shown>;
}

function Page({ view }: { view: CaseView }) {
  useEffect(() => { document.title = `${view.number} ${typeName(view)} · ${t('app.name')}`; }, [view.number, view.type_name]);
  const acting = view.tasks.filter((task) => task.can_act);
  const waiting = view.tasks.filter((task) => !task.can_act);
  return (
    <article className="case-page">
      <Header view={view} />
      <div className="case-columns">
        <div className="stack">
          {[...acting, ...waiting].map((task) => <TaskPanel key={task.id} task={task} view={view} />)}
          {view.countersigns.length > 0 && <Countersigns view={view} />}
          {view.parties.length > 0 && view.source !== 'supervision' && <Parties view={view} />}
          <CaseOrders id={view.id} />
          {view.tasks.length === 0 && <Ended view={view} />}
          <Report view={view} />
          <Panel title={t('case.timeline')}><Timeline rows={view.journal} /></Panel>
          <Panel title={t('case.diagram')}><WhenSeen height={320}><Diagram caseId={view.id} /></WhenSeen></Panel>
        </div>
        <div className="stack">
          <Panel title={t('case.place')}>
            <p>{view.address || t('case.noAddress')}</p>
            <p className="small muted">{[view.district, view.street, view.community, view.grid].map(nameOf).filter(Boolean).join(' › ')}</p>
            <WhenSeen height={220}><PointMap value={{ lon: view.lon, lat: view.lat }} area={view.street?.id} /></WhenSeen>
          </Panel>
          <About view={view} />
          <People view={view} />
          {view.text && <Panel title={t('guess.title')}><Guess caseId={view.id} type={view.type} /></Panel>}
          <Panel title={t('case.why')}><Why rows={view.decisions} /></Panel>
          {view.related.length > 0 && <Related view={view} />}
          {view.item?.process === 'p5-mediation' && <Part><MediationPart id={view.id} /></Part>}
          <Alike view={view} />
          <Clock view={view} />
          {view.item && <Standard view={view} />}
        </div>
      </div>
    </article>
  );
}

function Header({ view }: { view: CaseView }) {
  return (
    <header className="case-header">
      <div className="grow">
        <p className="small muted"><a href={pages.cases} onClick={follow}>{t('nav.cases')}</a> / <span className="mono">{view.number}</span></p>
        <h1>{typeName(view)}</h1>
        <div className="row">
          <span className="badge badge-info">{stageOf(view)}</span>
          {view.state !== 'open' && <span className="badge">{word('state', view.state)}</span>}
          <CaseLight view={view} />
          <Urgency level={view.urgency} />
          {view.tasks.some((task) => task.unsure) && <span className="badge badge-warn">{t('guess.unsure')}</span>}
          {view.supervise > 0 && <span className="badge badge-warn">{word('choice.level', String(view.supervise))}</span>}
          {view.return_count > 0 && <span className="badge badge-warn">{t('case.returns', { n: view.return_count })}</span>}
          {view.rework_count > 0 && <span className="badge badge-warn">{t('case.reworks', { n: view.rework_count })}</span>}
          <span className="small muted">{t('case.opened', { at: fullTime(view.opened_at), source: word('source', view.source, said(view.source_name, view.source_name_en)) })}</span>
        </div>
      </div>
      <div className="row"><BlowLink view={view} /><ActionBar view={view} /></div>
    </header>
  );
}

/** 吹哨 about this case, for who may blow one. */
function BlowLink({ view }: { view: CaseView }) {
  const { may } = useSession();
  if (!may('whistle.blow') || view.source === 'whistle' || (view.state !== 'open' && view.state !== 'paused')) return null;
  const query = new URLSearchParams({ from: view.number, lon: String(view.lon), lat: String(view.lat), address: view.address, text: view.text });
  return <a className="button-link" href={`${pages.whistleNew}?${query.toString()}`} onClick={follow}>{t('whistle.blow')}</a>;
}

/** The case's clock; before it runs, that of the step that waits. */
export function CaseLight({ view }: { view: CaseView }) {
  const row = view.light === 'none' ? view.tasks[0] ?? view : view;
  return <Light light={row.light} row={row} provisional={row.provisional} />;
}

/** 1 life at risk, 2 urgent; the ordinary needs no mark. */
export function Urgency({ level }: { level: number }) {
  return level === 1 || level === 2 ? <span className="badge badge-urgent">{word('urgency', String(level))}</span> : null;
}

export function Panel({ title, children, extra }: { title: string; children: ReactNode; extra?: ReactNode }) {
  return (
    <section className="panel" aria-label={title}>
      <div className="panel-head"><h2>{title}</h2>{extra}</div>
      <Boundary>{children}</Boundary>
    </section>
  );
}

/** Heavy parts wait until they come near the window. */
function WhenSeen({ height, children }: { height: number; children: ReactNode }) {
  const box = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    if (!box.current) return;
    const watch = new IntersectionObserver((entries) => { if (entries.some((e) => e.isIntersecting)) setSeen(true); }, { rootMargin: '200px' });
    watch.observe(box.current);
    return () => watch.disconnect();
  }, []);
  return <div ref={box} style={{ minHeight: height }}>{seen && <Part>{children}</Part>}</div>;
}

/** 会签: what is asked, how far it is, how it came out. */
function Countersigns({ view }: { view: CaseView }) {
  return (
    <Panel title={t('sign.title')}>
      <ul className="plain">
        {view.countersigns.map((round) => (
          <li key={round.activity}>
            <span className={`badge ${BADGES[round.result] ?? 'badge-info'}`}>{word('sign.result', round.result || 'open')}</span>
            {' '}{said(round.name, round.name_en)} · {round.share === 100 ? t('sign.all') : round.share === 0 ? t('sign.any') : t('sign.share', { n: round.share })}
            {' '}<span className="muted">{t('sign.count', { agreed: round.agreed, refused: round.refused, asked: round.asked })}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
const BADGES: Record<string, string> = { agreed: 'badge-ok', refused: 'badge-warn' };

function Ended({ view }: { view: CaseView }) {
  return (
    <section className="panel">
      <p><strong>{t('case.ended')}</strong> {view.result ? pick({ zh: view.result_zh, en: view.result_en }) : word('state', view.state)} {view.closed_at && <span className="muted">{fullTime(view.closed_at)}</span>}</p>
      {view.rating && <p className="small">{t('case.rating', { score: view.rating.score })}</p>}
    </section>
  );
}

function Report({ view }: { view: CaseView }) {
  return (
    <Panel title={t('case.report')}>
      <p className="case-text">{view.text || <span className="muted">{t('case.noText')}</span>}</p>
      {view.photos.length > 0 && <PhotoGrid photos={view.photos} />}
    </Panel>
  );
}

function People({ view }: { view: CaseView }) {
  const rows: [string, ReactNode][] = [
    [t('people.unit'), nameOf(view.unit) || t('people.undecided')],
    [t('people.co'), view.co_units.map(nameOf).join(t('word.comma'))],
    [t('people.steering'), nameOf(view.steering)],
    [t('people.reporter'), view.reporter ? [view.reporter.name, view.reporter.phone].filter(Boolean).join(' ') : ''],
  ];
  return (
    <Panel title={t('case.people')}>
      <dl className="facts">{rows.filter(([, value]) => value).map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>
    </Panel>
  );
}

function Clock({ view }: { view: CaseView }) {
  const stamps: [string, string | null][] = [
    [t('stamp.opened'), view.opened_at], [t('stamp.filed'), view.filed_at], [t('stamp.dispatched'), view.dispatched_at], [t('stamp.accepted'), view.accepted_at],
    [t('stamp.arrived'), view.arrived_at], [t('stamp.feedback'), view.feedback_at], [t('stamp.verified'), view.verified_at], [t('stamp.closed'), view.closed_at],
  ];
  return (
    <Panel title={t('case.clock')}>
      {view.clock.limit && <p className="small">{t('clock.limit', { limit: limitWords(view.clock.limit) })}</p>}
      <dl className="facts">
        {view.due_at && <div><dt>{t('stamp.due')}</dt><dd className="num">{fullTime(view.due_at)}{view.provisional && t('clock.provisional')}</dd></div>}
        {stamps.filter(([, at]) => at).map(([name, at]) => <div key={name}><dt>{name}</dt><dd className="num">{dateTime(at)}</dd></div>)}
        {view.clock.pauses.map((p) => <div key={p.begin}><dt>{t('clock.pause')}</dt><dd className="num">{dateTime(p.begin)} – {dateTime(p.end)} {p.reason}</dd></div>)}
        {view.clock.extensions.map((e) => <div key={e.at}><dt>{t('clock.extension')}</dt><dd>{limitWords(`${e.amount} ${e.unit}`)} {e.reason}</dd></div>)}
      </dl>
    </Panel>
  );
}

function Related({ view }: { view: CaseView }) {
  return (
    <Panel title={t('case.related')}>
      <ul className="stack">
        {view.related.map((row) => (
          <li key={row.id}><a href={pages.case(row.id)} onClick={follow} className="mono">{row.number}</a> {typeName(row)} <span className="badge">{word('link', row.kind, row.kind)}</span> <span className="small muted">{stageOf(row)}</span></li>
        ))}
      </ul>
    </Panel>
  );
}

const STANDARD = ['completion', 'evidence', 'responsible', 'legal', 'escalation'] as const;
function Standard({ view }: { view: CaseView }) {
  const rows = STANDARD.map((name) => [t(`item.${name}`), view.item?.[name]] as const).filter(([, value]) => typeof value === 'string' && value);
  if (!rows.length) return null;
  return <Panel title={t('case.standard')}><dl className="facts">{rows.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{String(value)}</dd></div>)}</dl></Panel>;
}
