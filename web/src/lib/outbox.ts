// What was done without a network, kept until the server has it. Each item carries the key that makes
// sending it twice harmless; each photo has its own. Items leave in the order they were made.
import { useSyncExternalStore } from 'react';
import { ApiError, cases, files, newKey, tasks, type Completion, type ErrorBody, type NewCase } from './api';
import { box } from './idb';

export interface Shot { key: string; name: string; blob: Blob; token?: string }
interface Base { id: string; owner: string; at: string; title: string; shots: Shot[]; photoKind: 'before' | 'after'; state: 'waiting' | 'sending' | 'refused'; error?: ErrorBody }
export interface CompleteItem extends Base { kind: 'complete'; caseId: string; taskId: string; draft: string; body: Completion }
export interface ReportItem extends Base { kind: 'report'; draft: string; body: NewCase }
export type Item = CompleteItem | ReportItem;

let items: Item[] = [];
let running = false;
const listeners = new Set<() => void>();
const sentListeners = new Set<(item: Item) => void>();

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

export function onSent(listener: (item: Item) => void): () => void {
  sentListeners.add(listener);
  return () => sentListeners.delete(listener);
}

type Fresh<I extends Item> = Omit<I, 'id' | 'at' | 'state' | 'error'>;
/** Keeps an item durably, then tries to send. Resolves once it is kept. */
export async function queue(fresh: Fresh<CompleteItem> | Fresh<ReportItem>): Promise<void> {
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
  if (item.kind === 'complete') await tasks.complete(item.taskId, { ...item.body, photos }, item.id);
  else await cases.create({ ...item.body, photos }, item.id);
}

/** False when there is no point in trying the next one now. */
async function attempt(item: Item): Promise<boolean> {
  replace({ ...item, state: 'sending' });
  try {
    await send(item);
    await discard(item.id);
    sentListeners.forEach((listener) => listener(item));
    return true;
  } catch (why) {
    const later = !(why instanceof ApiError) || why.offline || why.status === 401 || why.status === 429 || why.status >= 500;
    const next: Item = later ? { ...item, state: 'waiting' } : { ...item, state: 'refused', error: (why as ApiError).body };
    await box.put('outbox', item.id, next);
    replace(next);
    return !later;
  }
}

async function run(owner: string): Promise<void> {
  for (;;) {
    const next = items.find((item) => item.state === 'waiting' && item.owner === owner);
    if (!next || !(await attempt(next))) return;
  }
}

/** Sends what waits and belongs to `owner`. One page at a time does this. */
export async function flush(owner: string): Promise<void> {
  if (running || !navigator.onLine) return;
  running = true;
  try {
    if (navigator.locks) await navigator.locks.request('shao.outbox', { ifAvailable: true }, async (lock) => { if (lock) await run(owner); });
    else await run(owner);
  } finally { running = false; }
}
