// Where the cases of a hot spot lie, over the outlines of the city; numbers and names are in the table beside.
import { useEffect, useRef } from 'react';
import { t } from '../../i18n';
import { places, type CaseRow } from '../../lib/api';
import { maplibre, openMap } from '../../lib/map';
import { useTheme } from '../../lib/theme';
import { token } from '../../lib/token';

const EDGE_DEGREES = 0.002;   // around a lone point

function around(cases: CaseRow[]): [[number, number], [number, number]] {
  const lons = cases.map((one) => one.lon), lats = cases.map((one) => one.lat);
  return [[Math.min(...lons) - EDGE_DEGREES, Math.min(...lats) - EDGE_DEGREES], [Math.max(...lons) + EDGE_DEGREES, Math.max(...lats) + EDGE_DEGREES]];
}

export default function HotMap({ cases }: { cases: CaseRow[] }) {
  const box = useRef<HTMLDivElement>(null);
  const theme = useTheme();
  const key = cases.map((one) => one.id).join();
  useEffect(() => {
    if (!box.current || !cases.length) return;
    const map = openMap(box.current);
    map.addControl(new maplibre.NavigationControl({ showCompass: false }), 'top-right');
    map.getCanvas().setAttribute('aria-label', t('map.canvas'));
    map.fitBounds(around(cases), { animate: false, padding: 24, maxZoom: 16 });
    const features = cases.map((one) => ({ type: 'Feature' as const, properties: { open: one.state !== 'closed' }, geometry: { type: 'Point' as const, coordinates: [one.lon, one.lat] } }));
    map.on('load', () => void draw());
    const draw = async () => {
      const street = cases[0].street?.id;
      const parts = street ? await places.areas(street).catch(() => null) : null;
      if (!map.getCanvas().isConnected) return;
      if (parts?.features.length) {
        map.addSource('parts', { type: 'geojson', data: parts as never });
        map.addLayer({ id: 'ground-parts', type: 'fill', source: 'parts', paint: { 'fill-color': token('surface') } });
        map.addLayer({ id: 'lines', type: 'line', source: 'parts', paint: { 'line-color': token('map-line'), 'line-width': 1 } });
      }
      map.addSource('dots', { type: 'geojson', data: { type: 'FeatureCollection', features } });
      map.addLayer({ id: 'dots', type: 'circle', source: 'dots', paint: {
        'circle-radius': 6, 'circle-stroke-width': 2, 'circle-stroke-color': token('accent'), 'circle-color': ['case', ['get', 'open'], token('accent'), token('surface')],
      } });
      box.current?.setAttribute('data-status', 'ready');
    };
    return () => map.remove();
  }, [key, theme]);
  return <div ref={box} className="map-box" style={{ height: 260 }} role="region" aria-label={t('hot.map')} />;
}
