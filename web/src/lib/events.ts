// Live events: one EventSource for the page. The browser resumes by Last-Event-ID; `reset` means start afresh.
import { useEffect, useRef, useSyncExternalStore } from 'react';
import { eventsAddress, type LiveEvent } from './api';

export type LiveKind = 'case' | 'task' | 'reset';
export type LiveListener = (kind: LiveKind, event: LiveEvent | null) => void;

const listeners = new Set<LiveListener>();
const stateListeners = new Set<() => void>();
let source: EventSource | null = null;
let connected = true;
let retry = 0;

function setConnected(next: boolean): void {
  if (connected === next) return;
  connected = next;
  stateListeners.forEach((listener) => listener());
}

function tell(kind: LiveKind, data: string | null): void {
  let event: LiveEvent | null = null;
  try { event = data ? (JSON.parse(data) as LiveEvent) : null; } catch { event = null; }
  listeners.forEach((listener) => listener(kind, event));
}

function open(): void {
  source = new EventSource(eventsAddress);
  source.onopen = () => { setConnected(true); retry = 0; };
  source.onerror = () => {
    setConnected(false);
    if (source?.readyState !== EventSource.CLOSED) return;   // the browser tries again by itself
    source = null;
    retry = Math.min(retry + 1, 6);
    setTimeout(() => {
      if (!listeners.size || source) return;   // open already: the network came back before
      open();
      tell('reset', null);
    }, 1000 * 2 ** retry);
  };
  for (const kind of ['case', 'task', 'reset'] as const) {
    source.addEventListener(kind, (message) => tell(kind, (message as MessageEvent<string>).data));
  }
}

/** The network is back: not waited for the next try. */
window.addEventListener('online', () => {
  if (!listeners.size || connected) return;
  source?.close();
  retry = 0;
  open();
  tell('reset', null);
});

function listen(listener: LiveListener): () => void {
  listeners.add(listener);
  if (!source) open();
  return () => {
    listeners.delete(listener);
    if (listeners.size) return;
    source?.close();
    source = null;
  };
}

/** Calls `listener` for each live event while the component is shown. */
export function useLive(listener: LiveListener): void {
  const latest = useRef(listener);
  latest.current = listener;
  useEffect(() => listen((kind, event) => latest.current(kind, event)), []);
}

/** False while the live connection is broken. */
export function useConnected(): boolean {
  return useSyncExternalStore((listener) => {
    stateListeners.add(listener);
    return () => stateListeners.delete(listener);
  }, () => connected);
}
