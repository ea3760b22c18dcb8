// The desk: login, then the shell around one page.
import { Part } from '../components/Boundary';
import { lazy, useEffect, type ComponentType, type ReactNode } from 'react';
import { Failure, Loading } from '../components/States';
import { t, useLanguage } from '../i18n';
import { useLiveQueries } from '../lib/live-queries';
import { go, pages, usePath } from '../lib/router';
import { useMe, useSession } from '../lib/session';
import { useHome } from './access';
import Login from './Login';
import Shell from './Shell';

const Worklist = lazy(() => import('../case/Worklist'));
const Password = lazy(() => import('../features/admin/Password'));
const CasePage = lazy(() => import('../case/CasePage'));
const GridPlan = lazy(() => import('../features/grid/plans/PlanPage'));
const InstructionPage = lazy(() => import('../features/command/InstructionPage'));
const BriefPage = lazy(() => import('../features/command/brief/BriefPage'));
const EmergencyPage = lazy(() => import('../features/command/emergency/EmergencyPage'));
const Models = lazy(() => import('../features/models/Models'));
const PAGES: Record<string, ComponentType> = {
  [pages.tasks]: Worklist,
  [pages.emergencies]: lazy(() => import('../features/command/emergency/Emergencies')),
  [pages.roster]: lazy(() => import('../features/command/emergency/Roster')),
  [pages.dispatch]: lazy(() => import('../features/command/dispatch/DispatchDesk')),
  [pages.callbacks]: lazy(() => import('../features/command/Callbacks')),
  [pages.intake]: lazy(() => import('../features/command/Intake')),
  [pages.cases]: lazy(() => import('../features/command/CaseList')),
  [pages.dashboard]: lazy(() => import('../features/command/Dashboard')),
  [pages.surges]: lazy(() => import('../features/command/Surges')),
  [pages.hotspots]: lazy(() => import('../features/command/Hotspots')),
  [pages.whistles]: lazy(() => import('../features/command/Whistles')),
  [pages.whistleNew]: lazy(() => import('../features/command/WhistleBlow')),
  [pages.whistleTable]: lazy(() => import('../features/command/WhistleTable')),
  [pages.instructions]: lazy(() => import('../features/command/Instructions')),
  [pages.orders]: lazy(() => import('../features/command/Orders')),
  [pages.briefs]: lazy(() => import('../features/command/brief/Briefs')),
  [pages.evaluation]: lazy(() => import('../features/command/evaluation/Evaluation')),
  [pages.evaluationCases]: lazy(() => import('../features/command/evaluation/EvaluatedCases')),
  [pages.map]: lazy(() => import('../features/grid/MapPage')),
  [pages.grids]: lazy(() => import('../features/grid/GridList')),
  [pages.gridDay]: lazy(() => import('../features/grid/day/DayPage')),
  [pages.staff]: lazy(() => import('../features/grid/staff/StaffPage')),
  [pages.mediations]: lazy(() => import('../features/command/mediation/Mediations')),
  [pages.places]: lazy(() => import('../features/grid/places/PlacesPage')),
  [pages.notices]: lazy(() => import('../features/grid/notices/NoticesPage')),
  [pages.gridPlans]: lazy(() => import('../features/grid/plans/PlanList')),
  [pages.units]: lazy(() => import('../features/admin/Units')),
  [pages.accounts]: lazy(() => import('../features/admin/Accounts')),
  [pages.keys]: lazy(() => import('../features/admin/Keys')),
  [pages.audit]: lazy(() => import('../features/admin/Audit')),
  [pages.copies]: lazy(() => import('../features/command/Copies')),
  [pages.incidents]: lazy(() => import('../features/command/Incidents')),
  [pages.migrations]: lazy(() => import('../features/command/Migrations')),
  [pages.jobs]: lazy(() => import('../features/command/Jobs')),
  [pages.password]: Password,
};

export default function Desk() {
  const { state, error, retry } = useSession();
  useLanguage();
  if (state === 'loading') return <main className="center"><Loading /></main>;
  if (state === 'failed') return <main className="center"><Failure why={error} retry={retry} /></main>;
  if (state === 'out') return <Login />;
  return (
    <>
      <Working />
      {state === 'expired' && <Login again />}
    </>
  );
}

function Working() {
  useLiveQueries();
  const path = usePath();
  return <Shell><Part at={path} waiting={<div className="page"><Loading rows={8} /></div>}><Page /></Part></Shell>;
}

function Page(): ReactNode {
  const path = usePath();
  const me = useMe();
  const home = path === '/desk' || path === '/desk/' || path === '/desk.html';
  const start = useHome();
  useEffect(() => { if (home) go(start, true); }, [home, start]);
  if (me.must_change) return <Password />;
  if (home) return null;
  const id = /^\/desk\/case\/([^/]+)$/.exec(path)?.[1];
  if (id) return <div className="page"><CasePage key={id} id={decodeURIComponent(id)} /></div>;
  const plan = /^\/desk\/grid-plans\/([^/]+)$/.exec(path)?.[1];
  if (plan) return <GridPlan key={plan} id={decodeURIComponent(plan)} />;
  const instruction = /^\/desk\/instructions\/([^/]+)$/.exec(path)?.[1];
  if (instruction) return <InstructionPage key={instruction} id={decodeURIComponent(instruction)} />;
  const brief = /^\/desk\/briefs\/([^/]+)$/.exec(path)?.[1];
  if (brief) return <BriefPage key={brief} id={decodeURIComponent(brief)} />;
  const emergency = /^\/desk\/emergencies\/([^/]+)$/.exec(path)?.[1];
  if (emergency) return <EmergencyPage key={emergency} id={decodeURIComponent(emergency)} />;
  if (path === pages.models || path.startsWith(`${pages.models}/`)) return <Models />;
  const View = PAGES[path];
  if (!View) return <div className="page"><h1>{t('page.none')}</h1><p><a href={start}>{t('page.home')}</a></p></div>;
  return <View key={path} />;
}
