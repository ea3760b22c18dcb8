// The only place of the staff entries that speaks HTTP: no component builds a URL.
import { t } from '../i18n';
import type * as T from './api.types';

export type * from './api.types';

/** What the server (or the lack of one) said, in both languages. */
export class ApiError extends Error {
  constructor(readonly status: number, readonly body: T.ErrorBody) {
    super(body.zh);
    this.name = 'ApiError';
  }
  get offline() { return this.status === 0; }
  get conflict() { return this.status === 409; }
}

type Query = Record<string, string | number | boolean | null | undefined>;
interface Options { query?: Query; body?: unknown; form?: FormData; key?: string; signal?: AbortSignal }

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

function address(path: string, query?: Query): string {
  const pairs = Object.entries(query ?? {}).filter(([, v]) => v !== undefined && v !== null && v !== '');
  if (!pairs.length) return path;
  return `${path}?${new URLSearchParams(pairs.map(([k, v]) => [k, String(v)])).toString()}`;
}

async function failure(reply: Response): Promise<ApiError> {
  const body = (await reply.json().catch(() => null)) as T.ErrorBody | null;
  if (body?.zh) return new ApiError(reply.status, body);
  return new ApiError(reply.status, {
    error: `HTTP_${reply.status}`,
    zh: t('error.http', { status: reply.status }, 'zh'),
    en: t('error.http', { status: reply.status }, 'en'),
  });
}

async function call<R>(method: string, path: string, options: Options = {}): Promise<R> {
  const headers: Record<string, string> = { Accept: 'application/json' };
  if (!options.form && method !== 'GET') headers['Content-Type'] = 'application/json';
  if (options.key) headers['Idempotency-Key'] = options.key;
  const body = options.form ?? (method === 'GET' ? undefined : JSON.stringify(options.body ?? {}));
  let reply: Response;
  try {
    reply = await fetch(address(path, options.query), { method, headers, body, signal: options.signal, credentials: 'same-origin' });
  } catch (why) {
    if ((why as Error).name === 'AbortError') throw why;
    throw new ApiError(0, { error: 'OFFLINE', zh: t('error.offline', {}, 'zh'), en: t('error.offline', {}, 'en') });
  }
  if (!reply.ok) {
    if (reply.status === 401 && path !== '/api/session') listeners.forEach((listener) => listener());
    throw await failure(reply);
  }
  return (reply.status === 204 ? undefined : await reply.json().catch(() => undefined)) as R;
}

const get = <R>(path: string, query?: Query, signal?: AbortSignal) => call<R>('GET', path, { query, signal });
const post = <R>(path: string, body?: unknown, key = newKey()) => call<R>('POST', path, { body, key });
const seg = encodeURIComponent;

/** What a person chose is remembered with the account. */
const language = (to: 'zh' | 'en') => post<void>('/api/session/language', { language: to });

export const session = {
  language,
  read: () => get<T.Me>('/api/session'),
  open: (user: string, password: string) => post<{ user: T.Me }>('/api/session', { user, password }),
  close: () => call<void>('DELETE', '/api/session'),
  password: (old: string, fresh: string) => post<void>('/api/session/password', { old, new: fresh }),
};

export interface TaskFilter { stage?: string; type?: string; light?: string; mine?: boolean }
export interface Completion { version: number; outcome: string; note?: string; fields?: unknown; photos?: T.PhotoUse[]; unit?: string }
export const tasks = {
  list: (filter: TaskFilter, after?: string, limit = 100, signal?: AbortSignal) =>
    get<T.Page<T.TaskRow>>('/api/tasks', { ...filter, mine: filter.mine || undefined, limit, after }, signal),
  counts: () => get<T.TaskCounts>('/api/tasks/counts'),
  complete: (id: string, body: Completion, key?: string) => post<T.StepDone>(`/api/tasks/${seg(id)}/complete`, body, key),
  claim: (id: string, version: number) => post<void>(`/api/tasks/${seg(id)}/claim`, { version }),
  release: (id: string, version: number) => post<void>(`/api/tasks/${seg(id)}/release`, { version }),
  assign: (id: string, version: number, account: string, reason: string) =>
    post<void>(`/api/tasks/${seg(id)}/assign`, { version, account, reason }),
};

export interface CaseFilter {
  q?: string; number?: string; type?: string; state?: string; stage?: string; street?: string; community?: string; grid?: string;
  light?: string; source?: string; from?: number; to?: number; district?: string; steering?: string; unit?: string;
}
export const cases = {
  list: (filter: CaseFilter, after?: string, limit = 50, signal?: AbortSignal) =>
    get<T.Page<T.CaseRow>>('/api/cases', { ...filter, limit, after }, signal),
  read: (id: string, signal?: AbortSignal) => get<T.CaseView>(`/api/cases/${seg(id)}`, undefined, signal),
  create: (body: T.NewCase, key?: string) => post<T.CaseOpened>('/api/cases', body, key),
  act: (id: string, op: string, body: Record<string, unknown>, key?: string) =>
    post<T.StepDone>(`/api/cases/${seg(id)}/${seg(op)}`, body, key),
  diagram: (id: string) => get<T.Diagram>(`/api/cases/${seg(id)}/diagram`),
  duplicatesAt: (type: string, lon: number, lat: number) => post<{ items: T.Duplicate[] }>('/api/duplicates', { type, lon, lat }),
};

export const places = {
  locate: (lon: number, lat: number) => get<T.Locate>('/api/locate', { lon, lat }),
  units: (query: { parent?: string; within?: string; kind?: string; q?: string; limit?: number }) => get<{ items: T.UnitRef[] }>('/api/units', query),
  /** The children of `parent` (the city when absent), or with `grids` all grids within it. */
  areas: (parent?: string, grids = false) => get<T.AreaCollection>('/api/map/areas', { level: grids ? 'grid' : undefined, parent }),
  cases: (bbox: string, filter: { type?: string; light?: string; stage?: string }) => get<T.MapCases>('/api/map/cases', { bbox, ...filter }),
};

export const catalogue = {
  items: () => get<{ items: T.ItemRow[]; sources: T.SourceRow[] }>('/api/catalogue'),
  classify: (text: string) => post<{ types: T.Suggestion[] }>('/api/classify', { text }),
};

export const figures = { dashboard: (unit?: string) => get<T.Dashboard>('/api/dashboard', { unit }) };

export const accounts = {
  list: (query: { unit?: string; q?: string; pending?: boolean; after?: string }) =>
    get<T.Page<T.Account>>('/api/accounts', { ...query, pending: query.pending || undefined, limit: 50 }),
  create: (body: { login: string; name: string; unit: string; phone?: string }) =>
    post<{ id: string; login: string; state: string; password: string | null }>('/api/accounts', body),
  approve: (id: string, version: number) => post<T.Account>(`/api/accounts/${seg(id)}/approve`, { version }),
  setState: (id: string, version: number, state: string) => post<T.Account>(`/api/accounts/${seg(id)}/state`, { version, state }),
  reset: (id: string, version: number) => post<{ password: string }>(`/api/accounts/${seg(id)}/password`, { version }),
  grants: (id: string) => get<{ items: T.AccountGrant[] }>(`/api/accounts/${seg(id)}/grants`),
  grant: (id: string, role: string, unit: string) => post<{ id: string }>(`/api/accounts/${seg(id)}/grants`, { role, unit }),
  revoke: (grant: string) => call<void>('DELETE', `/api/grants/${seg(grant)}`),
  roles: () => get<{ items: T.Role[] }>('/api/roles'),
};

export const files = {
  upload: (file: Blob, key?: string, name = 'photo.jpg') => {
    const form = new FormData();
    form.append('file', file, name);
    return call<T.FileInfo>('POST', '/api/files', { form, key });
  },
  address: (digest: string, thumb = false) => address(`/api/files/${seg(digest)}`, { size: thumb ? 'thumb' : undefined }),
};

export const eventsAddress = '/api/events';
