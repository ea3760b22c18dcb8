// MapLibre, loaded when a map is opened. Our own GeoJSON is the base; no glyph server, no tiles.
import * as maplibre from 'maplibre-gl';
import 'maplibre-gl/dist/maplibre-gl.css';
import worker from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import { token } from './token';

maplibre.setWorkerUrl(worker);
export { maplibre };

export const CITY: [number, number] = [118.79, 32.05];

/** An empty map whose ground is one colour; the caller adds its sources. */
export function openMap(container: HTMLElement, center = CITY, zoom = 11): maplibre.Map {
  const map = new maplibre.Map({
    container,
    center,
    zoom,
    minZoom: 7,
    maxZoom: 20,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    localIdeographFontFamily: '"PingFang SC", "Noto Sans CJK SC", sans-serif',
    style: { version: 8, sources: {}, layers: [{ id: 'ground', type: 'background', paint: { 'background-color': token('map-land') } }] },
  });
  /* Says when everything is on the canvas, which nobody else can see. */
  map.on('dataloading', () => { container.dataset.drawn = 'no'; });
  map.on('idle', () => { container.dataset.drawn = 'yes'; });
  return map;
}

const SHAPES: Record<string, (c: CanvasRenderingContext2D) => void> = {
  green: (c) => { c.beginPath(); c.arc(16, 16, 9, 0, 7); },
  yellow: (c) => { c.beginPath(); c.rect(7, 7, 18, 18); },
  orange: (c) => { c.beginPath(); c.moveTo(16, 4); c.lineTo(28, 26); c.lineTo(4, 26); c.closePath(); },
  red: (c) => { c.beginPath(); c.moveTo(16, 3); c.lineTo(29, 16); c.lineTo(16, 29); c.lineTo(3, 16); c.closePath(); },
  none: (c) => { c.beginPath(); c.rect(10, 9, 4, 14); c.rect(18, 9, 4, 14); },
};

/** Adds one picture per light, so that colour is never the only sign. */
export function addLightImages(map: maplibre.Map, colour: (light: string) => string, edge: string): void {
  for (const [light, shape] of Object.entries(SHAPES)) {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 32;
    const c = canvas.getContext('2d', { willReadFrequently: true });
    if (!c) return;
    shape(c);
    c.fillStyle = colour(light);
    c.fill();
    c.lineWidth = 2.5;
    c.strokeStyle = edge;
    c.stroke();
    if (light === 'green') { c.beginPath(); c.arc(16, 16, 4, 0, 7); c.fillStyle = edge; c.fill(); }   // a ring, as everywhere
    const name = `light-${light}`;
    if (map.hasImage(name)) map.removeImage(name);
    map.addImage(name, c.getImageData(0, 0, 32, 32), { pixelRatio: 2 });
  }
}

type Ring = number[][];
/** West, south, east, north of some polygons; null when there is none. */
export function boundsOf(features: { geometry: { coordinates: unknown } }[]): [number, number, number, number] | null {
  let box: [number, number, number, number] | null = null;
  const walk = (value: unknown): void => {
    if (!Array.isArray(value)) return;
    if (typeof value[0] === 'number') {
      const [lon, lat] = value as Ring[number];
      box = box ? [Math.min(box[0], lon), Math.min(box[1], lat), Math.max(box[2], lon), Math.max(box[3], lat)] : [lon, lat, lon, lat];
    } else value.forEach(walk);
  };
  features.forEach((feature) => walk(feature.geometry.coordinates));
  return box;
}

/** One point in the middle of each area, for its name (a polygon would be labelled once per tile); `short` may make it shorter. */
export function labelPoints(features: { geometry: { coordinates: unknown }; properties: { name: string } }[], short = (name: string) => name) {
  return {
    type: 'FeatureCollection' as const,
    features: features.flatMap((feature) => {
      const box = boundsOf([feature]);
      if (!box) return [];
      return [{ type: 'Feature' as const, geometry: { type: 'Point' as const, coordinates: [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2] }, properties: { name: short(feature.properties.name.replace(/[（(]合成[)）]$/, '')) } }];
    }),
  };
}

/** Names of areas. The letters are drawn on this device: there is no glyph server. */
export function addNames(map: maplibre.Map, points: ReturnType<typeof labelPoints>, text: string, halo: string): void {
  map.addSource('names', { type: 'geojson', data: points });
  map.addLayer({
    id: 'names', type: 'symbol', source: 'names', layout: { 'text-field': ['get', 'name'], 'text-size': 12, 'text-max-width': 9 },
    paint: { 'text-color': text, 'text-halo-color': halo, 'text-halo-width': 1.4 },
  });
}
