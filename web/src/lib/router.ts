// A small router: the path and the query of the address bar are state; links are real links.
import { useMemo, useSyncExternalStore, type MouseEvent } from 'react';

const listeners = new Set<() => void>();
const announce = () => listeners.forEach((listener) => listener());
window.addEventListener('popstate', announce);

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function go(to: string, replace = false): void {
  if (to === location.pathname + location.search) return;
  history[replace ? 'replaceState' : 'pushState'](null, '', to);
  announce();
  if (!replace) window.scrollTo(0, 0);
}

export function usePath(): string {
  return useSyncExternalStore(subscribe, () => location.pathname);
}

/** The query as an object, and a setter that replaces the given names (empty: removes). */
export function useQueryState(): [Record<string, string>, (change: Record<string, string | undefined>) => void] {
  const search = useSyncExternalStore(subscribe, () => location.search);
  return useMemo(() => {
    const now = Object.fromEntries(new URLSearchParams(search));
    const change = (wanted: Record<string, string | undefined>) => {
      const next = new URLSearchParams(location.search);
      for (const [name, value] of Object.entries(wanted)) {
        if (value) next.set(name, value); else next.delete(name);
      }
      const text = next.toString();
      go(location.pathname + (text ? `?${text}` : ''), true);
    };
    return [now, change];
  }, [search]);
}

/** For onClick of an <a>: stays in the page unless the user asked for a new tab. */
export function follow(event: MouseEvent<HTMLAnchorElement>): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  go(event.currentTarget.getAttribute('href') ?? '/');
}

/** Addresses of pages (not of the API). */
export const pages = {
  tasks: '/desk/tasks', dispatch: '/desk/dispatch', callbacks: '/desk/callbacks', emergencies: '/desk/emergencies', emergency: (id: string) => `/desk/emergencies/${encodeURIComponent(id)}`, roster: '/desk/roster', intake: '/desk/intake', cases: '/desk/cases', dashboard: '/desk/dashboard', hotspots: '/desk/hotspots', surges: '/desk/surges', map: '/desk/map',
  whistles: '/desk/whistles', whistleNew: '/desk/whistles/new', whistleTable: '/desk/whistles/table',
  orders: '/desk/orders', instructions: '/desk/instructions', instruction: (id: string) => `/desk/instructions/${encodeURIComponent(id)}`,
  briefs: '/desk/briefs', brief: (id: string) => `/desk/briefs/${encodeURIComponent(id)}`,
  evaluation: '/desk/evaluation', evaluationCases: '/desk/evaluation/cases',
  grids: '/desk/grids', gridDay: '/desk/grid-day', staff: '/desk/staff', places: '/desk/places', gridPlans: '/desk/grid-plans', accounts: '/desk/accounts', keys: '/desk/keys', audit: '/desk/audit', units: '/desk/units', password: '/desk/password', copies: '/desk/copies', incidents: '/desk/incidents', jobs: '/desk/jobs', migrations: '/desk/migrations', models: '/desk/models',
  typeModels: '/desk/models/types',
  model: (kind: string, key: string, tab?: string) => `/desk/models/${kind}/${encodeURIComponent(key)}${tab ? `?tab=${tab}` : ''}`,
  draft: (id: string, tab?: string) => `/desk/models/draft/${encodeURIComponent(id)}${tab ? `?tab=${tab}` : ''}`,
  gridPlan: (id: string) => `/desk/grid-plans/${encodeURIComponent(id)}`,
  case: (id: string) => `/desk/case/${encodeURIComponent(id)}`,
  field: '/field', fieldReport: '/field/report', fieldOutbox: '/field/outbox', fieldPatrol: '/field/patrol', fieldLog: '/field/log', fieldNotices: '/field/notices', notices: '/desk/notices', mediations: '/desk/mediations', fieldServices: '/field/services',
  fieldReportChange: (item: string) => `/field/report?change=${encodeURIComponent(item)}`,
  fieldCase: (id: string) => `/field/case/${encodeURIComponent(id)}`,
};
