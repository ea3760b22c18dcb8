// Which pages are offered to whom. The server decides what anyone may see; this only spares dead ends.
import { pages } from '../lib/router';
import { useSession } from '../lib/session';

const RIGHTS: Record<string, string[]> = {
  [pages.tasks]: ['case.read'],
  [pages.dispatch]: ['case.dispatch'], [pages.callbacks]: ['case.intake'], [pages.emergencies]: ['case.supervise', 'case.dispatch'], [pages.roster]: ['case.supervise', 'case.dispatch'], [pages.intake]: ['case.report'], [pages.cases]: ['case.read'], [pages.dashboard]: ['statistics'], [pages.whistles]: ['case.read'], [pages.whistleNew]: ['whistle.blow'], [pages.whistleTable]: ['statistics'], [pages.orders]: ['case.read'], [pages.instructions]: ['case.supervise'],
  [pages.briefs]: ['statistics'], [pages.evaluation]: ['statistics'], [pages.evaluationCases]: ['statistics'],
  [pages.map]: ['case.read'], [pages.hotspots]: ['case.read'], [pages.surges]: ['case.read'], [pages.grids]: ['case.read'], [pages.gridDay]: ['grid.day'], [pages.staff]: ['grid.day'], [pages.places]: ['case.read'], [pages.notices]: ['grid.day'], [pages.mediations]: ['case.read'], [pages.gridPlans]: ['grid.plan'],
  [pages.models]: ['admin.definition'], [pages.copies]: ['case.read'], [pages.incidents]: ['case.mend'], [pages.migrations]: ['case.mend'], [pages.jobs]: ['case.mend'],
  [pages.accounts]: ['admin.account', 'admin.grant', 'admin.audit'], [pages.keys]: ['admin.grant'], [pages.audit]: ['admin.audit'],
};

export function useAllowed(): (path: string) => boolean {
  const { may } = useSession();
  return (path) => !(path in RIGHTS) || RIGHTS[path].some(may);
}

/** Where a person lands: the worklist (whoever keeps processes going: what stands still), the auditor at the trail, another administrator at the accounts, who only draws at the models. */
export function useHome(): string {
  const allowed = useAllowed();
  return [pages.incidents, pages.tasks, pages.audit, pages.accounts].find(allowed) ?? pages.models;
}
