// What was done without a network, kept until the server has it. Each item carries the key that makes
// sending it twice harmless; each photo has its own. Items have the number of their place, which no clock
// gives, and those about the same thing leave in that order: a later one is held while an earlier one is
// refused or not yet decided. Others do not wait for it. While something fails, the pauses between tries grow.
import { useSyncExternalStore } from 'react';
import { ApiError, cases, files, newKey, tasks, type Completion, type ErrorBody, type NewCase } from './api';
import { ACTS, type Act, type ActBody } from './day';
import { box, type Numbered } from './idb';

export interface Shot { key: string; name: string; blob: Blob; token?: string; /** could not be marked (照片水印) */ unmarked?: true }
interface Base extends Numbered { id: string; owner: string; at: string; title: string; shots: Shot[]; photoKind: 'before' | 'after'; state: 'waiting' | 'sending' | 'refused'; error?: ErrorBody }
export interface CompleteItem extends Base { kind: 'complete'; caseId: string; taskId: string; body: Completion }
export interface ReportItem extends Base { kind: 'report'; body: NewCase }
/** What is done in a day besides cases: lib/day.ts. */
export interface ActItem<A extends Act = Act> extends Base { kind: 'act'; act: A; body: ActBody<A> }
export type Item = CompleteItem | ReportItem | ActItem;

let items: Item[] = [];
let underWay: string | null = null;   // what this page is sending just now; nothing kept says so
const listeners = new Set<() => void>();
const settledListeners = new Set<(item: Item) => void>();
const others = new BroadcastChannel('shao.outbox');   // pages of the same phone

/** What is kept, by any page of this phone, in its order. */
async function look(): Promise<void> {
  const found = await box.all<Item>('outbox');
  items = found.sort((a, b) => a.n - b.n).map((item) => (item.id === underWay ? { ...item, state: 'sending' } : item));
  listeners.forEach((listener) => listener());
}

async function changed(): Promise<void> {
  await look();
  others.postMessage(null);
}
others.onmessage = () => void look();

/** Reads what an earlier visit left. */
export async function openOutbox(): Promise<void> {
  await look().catch(() => undefined);
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

/** What an item is about: those about the same thing keep their order. */
function thing(item: Item): string {
  if (item.kind === 'complete') return `case.${item.caseId}`;
  if (item.kind === 'report') return item.id;
  const { act: name, body } = item as { act: Act; body: { key?: string; id?: string; service?: string } };
  if (name === 'mark' || name === 'finish') return `walk.${body.key}`;
  if (name === 'notice') return `notice.${body.id}`;
  if (name === 'visit') return `service.${body.service}`;
  return name === 'duty' ? 'duty' : item.id;
}

/** One patrols on duty only: walks wait for going on duty, and going off it for walks not yet decided. */
function holds(earlier: Item, later: Item): boolean {
  const first = thing(earlier), second = thing(later);
  if (first === second || (first === 'duty' && second.startsWith('walk.'))) return true;
  return first.startsWith('walk.') && second === 'duty' && earlier.state !== 'refused';
}

/** The earlier item that must be settled before this one may leave. */
export const heldBy = (all: Item[], item: Item): Item | undefined => all.find((one) => one.n < item.n && one.owner === item.owner && holds(one, item));

type Fresh<I extends Item> = Omit<I, 'id' | 'n' | 'at' | 'state' | 'error'>;
/** Keeps an item durably, at the end or in the place of the one it `replaces`. Resolves once it is kept. */
export async function queue(fresh: Fresh<CompleteItem> | Fresh<ReportItem> | Fresh<ActItem>, replaces?: string): Promise<void> {
  const id = newKey();
  await box.line('outbox', id, { ...fresh, id, at: new Date().toISOString(), state: 'waiting' }, replaces);
  await changed();
}

async function drop(id: string): Promise<void> {
  await box.drop('outbox', id);
  await changed();
}

/** Gives an item up; those it held go on. */
export async function discard(item: Item): Promise<void> {
  await drop(item.id);
  await flush(item.owner, true);
}

/** Keeps something of a day's work, with what the phone's clock shows now, and tries to send it. */
export async function act<A extends Act>(owner: string, name: A, body: ActBody<A>, title: string, shots: Shot[] = []): Promise<void> {
  await queue({ kind: 'act', act: name, owner, title, shots, photoKind: 'before', body: { ...body, said_at: new Date().toISOString() } } as Fresh<ActItem>);
  await flush(owner, true);
}

/** Sends what was refused again, with something changed or as it is. */
export async function amend(item: Item, change: object = {}): Promise<void> {
  await box.change<Item>('outbox', item.id, { body: { ...item.body, ...change }, state: 'waiting', error: undefined } as Partial<Item>);
  await changed();
  await flush(item.owner, true);
}

/** Sends a step again on the task as it is now. False when it is no longer this person's to do. */
export async function redo(item: CompleteItem): Promise<boolean> {
  const { tasks: open } = await cases.read(item.caseId);
  const task = open.find((one) => one.id === item.taskId && one.can_act && one.outcomes.some((outcome) => outcome.code === item.body.outcome));
  if (task) await amend(item, { version: task.version });
  return Boolean(task);
}

async function uploaded(item: Item): Promise<string[]> {
  const tokens: string[] = [];
  for (const shot of item.shots) {
    if (!shot.token) {
      shot.token = (await files.upload(shot.blob, shot.key, shot.name)).token;
      await box.change<Item>('outbox', item.id, { shots: item.shots });
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

type Answer = 'settled' | 'failed' | 'unreachable';   // failed: this one did, others may pass
function answer(why: unknown): Answer {
  if (!(why instanceof ApiError)) return 'failed';
  if (why.offline || why.status === 401 || why.status === 429) return 'unreachable';
  return why.status >= 500 ? 'failed' : 'settled';
}

async function attempt(item: Item): Promise<Answer> {
  let got: Answer = 'settled';
  underWay = item.id;
  await changed();
  try {
    await send(item);
    await box.drop('outbox', item.id);
  } catch (why) {
    got = answer(why);
    if (got === 'settled') await box.change<Item>('outbox', item.id, { state: 'refused', error: (why as ApiError).body });
  } finally {
    underWay = null;
    await changed();
  }
  if (got === 'settled') settledListeners.forEach((listener) => listener(item));
  return got;
}

/** Sends all that may leave; true when nothing failed. */
async function run(owner: string): Promise<boolean> {
  const failed = new Set<string>();
  for (;;) {
    await look();
    const next = items.find((item) => item.owner === owner && item.state === 'waiting' && !failed.has(item.id) && !heldBy(items, item));
    if (!next) return failed.size === 0;
    const got = await attempt(next);
    if (got === 'unreachable') return false;
    if (got === 'failed') failed.add(next.id);
  }
}

const PAUSE_MS = 5_000, LONGEST_PAUSE_MS = 300_000;
let running = false;
let failures = 0;
let notBefore = 0;   // by the time the page has been open: the phone's clock may be set meanwhile

/** Sends what waits and belongs to `owner`; `now`: although the last try failed a moment ago. One page at a time does this. */
export async function flush(owner: string, now = false): Promise<void> {
  if (running || !navigator.onLine || (!now && performance.now() < notBefore)) return;
  running = true;
  try {
    const went = navigator.locks ? await navigator.locks.request('shao.outbox', { ifAvailable: true }, (lock) => (lock ? run(owner) : true)) : await run(owner);
    failures = went ? 0 : failures + 1;
  } finally {
    running = false;
    notBefore = failures ? performance.now() + Math.min(LONGEST_PAUSE_MS, PAUSE_MS * 2 ** Math.min(failures - 1, 10)) * (0.75 + Math.random() / 2) : 0;
  }
}
