// The map of the report page, loaded when asked for: areas with their names, one marker.
import { addNames, boundsOf, labelPoints, maplibre, openMap } from '../lib/map';
import { areas } from './api';

const token = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

export async function chooseOnMap(box: HTMLElement, at: [number, number] | null, chosen: (lon: number, lat: number) => void): Promise<(lon: number, lat: number) => void> {
  const map = openMap(box, { land: token('map-land'), line: token('map-line'), text: token('text'), halo: token('surface'), soft: token('accent-soft') }, at ?? undefined, at ? 15 : 10);
  const marker = new maplibre.Marker({ color: token('accent'), draggable: true });
  const put = (lon: number, lat: number) => { marker.setLngLat([lon, lat]).addTo(map); };
  if (at) put(...at);
  map.addControl(new maplibre.NavigationControl({ showCompass: false }), 'top-right');
  map.on('click', (event) => { put(event.lngLat.lng, event.lngLat.lat); chosen(event.lngLat.lng, event.lngLat.lat); });
  marker.on('dragend', () => { const p = marker.getLngLat(); chosen(p.lng, p.lat); });
  const streets = await areas('street').catch(() => null);
  const show = () => {
    if (!streets) return;
    map.addSource('streets', { type: 'geojson', data: { type: 'FeatureCollection', features: streets.features } });
    map.addLayer({ id: 'edges', type: 'line', source: 'streets', paint: { 'line-color': token('map-line'), 'line-width': 1 } });
    addNames(map, labelPoints(streets.features), token('text'), token('map-land'));
    const around = at ? null : boundsOf(streets.features);
    if (around) map.fitBounds(around, { padding: 12, animate: false });
  };
  if (map.isStyleLoaded()) show(); else map.once('load', show);
  return (lon, lat) => { put(lon, lat); map.jumpTo({ center: [lon, lat], zoom: Math.max(15, map.getZoom()) }); };
}
