// Where the case lies, the grids around it and who is on duty near; one map that moves from case to case.
import { useEffect, useRef, useState } from 'react';
import { t } from '../../../i18n';
import { places, type NearPerson } from '../../../lib/api';
import { addNames, labelPoints, maplibre, openMap } from '../../../lib/map';
import { plainName } from '../../../lib/names';
import { useTheme } from '../../../lib/theme';
import { token } from '../../../lib/token';

const EMPTY = { type: 'FeatureCollection' as const, features: [] };
const dot = (lon: number, lat: number, name: string) => ({ type: 'Feature' as const, geometry: { type: 'Point' as const, coordinates: [lon, lat] }, properties: { name } });

export default function NearMap({ at, street, people }: { at: { lon: number; lat: number }; street?: string; people: NearPerson[] }) {
  const box = useRef<HTMLDivElement>(null);
  const [map, setMap] = useState<maplibre.Map | null>(null);
  const theme = useTheme();
  useEffect(() => {
    if (!box.current) return undefined;
    let gone = false;
    const made = openMap(box.current, [at.lon, at.lat], 15);
    made.addControl(new maplibre.NavigationControl({ showCompass: false }), 'top-right');
    made.getCanvas().setAttribute('aria-label', t('map.canvas'));
    made.on('load', () => void (async () => {
      const grids = street ? await places.areas(street, true).catch(() => null) : null;
      if (gone) return;
      made.addSource('grids', { type: 'geojson', data: (grids ?? EMPTY) as never });
      made.addLayer({ id: 'ground-grids', type: 'fill', source: 'grids', paint: { 'fill-color': token('surface') } });
      made.addLayer({ id: 'grids', type: 'line', source: 'grids', paint: { 'line-color': token('map-line'), 'line-width': 1 } });
      for (const [id, colour, radius] of [['people', token('green'), 7], ['case', token('accent'), 9]] as const) {
        made.addSource(id, { type: 'geojson', data: EMPTY });
        made.addLayer({ id, type: 'circle', source: id, paint: { 'circle-radius': radius, 'circle-color': colour, 'circle-stroke-color': token('surface'), 'circle-stroke-width': 2 } });
      }
      addNames(made, labelPoints([]), token('text'), token('surface'));
      made.setLayoutProperty('names', 'text-offset', [0, 1.3]);
      setMap(made);
    })());
    return () => { gone = true; made.remove(); setMap(null); };
  }, [street, theme]);
  useEffect(() => {
    if (!map) return;
    const known = people.map((one) => dot(one.lon, one.lat, plainName(one.name)));
    map.getSource<maplibre.GeoJSONSource>('case')?.setData({ type: 'FeatureCollection', features: [dot(at.lon, at.lat, '')] });
    map.getSource<maplibre.GeoJSONSource>('people')?.setData({ type: 'FeatureCollection', features: known });
    map.getSource<maplibre.GeoJSONSource>('names')?.setData({ type: 'FeatureCollection', features: known });
    map.jumpTo({ center: [at.lon, at.lat] });
  }, [map, at.lon, at.lat, people]);
  return <div ref={box} className="map-box" style={{ height: 260 }} role="region" aria-label={t('dispatch.map')} data-people={people.length} />;
}
