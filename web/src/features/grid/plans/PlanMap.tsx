// The drawing on the map: grids, their neighbours, faults, and the handles of the tool in hand. What it means is the editor's business.
import { useEffect, useMemo, useRef, useState } from 'react';
import { t } from '../../../i18n';
import type { Fault, Part, Plan, Point } from '../../../lib/grid-plans';
import { addNames, boundsOf, labelPoints, maplibre, openMap } from '../../../lib/map';
import { useTheme } from '../../../lib/theme';
import { token } from '../../../lib/token';
import { cornersOf, keyOf, looksSame, middlesOf, ringsOf, type Corner, type Middle } from './drawing';

export type Tool = 'pick' | 'border' | 'split' | 'merge' | 'draw';
export interface Calls {
  onPick: (index: number | null) => void;
  onCorner: (key: string | null) => void;
  onDrag: (key: string, to: Point) => void;
  onDrop: () => void;
  onAdd: (middle: Middle) => void;
  onRemove: (key: string) => void;
  onSketch: (points: Point[]) => void;
}
const EMPTY = { type: 'FeatureCollection' as const, features: [] };
const REACH_PX = 12;
type Look = 'new' | 'changed' | 'same';

const feature = (geometry: unknown, properties: Record<string, unknown>) => ({ type: 'Feature' as const, geometry: geometry as never, properties });
const collection = (features: ReturnType<typeof feature>[]) => ({ type: 'FeatureCollection' as const, features });
const point = (at: Point) => ({ type: 'Point', coordinates: at });

/** A pattern as well as a colour, so that a fault is seen without colours too. */
function addHatch(map: maplibre.Map, colour: string): void {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 12;
  const c = canvas.getContext('2d', { willReadFrequently: true });
  if (!c) return;
  c.strokeStyle = colour;
  c.lineWidth = 3;
  for (const from of [-12, 0, 12]) { c.beginPath(); c.moveTo(from, 12); c.lineTo(from + 12, 0); c.stroke(); }
  if (map.hasImage('hatch')) map.removeImage('hatch');
  map.addImage('hatch', c.getImageData(0, 0, 12, 12), { pixelRatio: 2 });
}

function prepare(map: maplibre.Map): void {
  const source = (id: string) => map.addSource(id, { type: 'geojson', data: EMPTY });
  addHatch(map, token('red'));
  ['around', 'parts', 'outline', 'faults', 'fault-points', 'sketch', 'middles', 'corners'].forEach(source);
  map.addLayer({ id: 'around', type: 'fill', source: 'around', paint: { 'fill-color': token('sunken') } });
  map.addLayer({ id: 'around-lines', type: 'line', source: 'around', paint: { 'line-color': token('map-line'), 'line-width': 0.8 } });
  map.addLayer({ id: 'parts', type: 'fill', source: 'parts', filter: ['==', ['get', 'layer'], 'comprehensive'], paint: { 'fill-color': ['match', ['get', 'look'], 'new', token('green-soft'), 'changed', token('blue-soft'), token('surface')] } });
  map.addLayer({ id: 'lines', type: 'line', source: 'parts', filter: ['==', ['get', 'layer'], 'comprehensive'], paint: { 'line-color': token('muted'), 'line-width': 1.4 } });
  map.addLayer({ id: 'inner', type: 'fill', source: 'parts', filter: ['==', ['get', 'layer'], 'dedicated'], paint: { 'fill-color': token('yellow-soft'), 'fill-outline-color': token('yellow') } });
  map.addLayer({ id: 'outline', type: 'line', source: 'outline', paint: { 'line-color': token('text'), 'line-width': 2.5 } });
  map.addLayer({ id: 'marked', type: 'line', source: 'parts', filter: ['==', ['get', 'marked'], true], paint: { 'line-color': token('accent'), 'line-width': 4 } });
  map.addLayer({ id: 'faults', type: 'fill', source: 'faults', paint: { 'fill-pattern': 'hatch' } });
  map.addLayer({ id: 'fault-lines', type: 'line', source: 'faults', paint: { 'line-color': token('red'), 'line-width': 2 } });
  map.addLayer({ id: 'fault-points', type: 'circle', source: 'fault-points', paint: { 'circle-radius': 9, 'circle-color': 'transparent', 'circle-stroke-color': token('red'), 'circle-stroke-width': 3 } });
  addNames(map, EMPTY, token('text'), token('surface'));
  map.addLayer({ id: 'sketch', type: 'line', source: 'sketch', paint: { 'line-color': token('accent'), 'line-width': 2.5, 'line-dasharray': [2, 1.5] } });
  map.addLayer({ id: 'sketch-points', type: 'circle', source: 'sketch', filter: ['==', ['geometry-type'], 'Point'], paint: { 'circle-radius': 4, 'circle-color': token('accent') } });
  map.addLayer({ id: 'middles', type: 'circle', source: 'middles', paint: { 'circle-radius': 4, 'circle-color': token('surface'), 'circle-stroke-color': token('blue'), 'circle-stroke-width': 1.5 } });
  map.addLayer({ id: 'corners', type: 'circle', source: 'corners', paint: { 'circle-radius': ['case', ['get', 'chosen'], 8, 6], 'circle-color': ['case', ['get', 'fixed'], token('grey'), ['get', 'chosen'], token('accent'), token('blue')], 'circle-stroke-color': token('surface'), 'circle-stroke-width': 2 } });
  map.addLayer({ id: 'corner-names', type: 'symbol', source: 'corners', layout: { 'text-field': ['to-string', ['get', 'number']], 'text-size': 11, 'text-offset': [0, -1.2], 'text-allow-overlap': true }, paint: { 'text-color': token('text'), 'text-halo-color': token('surface'), 'text-halo-width': 1.5 } });
}

const setData = (map: maplibre.Map, id: string, data: unknown) => map.getSource<maplibre.GeoJSONSource>(id)?.setData(data as never);
const plain = (text: string) => /第\d+网格/.exec(text)?.[0] ?? (text.split(' ')[1] || text);

export interface Props { plan: Plan; parts: Part[]; tool: Tool; chosen: number | null; marked: ReadonlySet<number>; corner: string | null; faults: Fault[]; focus: Point | null; editable: boolean; calls: Calls }

export default function PlanMap({ plan, parts, tool, chosen, marked, corner, faults, focus, editable, calls }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const [map, setMap] = useState<maplibre.Map | null>(null);
  const [sketch, setSketch] = useState<Point[]>([]);
  const [cursor, setCursor] = useState<Point | null>(null);
  const theme = useTheme();
  const part = chosen === null ? undefined : parts[chosen];
  const corners = useMemo(() => (tool === 'border' || tool === 'split' ? cornersOf(part, plan.outline) : []), [part, tool, plan.outline]);
  const middles = useMemo(() => (tool === 'border' && editable ? middlesOf(part, plan.outline) : []), [part, tool, editable, plan.outline]);
  const snaps = useMemo(() => [...parts.map((one) => one.geometry), ...plan.neighbours.map((one) => one.geometry)].flatMap((geometry) => ringsOf(geometry).flat()), [parts, plan.neighbours]);
  const live = useRef({ tool, corners, middles, snaps, calls, sketch, editable });
  live.current = { tool, corners, middles, snaps, calls, sketch, editable };

  useEffect(() => { setSketch([]); setCursor(null); }, [tool, chosen]);

  useEffect(() => {
    if (!box.current) return;
    const made = openMap(box.current);
    made.addControl(new maplibre.NavigationControl({ showCompass: false }), 'top-right');
    made.addControl(new maplibre.ScaleControl({}), 'bottom-left');
    made.getCanvas().setAttribute('aria-label', t('plan.canvas'));
    made.doubleClickZoom.disable();
    const view = () => { const b = made.getBounds(); box.current?.setAttribute('data-bounds', [b.getWest(), b.getSouth(), b.getEast(), b.getNorth()].map((n) => n.toFixed(6)).join(',')); };
    made.on('load', () => { prepare(made); setMap(made); });
    made.on('moveend', view);
    const end = wire(made, live, setSketch, setCursor);
    return () => { end(); made.remove(); setMap(null); };
  }, [theme]);

  useEffect(() => {
    if (!map) return;
    const bounds = boundsOf([{ geometry: plan.outline }]);
    if (bounds) map.fitBounds(bounds, { padding: 36, animate: false });
    setData(map, 'around', collection(plan.neighbours.map((one) => feature(one.geometry, {}))));
    setData(map, 'outline', feature(plan.outline, {}));
  }, [map, plan.outline, plan.neighbours]);

  useEffect(() => {
    if (!map) return;
    const before = new Map(plan.current.map((one) => [one.id, one.geometry]));
    const look = (one: Part): Look => (one.id === null ? 'new' : looksSame(before.get(one.id), one.geometry) ? 'same' : 'changed');
    setData(map, 'parts', collection(parts.map((one, i) => feature(one.geometry, { index: i, layer: one.layer, look: look(one), marked: marked.has(i) || i === chosen }))));
    setData(map, 'names', labelPoints(parts.map((one) => ({ geometry: one.geometry, properties: { name: one.name } })), plain));
  }, [map, parts, plan.current, marked, chosen]);

  useEffect(() => {
    if (!map) return;
    setData(map, 'faults', collection(faults.filter((one) => one.geometry).map((one) => feature(one.geometry, {}))));
    setData(map, 'fault-points', collection(faults.map((one) => feature(point([one.lon, one.lat]), {}))));
  }, [map, faults]);

  useEffect(() => {
    if (!map) return;
    setData(map, 'corners', collection(corners.map((one, i) => feature(point(one.at), { key: one.key, fixed: one.fixed, chosen: one.key === corner, number: i + 1 }))));
    setData(map, 'middles', collection(middles.map((one) => feature(point(one.at), {}))));
  }, [map, corners, middles, corner]);

  useEffect(() => {
    if (!map) return;
    const line = cursor && sketch.length ? [...sketch, cursor] : sketch;
    const shown = tool === 'draw' && line.length > 2 ? [...line, line[0]] : line;
    setData(map, 'sketch', collection([...(shown.length > 1 ? [feature({ type: 'LineString', coordinates: shown }, {})] : []), ...sketch.map((at) => feature(point(at), {}))]));
  }, [map, sketch, cursor, tool]);

  useEffect(() => { if (map && focus) map.easeTo({ center: focus, zoom: Math.max(map.getZoom(), 16), duration: 300 }); }, [map, focus]);
  return <div ref={box} className="map-box map-fill plan-map" role="region" aria-label={t('plan.map')} data-status={map ? 'ready' : 'loading'} data-tool={tool} />;
}

interface Live { tool: Tool; corners: Corner[]; middles: Middle[]; snaps: Point[]; calls: Calls; sketch: Point[]; editable: boolean }

/** Pointer and keys; everything is read when it happens, so the map is made once. */
function wire(map: maplibre.Map, live: { current: Live }, setSketch: (points: Point[]) => void, setCursor: (at: Point | null) => void): () => void {
  let held: Corner | null = null, moved = false;
  const distance = (a: maplibre.Point, at: Point) => { const b = map.project(at); return Math.hypot(a.x - b.x, a.y - b.y); };
  const nearest = <One extends { at: Point }>(list: One[], at: maplibre.Point): One | null => {
    let best: One | null = null, least = REACH_PX;
    for (const one of list) { const away = distance(at, one.at); if (away < least) { least = away; best = one; } }
    return best;
  };
  const snapped = (at: maplibre.Point, lngLat: maplibre.LngLat, except: string | null, free: boolean): Point => {
    const hit = free ? null : nearest(live.current.snaps.filter((p) => keyOf(p) !== except).map((p) => ({ at: p })), at);
    return hit ? hit.at : [Number(lngLat.lng.toFixed(6)), Number(lngLat.lat.toFixed(6))];
  };
  const finish = () => {
    const { sketch, calls, tool } = live.current;
    if (sketch.length >= (tool === 'draw' ? 3 : 2)) calls.onSketch(sketch);
    setSketch([]);
    setCursor(null);
  };
  const down = (event: maplibre.MapMouseEvent | maplibre.MapTouchEvent) => {
    const { tool, corners, calls, editable } = live.current;
    moved = false;
    if (tool !== 'border' || !editable || ('points' in event && event.points.length > 1)) return;
    const hit = nearest(corners, event.point);
    if (!hit) return;
    calls.onCorner(hit.key);
    if (hit.fixed) return;
    event.preventDefault();
    held = hit;
  };
  const move = (event: maplibre.MapMouseEvent | maplibre.MapTouchEvent) => {
    const { tool, sketch, corners, middles, calls } = live.current;
    const free = event.originalEvent.altKey;
    if (held) {
      const to = snapped(event.point, event.lngLat, held.key, free);
      calls.onDrag(held.key, to);
      held = { ...held, key: keyOf(to), at: to };
      moved = true;
      return;
    }
    if ((tool === 'split' || tool === 'draw') && sketch.length) setCursor(snapped(event.point, event.lngLat, null, free));
    map.getCanvas().style.cursor = tool === 'split' || tool === 'draw' ? 'crosshair' : tool === 'border' && (nearest(corners, event.point) || nearest(middles, event.point)) ? 'pointer' : '';
  };
  const up = () => { if (held) { held = null; if (moved) live.current.calls.onDrop(); } };
  const click = (event: maplibre.MapMouseEvent) => {
    const { tool, middles, corners, calls, sketch, editable } = live.current;
    if (moved) { moved = false; return; }
    if (tool === 'split' || tool === 'draw') {
      const at = snapped(event.point, event.lngLat, null, event.originalEvent.altKey), last = sketch[sketch.length - 1];
      if (!last || keyOf(last) !== keyOf(at)) setSketch([...sketch, at]);
      return;
    }
    if (tool === 'border' && editable) {
      if (nearest(corners, event.point)) return;
      const middle = nearest(middles, event.point);
      if (middle) { calls.onAdd(middle); return; }
      calls.onCorner(null);
    }
    const hit = map.getLayer('parts') ? map.queryRenderedFeatures(event.point, { layers: tool === 'merge' ? ['parts'] : ['inner', 'parts'] })[0] : undefined;
    calls.onPick(hit ? Number(hit.properties.index) : null);
  };
  const keys = (event: KeyboardEvent) => {
    if (event.key === 'Enter') finish();
    else if (event.key === 'Escape') { setSketch([]); setCursor(null); }
    else if (event.key === 'Backspace' && live.current.sketch.length) setSketch(live.current.sketch.slice(0, -1));
  };
  map.on('mousedown', down); map.on('touchstart', down);
  map.on('mousemove', move); map.on('touchmove', move);
  map.on('mouseup', up); map.on('touchend', up); map.on('mouseout', up);
  map.on('click', click);
  map.on('dblclick', (event) => { event.preventDefault(); finish(); });
  map.on('contextmenu', (event) => { const hit = live.current.tool === 'border' && live.current.editable ? nearest(live.current.corners, event.point) : null; if (hit && !hit.fixed) { event.preventDefault(); live.current.calls.onRemove(hit.key); } });
  map.getCanvas().addEventListener('keydown', keys);
  return () => map.getCanvas().removeEventListener('keydown', keys);
}
