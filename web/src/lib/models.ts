// What officials edit: definitions in force, drafts, rehearsals, figures of steps.
import { ask } from './api';
import type * as M from './models.types';

export type * from './models.types';

/** A reply whose codes are narrower than the document says. */
const narrowed = <Shape>(reply: Promise<unknown>) => reply as Promise<Shape>;

/** A definition to try: a draft's, an unsaved text, or one in force. */
export type Tried = { draft: string } | { text: string } | { key: string; release?: number };

export const models = {
  list: () => narrowed<{ release: number; items: M.ModelRow[] }>(ask('GET /api/models')),
  read: (kind: M.Kind, key: string) => narrowed<M.ModelView>(ask('GET /api/models/{kind}/{key}', { at: [kind, key] })),
  text: (kind: M.Kind, key: string, release?: number) => narrowed<string>(ask('GET /api/models/{kind}/{key}/text', { at: [kind, key], query: { release }, plain: true })),
  check: (kind: M.Kind, text: string, key: string, others: string[]) => narrowed<M.Check>(ask('POST /api/models/check', { body: { kind, text, key, with: others } })),
  compare: (kind: M.Kind, key: string, a: M.Side, b: M.Side) => narrowed<M.Comparison>(ask('POST /api/models/compare', { body: { kind, key, a, b } })),
  rollback: (kind: M.Kind, key: string, release: number, note: string) => narrowed<M.DraftView>(ask('POST /api/models/{kind}/{key}/rollback', { at: [kind, key], body: { release, note } })),
  learned: () => ask('GET /api/type-models'),
  train: () => ask('POST /api/type-models'),
  use: (id?: string) => ask('POST /api/type-models/use', { body: { id } }),
  heat: (key: string, query: { from: string; to: string; street?: string }) => ask('GET /api/models/process/{key}/heat', { at: key, query }),
};

export const drafts = {
  list: (query: { state?: string; after?: string } = {}) => narrowed<{ items: M.DraftRow[]; next: string | null }>(ask('GET /api/drafts', { query: { ...query, limit: 100 } })),
  read: (id: string) => narrowed<M.DraftView>(ask('GET /api/drafts/{id}', { at: id })),
  create: (kind: M.Kind, text: string, key?: string, base_release?: number) => narrowed<M.DraftView>(ask('POST /api/drafts', { body: { kind, text, key, base_release } })),
  save: (id: string, version: number, text: string, base_release?: number) => narrowed<M.DraftView>(ask('POST /api/drafts/{id}', { at: id, body: { version, text, base_release } })),
  drop: (id: string, version: number) => ask('DELETE /api/drafts/{id}', { at: id, query: { version } }),
  submit: (id: string, body: { version: number; note: string; active_from?: string; with?: { id: string; version: number }[] }) => narrowed<M.DraftView>(ask('POST /api/drafts/{id}/submit', { at: id, body })),
  withdraw: (id: string, version: number, reason?: string) => narrowed<M.DraftView>(ask('POST /api/drafts/{id}/withdraw', { at: id, body: { version, reason } })),
  reject: (id: string, version: number, reason: string) => narrowed<M.DraftView>(ask('POST /api/drafts/{id}/reject', { at: id, body: { version, reason } })),
  approve: (id: string, version: number, note?: string) => narrowed<M.DraftView>(ask('POST /api/drafts/{id}/approve', { at: id, body: { version, note } })),
};

export const rehearsals = {
  process: (tried: Tried, more: { type?: string; variables?: Record<string, unknown>; state?: string; event?: M.Event; now: string; with?: string[] }) =>
    narrowed<M.Rehearsal>(ask('POST /api/rehearsals/process', { body: { ...tried, ...more } })),
  decision: (key: string, tried: { draft: string } | { text: string }, more: { count: number; after?: string; only_changed?: boolean }) =>
    narrowed<M.Replay>(ask('POST /api/rehearsals/decision', { body: { key, ...tried, ...more } })),
  form: (tried: Tried, fields: Record<string, unknown>) => narrowed<M.FormTrial>(ask('POST /api/rehearsals/form', { body: { ...tried, fields } })),
};
