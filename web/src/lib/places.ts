// Components and places (部件与场所).
import { ask } from './api';

export type { PlaceChoice, PlaceClass, PlaceImport, PlaceOfCase, PlaceRecord, Places, PlaceView } from './api.gen';
export const KINDS = ['component', 'key', 'enterprise', 'station', 'self'] as const;
export type Kind = (typeof KINDS)[number];
export interface What { parent?: string; kind?: string; class?: string }

export const register = {
  list: (query: What & { code?: string; after?: string }) => ask('GET /api/places', { query: { ...query, limit: 50 } }),
  one: (id: string) => ask('GET /api/places/{id}', { at: id }),
  ofCase: (caseId: string) => ask('GET /api/cases/{id}/place', { at: caseId, query: {} }),
  nearCase: (caseId: string) => ask('GET /api/cases/{id}/places', { at: caseId }),
  /** What a report at a point may be about; the type is taken from the words when it is empty. */
  offered: (type: string, text: string, lon: number, lat: number) => ask('POST /api/places/offered', { body: { type, text, lon, lat } }),
  classes: () => ask('GET /api/place-classes'),
  retire: (id: string, version: number, reason: string) => ask('POST /api/places/{id}/retire', { at: id, body: { version, reason } }),
  give: (id: string, body: { version: number; reason: string; name: string; owner: string; maintainer: string }) => ask('POST /api/places/{id}', { at: id, body }),
  read: (csv: string, dry_run: boolean) => ask('POST /api/places/import', { body: { csv, dry_run } }),
  file: (form: 'csv' | 'geojson', query: What) => `/api/places/${form}?${new URLSearchParams(Object.entries(query).filter(([, value]) => value) as [string, string][])}`,
};
