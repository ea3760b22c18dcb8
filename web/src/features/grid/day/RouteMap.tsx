// The grids of an area and the points of a route in their order; pressing adds one, dragging moves one.
import { useEffect, useRef, useState } from 'react';
import { round } from '../../../components/PlacePicker';
import { t } from '../../../i18n';
import { places } from '../../../lib/api';
import { addNames, labelPoints, maplibre, openMap } from '../../../lib/map';
import { useTheme } from '../../../lib/theme';
import { token } from '../../../lib/token';

interface Place { lon: number; lat: number }
const line = (points: Place[]) => ({ type: 'Feature' as const, properties: {}, geometry: { type: 'LineString' as const, coordinates: points.map((p) => [p.lon, p.lat]) } });
const CLOSE = 15.5;

export default function RouteMap({ area, middle, points, onAdd, onMove }: { area: string; middle: Place | undefined; points: (Place & { name: string })[]; onAdd: (place: Place) => void; onMove: (i: number, place: Place) => void }) {
  const box = useRef<HTMLDivElement>(null);
  const [map, setMap] = useState<maplibre.Map | null>(null);
  const calls = useRef({ onAdd, onMove });
  calls.current = { onAdd, onMove };
  const theme = useTheme();
  useEffect(() => {
    if (!box.current) return undefined;
    let gone = false;
    const made = openMap(box.current, middle ? [middle.lon, middle.lat] : undefined, middle ? CLOSE : 12);
    made.addControl(new maplibre.NavigationControl({ showCompass: false }), 'top-right');
    made.getCanvas().setAttribute('aria-label', t('map.canvas'));
    made.getCanvas().style.cursor = 'crosshair';
    made.on('click', (event) => calls.current.onAdd({ lon: round(event.lngLat.lng), lat: round(event.lngLat.lat) }));
    made.on('load', () => void (async () => {
      const grids = await places.areas(area, true).catch(() => null);
      if (gone || !grids) return;
      made.addSource('grids', { type: 'geojson', data: grids as never });
      made.addLayer({ id: 'ground-grids', type: 'fill', source: 'grids', paint: { 'fill-color': token('surface') } });
      made.addLayer({ id: 'grids', type: 'line', source: 'grids', paint: { 'line-color': token('map-line'), 'line-width': 1.4 } });
      made.addSource('route', { type: 'geojson', data: line([]) });
      made.addLayer({ id: 'route', type: 'line', source: 'route', paint: { 'line-color': token('accent'), 'line-width': 2, 'line-dasharray': [2, 1] } });
      addNames(made, labelPoints(grids.features), token('text'), token('surface'));
      setMap(made);
    })());
    return () => { gone = true; made.remove(); setMap(null); };
  }, [area, theme]);
  useEffect(() => { if (map && middle) map.jumpTo({ center: [middle.lon, middle.lat], zoom: CLOSE }); }, [map, middle === undefined ? '' : `${'id' in middle ? String(middle.id) : ''}`]);
  useEffect(() => {
    if (!map) return undefined;
    map.getSource<maplibre.GeoJSONSource>('route')?.setData(line(points));
    const markers = points.map((point, i) => {
      const element = document.createElement('div');
      element.className = 'route-pin num';
      element.textContent = String(i + 1);
      element.setAttribute('role', 'img');
      const marker = new maplibre.Marker({ element, draggable: true }).setLngLat([point.lon, point.lat]).addTo(map);
      element.setAttribute('aria-label', `${i + 1} ${point.name}`);
      marker.on('dragend', () => { const at = marker.getLngLat(); calls.current.onMove(i, { lon: round(at.lng), lat: round(at.lat) }); });
      return marker;
    });
    return () => markers.forEach((marker) => marker.remove());
  }, [map, points]);
  return <div ref={box} className="map-box" style={{ height: 520 }} role="region" aria-label={t('map.title')} data-status={map ? 'ready' : 'loading'} />;
}
