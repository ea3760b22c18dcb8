// Work of a day (一日工作): what the phone sends through the outbox, and what it and the desk read.
import { ask } from './api';
import type { Operations } from './api.gen';
import type * as T from './api.types';

type Body<N extends keyof Operations> = Operations[N] extends { body: infer B } ? B : never;

/** What may wait in the outbox, by name; each POST is safe to repeat with its key. */
export const ACTS = {
  duty: (body: Body<'POST /api/duty'>, key: string, _photos?: T.PhotoUse[]) => ask('POST /api/duty', { body, key }),
} as const;
export type Act = keyof typeof ACTS;
export type ActBody<A extends Act> = Parameters<(typeof ACTS)[A]>[0];

export const day = {
  duty: () => ask('GET /api/duty'),
  present: (parent?: string, day?: string) => ask('GET /api/duty/day', { query: { parent, day } }),
};
