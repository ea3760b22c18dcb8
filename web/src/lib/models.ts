// What officials edit: definitions in force, drafts, rehearsals, figures of steps.
import { ask as asked } from './api';
import type * as M from './models.types';

export type * from './models.types';

/** The calls below stand in docs/spine.md §5; they are compared with the server's document once it has them. */
const ask = asked as unknown as (name: string, given?: object) => Promise<unknown>;

/** A definition to try: a draft's, an unsaved text, or one in force. */
export type Tried = { draft: string } | { text: string; key?: string } | { key: string; release?: number };

export const models = {
  list: () => ask('GET /api/models') as Promise<{ release: number; items: M.ModelRow[] }>,
  read: (kind: M.Kind, key: string) => ask('GET /api/models/{kind}/{key}', { at: [kind, key] }) as Promise<M.ModelView>,
  text: (kind: M.Kind, key: string, release?: number) => ask('GET /api/models/{kind}/{key}/text', { at: [kind, key], query: { release }, plain: true }) as Promise<string>,
  check: (kind: M.Kind, text: string, key: string, others: string[]) => ask('POST /api/models/check', { body: { kind, text, key, with: others } }) as Promise<M.Check>,
  compare: (kind: M.Kind, key: string, a: M.Side, b: M.Side) => ask('POST /api/models/compare', { body: { kind, key, a, b } }) as Promise<M.Comparison>,
  rollback: (kind: M.Kind, key: string, release: number, note: string) => ask('POST /api/models/{kind}/{key}/rollback', { at: [kind, key], body: { release, note } }) as Promise<M.DraftView>,
  heat: (key: string, query: { from: string; to: string; street?: string }) => ask('GET /api/models/process/{key}/heat', { at: key, query }) as Promise<M.Heat>,
};

export const drafts = {
  list: (query: { state?: string; after?: string } = {}) => ask('GET /api/drafts', { query: { ...query, limit: 100 } }) as Promise<{ items: M.DraftRow[]; next: string | null }>,
  read: (id: string) => ask('GET /api/drafts/{id}', { at: id }) as Promise<M.DraftView>,
  create: (kind: M.Kind, text: string, key?: string, base_release?: number) => ask('POST /api/drafts', { body: { kind, text, key, base_release } }) as Promise<M.DraftView>,
  save: (id: string, version: number, text: string, base_release?: number) => ask('POST /api/drafts/{id}', { at: id, body: { version, text, base_release } }) as Promise<M.DraftView>,
  drop: (id: string, version: number) => ask('DELETE /api/drafts/{id}', { at: id, query: { version } }),
  submit: (id: string, body: { version: number; note: string; active_from?: string; with?: { id: string; version: number }[] }) => ask('POST /api/drafts/{id}/submit', { at: id, body }) as Promise<M.DraftView>,
  withdraw: (id: string, version: number, reason?: string) => ask('POST /api/drafts/{id}/withdraw', { at: id, body: { version, reason } }) as Promise<M.DraftView>,
  reject: (id: string, version: number, reason: string) => ask('POST /api/drafts/{id}/reject', { at: id, body: { version, reason } }) as Promise<M.DraftView>,
  approve: (id: string, version: number, note?: string) => ask('POST /api/drafts/{id}/approve', { at: id, body: { version, note } }) as Promise<M.DraftView>,
};

export const rehearsals = {
  process: (tried: Tried, more: { type?: string; variables?: Record<string, unknown>; state?: unknown; event?: M.Event; now: string; with?: string[] }) =>
    ask('POST /api/rehearsals/process', { body: { ...tried, ...more } }) as Promise<M.Rehearsal>,
  decision: (key: string, tried: { draft: string } | { text: string }, more: { count: number; after?: string; only_changed?: boolean }) =>
    ask('POST /api/rehearsals/decision', { body: { key, ...tried, ...more } }) as Promise<M.Replay>,
  form: (tried: Tried, fields: Record<string, unknown>) => ask('POST /api/rehearsals/form', { body: { ...tried, fields } }) as Promise<M.FormTrial>,
};
