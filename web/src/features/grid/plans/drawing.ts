// The grids while they are drawn. Neighbours share their corners: whoever moves, adds or removes one does so for all of them.
import { useCallback, useMemo, useReducer } from 'react';
import type { Geometry, Part, Point } from '../../../lib/grid-plans';

const DIGITS = 6;
export const keyOf = (p: Point) => `${p[0].toFixed(DIGITS)},${p[1].toFixed(DIGITS)}`;
const round = (p: Point): Point => [Number(p[0].toFixed(DIGITS)), Number(p[1].toFixed(DIGITS))];

/** All rings, without the repeated last point. */
export function ringsOf(geometry: Geometry): Point[][] {
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  return polygons.flat().map((ring) => ring.slice(0, -1));
}

function mapRings(part: Part, change: (ring: Point[]) => Point[]): Part {
  let changed = false;
  const one = (ring: Point[]): Point[] => {
    const open = ring.slice(0, -1), next = change(open);
    if (next === open) return ring;
    changed = true;
    return [...next, next[0]];
  };
  const geometry: Geometry = part.geometry.type === 'Polygon'
    ? { type: 'Polygon', coordinates: part.geometry.coordinates.map(one) }
    : { type: 'MultiPolygon', coordinates: part.geometry.coordinates.map((polygon) => polygon.map(one)) };
  return changed ? { ...part, geometry } : part;
}

const inLayer = (parts: Part[], layer: Part['layer'], change: (ring: Point[]) => Point[]) => parts.map((part) => (part.layer === layer ? mapRings(part, change) : part));

export function moveCorner(parts: Part[], layer: Part['layer'], key: string, to: Point): Part[] {
  return inLayer(parts, layer, (ring) => (ring.some((p) => keyOf(p) === key) ? ring.map((p) => (keyOf(p) === key ? round(to) : p)) : ring));
}

/** Between two corners that follow one another, in every grid that has this edge. */
export function addCorner(parts: Part[], layer: Part['layer'], a: string, b: string, at: Point): Part[] {
  return inLayer(parts, layer, (ring) => {
    for (let i = 0; i < ring.length; i += 1) {
      const here = keyOf(ring[i]), next = keyOf(ring[(i + 1) % ring.length]);
      if ((here === a && next === b) || (here === b && next === a)) return [...ring.slice(0, i + 1), round(at), ...ring.slice(i + 1)];
    }
    return ring;
  });
}

/** From every grid that has it; a ring keeps three corners. */
export function removeCorner(parts: Part[], layer: Part['layer'], key: string): Part[] {
  const fits = parts.every((part) => part.layer !== layer || ringsOf(part.geometry).every((ring) => ring.length > 3 || !ring.some((p) => keyOf(p) === key)));
  return fits ? inLayer(parts, layer, (ring) => (ring.some((p) => keyOf(p) === key) ? ring.filter((p) => keyOf(p) !== key) : ring)) : parts;
}

export interface Corner { key: string; at: Point; fixed: boolean }

/** Is the point on one of these edges? */
function onEdge(p: Point, rings: Point[][]): boolean {
  const near = 2e-7;
  return rings.some((ring) => ring.some((a, i) => {
    const b = ring[(i + 1) % ring.length], dx = b[0] - a[0], dy = b[1] - a[1], length = Math.hypot(dx, dy);
    if (!length) return false;
    const along = ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / (length * length), off = Math.abs((p[0] - a[0]) * dy - (p[1] - a[1]) * dx) / length;
    return off < near * 4 && along > -1e-6 && along < 1 + 1e-6;
  }));
}

/** The corners of one grid; those on the border of the community are fixed. */
export function cornersOf(part: Part | undefined, outline: Geometry): Corner[] {
  if (!part) return [];
  const border = ringsOf(outline), seen = new Set<string>();
  return ringsOf(part.geometry).flat().flatMap((at) => {
    const key = keyOf(at);
    if (seen.has(key)) return [];
    seen.add(key);
    return [{ key, at, fixed: part.layer === 'comprehensive' && onEdge(at, border) }];
  });
}

export interface Middle { a: string; b: string; at: Point }

export function middlesOf(part: Part | undefined, outline: Geometry): Middle[] {
  if (!part) return [];
  const border = ringsOf(outline);
  return ringsOf(part.geometry).flatMap((ring) => ring.map((p, i) => {
    const q = ring[(i + 1) % ring.length];
    return { a: keyOf(p), b: keyOf(q), at: [(p[0] + q[0]) / 2, (p[1] + q[1]) / 2] as Point };
  })).filter((middle) => part.layer === 'dedicated' || !onEdge(middle.at, border));
}

const squeeze = (lat: number) => Math.cos((lat * Math.PI) / 180);
const DEGREE_M = 111_195;
/** Square metres, good to a thousandth for a grid. */
export function areaOf(geometry: Geometry): number {
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  return polygons.reduce((sum, polygon) => sum + polygon.reduce((of, ring, r) => {
    const twice = ring.slice(0, -1).reduce((s, p, i) => s + (p[0] - ring[0][0]) * (ring[i + 1][1] - ring[0][1]) - (ring[i + 1][0] - ring[0][0]) * (p[1] - ring[0][1]), 0);
    return of + (r ? -1 : 1) * Math.abs(twice / 2);
  }, 0) * DEGREE_M * DEGREE_M * squeeze(polygon[0][0][1]), 0);
}

/** Does it look as before, but for corners its neighbours put on the border? */
export function looksSame(before: Geometry | undefined, now: Geometry): boolean {
  if (!before) return false;
  const kept = new Set(ringsOf(now).flat().map(keyOf));
  return ringsOf(before).flat().every((p) => kept.has(keyOf(p))) && Math.abs(areaOf(before) - areaOf(now)) < 2;
}

const twiceArea = (ring: Point[]) => Math.abs(ring.reduce((sum, p, i) => { const q = ring[(i + 1) % ring.length], o = ring[0]; return sum + (p[0] - o[0]) * (q[1] - o[1]) - (q[0] - o[0]) * (p[1] - o[1]); }, 0));

/** The two corners whose connection divides best into halves. */
export function fairCut(corners: Corner[]): [number, number] {
  const ring = corners.map((one) => one.at), whole = twiceArea(ring);
  let best: [number, number] = [0, Math.floor(ring.length / 2)], most = -1;
  for (let i = 0; i < ring.length; i += 1)
    for (let k = i + 2; k < ring.length; k += 1) {
      const part = twiceArea(ring.slice(i, k + 1)), least = Math.min(part, whole - part);
      if (least > most) { most = least; best = [i, k]; }
    }
  return best;
}

export const shift = (p: Point, eastM: number, northM: number): Point => [p[0] + eastM / DEGREE_M / squeeze(p[1]), p[1] + northM / DEGREE_M];

/* ── Undo ────────────────────────────────────────────────────────────────── */

interface History { past: Part[][]; now: Part[]; future: Part[][] }
type Move = { do: 'commit' | 'quiet'; parts: Part[]; from?: Part[] } | { do: 'undo' } | { do: 'redo' };
const STEPS = 200;

function step(state: History, move: Move): History {
  switch (move.do) {
    case 'commit': return move.parts === (move.from ?? state.now) ? { ...state, now: move.parts } : { past: [...state.past, move.from ?? state.now].slice(-STEPS), now: move.parts, future: [] };
    case 'quiet': return { ...state, now: move.parts };
    case 'undo': return state.past.length ? { past: state.past.slice(0, -1), now: state.past[state.past.length - 1], future: [state.now, ...state.future] } : state;
    case 'redo': return state.future.length ? { past: [...state.past, state.now], now: state.future[0], future: state.future.slice(1) } : state;
  }
}

export function useHistory(first: Part[]) {
  const [state, dispatch] = useReducer(step, { past: [], now: first, future: [] });
  /** One step that can be undone; `from` is what stood before a drag. */
  const commit = useCallback((parts: Part[], from?: Part[]) => dispatch({ do: 'commit', parts, from }), []);
  const quiet = useCallback((parts: Part[]) => dispatch({ do: 'quiet', parts }), []);
  const undo = useCallback(() => dispatch({ do: 'undo' }), []);
  const redo = useCallback(() => dispatch({ do: 'redo' }), []);
  return useMemo(() => ({ parts: state.now, canUndo: state.past.length > 0, canRedo: state.future.length > 0, commit, quiet, undo, redo }), [state, commit, quiet, undo, redo]);
}
