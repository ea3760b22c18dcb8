// The unit the routing decision proposes, as a unit code: what the dispatcher finds filled in.
import type { CaseView } from '../lib/api';

/** "enforcement@street" of a case in street 320102002 is 320102002-enforcement; "@community" is the community itself. */
export function proposedUnit(view: Pick<CaseView, 'decisions' | 'street' | 'community' | 'district' | 'steering' | 'unit'>): string {
  if (view.unit) return view.unit.code;
  const route = [...view.decisions].reverse().find((row) => row.decision === 'route');
  const named = (route?.result as { unit?: unknown } | null)?.unit;
  if (typeof named !== 'string' || !named.includes('@')) return typeof named === 'string' ? named : '';
  const [short, place] = named.split('@');
  const area = { street: view.street, community: view.community, district: view.steering ?? view.district }[place];
  if (!area) return '';
  return short ? `${area.code}-${short}` : area.code;
}
