// The map of the report page, loaded when asked for: areas with their names, finer as one comes nearer, one marker.
import { addNames, boundsOf, labelPoints, maplibre, openMap } from '../lib/map';
import { token } from '../lib/token';
import { areas, type Area } from './api';

/** From this zoom on, the parts of a district and of a street are shown. */
const DEEPER: Record<string, number> = { district: 11, steering: 11, street: 13.5 };

/** Fetches the parts of what lies in the middle of the map, once each. */
class Areas {
  private known = new Map<string, Area>();
  private asked = new Set<string>();

  constructor(private map: maplibre.Map) {
    const empty = { type: 'FeatureCollection' as const, features: [] };
    map.addSource('areas', { type: 'geojson', data: empty });
    map.addLayer({ id: 'areas', type: 'fill', source: 'areas', paint: { 'fill-color': token('surface') } });
    map.addLayer({ id: 'edges', type: 'line', source: 'areas', paint: { 'line-color': token('map-line'), 'line-width': 1 } });
    addNames(map, empty, token('text'), token('surface'));
    map.on('moveend', () => void this.deepen());
  }

  async load(parent?: string): Promise<Area[]> {
    const key = parent ?? '';
    if (this.asked.has(key)) return [];
    this.asked.add(key);
    const found = await areas(parent).catch(() => { this.asked.delete(key); return [] as Area[]; });
    if (parent && found.length) this.known.delete(parent);      // its parts stand for it
    found.forEach((area) => this.known.set(area.properties.id, area));
    const features = [...this.known.values()];
    this.map.getSource<maplibre.GeoJSONSource>('areas')?.setData({ type: 'FeatureCollection', features });
    this.map.getSource<maplibre.GeoJSONSource>('names')?.setData(labelPoints(features));
    return found;
  }

  async deepen(): Promise<void> {
    const here = this.map.queryRenderedFeatures(this.map.project(this.map.getCenter()), { layers: ['areas'] })[0]?.properties;
    if (!here || this.map.getZoom() < (DEEPER[String(here.kind)] ?? Infinity)) return;
    if ((await this.load(String(here.id))).length) this.map.once('idle', () => void this.deepen());
  }
}

/** Shows the map in `box`; returns how to move its marker. */
export async function chooseOnMap(box: HTMLElement, at: [number, number] | null, chosen: (lon: number, lat: number) => void): Promise<(lon: number, lat: number) => void> {
  const map = openMap(box, at ?? undefined, at ? 15 : 8);
  const marker = new maplibre.Marker({ color: token('accent'), draggable: true });
  const put = (lon: number, lat: number) => { marker.setLngLat([lon, lat]).addTo(map); };
  if (at) put(...at);
  map.addControl(new maplibre.NavigationControl({ showCompass: false }), 'top-right');
  map.on('click', (event) => { put(event.lngLat.lng, event.lngLat.lat); chosen(event.lngLat.lng, event.lngLat.lat); });
  marker.on('dragend', () => { const p = marker.getLngLat(); chosen(p.lng, p.lat); });
  map.once('load', async () => {
    const shown = new Areas(map);
    const around = boundsOf(await shown.load());
    if (!at && around) map.fitBounds(around, { padding: 12, animate: false });
    map.once('idle', () => { box.dataset.status = 'ready'; void shown.deepen(); });
  });
  return (lon, lat) => { put(lon, lat); map.jumpTo({ center: [lon, lat], zoom: Math.max(15, map.getZoom()) }); };
}
