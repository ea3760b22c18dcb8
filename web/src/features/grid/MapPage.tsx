// Grids and live cases on one map; the same cases stand beside it as a list, for whom a map says nothing.
import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { lazy, Suspense, useEffect, useState } from 'react';
import { Light } from '../../components/Light';
import { Empty, Loading, Shown } from '../../components/States';
import { t, word } from '../../i18n';
import { catalogue, places, type MapCase } from '../../lib/api';
import { follow, pages, useQueryState } from '../../lib/router';
import { useSession } from '../../lib/session';

const AreaMap = lazy(() => import('./AreaMap'));
export const LEVELS = ['district', 'street', 'community', 'grid'] as const;
export type Level = (typeof LEVELS)[number];
/** What is drawn inside a unit of this kind at first. */
const BELOW: Record<string, Level> = { city: 'district', district: 'street', steering: 'street', street: 'community', community: 'grid' };

export default function MapPage() {
  const { scope } = useSession();
  const [params, setParams] = useQueryState();
  const parent = params.parent || (scope && scope.kind in BELOW && scope.kind !== 'city' ? scope.id : '');
  const level = (params.level as Level) || (scope ? BELOW[scope.kind] ?? 'street' : 'street');
  const [bbox, setBbox] = useState('');
  const items = useQuery({ queryKey: ['catalogue'], queryFn: () => catalogue.items(), staleTime: 300_000 });
  const areas = useQuery({ queryKey: ['areas', level, parent], queryFn: () => places.areas(level, parent || undefined) });
  const found = useQuery({
    queryKey: ['map-cases', bbox, params.type, params.state],
    queryFn: () => places.cases(bbox, params.type, params.state || 'open'),
    enabled: Boolean(bbox),
    placeholderData: (old) => old,
  });
  useEffect(() => { document.title = `${t('nav.map')} · ${t('app.name')}`; }, []);
  const names = new Map((items.data?.items ?? []).map((item) => [item.code, item.name]));
  const deeper = (id: string) => {
    const next = LEVELS[LEVELS.indexOf(level) + 1];
    if (next) setParams({ parent: id, level: next });
  };
  return (
    <div className="page map-page">
      <header className="page-head">
        <h1>{t('nav.map')}</h1>
        <div className="row filters">
          <Select aria-label={t('map.level')} value={level} style={{ width: 120 }} onChange={(next: string) => setParams({ level: next })} options={LEVELS.map((l) => ({ value: l, label: word('level', l) }))} />
          <Select aria-label={t('col.type')} placeholder={t('col.type')} allowClear value={params.type || undefined} style={{ width: 180 }} showSearch={{ optionFilterProp: 'label' }}
            options={(items.data?.items ?? []).map((item) => ({ value: item.code, label: item.name }))} onChange={(type?: string) => setParams({ type })} />
          <Select aria-label={t('col.state')} value={params.state || 'open'} style={{ width: 110 }} onChange={(state: string) => setParams({ state: state === 'open' ? '' : state })}
            options={['open', 'paused', 'closed'].map((s) => ({ value: s, label: word('state', s) }))} />
          {params.parent && <button type="button" className="text-button" onClick={() => setParams({ parent: '', level: '' })}>{t('map.up')}</button>}
        </div>
      </header>
      <div className="map-columns">
        <div className="map-frame">
          <Suspense fallback={<Loading />}>
            <AreaMap areas={areas.data} cases={found.data?.items} onMove={setBbox} onArea={deeper} />
          </Suspense>
          {areas.error && <div className="map-note"><Shown query={areas}>{() => null}</Shown></div>}
        </div>
        <aside className="panel map-list" aria-label={t('map.list')}>
          <h2>{t('map.list')} {found.data && <span className="num muted">{found.data.items.length}{found.data.truncated ? '+' : ''}</span>}</h2>
          {found.data?.truncated && <p className="small muted">{t('map.truncated')}</p>}
          <Shown query={found}>{(data) => (data.items.length ? <Cases items={data.items} names={names} /> : <Empty title={t('map.none')} />)}</Shown>
        </aside>
      </div>
    </div>
  );
}

const ORDER = ['red', 'orange', 'yellow', 'green'];

function Cases({ items, names }: { items: MapCase[]; names: Map<string, string> }) {
  const rank = (light: string) => (ORDER.indexOf(light) + 5) % 5;
  const sorted = [...items].sort((a, b) => rank(a.light) - rank(b.light)).slice(0, 200);
  return (
    <ul>
      {sorted.map((row) => (
        <li key={row.id} className="map-case">
          <Light light={row.light} bare />
          <a href={pages.case(row.id)} onClick={follow}>{names.get(row.type) ?? row.type}</a>
          <span className="small muted grow ellipsis">{word('stage', row.stage)}</span>
          <span className="small mono muted">{row.number.slice(-5)}</span>
        </li>
      ))}
    </ul>
  );
}
