// One point on a map with the parts of `area` (the city when absent) around it; read-only without `onChange`.
import { useEffect, useRef } from 'react';
import { t } from '../i18n';
import { places } from '../lib/api';
import { addNames, boundsOf, labelPoints, maplibre, openMap } from '../lib/map';
import { useTheme } from '../lib/theme';
import { token } from '../lib/token';
import { round, type Point } from './PlacePicker';

export default function PointMap({ value, area, onChange, height = 220 }: {
  value: Point | null; area?: string; onChange?: (point: Point) => void; height?: number;
}) {
  const box = useRef<HTMLDivElement>(null);
  const map = useRef<maplibre.Map | null>(null);
  const marker = useRef<maplibre.Marker | null>(null);
  const change = useRef(onChange);
  const last = useRef('');
  change.current = onChange;
  const theme = useTheme();

  useEffect(() => {
    if (!box.current) return;
    const made = openMap(box.current, value ? [value.lon, value.lat] : undefined, value ? 14 : 10);
    map.current = made;
    made.addControl(new maplibre.NavigationControl({ showCompass: false }), 'top-right');
    made.getCanvas().setAttribute('aria-label', t('map.canvas'));
    made.on('load', () => void areas(made, area, value === null));
    if (change.current) {
      made.getCanvas().style.cursor = 'crosshair';
      made.on('click', (event) => {
        last.current = '';
        change.current?.({ lon: round(event.lngLat.lng), lat: round(event.lngLat.lat) });
      });
    }
    return () => { made.remove(); map.current = null; marker.current = null; };
  }, [theme, area]);

  useEffect(() => {
    if (!map.current || !value) return;
    if (!marker.current) {
      marker.current = new maplibre.Marker({ color: token('accent'), draggable: Boolean(change.current) }).setLngLat([value.lon, value.lat]).addTo(map.current);
      marker.current.getElement().setAttribute('aria-label', t('map.point'));
      marker.current.on('dragend', () => {
        const at = marker.current?.getLngLat();
        if (at) change.current?.({ lon: round(at.lng), lat: round(at.lat) });
      });
    } else marker.current.setLngLat([value.lon, value.lat]);
    const key = `${value.lon},${value.lat}`;
    if (key !== last.current && !map.current.getBounds().contains([value.lon, value.lat])) map.current.jumpTo({ center: [value.lon, value.lat], zoom: Math.max(14, map.current.getZoom()) });
    last.current = key;
  }, [value?.lon, value?.lat, theme, area]);

  return <div ref={box} className="map-box" style={{ height }} role="region" aria-label={t('map.title')} />;
}

async function areas(map: maplibre.Map, area: string | undefined, fit: boolean): Promise<void> {
  const parts = await places.areas(area).catch(() => null);
  if (!parts?.features.length || !map.getCanvas().isConnected) return;
  map.addSource('parts', { type: 'geojson', data: parts as never });
  map.addLayer({ id: 'ground-parts', type: 'fill', source: 'parts', paint: { 'fill-color': token('surface') } });
  map.addLayer({ id: 'parts', type: 'line', source: 'parts', paint: { 'line-color': token('map-line'), 'line-width': 1 } });
  addNames(map, labelPoints(parts.features), token('text'), token('surface'));
  const around = fit ? boundsOf(parts.features) : null;
  if (around) map.fitBounds(around, { padding: 16, animate: false });
}
