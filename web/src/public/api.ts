// The public part of the API. Fails with the server's own sentence.
import type { Progress, ReportDone, Suggestion } from '../lib/api.gen';

export type { Progress, ReportDone, Suggestion } from '../lib/api.gen';

export class Trouble extends Error {
  constructor(readonly status: number, readonly zh: string, readonly en: string, readonly told: boolean) { super(zh); }
}

async function answer<R>(reply: Response): Promise<R> {
  const body = await reply.json().catch(() => null) as (R & { zh?: string; en?: string }) | null;
  if (reply.ok && body !== null) return body;
  throw new Trouble(reply.status, body?.zh ?? '', body?.en ?? body?.zh ?? '', Boolean(body?.zh));
}

export function key(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, '0')).join('');
}

async function ask(path: string, init?: RequestInit): Promise<Response> {
  try { return await fetch(path, init); } catch (why) {
    if ((why as Error).name === 'AbortError') throw why;
    throw new Trouble(0, '', '', false);
  }
}
const post = async <R>(path: string, body: unknown, once = key(), signal?: AbortSignal) =>
  answer<R>(await ask(path, { method: 'POST', headers: { 'Content-Type': 'application/json', 'Idempotency-Key': once }, body: JSON.stringify(body), signal }));
const seg = encodeURIComponent;

export const suggest = (body: { text?: string; lon?: number; lat?: number; type?: string }, signal: AbortSignal) => post<Suggestion>('/api/public/suggest', body, key(), signal);
export const report = (body: Record<string, unknown>, once: string) => post<ReportDone>('/api/public/reports', body, once);
export const progress = async (number: string, code: string) => answer<Progress>(await ask(`/api/public/reports/${seg(number)}?code=${seg(code)}`));
export const rate = (number: string, body: { code: string; score: number; solved: boolean; comment?: string }) => post(`/api/public/reports/${seg(number)}/rating`, body);
export const reopen = (number: string, body: { code: string; reason: string }) => post(`/api/public/reports/${seg(number)}/reopen`, body);
export const progressPage = (number: string, code: string) => `/progress?number=${seg(number)}&code=${seg(code)}`;
export interface Area { type: 'Feature'; geometry: never; properties: { id: string; name: string; kind: string } }
export const areas = async (parent?: string) => (await answer<{ features: Area[] }>(await ask(`/api/public/areas${parent ? `?parent=${seg(parent)}` : ''}`))).features;

export async function upload(file: Blob, name: string, once: string): Promise<string> {
  const form = new FormData();
  form.append('file', file, name);
  return (await answer<{ token: string }>(await ask('/api/files', { method: 'POST', body: form, headers: { 'Idempotency-Key': once } }))).token;
}
