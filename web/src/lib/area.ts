// The area a person looks at: the chosen unit, or for a team or department the place it belongs to.
import { useQuery } from '@tanstack/react-query';
import { places, type UnitRef } from './api';
import { isArea } from './names';
import { useSession } from './session';

/** undefined while it is not known; null for somebody whose place is no area. */
export function useArea(): UnitRef | null | undefined {
  const { scope } = useSession();
  const area = isArea(scope) ? scope : null;
  const code = area ? '' : scope?.code.split('-')[0] ?? '';
  const query = useQuery({ queryKey: ['units', 'code', code], queryFn: () => places.units({ q: code, limit: 20 }), enabled: code !== '', staleTime: Infinity });
  if (area) return area;
  if (query.isPending && code) return undefined;
  return query.data?.items.find((unit) => unit.code === code && isArea(unit)) ?? null;
}
