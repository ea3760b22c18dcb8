// Light and dark: one attribute on <html>; colours themselves live in styles/tokens.css.
import { useSyncExternalStore } from 'react';

export type Theme = 'light' | 'dark';
const STORED = 'shao.theme';
const system = window.matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();

function stored(): Theme | null {
  try {
    const value = localStorage.getItem(STORED);
    return value === 'light' || value === 'dark' ? value : null;
  } catch { return null; }
}

/** What a page asks for by its <html data-theme>, such as a wall, until somebody chooses. */
const asked = document.documentElement.dataset.theme === 'dark' ? 'dark' : null;
const unchosen = (): Theme => asked ?? (system.matches ? 'dark' : 'light');

let current: Theme = stored() ?? unchosen();
const apply = () => { document.documentElement.dataset.theme = current; };
apply();
system.addEventListener('change', () => {
  if (stored()) return;
  current = unchosen();
  apply();
  listeners.forEach((listener) => listener());
});

export function setTheme(next: Theme): void {
  current = next;
  try { localStorage.setItem(STORED, next); } catch { /* for this page only */ }
  apply();
  listeners.forEach((listener) => listener());
}

export function useTheme(): Theme {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, () => current);
}
