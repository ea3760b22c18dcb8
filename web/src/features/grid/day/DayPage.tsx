// 网格一日: the work of one day in a street or community: who is on duty, the patrols, the log, the service list.
import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useEffect, type ComponentType } from 'react';
import { Empty, Loading } from '../../../components/States';
import { t, type Key } from '../../../i18n';
import { places, type UnitRef } from '../../../lib/api';
import { useArea } from '../../../lib/area';
import { plainName } from '../../../lib/names';
import { useQueryState } from '../../../lib/router';
import DutyTab from './DutyTab';
import LogTab from './LogTab';
import PatrolTab from './PatrolTab';
import ServiceTab from './ServiceTab';
import { today, type Scope } from './scope';

const TABS: Record<string, [name: Key, view: ComponentType<Scope>]> = { duty: ['gridDay.tab.duty', DutyTab], patrol: ['gridDay.tab.patrol', PatrolTab], log: ['gridDay.tab.log', LogTab], service: ['gridDay.tab.service', ServiceTab] };
const LISTED = new Set(['street', 'community']);

export default function DayPage() {
  const [params, setParams] = useQueryState();
  const home = useArea();
  useEffect(() => { document.title = `${t('nav.gridDay')} · ${t('app.name')}`; }, []);
  const tab = params.tab && params.tab in TABS ? params.tab : 'duty';
  const [, View] = TABS[tab];
  const area = params.area ?? (home && LISTED.has(home.kind) ? home.id : undefined);
  const day = params.day ?? today();
  return (
    <div className="page">
      <header className="page-head">
        <h1>{t('nav.gridDay')}</h1>
        <div className="row filters">
          {home && <AreaSelect home={home} value={area} onChange={(next) => setParams({ area: next })} />}
          <label className="row">{t('gridDay.day')} <input type="date" className="coordinate day-input" value={day} max={today()} onChange={(e) => e.target.value && setParams({ day: e.target.value === today() ? '' : e.target.value })} /></label>
        </div>
      </header>
      <div className="kinds" role="group" aria-label={t('gridDay.tabs')}>
        {Object.entries(TABS).map(([key, [name]]) => <button key={key} type="button" aria-pressed={key === tab} onClick={() => setParams({ tab: key === 'duty' ? '' : key })}>{t(name)}</button>)}
      </div>
      {area ? <View key={`${tab} ${area} ${day}`} area={area} day={day} /> : home === undefined ? <Loading /> : <Empty title={t('gridDay.chooseArea')} />}
    </div>
  );
}

/** One's own area and what lies in it: communities of a street, streets of a district. */
function AreaSelect({ home, value, onChange }: { home: UnitRef; value: string | undefined; onChange: (id: string | undefined) => void }) {
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
