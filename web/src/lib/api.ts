// The only place of the staff entries that speaks HTTP. Every call names an operation of the server's
// OpenAPI document, so a path, a parameter or a field that the server does not know does not compile.
import { t } from '../i18n';
import type { Operations } from './api.gen';
import type * as T from './api.types';

export type * from './api.types';

/** What the server (or the lack of one) said, in both languages. */
export class ApiError extends Error {
  constructor(readonly status: number, readonly body: T.ErrorBody) {
    super(body.zh);
    this.name = 'ApiError';
  }
  get offline() { return this.status === 0; }
}

type Name = keyof Operations;
type Field<O, F extends string> = O extends { [K in F]: infer V } ? V : undefined;
interface Given<N extends Name> {
  /** The {id} or {name} of the path; several in their order. */
  at?: string | string[];
  query?: Field<Operations[N], 'query'>;
  body?: Field<Operations[N], 'body'>;
  form?: FormData;
  /** Makes a POST safe to repeat; one is made when absent. */
  key?: string;
  signal?: AbortSignal;
  /** The reply is a text, not JSON. */
  plain?: boolean;
}

const listeners = new Set<() => void>();
/** Called whenever the server answers that nobody is logged in. */
export function onSessionLost(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** A key that makes one POST safe to repeat. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');
}

function address(name: string, at: string | string[] | undefined, query: object | undefined): string {
  const parts = [at ?? ''].flat();
  const path = name.slice(name.indexOf(' ') + 1).replace(/\{\w+\}/g, () => encodeURIComponent(parts.shift() ?? ''));
  const pairs = Object.entries(query ?? {}).filter(([, v]) => v !== undefined && v !== null && v !== '');
  return pairs.length ? `${path}?${new URLSearchParams(pairs.map(([k, v]) => [k, String(v)])).toString()}` : path;
}

async function failure(reply: Response): Promise<ApiError> {
  const body = (await reply.json().catch(() => null)) as T.ErrorBody | null;
  if (body?.zh) return new ApiError(reply.status, body);
  const params = { status: reply.status };
  return new ApiError(reply.status, { error: `HTTP_${reply.status}`, zh: t('error.http', params, 'zh'), en: t('error.http', params, 'en') });
}

/** Asks the server: lib/api.ts and the tables of calls beside it. */
export async function ask<N extends Name>(name: N, given: Given<N> = {}): Promise<Operations[N]['reply']> {
  const method = name.slice(0, name.indexOf(' '));
  const headers: Record<string, string> = { Accept: 'application/json' };
  if (!given.form && method !== 'GET') headers['Content-Type'] = 'application/json';
  if (method === 'POST') {
    headers['Idempotency-Key'] = given.key ?? newKey();
    headers['X-Phone-Time'] = String(Date.now());   // so that the server knows how wrong this clock is
  }
  const body = given.form ?? (given.body === undefined ? undefined : JSON.stringify(given.body));
  let reply: Response;
  try {
    reply = await fetch(address(name, given.at, given.query), { method, headers, body, signal: given.signal, credentials: 'same-origin' });
  } catch (why) {
    if ((why as Error).name === 'AbortError') throw why;
    throw new ApiError(0, { error: 'OFFLINE', zh: t('error.offline', {}, 'zh'), en: t('error.offline', {}, 'en') });
  }
  if (!reply.ok) {
    if (reply.status === 401 && !name.endsWith('/api/session')) listeners.forEach((listener) => listener());
    throw await failure(reply);
  }
  return (reply.status === 204 ? undefined : given.plain ? await reply.text() : await reply.json().catch(() => undefined)) as Operations[N]['reply'];
}

export const session = {
  read: () => ask('GET /api/session'),
  open: (user: string, password: string) => ask('POST /api/session', { body: { user, password } }),
  close: () => ask('DELETE /api/session'),
  password: (old: string, fresh: string) => ask('POST /api/session/password', { body: { old, new: fresh } }),
  /** What a person chose is remembered with the account. */
  language: (language: 'zh' | 'en') => ask('POST /api/session/language', { body: { language } }),
};

export type TaskFilter = Pick<Operations['GET /api/tasks']['query'], 'stage' | 'type' | 'light' | 'mine'>;
export type Completion = Omit<Operations['POST /api/tasks/{id}/complete']['body'], 'photos'> & { photos?: T.PhotoUse[] };
export const tasks = {
  list: (filter: TaskFilter, after?: string, limit = 100, signal?: AbortSignal) =>
    ask('GET /api/tasks', { query: { ...filter, mine: filter.mine || undefined, limit, after }, signal }),
  counts: () => ask('GET /api/tasks/counts'),
  complete: (id: string, body: Completion, key?: string) => ask('POST /api/tasks/{id}/complete', { at: id, body, key }),
  claim: (id: string, version: number) => ask('POST /api/tasks/{id}/claim', { at: id, body: { version } }),
  release: (id: string, version: number) => ask('POST /api/tasks/{id}/release', { at: id, body: { version } }),
  /** Who may be given the task; and giving it. */
  members: (id: string, signal?: AbortSignal) => ask('GET /api/desks/members', { query: { task: id }, signal }),
  assign: (id: string, body: Operations['POST /api/tasks/{id}/assign']['body']) => ask('POST /api/tasks/{id}/assign', { at: id, body }),
};

export type CaseFilter = Omit<Operations['GET /api/cases']['query'], 'limit' | 'after'>;
export type NewCase = Omit<Operations['POST /api/cases']['body'], 'photos' | 'contact'> & { photos?: T.PhotoUse[]; contact?: { name?: string; phone?: string } };
/** The operations of a case: the last part of POST /api/cases/{id}/…. */
type CaseOp = Exclude<Extract<Name, `POST /api/cases/{id}/${string}`>, `POST /api/cases/{id}/people${string}`>;
export const cases = {
  list: (filter: CaseFilter, after?: string, limit = 50, signal?: AbortSignal) => ask('GET /api/cases', { query: { ...filter, limit, after }, signal }),
  read: (id: string, signal?: AbortSignal) => ask('GET /api/cases/{id}', { at: id, signal }) as Promise<T.CaseView>,
  create: (body: NewCase, key?: string) => ask('POST /api/cases', { body, key }),
  /** The server lists what may be done (`actions`), with its fields: only those come here. */
  act: (id: string, op: string, body: Record<string, unknown>, key?: string) =>
    ask(`POST /api/cases/{id}/${op}` as CaseOp, { at: id, body: body as never, key }),
  /** What its words say of its type. */
  guess: (id: string) => ask('GET /api/cases/{id}/guess', { at: id }),
  /** What is probably the same, alike, at its place or of its reporter. */
  related: (id: string) => ask('GET /api/cases/{id}/related', { at: id }),
  diagram: (id: string) => ask('GET /api/cases/{id}/diagram', { at: id }) as Promise<T.Diagram>,
  duplicatesAt: (type: string, lon: number, lat: number) => ask('POST /api/duplicates', { body: { type, lon, lat } }),
};

/** 应急处置: plans, responses, stocks. */
export const emergencies = {
  plans: () => ask('GET /api/emergency-plans'),
  activate: (body: Operations['POST /api/emergencies']['body'], key?: string) => ask('POST /api/emergencies', { body, key }),
  list: (unit?: string) => ask('GET /api/emergencies', { query: { unit } }),
  read: (id: string) => ask('GET /api/emergencies/{id}', { at: id }),
  stocks: (unit?: string) => ask('GET /api/emergency-stocks', { query: { unit } }),
  addStock: (body: Operations['POST /api/emergency-stocks']['body']) => ask('POST /api/emergency-stocks', { body }),
  count: (id: string, body: Operations['POST /api/emergency-stocks/{id}']['body']) => ask('POST /api/emergency-stocks/{id}', { at: id, body }),
};

/** 值班表. */
export const roster = {
  read: (query: Operations['GET /api/roster']['query']) => ask('GET /api/roster', { query }),
  people: (unit?: string) => ask('GET /api/roster/people', { query: { unit } }),
  add: (body: Operations['POST /api/roster']['body']) => ask('POST /api/roster', { body }),
  drop: (id: string) => ask('DELETE /api/roster/{id}', { at: id }),
};

/** 派遣台: what waits to be sent, who is near. */
export const dispatch = {
  queue: () => ask('GET /api/dispatch'),
  near: (lon: number, lat: number) => ask('GET /api/duty/near', { query: { lon, lat } }),
};

/** 回访台: who waits to be called back. */
export const callbacks = {
  queue: () => ask('GET /api/callbacks'),
};

/** 督办单: who owes an answer, and the orders about a case. */
export const orders = {
  list: (query: Operations['GET /api/orders']['query']) => ask('GET /api/orders', { query }),
  ofCase: (id: string) => ask('GET /api/cases/{id}/orders', { at: id }),
};

/** 工作布置: giving one, what was given, how far its receivers are. */
export type NewInstruction = Omit<Operations['POST /api/instructions']['body'], 'photos' | 'units'> & { units?: string[]; photos?: T.PhotoUse[] };
export const instructions = {
  give: (body: NewInstruction, key?: string) => ask('POST /api/instructions', { body, key }),
  list: (query: Operations['GET /api/instructions']['query']) => ask('GET /api/instructions', { query }),
  read: (id: string) => ask('GET /api/instructions/{id}', { at: id }),
  receivers: (id: string, query: Operations['GET /api/instructions/{id}/receivers']['query']) => ask('GET /api/instructions/{id}/receivers', { at: id, query }),
};

export type NewWhistle = Omit<Operations['POST /api/whistles']['body'], 'photos' | 'units'> & { units?: string[]; photos?: T.PhotoUse[] };
/** 吹哨报到: the table, blowing, what units are summoned to, the month's figures. */
export const whistles = {
  types: () => ask('GET /api/whistles/types'),
  blow: (body: NewWhistle, key?: string) => ask('POST /api/whistles', { body, key }),
  blown: (query: Operations['GET /api/whistles']['query']) => ask('GET /api/whistles', { query }),
  parties: (query: Operations['GET /api/whistles/parties']['query']) => ask('GET /api/whistles/parties', { query: { ...query, open: query.open || undefined } }),
  figures: (area?: string, month?: string) => ask('GET /api/whistles/figures', { query: { area, month } }),
  appraise: (id: string, body: Operations['POST /api/cases/{id}/appraise']['body']) => ask('POST /api/cases/{id}/appraise', { at: id, body }),
};

export const places = {
  locate: (lon: number, lat: number) => ask('GET /api/locate', { query: { lon, lat } }),
  units: (query: Operations['GET /api/units']['query']) => ask('GET /api/units', { query }),
  /** The children of `parent` (the city when absent), or with `grids` all grids within it. */
  areas: (parent?: string, grids = false) =>
    ask('GET /api/map/areas', { query: { level: grids ? 'grid' : undefined, parent } }) as Promise<unknown> as Promise<T.AreaCollection>,
  cases: (bbox: string, filter: { type?: string; light?: string }) => ask('GET /api/map/cases', { query: { bbox, ...filter } }),
};

export const grids = {
  list: (parent?: string, after?: string, signal?: AbortSignal) => ask('GET /api/grids', { query: { parent, limit: 200, after }, signal }),
  read: (id: string) => ask('GET /api/grids/{id}', { at: id }),
  /** The file of the grids of an area, to download. */
  file: (parent: string, coordinates: string) => address('GET /api/grids/geojson', undefined, { parent, coordinates }),
};

export const catalogue = {
  items: () => ask('GET /api/catalogue') as Promise<unknown> as Promise<T.Catalogue>,
  classify: (text: string) => ask('POST /api/classify', { body: { text } }),
};

export const figures = {
  dashboard: (unit?: string) => ask('GET /api/dashboard', { query: { unit } }),
  surges: (hours?: number) => ask('GET /api/surges', { query: { hours } }),
  hotspots: (days?: number) => ask('GET /api/hotspots', { query: { days } }),
  /** A person says that two hot spots, each named by a case of it, are one, or not. */
  tieHotspots: (a: string, b: string, same: boolean) => ask('POST /api/hotspots/ties', { body: { a, b, same } }),
};

/** 指挥大屏. */
export const screen = {
  numbers: (area?: string) => ask('GET /api/screen', { query: { area } }),
  points: (area?: string) => ask('GET /api/screen/cases', { query: { area } }) as Promise<unknown> as Promise<T.ScreenCases>,
  areas: (parent: string, grids: boolean) => places.areas(parent, grids),
};

export const evaluation = {
  table: (query: Operations['GET /api/evaluation']['query']) => ask('GET /api/evaluation', { query }) as Promise<unknown> as Promise<T.Evaluation>,
  cases: (query: Operations['GET /api/evaluation/cases']['query']) => ask('GET /api/evaluation/cases', { query }),
};

/** 简报: of a day, a week or a month. */
export const briefs = {
  list: (query: Operations['GET /api/briefs']['query']) => ask('GET /api/briefs', { query }),
  read: (id: string) => ask('GET /api/briefs/{id}', { at: id }) as Promise<unknown> as Promise<T.Brief>,
  make: (body: Operations['POST /api/briefs']['body']) => ask('POST /api/briefs', { body }) as Promise<unknown> as Promise<T.Brief>,
  /** To download; `lang` as the page is read. */
  file: (id: string, kind: 'pdf' | 'xlsx', lang: string) => address(`GET /api/briefs/{id}/${kind}`, id, { lang }),
};

export const accounts = {
  list: (query: { q?: string; pending?: boolean; after?: string }) => ask('GET /api/accounts', { query: { ...query, pending: query.pending || undefined, limit: 50 } }),
  create: (body: Operations['POST /api/accounts']['body']) => ask('POST /api/accounts', { body }),
  approve: (id: string, version: number) => ask('POST /api/accounts/{id}/approve', { at: id, body: { version } }),
  setState: (id: string, version: number, state: string) => ask('POST /api/accounts/{id}/state', { at: id, body: { version, state } }),
  reset: (id: string, version: number) => ask('POST /api/accounts/{id}/password', { at: id, body: { version } }),
  read: (id: string) => ask('GET /api/accounts/{id}', { at: id }),
  grants: (id: string) => ask('GET /api/accounts/{id}/grants', { at: id }),
  grant: (id: string, role: string, unit: string) => ask('POST /api/accounts/{id}/grants', { at: id, body: { role, unit } }),
  revoke: (grant: string) => ask('DELETE /api/grants/{id}', { at: grant }),
  roles: () => ask('GET /api/roles'),
};

/** Keys of other systems; a key is told once, when it is made. */
export const keys = {
  list: () => ask('GET /api/keys'),
  create: (body: { name: string; account: string; rights: string[]; source: string }) => ask('POST /api/keys', { body }),
  disable: (id: string) => ask('DELETE /api/keys/{id}', { at: id }),
};

export type AuditFilter = Pick<Operations['GET /api/audit']['query'], 'kind' | 'refused'>;
export const audit = { list: (filter: AuditFilter, after?: string, limit = 100) => ask('GET /api/audit', { query: { ...filter, refused: filter.refused || undefined, limit, after } }) };

/** Cases somebody sent me to read. */
export const copies = {
  list: (after?: string, limit = 50) => ask('GET /api/copies', { query: { limit, after } }),
  read: (id: string) => ask('POST /api/copies/{id}/read', { at: id }),
};

/** For the administrator of processes: what stands still, and the jobs of outside workers. */
export const stuck = {
  list: (after?: string) => ask('GET /api/incidents', { query: { limit: 50, after } }),
  read: (id: string) => ask('GET /api/incidents/{id}', { at: id }) as Promise<Omit<T.Incident, 'variables'> & { variables: Record<string, unknown> }>,
  jobs: (filter: Pick<Operations['GET /api/jobs']['query'], 'state' | 'type'>, after?: string) => ask('GET /api/jobs', { query: { ...filter, limit: 50, after } }),
};

/** Running cases on older releases of their processes, and moving them on. */
export const migrations = {
  sources: () => ask('GET /api/migrations'),
  run: (body: Operations['POST /api/migrations']['body']) => ask('POST /api/migrations', { body }),
};

export const files = {
  upload: (file: Blob, key?: string, name = 'photo.jpg') => {
    const form = new FormData();
    form.append('file', file, name);
    return ask('POST /api/files', { form, key });
  },
  address: (digest: string, thumb = false) => address('GET /api/files/{name}', digest, { size: thumb ? 'thumb' : undefined }),
};

export const eventsAddress = '/api/events';
