// Work of a day (一日工作): what the phone sends through the outbox, and what it and the desk read.
import { ask } from './api';
import type { Operations } from './api.gen';
import type * as T from './api.types';

type Body<N extends keyof Operations> = Operations[N] extends { body: infer B } ? B : never;

/** What may wait in the outbox, by name; each POST is safe to repeat with its key. */
export const ACTS = {
  duty: (body: Body<'POST /api/duty'>, key: string, _photos?: T.PhotoUse[]) => ask('POST /api/duty', { body, key }),
  mark: (body: Body<'POST /api/patrols/marks'>, key: string, _photos?: T.PhotoUse[]) => ask('POST /api/patrols/marks', { body, key }),
  finish: (body: Body<'POST /api/patrols/finish'>, key: string, _photos?: T.PhotoUse[]) => ask('POST /api/patrols/finish', { body, key }),
  log: (body: Body<'POST /api/grid-logs'>, key: string, photos?: T.PhotoUse[]) => ask('POST /api/grid-logs', { body: { ...body, photos }, key }),
  notice: ({ id, ...body }: Body<'POST /api/notices/{id}/read'> & { id: string }, key: string, _photos?: T.PhotoUse[]) => ask('POST /api/notices/{id}/read', { at: id, body, key }),
  visit: (body: Body<'POST /api/services/visits'>, key: string, _photos?: T.PhotoUse[]) => ask('POST /api/services/visits', { body, key }),
} as const;
export type Act = keyof typeof ACTS;
export type ActBody<A extends Act> = Parameters<(typeof ACTS)[A]>[0];

export const day = {
  duty: () => ask('GET /api/duty'),
  servicesMine: () => ask('GET /api/services/mine'),
  services: (parent?: string) => ask('GET /api/services', { query: { parent } }),
  addService: (body: Body<'POST /api/services'>) => ask('POST /api/services', { body }),
  endService: (id: string, version: number, reason: string) => ask('POST /api/services/{id}/end', { at: id, body: { version, reason } }),
  reveal: (id: string, reason: string) => ask('POST /api/services/{id}/reveal', { at: id, body: { reason } }),
  logsMine: () => ask('GET /api/grid-logs/mine'),
  logs: (parent?: string, day?: string) => ask('GET /api/grid-logs', { query: { parent, day } }),
  patrolsMine: () => ask('GET /api/patrols/mine'),
  patrols: (parent?: string, day?: string) => ask('GET /api/patrols', { query: { parent, day } }),
  routes: (parent?: string) => ask('GET /api/patrol-routes', { query: { parent } }),
  propose: (grid: string) => ask('POST /api/patrol-routes/propose', { body: { grid } }),
  addRoute: (body: Body<'POST /api/patrol-routes'>) => ask('POST /api/patrol-routes', { body }),
  saveRoute: (id: string, body: Body<'POST /api/patrol-routes/{id}'>) => ask('POST /api/patrol-routes/{id}', { at: id, body }),
  dropRoute: (id: string, version: number) => ask('DELETE /api/patrol-routes/{id}', { at: id, query: { version } }),
  present: (parent?: string, day?: string) => ask('GET /api/duty/day', { query: { parent, day } }),
};
