// MapLibre with two sources of ours: areas (coloured by what is overdue) and cases (shape and colour by light).
import { useEffect, useRef, useState } from 'react';
import { t } from '../../i18n';
import type { AreaCollection, CaseRow } from '../../lib/api';
import { addLightImages, addNames, boundsOf, labelPoints, maplibre, openMap } from '../../lib/map';
import { go, pages } from '../../lib/router';
import { token, useTheme } from '../../lib/theme';

const EMPTY = { type: 'FeatureCollection' as const, features: [] };
const MOVED_MS = 250;

function points(cases: CaseRow[] | undefined) {
  return {
    type: 'FeatureCollection' as const,
    features: (cases ?? []).map((row) => ({ type: 'Feature' as const, geometry: { type: 'Point' as const, coordinates: [row.lon, row.lat] }, properties: { id: row.id, light: row.light in RANK ? row.light : 'none', rank: RANK[row.light] ?? 0 } })),
  };
}
const RANK: Record<string, number> = { green: 1, yellow: 2, orange: 3, red: 4 };

function draw(map: maplibre.Map): void {
  const colour: Record<string, string> = { green: token('green'), yellow: token('yellow'), orange: token('orange'), red: token('red'), none: token('grey') };
  addLightImages(map, (light) => colour[light], token('surface'));
  map.addSource('areas', { type: 'geojson', data: EMPTY, promoteId: 'id' });
  map.addSource('cases', { type: 'geojson', data: EMPTY });
  map.addLayer({ id: 'areas', type: 'fill', source: 'areas', paint: { 'fill-color': token('red'), 'fill-opacity': ['interpolate', ['linear'], ['coalesce', ['get', 'overdue'], 0], 0, 0.02, 1, 0.06, 10, 0.2] } });
  map.addLayer({ id: 'edges', type: 'line', source: 'areas', paint: { 'line-color': token('map-line'), 'line-width': ['interpolate', ['linear'], ['zoom'], 9, 0.6, 15, 1.6] } });
  addNames(map, EMPTY, token('text'), token('map-land'));
  map.addLayer({ id: 'cases', type: 'symbol', source: 'cases', layout: { 'icon-image': ['concat', 'light-', ['get', 'light']], 'icon-allow-overlap': true, 'symbol-sort-key': ['get', 'rank'], 'icon-size': ['interpolate', ['linear'], ['zoom'], 10, 0.7, 15, 1.1] } });
}

export default function AreaMap({ areas, cases, onMove, onArea }: {
  areas: AreaCollection | undefined; cases: CaseRow[] | undefined; onMove: (bbox: string) => void; onArea: (id: string, kind: string) => void;
}) {
  const box = useRef<HTMLDivElement>(null);
  const [map, setMap] = useState<maplibre.Map | null>(null);
  const [hover, setHover] = useState('');
  const calls = useRef({ onMove, onArea });
  const fitted = useRef('');
  calls.current = { onMove, onArea };
  const theme = useTheme();

  useEffect(() => {
    if (!box.current) return;
    const made = openMap(box.current, { land: token('map-land'), line: token('map-line'), text: token('text'), halo: token('surface'), soft: token('accent-soft') });
    let timer: number | undefined;
    const moved = () => {
      window.clearTimeout(timer);
      timer = window.setTimeout(() => {
        const b = made.getBounds();
        calls.current.onMove([b.getWest(), b.getSouth(), b.getEast(), b.getNorth()].map((n) => n.toFixed(4)).join(','));
      }, MOVED_MS);
    };
    made.addControl(new maplibre.NavigationControl({ showCompass: false }), 'top-right');
    made.addControl(new maplibre.ScaleControl({}), 'bottom-left');
    made.getCanvas().setAttribute('aria-label', t('map.canvas'));
    made.on('load', () => { draw(made); setMap(made); moved(); });
    made.on('moveend', moved);
    made.on('mousemove', (event) => {
      if (!made.getLayer('areas')) return;
      const area = made.queryRenderedFeatures(event.point, { layers: ['areas'] })[0];
      const hit = made.queryRenderedFeatures(event.point, { layers: ['cases'] })[0];
      made.getCanvas().style.cursor = hit ? 'pointer' : '';
      setHover(area ? t('map.area', { name: String(area.properties.name), open: String(area.properties.open ?? 0), overdue: String(area.properties.overdue ?? 0) }) : '');
    });
    made.on('click', 'cases', (event) => {
      const id = event.features?.[0]?.properties.id as string | undefined;
      if (id) go(pages.case(id));
    });
    made.on('dblclick', 'areas', (event) => {
      const id = event.features?.[0]?.properties.id as string | undefined;
      if (!id) return;
      event.preventDefault();
      calls.current.onArea(String(id), String(event.features?.[0]?.properties.kind));
    });
    return () => { window.clearTimeout(timer); made.remove(); setMap(null); };
  }, [theme]);

  useEffect(() => {
    if (!map || !areas) return;
    map.getSource<maplibre.GeoJSONSource>('areas')?.setData(areas as never);
    map.getSource<maplibre.GeoJSONSource>('names')?.setData(labelPoints(areas.features));
    const bounds = boundsOf(areas.features);
    const key = JSON.stringify(bounds);
    if (bounds && key !== fitted.current) map.fitBounds(bounds, { padding: 24, animate: false });
    fitted.current = key;
  }, [map, areas]);

  useEffect(() => { map?.getSource<maplibre.GeoJSONSource>('cases')?.setData(points(cases) as never); }, [map, cases]);
  const status = map && cases ? 'ready' : 'loading';
  return (
    <>
      <div ref={box} className="map-box map-fill" role="region" aria-label={t('map.title')} data-status={status} />
      <p className="map-hover small" aria-live="polite">{hover || t('map.hint')}</p>
    </>
  );
}
