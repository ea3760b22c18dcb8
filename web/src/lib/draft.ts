// Typed text is never lost: a form's values live in localStorage under its own key until they were accepted.
import { useCallback, useEffect, useRef, useState } from 'react';

const PREFIX = 'shao.draft.';
const KEEP_MS = 14 * 24 * 3600 * 1000;

export function readDraft<V>(key: string): V | null {
  try {
    const kept = JSON.parse(localStorage.getItem(PREFIX + key) ?? 'null') as { at: number; value: V } | null;
    return kept && Date.now() - kept.at < KEEP_MS ? kept.value : null;
  } catch { return null; }
}

export function writeDraft<V>(key: string, value: V): void {
  try { localStorage.setItem(PREFIX + key, JSON.stringify({ at: Date.now(), value })); } catch { /* full: the page still holds it */ }
}

export function dropDraft(key: string): void {
  try { localStorage.removeItem(PREFIX + key); } catch { /* nothing kept */ }
}

/** Like useState, but remembered under `key`. `restored` tells that an earlier draft was found. */
export function useDraft<V extends object>(key: string, empty: V) {
  const read = () => ({ ...empty, ...readDraft<Partial<V>>(key) });
  const [value, setValue] = useState<V>(read);
  const [restored, setRestored] = useState(() => readDraft(key) !== null);
  const held = useRef(key);
  useEffect(() => {
    if (held.current === key) return;
    held.current = key;
    setValue(read());
    setRestored(readDraft(key) !== null);
  });
  const change = useCallback((part: Partial<V>) => setValue((old) => {
    const next = { ...old, ...part };
    writeDraft(key, next);
    return next;
  }), [key]);
  const clear = useCallback(() => { dropDraft(key); setRestored(false); setValue(empty); }, [key, empty]);
  return { value, change, clear, restored };
}
