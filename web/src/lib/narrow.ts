// Whether the window is as narrow as a phone (the same width the styles turn at), kept true to the window.
import { useSyncExternalStore } from 'react';

const NARROW = window.matchMedia('(max-width: 720px)');

const watch = (tell: () => void) => {
  NARROW.addEventListener('change', tell);
  return () => NARROW.removeEventListener('change', tell);
};

export const useNarrow = () => useSyncExternalStore(watch, () => NARROW.matches);
