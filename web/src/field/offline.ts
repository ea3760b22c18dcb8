// Reading without a network: the last answer is kept and shown with its age.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { ApiError, cases, tasks, type CaseView, type Page, type TaskRow } from '../lib/api';
import { box } from '../lib/idb';
import { flush, onSettled, type Shot } from '../lib/outbox';

/** A reading that is kept on the phone and shown with its age without a network. */
export function useKept<D>(owner: string, key: string, read: () => Promise<D>) {
  return useQuery({ queryKey: [key, owner], queryFn: () => kept<D>(`${owner}.${key}`, read), ...fresh, refetchOnMount: 'always' });
}

export interface Kept<D> { data: D; at: string; old: boolean }
const AHEAD = 30;
const LOOK_MS = 30_000;   // phones lose live connections without telling

async function kept<D>(key: string, read: () => Promise<D>): Promise<Kept<D>> {
  try {
    const data = await read();
    const at = new Date().toISOString();
    await box.put('cache', key, { data, at }).catch(() => undefined);
    return { data, at, old: false };
  } catch (why) {
    if (!(why instanceof ApiError && why.offline)) throw why;
    const found = await box.get<{ data: D; at: string }>('cache', key).catch(() => undefined);
    if (!found) throw why;
    return { ...found, old: true };
  }
}

const readCase = (owner: string, id: string) => kept<CaseView>(`${owner}.case.${id}`, () => cases.read(id));
const fresh = { networkMode: 'always' as const, retry: false, refetchOnReconnect: true, refetchOnWindowFocus: true };

/** My tasks; their cases are fetched ahead, so that they can be opened without a network. */
export function useMyTasks(owner: string) {
  const query = useQuery({ queryKey: ['tasks', owner], queryFn: () => kept<Page<TaskRow>>(`${owner}.tasks`, () => tasks.list({}, undefined, 100)), ...fresh, refetchInterval: LOOK_MS });
  const client = useQueryClient();
  const ids = query.data && !query.data.old ? query.data.data.items.slice(0, AHEAD).map((row) => row.case_id) : [];
  useEffect(() => {
    let gone = false;
    void (async () => {
      for (const id of ids) {
        if (gone) return;
        await client.prefetchQuery({ queryKey: ['case', id], queryFn: () => readCase(owner, id), staleTime: 60_000, networkMode: 'always' });
      }
    })();
    return () => { gone = true; };
  }, [ids.join()]);
  return query;
}

export function useKeptCase(owner: string, id: string) {
  return useQuery({ queryKey: ['case', id], queryFn: () => readCase(owner, id), ...fresh });
}

export function useOnline(): boolean {
  return useSyncExternalStore((listener) => {
    window.addEventListener('online', listener);
    window.addEventListener('offline', listener);
    return () => { window.removeEventListener('online', listener); window.removeEventListener('offline', listener); };
  }, () => navigator.onLine);
}

const AGAIN_MS = 5_000;   // looks whether the pause is over; how long it is, the outbox knows
/** Sends the outbox when there is a network: at once, on return, and now and then. */
export function useSending(owner: string): void {
  const online = useOnline();
  const client = useQueryClient();
  useEffect(() => onSettled(() => void client.invalidateQueries()), [client]);
  useEffect(() => {
    const go = () => void flush(owner);
    void flush(owner, true);
    const timer = window.setInterval(go, AGAIN_MS);
    document.addEventListener('visibilitychange', go);
    return () => { window.clearInterval(timer); document.removeEventListener('visibilitychange', go); };
  }, [owner, online]);
}

/** Where what is being written is kept: something new, or a refused report being changed. */
export const reportDraft = (change?: string) => (change ? `report.${change}` : 'report');

/** A draft with pictures. `value` is null until the kept one was read. */
export function useKeptDraft<V extends { shots: Shot[] }>(key: string, empty: V) {
  const [value, setValue] = useState<V | null>(null);
  const [restored, setRestored] = useState(false);
  useEffect(() => {
    let gone = false;
    box.get<V>('drafts', key).catch(() => undefined).then((found) => {
      if (gone) return;
      setValue({ ...empty, ...found });
      setRestored(Boolean(found));
    });
    return () => { gone = true; };
  }, [key]);
  const change = (part: Partial<V>) => setValue((old) => {
    const next = { ...(old ?? empty), ...part };
    void box.put('drafts', key, next).catch(() => undefined);
    return next;
  });
  const clear = async () => { await box.drop('drafts', key); setRestored(false); setValue(empty); };
  return { value, change, clear, restored };
}
