// The street or community a page is about.
import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { t } from '../../i18n';
import { places, type UnitRef } from '../../lib/api';
import { plainName } from '../../lib/names';

export const LISTED = new Set(['street', 'community']);

/** One's own area and what lies in it: communities of a street, streets of a district. */
export function AreaSelect({ home, value, onChange }: { home: UnitRef; value: string | undefined; onChange: (id: string | undefined) => void }) {
  const kind = home.kind === 'street' ? 'community' : 'street';
  const query = useQuery({ queryKey: ['units', 'within', home.id, kind], queryFn: () => places.units({ within: home.id, kind, limit: 100 }), enabled: home.kind !== 'community', staleTime: 60_000 });
  const inside = query.data?.items ?? [];
  const options = [...(LISTED.has(home.kind) ? [home] : []), ...inside.filter((unit) => unit.id !== home.id)];
  if (home.kind === 'community') return <span className="muted">{plainName(home.name)}</span>;
  return (
    <Select aria-label={t('gridDay.area')} style={{ width: 220 }} value={value} placeholder={t('gridDay.area')} loading={query.isFetching} showSearch={{ optionFilterProp: 'label' }}
      options={options.map((unit) => ({ value: unit.id, label: plainName(unit.name) }))} onChange={onChange} />
  );
}
