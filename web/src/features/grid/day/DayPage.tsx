// 网格一日: the work of one day in a street or community: who is on duty, the patrols, the log, the service list.
import { useEffect, type ComponentType } from 'react';
import { Empty, Loading } from '../../../components/States';
import { t, type Key } from '../../../i18n';
import { useArea } from '../../../lib/area';
import { useQueryState } from '../../../lib/router';
import { AreaSelect, LISTED } from '../AreaSelect';
import DutyTab from './DutyTab';
import LogTab from './LogTab';
import PatrolTab from './PatrolTab';
import ServiceTab from './ServiceTab';
import { today, type Scope } from './scope';

const TABS: Record<string, [name: Key, view: ComponentType<Scope>]> = { duty: ['gridDay.tab.duty', DutyTab], patrol: ['gridDay.tab.patrol', PatrolTab], log: ['gridDay.tab.log', LogTab], service: ['gridDay.tab.service', ServiceTab] };

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
