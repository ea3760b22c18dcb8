// What a dispatcher has decided and the server has or has not yet: kept on this device under a key that makes sending twice
// harmless, so a line that breaks in the middle of a step loses nothing and doubles nothing.
import { useSyncExternalStore } from 'react';
import { ApiError, cases, newKey, tasks, type ErrorBody } from '../../../lib/api';

/** waiting: the line is broken, it is tried again by itself; refused: the server said no, and why. */
export type State = 'sending' | 'waiting' | 'sent' | 'refused';
interface Base { key: string; taskId: string; caseId: string; number: string; title: string; zh: string; en: string; at: number; sentAt?: number; state: State; why?: ErrorBody }
export interface Placed extends Base { kind: 'complete'; body: { version: number; outcome: string; note?: string; unit?: string } }
export interface Merged extends Base { kind: 'merge'; body: { version: number; into: string; reason: string } }
export type Decision = Placed | Merged;
type Fresh<D extends Decision> = Omit<D, 'key' | 'at' | 'state' | 'why'>;

const MOST_SHOWN = 60, FIRST_PAUSE_MS = 1000, LONGEST_PAUSE_MS = 30_000;
let owner = '';
let list: Decision[] = [];
let pause = FIRST_PAUSE_MS;
let timer: number | undefined;
const listeners = new Set<() => void>();
const settled = new Set<(one: Decision) => void>();

const place = () => `shao.dispatch.${owner}`;
const isOpen = (one: Decision) => one.state === 'sending' || one.state === 'waiting';

function change(next: Decision[]): void {
  list = next.slice(-MOST_SHOWN - next.filter(isOpen).length);
  try { localStorage.setItem(place(), JSON.stringify(list)); } catch { /* full: the page still holds it */ }
  listeners.forEach((listener) => listener());
}
const replace = (one: Decision) => change(list.map((old) => (old.key === one.key ? one : old)));

/** Takes up what an earlier visit of this person left unsent. */
export function openSending(who: string): void {
  if (owner === who) return;
  owner = who;
  let kept: Decision[] = [];
  try { kept = JSON.parse(localStorage.getItem(place()) ?? '[]') as Decision[]; } catch { kept = []; }
  change(kept.map((one) => (one.state === 'sending' ? { ...one, state: 'waiting' as const } : one)));
  again();
}

export function useSending(): Decision[] {
  return useSyncExternalStore((listener) => { listeners.add(listener); return () => listeners.delete(listener); }, () => list);
}

/** Called when the server has taken or refused a decision. */
export function onSettled(listener: (one: Decision) => void): () => void {
  settled.add(listener);
  return () => settled.delete(listener);
}

/** Keeps a decision, then sends it; nobody waits for the answer. */
export function decide(fresh: Fresh<Placed> | Fresh<Merged>): void {
  const one = { ...fresh, key: newKey(), at: Date.now(), state: 'sending' } as Decision;
  change([...list.filter((old) => old.taskId !== one.taskId || isOpen(old)), one]);
  void attempt(one);
}

/** A refused decision has been read. */
export const forget = (key: string) => change(list.filter((one) => one.key !== key || isOpen(one)));

async function attempt(one: Decision): Promise<void> {
  try {
    if (one.kind === 'complete') await tasks.complete(one.taskId, one.body, one.key);
    else await cases.act(one.caseId, 'merge', one.body, one.key);
    pause = FIRST_PAUSE_MS;
    end({ ...one, state: 'sent', sentAt: Date.now(), why: undefined });
  } catch (why) {
    const unsent = !(why instanceof ApiError) || why.offline || why.status === 401 || why.status === 429 || why.status >= 500;
    if (!unsent) { end({ ...one, state: 'refused', why: (why as ApiError).body }); return; }
    replace({ ...one, state: 'waiting', why: why instanceof ApiError ? why.body : undefined });
    later();
  }
}

function end(one: Decision): void {
  replace(one);
  settled.forEach((listener) => listener(one));
}

function later(): void {
  if (timer !== undefined) return;
  timer = window.setTimeout(() => { timer = undefined; again(); }, pause);
  pause = Math.min(LONGEST_PAUSE_MS, pause * 2);
}

/** Sends again what has not got through. */
export function again(): void {
  for (const one of list.filter((each) => each.state === 'waiting')) {
    const next: Decision = { ...one, state: 'sending' };
    replace(next);
    void attempt(next);
  }
}
window.addEventListener('online', () => { pause = FIRST_PAUSE_MS; again(); });

const RECENT = 20, REST_MS = 120_000;
/** Cases an hour, by the time between the last ones sent; a rest of two minutes does not count. Null before two were sent. */
export function pace(decisions: Decision[]): number | null {
  const times = decisions.filter((one) => one.state === 'sent').map((one) => one.at).sort((a, b) => a - b).slice(-RECENT - 1);
  const gaps = times.slice(1).map((at, i) => at - times[i]).filter((gap) => gap < REST_MS);
  if (!gaps.length) return null;
  return Math.round((3_600_000 * gaps.length) / Math.max(1, gaps.reduce((sum, gap) => sum + gap, 0)));
}
