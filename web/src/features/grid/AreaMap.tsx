// MapLibre with our own sources: areas (tinted where something is overdue), the borders around them, and cases (shape and colour by light).
import { useEffect, useRef, useState } from 'react';
import { t } from '../../i18n';
import type { AreaCollection, AreaFeature, CaseRow } from '../../lib/api';
import { addLightImages, addNames, boundsOf, labelPoints, maplibre, openMap } from '../../lib/map';
import { go, pages } from '../../lib/router';
import { useTheme } from '../../lib/theme';
import { token } from '../../lib/token';

export type Area = AreaFeature['properties'];
const EMPTY = { type: 'FeatureCollection' as const, features: [] };
const MOVED_MS = 250;
const GRID_NAMES_FROM = 13.4;   // below this zoom only the communities are named
const RANK: Record<string, number> = { green: 1, yellow: 2, orange: 3, red: 4 };

function points(cases: CaseRow[] | undefined) {
  return {
    type: 'FeatureCollection' as const,
    features: (cases ?? []).map((row) => ({ type: 'Feature' as const, geometry: { type: 'Point' as const, coordinates: [row.lon, row.lat] }, properties: { id: row.id, light: row.light in RANK ? row.light : 'none', rank: RANK[row.light] ?? 0 } })),
  };
}

/** Inside its community a grid needs only its number, a dedicated one only its kind. */
const shortName = (name: string) => /第\d+网格/.exec(name)?.[0] ?? (name.split(' ')[1] || name);

function draw(map: maplibre.Map): void {
  const colour: Record<string, string> = { green: token('green'), yellow: token('yellow'), orange: token('orange'), red: token('red'), none: token('grey') };
  const hot = ['case', ['boolean', ['feature-state', 'picked'], false]];
  addLightImages(map, (light) => colour[light], token('surface'));
  map.addSource('areas', { type: 'geojson', data: EMPTY, promoteId: 'id' });
  map.addSource('borders', { type: 'geojson', data: EMPTY });
  map.addSource('cases', { type: 'geojson', data: EMPTY });
  map.addLayer({ id: 'areas', type: 'fill', source: 'areas', paint: { 'fill-color': ['interpolate', ['linear'], ['coalesce', ['get', 'overdue'], 0], 0, token('surface'), 1, token('map-warm'), 10, token('map-hot')] } });
  map.addLayer({ id: 'edges', type: 'line', source: 'areas', paint: { 'line-color': token('map-line'), 'line-width': ['interpolate', ['linear'], ['zoom'], 9, 0.6, 15, 1.4] } });
  map.addLayer({ id: 'borders', type: 'line', source: 'borders', paint: { 'line-color': token('muted'), 'line-width': 2 } });
  map.addLayer({ id: 'picked', type: 'line', source: 'areas', paint: { 'line-color': token('accent'), 'line-width': 3, 'line-opacity': [...hot, 1, 0] as never } });
  addNames(map, EMPTY, token('text'), token('surface'));
  map.addSource('border-names', { type: 'geojson', data: EMPTY });
  map.addLayer({ id: 'border-names', type: 'symbol', source: 'border-names', layout: { 'text-field': ['get', 'name'], 'text-size': 13, 'text-max-width': 9 }, paint: { 'text-color': token('muted'), 'text-halo-color': token('surface'), 'text-halo-width': 2 } });
  map.addLayer({
    id: 'cases', type: 'symbol', source: 'cases',
    layout: { 'icon-image': ['concat', 'light-', ['get', 'light']], 'icon-allow-overlap': true, 'icon-ignore-placement': true, 'symbol-sort-key': ['get', 'rank'], 'icon-size': ['interpolate', ['linear'], ['zoom'], 10, 0.7, 15, 1.1] },
  });
}

export default function AreaMap({ areas, borders, cases, picked, onMove, onPick, onArea }: {
  areas: AreaCollection | undefined; borders: AreaCollection | undefined; cases: CaseRow[] | undefined; picked: Area | null;
  onMove: (bbox: string) => void; onPick: (area: Area | null) => void; onArea: (area: Area) => void;
}) {
  const box = useRef<HTMLDivElement>(null);
  const [map, setMap] = useState<maplibre.Map | null>(null);
  const calls = useRef({ onMove, onPick, onArea });
  const fitted = useRef('');
  calls.current = { onMove, onPick, onArea };
  const theme = useTheme();

  useEffect(() => {
    if (!box.current) return;
    const made = openMap(box.current);
    let timer: number | undefined;
    const moved = () => {
      window.clearTimeout(timer);
      timer = window.setTimeout(() => {
        const b = made.getBounds();
        calls.current.onMove([b.getWest(), b.getSouth(), b.getEast(), b.getNorth()].map((n) => n.toFixed(4)).join(','));
      }, MOVED_MS);
    };
    const at = (point: maplibre.PointLike, layer: string) => (made.getLayer(layer) ? made.queryRenderedFeatures(point, { layers: [layer] })[0] : undefined);
    made.addControl(new maplibre.NavigationControl({ showCompass: false }), 'top-right');
    made.addControl(new maplibre.ScaleControl({}), 'bottom-left');
    made.getCanvas().setAttribute('aria-label', t('map.canvas'));
    made.on('load', () => { draw(made); setMap(made); moved(); });
    made.on('moveend', moved);
    made.on('mousemove', (event) => { made.getCanvas().style.cursor = at(event.point, 'cases') ? 'pointer' : ''; });
    made.on('click', (event) => {
      const hit = at(event.point, 'cases');
      if (hit) { go(pages.case(String(hit.properties.id))); return; }
      calls.current.onPick((at(event.point, 'areas')?.properties as Area | undefined) ?? null);
    });
    made.on('dblclick', (event) => {
      const area = at(event.point, 'areas');
      if (!area || at(event.point, 'cases')) return;
      event.preventDefault();
      calls.current.onArea(area.properties as Area);
    });
    return () => { window.clearTimeout(timer); made.remove(); setMap(null); };
  }, [theme]);

  useEffect(() => {
    if (!map || !areas) return;
    map.getSource<maplibre.GeoJSONSource>('areas')?.setData(areas as never);
    map.getSource<maplibre.GeoJSONSource>('names')?.setData(labelPoints(areas.features, borders ? shortName : undefined));
    map.setLayerZoomRange('names', borders ? GRID_NAMES_FROM : 0, 24);
    const bounds = boundsOf(areas.features);
    const key = JSON.stringify(bounds);
    if (bounds && key !== fitted.current) map.fitBounds(bounds, { padding: 24, animate: false });
    fitted.current = key;
  }, [map, areas, borders]);

  useEffect(() => {
    map?.getSource<maplibre.GeoJSONSource>('borders')?.setData((borders ?? EMPTY) as never);
    map?.getSource<maplibre.GeoJSONSource>('border-names')?.setData(borders ? labelPoints(borders.features) : EMPTY);
    map?.setLayerZoomRange('border-names', 0, GRID_NAMES_FROM);
  }, [map, borders]);

  useEffect(() => {
    if (!map || !picked) return undefined;
    map.setFeatureState({ source: 'areas', id: picked.id }, { picked: true });
    return () => { if (map.getCanvas().isConnected) map.setFeatureState({ source: 'areas', id: picked.id }, { picked: false }); };
  }, [map, picked]);

  useEffect(() => { map?.getSource<maplibre.GeoJSONSource>('cases')?.setData(points(cases) as never); }, [map, cases]);
  return <div ref={box} className="map-box map-fill" role="region" aria-label={t('map.title')} data-status={map && cases ? 'ready' : 'loading'} />;
}
