// Grids and live cases on one map; the same cases stand beside it as a list, for whom a map says nothing.
import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { lazy, useEffect, useState } from 'react';
import { Part } from '../../components/Boundary';
import { Light, LightMark } from '../../components/Light';
import { Empty, Shown } from '../../components/States';
import { stageOf, t, word } from '../../i18n';
import { catalogue, places, type CaseRow } from '../../lib/api';
import { useArea } from '../../lib/area';
import { itemName, plainName, remaining, typeName } from '../../lib/names';
import { follow, pages, useQueryState } from '../../lib/router';
import type { Area } from './AreaMap';

const AreaMap = lazy(() => import('./AreaMap'));
const LIGHTS = ['green', 'yellow', 'orange', 'red', 'none'] as const;

export default function MapPage() {
  const home = useArea();
  const [params, setParams] = useQueryState();
  const parent = params.area || home?.id;
  const grids = params.grids === '1';
  const [bbox, setBbox] = useState('');
  const [picked, setPicked] = useState<Area | null>(null);
  const items = useQuery({ queryKey: ['catalogue'], queryFn: () => catalogue.items(), staleTime: 300_000 });
  const areas = useQuery({ queryKey: ['areas', parent, grids], queryFn: () => places.areas(parent, grids), enabled: home !== undefined });
  const borders = useQuery({ queryKey: ['areas', parent, false], queryFn: () => places.areas(parent), enabled: home !== undefined && grids });
  const found = useQuery({
    queryKey: ['map-cases', bbox, params.type, params.light],
    queryFn: () => places.cases(bbox, { type: params.type, light: params.light }),
    enabled: Boolean(bbox),
    placeholderData: (old) => old,
  });
  useEffect(() => { document.title = `${t('nav.map')} · ${t('app.name')}`; }, []);
  const deeper = ({ id, kind }: Area) => {
    setPicked(null);
    if (kind === 'community') setParams({ area: id, grids: '1' });
    else if (AREAS.has(kind)) setParams({ area: id, grids: '' });
  };
  return (
    <div className="page map-page">
      <header className="page-head">
        <h1>{t('nav.map')}</h1>
        <div className="row filters">
          {params.area && <button type="button" className="text-button" onClick={() => setParams({ area: '', grids: '' })}>{t('map.up', { name: home?.name ?? '' })}</button>}
          <div className="kinds">
            <button type="button" aria-pressed={grids} onClick={() => setParams({ grids: grids ? '' : '1' })}>{t('map.grids')}</button>
            <button type="button" aria-pressed={params.light === 'overdue'} onClick={() => setParams({ light: params.light ? '' : 'overdue' })}><LightMark light="orange" /> {t('list.overdue')}</button>
          </div>
          <Select aria-label={t('col.type')} placeholder={t('col.type')} allowClear value={params.type || undefined} style={{ width: 180 }} showSearch={{ optionFilterProp: 'label' }}
            options={(items.data?.items ?? []).map((item) => ({ value: item.code, label: itemName(item) }))} onChange={(type?: string) => setParams({ type })} />
        </div>
      </header>
      <div className="map-columns">
        <div className="map-frame">
          <Part>
            <AreaMap areas={areas.data} borders={grids ? borders.data : undefined} cases={found.data?.items} picked={picked} onMove={setBbox} onPick={setPicked} onArea={deeper} />
          </Part>
          <div className="map-line small">
            {picked ? <Picked area={picked} onDeeper={deeper} /> : <p className="muted">{t('map.hint')}</p>}
            <ul className="map-legend" aria-label={t('map.legend')}>{LIGHTS.map((light) => <li key={light}><LightMark light={light} /> {word('light', light)}</li>)}</ul>
          </div>
          {areas.error && <div className="map-note"><Shown query={areas}>{() => null}</Shown></div>}
        </div>
        <aside className="panel map-list" aria-label={t('map.list')}>
          <h2>{t('map.list')} {found.data && <span className="num muted">{found.data.items.length}{found.data.truncated ? '+' : ''}</span>}</h2>
          {found.data?.truncated && <p className="small muted">{t('map.truncated')}</p>}
          <Shown query={found}>{(data) => (data.items.length ? <Cases items={data.items} /> : <Empty title={t('map.none')} />)}</Shown>
        </aside>
      </div>
    </div>
  );
}

const AREAS = new Set(['district', 'steering', 'street']);
const casesIn = (area: Area) => `${pages.cases}?${area.kind === 'community' ? 'community' : AREAS.has(area.kind) || area.kind === 'city' ? 'unit' : 'grid'}=${area.id}`;

/** The area that was clicked: its numbers, each opening its list, and the way in. */
function Picked({ area, onDeeper }: { area: Area; onDeeper: (area: Area) => void }) {
  return (
    <p className="row" role="status">
      <strong>{plainName(area.name)}</strong>
      {area.open === undefined ? <span className="muted">{t('map.noFigures')}</span> : (
        <>
          <a href={casesIn(area)} onClick={follow}>{t('grid.openCases', { n: area.open })}</a>
          {Boolean(area.overdue) && <a className="badge badge-urgent" href={`${casesIn(area)}&light=overdue`} onClick={follow}>{t('grid.overdueCases', { n: area.overdue ?? 0 })}</a>}
        </>
      )}
      {(AREAS.has(area.kind) || area.kind === 'community') && <button type="button" className="text-button" onClick={() => onDeeper(area)}>{t('map.deeper')}</button>}
      {(area.kind === 'comprehensive' || area.kind === 'dedicated') && <a href={`${pages.grids}?grid=${area.id}`} onClick={follow}>{t('grid.one')}</a>}
    </p>
  );
}

const ORDER = ['red', 'orange', 'yellow', 'green'];
const MOST = 200;

function Cases({ items }: { items: CaseRow[] }) {
  const rank = (light: string) => (ORDER.indexOf(light) + 5) % 5;
  const sorted = [...items].sort((a, b) => rank(a.light) - rank(b.light)).slice(0, MOST);
  return (
    <ul>
      {sorted.map((row) => (
        <li key={row.id} className="map-case">
          <Light light={row.light} bare />
          <a href={pages.case(row.id)} onClick={follow}>{typeName(row)}</a>
          <span className="small muted grow ellipsis">{stageOf(row)}</span>
          <span className="small muted num">{remaining(row)}</span>
        </li>
      ))}
    </ul>
  );
}
