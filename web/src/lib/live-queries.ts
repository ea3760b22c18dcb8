// What a live event makes stale. Bursts are folded into one refresh.
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useLive } from './events';

const SETTLE_MS = 400;

export function useLiveQueries(): void {
  const client = useQueryClient();
  const cases = useRef(new Set<string>());
  const timer = useRef<number | undefined>(undefined);

  useEffect(() => () => window.clearTimeout(timer.current), []);
  useLive((kind, event) => {
    if (kind === 'reset' || !event) cases.current.add('*');
    else cases.current.add(event.case_id);
    if (timer.current !== undefined) return;
    timer.current = window.setTimeout(() => {
      timer.current = undefined;
      const touched = cases.current;
      cases.current = new Set();
      for (const key of ['tasks', 'counts', 'dispatch', 'callbacks', 'emergencies', 'emergency', 'cases', 'map-cases', 'areas', 'dashboard', 'copies', 'incidents', 'jobs', 'parties', 'whistles', 'orders', 'instructions', 'instruction']) void client.invalidateQueries({ queryKey: [key] });
      if (touched.has('*')) void client.invalidateQueries({ predicate: (q) => ['case', 'diagram'].includes(String(q.queryKey[0])) });
      else for (const id of touched) {
        void client.invalidateQueries({ queryKey: ['case', id] });
        void client.invalidateQueries({ queryKey: ['diagram', id] });
      }
    }, SETTLE_MS);
  });
}
