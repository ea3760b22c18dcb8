// The live map of the wall: outlines tinted by what is late, and the open cases as one clustered source, drawn by the graphics card.
import { useEffect, useRef, useState } from 'react';
import { t } from '../i18n';
import type { AreaCollection, ScreenCases, ScreenChild } from '../lib/api';
import { boundsOf, labelPoints, maplibre, openMap } from '../lib/map';
import { plainName } from '../lib/names';
import { useTheme } from '../lib/theme';
import { token } from '../lib/token';

const EMPTY = { type: 'FeatureCollection' as const, features: [] };
const CLUSTER_TO = 14, CLUSTER_PX = 44;
const late = ['get', 'late'] as unknown as maplibre.ExpressionSpecification;

/** State of a point: in time, urgent, late, paused, whistle. */
const colours = () => ['match', ['get', 'state'], 1, token('orange'), 2, token('red'), 3, token('grey'), 4, token('blue'), token('green')] as unknown as maplibre.ExpressionSpecification;

function features(points: ScreenCases | null) {
  return { type: 'FeatureCollection' as const, features: (points?.points ?? []).map(([lon, lat, state]) => ({ type: 'Feature' as const, geometry: { type: 'Point' as const, coordinates: [lon, lat] }, properties: { state } })) };
}

function draw(map: maplibre.Map): void {
  map.addSource('areas', { type: 'geojson', data: EMPTY, promoteId: 'id' });
  map.addSource('names', { type: 'geojson', data: EMPTY });
  map.addSource('cases', { type: 'geojson', data: EMPTY, cluster: true, clusterMaxZoom: CLUSTER_TO, clusterRadius: CLUSTER_PX, clusterProperties: { late: ['+', ['case', ['==', ['get', 'state'], 2], 1, 0]] } });
  map.addLayer({ id: 'areas', type: 'fill', source: 'areas', paint: { 'fill-color': ['interpolate', ['linear'], ['coalesce', ['feature-state', 'overdue'], 0], 0, token('surface'), 1, token('map-warm'), 30, token('map-hot')] } });
  map.addLayer({ id: 'edges', type: 'line', source: 'areas', paint: { 'line-color': token('map-line'), 'line-width': 1.4 } });
  map.addLayer({ id: 'picked', type: 'line', source: 'areas', paint: { 'line-color': token('accent-strong'), 'line-width': 5, 'line-opacity': ['case', ['boolean', ['feature-state', 'picked'], false], 1, 0] } });
  map.addLayer({ id: 'clusters', type: 'circle', source: 'cases', filter: ['has', 'point_count'], paint: { 'circle-color': ['case', ['>', late, 0], token('red'), token('green')], 'circle-opacity': 0.85, 'circle-stroke-width': 2, 'circle-stroke-color': token('surface'), 'circle-radius': ['step', ['get', 'point_count'], 12, 20, 17, 100, 23, 1000, 30] } });
  map.addLayer({ id: 'points', type: 'circle', source: 'cases', filter: ['!', ['has', 'point_count']], paint: { 'circle-color': colours(), 'circle-stroke-width': 1.5, 'circle-stroke-color': token('surface'), 'circle-radius': ['interpolate', ['linear'], ['zoom'], 9, 4, 15, 8] } });
  map.addLayer({ id: 'counts', type: 'symbol', source: 'cases', filter: ['has', 'point_count'], layout: { 'text-field': ['get', 'point_count_abbreviated'], 'text-size': 14, 'text-allow-overlap': true, 'text-ignore-placement': true }, paint: { 'text-color': token('surface') } });
  map.addLayer({ id: 'names', type: 'symbol', source: 'names', layout: { 'text-field': ['get', 'name'], 'text-size': 17, 'text-max-width': 8 }, paint: { 'text-color': token('text'), 'text-halo-color': token('surface'), 'text-halo-width': 2 } });
}

export default function WallMap({ areas, children, points, picked, onOpen }: { areas: AreaCollection | undefined; children: ScreenChild[]; points: ScreenCases | null; picked: string; onOpen: (id: string) => void }) {
  const box = useRef<HTMLDivElement>(null);
  const [map, setMap] = useState<maplibre.Map | null>(null);
  const open = useRef(onOpen);
  const fitted = useRef('');
  open.current = onOpen;
  const theme = useTheme();

  useEffect(() => {
    if (!box.current) return undefined;
    const made = openMap(box.current);
    made.getCanvas().setAttribute('aria-label', t('map.canvas'));
    made.on('load', () => { fitted.current = ''; draw(made); setMap(made); });
    made.on('click', (event) => { const area = made.getLayer('areas') ? made.queryRenderedFeatures(event.point, { layers: ['areas'] })[0] : undefined; if (area) open.current(String(area.properties.id)); });
    return () => { made.remove(); setMap(null); };
  }, [theme]);

  useEffect(() => {
    if (!map || !areas) return;
    map.getSource<maplibre.GeoJSONSource>('areas')?.setData(areas as never);
    map.getSource<maplibre.GeoJSONSource>('names')?.setData(labelPoints(areas.features, plainName));
    const bounds = boundsOf(areas.features), key = JSON.stringify(bounds);
    if (bounds && key !== fitted.current) map.fitBounds(bounds, { padding: 30, animate: false });
    fitted.current = key;
  }, [map, areas]);

  useEffect(() => {
    if (!map || !areas) return;
    for (const child of children) map.setFeatureState({ source: 'areas', id: child.key }, { overdue: child.overdue, picked: child.key === picked });
  }, [map, areas, children, picked]);

  useEffect(() => { map?.getSource<maplibre.GeoJSONSource>('cases')?.setData(features(points)); }, [map, points]);
  return <div ref={box} className="wall-canvas" data-status={map && points && areas ? 'ready' : 'loading'} data-points={points?.points.length ?? 0} />;
}
