// What was done without a network, kept until the server has it. Each item carries the key that makes
// sending it twice harmless; each photo has its own. Items leave in the order they were made; one that the
// server refuses stays, with the reason, and those behind it go on. While nothing gets through, the
// pauses between tries grow.
import { useSyncExternalStore } from 'react';
import { ApiError, cases, files, newKey, tasks, type Completion, type ErrorBody, type NewCase } from './api';
import { ACTS, type Act, type ActBody } from './day';
import { box } from './idb';

export interface Shot { key: string; name: string; blob: Blob; token?: string; /** could not be marked (照片水印) */ unmarked?: true }
interface Base { id: string; owner: string; at: string; title: string; shots: Shot[]; photoKind: 'before' | 'after'; state: 'waiting' | 'sending' | 'refused'; error?: ErrorBody }
export interface CompleteItem extends Base { kind: 'complete'; caseId: string; taskId: string; draft: string; body: Completion }
export interface ReportItem extends Base { kind: 'report'; draft: string; body: NewCase }
/** What is done in a day besides cases: lib/day.ts. */
export interface ActItem<A extends Act = Act> extends Base { kind: 'act'; act: A; draft: string; body: ActBody<A> }
export type Item = CompleteItem | ReportItem | ActItem;

let items: Item[] = [];
let running = false;
const listeners = new Set<() => void>();
const settledListeners = new Set<(item: Item) => void>();

function changed(next: Item[]): void {
  items = next;
  listeners.forEach((listener) => listener());
}
const replace = (item: Item) => changed(items.map((one) => (one.id === item.id ? item : one)));

/** Reads what an earlier visit left. Something that was on its way is simply waiting again. */
export async function openOutbox(): Promise<void> {
  const found = await box.all<Item>('outbox').catch(() => [] as Item[]);
  changed(found.map((item) => (item.state === 'sending' ? { ...item, state: 'waiting' as const } : item)).sort((a, b) => a.at.localeCompare(b.at)));
}

export function useOutbox(): Item[] {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, () => items);
}

/** Whenever the server has taken or refused an item: what is on the page may be old. */
export function onSettled(listener: (item: Item) => void): () => void {
  settledListeners.add(listener);
  return () => settledListeners.delete(listener);
}

type Fresh<I extends Item> = Omit<I, 'id' | 'at' | 'state' | 'error'>;
/** Keeps an item durably, then tries to send. Resolves once it is kept. */
export async function queue(fresh: Fresh<CompleteItem> | Fresh<ReportItem> | Fresh<ActItem>): Promise<void> {
  const item = { ...fresh, id: newKey(), at: new Date().toISOString(), state: 'waiting' } as Item;
  await box.put('outbox', item.id, item);
  changed([...items, item]);
}

export async function discard(id: string): Promise<void> {
  await box.drop('outbox', id);
  changed(items.filter((item) => item.id !== id));
}

export async function retry(id: string): Promise<void> {
  const item = items.find((one) => one.id === id);
  if (!item) return;
  const again: Item = { ...item, state: 'waiting', error: undefined };
  await box.put('outbox', id, again);
  replace(again);
}

/** Keeps something of a day's work, with what the phone's clock shows now, and tries to send it. */
export async function act<A extends Act>(owner: string, name: A, body: ActBody<A>, title: string, more: { shots?: Shot[]; draft?: string } = {}): Promise<void> {
  await queue({ kind: 'act', act: name, owner, title, shots: more.shots ?? [], draft: more.draft ?? '', photoKind: 'before', body: { ...body, said_at: new Date().toISOString() } } as Fresh<ActItem>);
  await flush(owner, true);
}

/** Sends what was refused again, with something changed. */
export async function amend(id: string, change: object): Promise<void> {
  const item = items.find((one) => one.id === id);
  if (!item) return;
  const next = { ...item, body: { ...item.body, ...change }, state: 'waiting', error: undefined } as Item;
  await box.put('outbox', id, next);
  replace(next);
  await flush(item.owner, true);
}

async function uploaded(item: Item): Promise<string[]> {
  const tokens: string[] = [];
  for (const shot of item.shots) {
    if (!shot.token) {
      shot.token = (await files.upload(shot.blob, shot.key, shot.name)).token;
      await box.put('outbox', item.id, { ...item, state: 'waiting' });
    }
    tokens.push(shot.token);
  }
  return tokens;
}

async function send(item: Item): Promise<void> {
  const tokens = await uploaded(item);
  const photos = tokens.length ? tokens.map((token) => ({ token, kind: item.photoKind })) : undefined;
  if (item.kind === 'act') await ACTS[item.act](item.body as never, item.id, photos);
  else if (item.kind === 'complete') await tasks.complete(item.taskId, { ...item.body, photos }, item.id);
  else await cases.create({ ...item.body, photos }, item.id);
}

/** False when there is no point in trying the next one now. */
async function attempt(item: Item): Promise<boolean> {
  replace({ ...item, state: 'sending' });
  try {
    await send(item);
    await discard(item.id);
    failures = 0;
    settledListeners.forEach((listener) => listener(item));
    return true;
  } catch (why) {
    const later = !(why instanceof ApiError) || why.offline || why.status === 401 || why.status === 429 || why.status >= 500;
    const next: Item = later ? { ...item, state: 'waiting' } : { ...item, state: 'refused', error: (why as ApiError).body };
    if (later) failures += 1; else failures = 0;
    await box.put('outbox', item.id, next);
    replace(next);
    if (!later) settledListeners.forEach((listener) => listener(item));
    return !later;
  }
}

async function run(owner: string): Promise<void> {
  for (;;) {
    const next = items.find((item) => item.state === 'waiting' && item.owner === owner);
    if (!next || !(await attempt(next))) return;
  }
}

const PAUSE_MS = 5_000, LONGEST_PAUSE_MS = 300_000;
let failures = 0;
let notBefore = 0;

/** Sends what waits and belongs to `owner`; `now`: although the last try failed a moment ago. One page at a time does this. */
export async function flush(owner: string, now = false): Promise<void> {
  if (running || !navigator.onLine || (!now && Date.now() < notBefore)) return;
  running = true;
  try {
    if (navigator.locks) await navigator.locks.request('shao.outbox', { ifAvailable: true }, async (lock) => { if (lock) await run(owner); });
    else await run(owner);
  } finally {
    running = false;
    notBefore = failures ? Date.now() + Math.min(LONGEST_PAUSE_MS, PAUSE_MS * 2 ** Math.min(failures, 10)) * (0.75 + Math.random() / 2) : 0;
  }
}
