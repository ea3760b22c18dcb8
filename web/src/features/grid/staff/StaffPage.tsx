// 人员配备: who works for a street, grid by grid, against the standard; the register; the roster; and the streets of a district.
import { useEffect, type ComponentType } from 'react';
import { Empty, Loading } from '../../../components/States';
import { t, type Key } from '../../../i18n';
import { useArea } from '../../../lib/area';
import { useQueryState } from '../../../lib/router';
import { AreaSelect, LISTED } from '../AreaSelect';
import GridsTab from './GridsTab';
import PartnersTab from './PartnersTab';
import PeopleTab from './PeopleTab';
import PostsTab from './PostsTab';
import RosterTab from './RosterTab';
import StreetsTab from './StreetsTab';

export interface Scope { area: string }
const TABS: Record<string, [name: Key, view: ComponentType<Scope>]> = { grids: ['staff.tab.grids', GridsTab], people: ['staff.tab.people', PeopleTab], roster: ['staff.tab.roster', RosterTab], posts: ['staff.tab.posts', PostsTab], partners: ['staff.tab.partners', PartnersTab] };

export default function StaffPage() {
  const [params, setParams] = useQueryState();
  const home = useArea();
  useEffect(() => { document.title = `${t('nav.staff')} · ${t('app.name')}`; }, []);
  const above = home ? !LISTED.has(home.kind) : false;
  const area = params.area ?? (home && !above ? home.id : undefined);
  const tab = params.tab && params.tab in TABS ? params.tab : 'grids';
  const View = TABS[tab][1];
  return (
    <div className="page">
      <header className="page-head"><h1>{t('nav.staff')}</h1><div className="row filters">{home && <AreaSelect home={home} value={area} onChange={(next) => setParams({ area: next })} />}</div></header>
      <div className="kinds" role="group" aria-label={t('staff.tabs')}>
        {above && <button type="button" aria-pressed={!area} onClick={() => setParams({ area: '', tab: '' })}>{t('staff.tab.streets')}</button>}
        {(area || !above) && Object.entries(TABS).map(([key, [name]]) => <button key={key} type="button" aria-pressed={Boolean(area) && key === tab} onClick={() => setParams({ tab: key === 'grids' ? '' : key })}>{t(name)}</button>)}
      </div>
      {area ? <View key={`${tab} ${area}`} area={area} /> : home && above ? <StreetsTab area={home.id} onChoose={(next) => setParams({ area: next })} /> : home === undefined ? <Loading /> : <Empty title={t('gridDay.chooseArea')} />}
    </div>
  );
}
