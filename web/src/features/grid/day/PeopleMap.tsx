// The borders of an area and the people on duty in it.
import { useEffect, useRef, useState } from 'react';
import { t } from '../../../i18n';
import { places, type DutyPerson } from '../../../lib/api';
import { addNames, boundsOf, labelPoints, maplibre, openMap } from '../../../lib/map';
import { plainName } from '../../../lib/names';
import { useTheme } from '../../../lib/theme';
import { token } from '../../../lib/token';

const EMPTY = { type: 'FeatureCollection' as const, features: [] };

export default function PeopleMap({ area, people }: { area: string; people: DutyPerson[] }) {
  const box = useRef<HTMLDivElement>(null);
  const [map, setMap] = useState<maplibre.Map | null>(null);
  const theme = useTheme();
  useEffect(() => {
    if (!box.current) return undefined;
    let gone = false;
    const made = openMap(box.current);
    made.addControl(new maplibre.NavigationControl({ showCompass: false }), 'top-right');
    made.getCanvas().setAttribute('aria-label', t('map.canvas'));
    made.on('load', () => void (async () => {
      const grids = await places.areas(area, true).catch(() => null);
      if (gone) return;
      made.addSource('grids', { type: 'geojson', data: (grids ?? EMPTY) as never });
      made.addLayer({ id: 'ground-grids', type: 'fill', source: 'grids', paint: { 'fill-color': token('surface') } });
      made.addLayer({ id: 'grids', type: 'line', source: 'grids', paint: { 'line-color': token('map-line'), 'line-width': 1 } });
      const around = grids && boundsOf(grids.features);
      if (around) made.fitBounds(around, { padding: 16, animate: false });
      made.addSource('people', { type: 'geojson', data: EMPTY });
      made.addLayer({ id: 'people', type: 'circle', source: 'people', paint: { 'circle-radius': 7, 'circle-color': token('green'), 'circle-stroke-color': token('surface'), 'circle-stroke-width': 2 } });
      addNames(made, labelPoints([]), token('text'), token('surface'));
      setMap(made);
    })());
    return () => { gone = true; made.remove(); setMap(null); };
  }, [area, theme]);
  useEffect(() => {
    const features = people.flatMap((one) => (one.position ? [{ type: 'Feature' as const, geometry: { type: 'Point' as const, coordinates: [one.position.lon, one.position.lat] }, properties: { name: plainName(one.name) } }] : []));
    map?.getSource<maplibre.GeoJSONSource>('people')?.setData({ type: 'FeatureCollection', features });
    map?.getSource<maplibre.GeoJSONSource>('names')?.setData({ type: 'FeatureCollection', features });
  }, [map, people]);
  return <div ref={box} className="map-box" style={{ height: 420 }} role="region" aria-label={t('gridDay.map')} data-people={people.length} />;
}
