// Plans that change grids: drafts, their check and preview, and their way into force.
import { ask } from './api';
import type * as G from './api.gen';

export type PlanState = 'open' | 'submitted' | 'scheduled' | 'failed' | 'in_force' | 'dropped';
export type Point = [number, number];
export type Geometry = { type: 'Polygon'; coordinates: Point[][] } | { type: 'MultiPolygon'; coordinates: Point[][][] };
export type FaultKind = 'crossing' | 'overlap' | 'gap' | 'outside' | 'empty' | 'pieces';
export type Part = Omit<G.GridPart, 'layer' | 'geometry'> & { layer: 'comprehensive' | 'dedicated'; geometry: Geometry };
export type Fault = Omit<G.GridFault, 'kind' | 'geometry'> & { kind: FaultKind; geometry: Geometry | null };
export type Check = Omit<G.GridCheck, 'faults' | 'remarks' | 'parts'> & { faults: Fault[]; remarks: Fault[]; parts: Part[] };
export type ImportReport = Omit<G.GridImport, 'faults' | 'remarks' | 'parts'> & Check;
export type Neighbour = Omit<G.GridNeighbour, 'geometry'> & { geometry: Geometry };
export type PlanRow = Omit<G.GridPlanRow, 'state'> & { state: PlanState };
export type Plan = Omit<G.GridPlan, 'state' | 'parts' | 'current' | 'outline' | 'neighbours'> & { state: PlanState; parts: Part[]; current: Part[]; outline: Geometry; neighbours: Neighbour[] };
export type { GridMove, GridPreview } from './api.gen';

const narrowed = <Shape>(reply: Promise<unknown>) => reply as Promise<Shape>;

export type Reshape = { op: 'split'; part: number; line: Point[] } | { op: 'merge'; part: number; others: number[] } | { op: 'draw'; geometry: Geometry };
export type Coordinates = 'wgs84' | 'cgcs2000' | 'gcj02';

export const gridPlans = {
  list: (query: { state?: string; parent?: string; after?: string }) => narrowed<{ items: PlanRow[]; next: string | null }>(ask('GET /api/grid-plans', { query: { ...query, limit: 50 } })),
  create: (community: string, name: string) => narrowed<Plan>(ask('POST /api/grid-plans', { body: { community, name } })),
  read: (id: string) => narrowed<Plan>(ask('GET /api/grid-plans/{id}', { at: id })),
  save: (id: string, body: { version: number; name?: string; parts?: Part[]; on_current?: boolean }) => narrowed<Plan>(ask('POST /api/grid-plans/{id}', { at: id, body: body as never })),
  drop: (id: string, version: number) => narrowed<Plan>(ask('DELETE /api/grid-plans/{id}', { at: id, query: { version } })),
  check: (community: string, parts: Part[], signal?: AbortSignal) => narrowed<Check>(ask('POST /api/grid-plans/check', { body: { community, parts: parts as never }, signal })),
  reshape: (community: string, parts: Part[], change: Reshape) => narrowed<Check>(ask('POST /api/grid-plans/reshape', { body: { community, parts, ...change } as never })),
  import: (community: string, geojson: unknown, more: { coordinates: Coordinates; layer: string; fields?: Record<string, string> }) =>
    narrowed<ImportReport>(ask('POST /api/grid-plans/import', { body: { community, geojson, ...more } as never })),
  preview: (id: string) => ask('GET /api/grid-plans/{id}/preview', { at: id }),
  submit: (id: string, version: number, active_from?: string) => narrowed<Plan>(ask('POST /api/grid-plans/{id}/submit', { at: id, body: { version, active_from } })),
  withdraw: (id: string, version: number) => narrowed<Plan>(ask('POST /api/grid-plans/{id}/withdraw', { at: id, body: { version } })),
  reject: (id: string, version: number, reason: string) => narrowed<Plan>(ask('POST /api/grid-plans/{id}/reject', { at: id, body: { version, reason } })),
  approve: (id: string, version: number) => narrowed<Plan>(ask('POST /api/grid-plans/{id}/approve', { at: id, body: { version } })),
};
