// Filters a person keeps under a name, on this device.
import { useState } from 'react';

export interface SavedFilter { name: string; query: string }
const MOST = 12;
const place = (owner: string) => `shao.filters.${owner}`;

function read(owner: string): SavedFilter[] {
  try {
    const kept = JSON.parse(localStorage.getItem(place(owner)) ?? '[]') as SavedFilter[];
    return kept.filter((one) => typeof one.name === 'string' && typeof one.query === 'string').slice(0, MOST);
  } catch { return []; }
}

/** A name is used once; the oldest gives way when there are too many. */
export function useSavedFilters(owner: string) {
  const [saved, setSaved] = useState(() => read(owner));
  const write = (next: SavedFilter[]) => {
    setSaved(next);
    try { localStorage.setItem(place(owner), JSON.stringify(next)); } catch { /* for this page only */ }
  };
  return {
    saved,
    save: (name: string, query: string) => write([...saved.filter((one) => one.name !== name), { name, query }].slice(-MOST)),
    drop: (name: string) => write(saved.filter((one) => one.name !== name)),
  };
}
