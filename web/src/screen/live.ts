// What the wall shows, kept fresh: asked again right after an event (bursts folded), and every quarter of a minute in any case.
import { useCallback, useEffect, useRef, useState } from 'react';
import { screen, type Screen, type ScreenCases } from '../lib/api';
import { useLive } from '../lib/events';

const FOLD_MS = 200, POINTS_MS = 2_000, EVERY_MS = 15_000, AGAIN_MS = 3_000;
export interface Shown { numbers: Screen | null; points: ScreenCases | null; failed: boolean }

/** One request of a kind at a time; what came meanwhile asks once more. */
function useAsker(ask: () => Promise<void>, least: number): () => void {
  const latest = useRef(ask), running = useRef(false), again = useRef(false), timer = useRef<number | undefined>(undefined), gone = useRef(false);
  latest.current = ask;
  useEffect(() => { gone.current = false; return () => { gone.current = true; window.clearTimeout(timer.current); timer.current = undefined; }; }, []);
  const go = useCallback(() => {
    if (running.current) { again.current = true; return; }
    if (timer.current !== undefined) return;
    timer.current = window.setTimeout(() => {
      timer.current = undefined;
      running.current = true;
      void latest.current().finally(() => {
        running.current = false;
        if (again.current && !gone.current) { again.current = false; go(); }
      });
    }, least);
  }, [least]);
  return go;
}

export function useScreen(area: string | undefined): Shown {
  const [shown, setShown] = useState<Shown>({ numbers: null, points: null, failed: false });
  const now = useRef(area);
  now.current = area;
  const askNumbers = useAsker(async () => {
    const of = now.current;
    try {
      const numbers = await screen.numbers(of);
      if (of === now.current) setShown((was) => ({ ...was, numbers, failed: false }));
    } catch { setShown((was) => ({ ...was, failed: true })); }
  }, FOLD_MS);
  const askPoints = useAsker(async () => {
    const of = now.current;
    try { const points = await screen.points(of); if (of === now.current) setShown((was) => ({ ...was, points })); } catch { /* the numbers tell that the line is broken */ }
  }, POINTS_MS);
  const askFirst = useRef(askPoints);
  askFirst.current = askPoints;
  useEffect(() => {
    askNumbers();
    void screen.points(area).then((points) => { if (area === now.current) setShown((was) => ({ ...was, points })); }, () => undefined);
    const timer = window.setInterval(() => { askNumbers(); askFirst.current(); }, EVERY_MS);
    return () => window.clearInterval(timer);
  }, [area, askNumbers]);
  useEffect(() => {   // `wall-refresh`: for who tends the wall, and its tests; `online`: the line is back
    const refresh = () => { askNumbers(); askPoints(); }, signs = ['wall-refresh', 'online'];
    for (const sign of signs) window.addEventListener(sign, refresh);
    return () => { for (const sign of signs) window.removeEventListener(sign, refresh); };
  }, [askNumbers, askPoints]);
  useEffect(() => {   // the server is away: asked more often until it answers
    if (!shown.failed) return undefined;
    const timer = window.setInterval(askNumbers, AGAIN_MS);
    return () => window.clearInterval(timer);
  }, [shown.failed, askNumbers]);
  useLive(() => { askNumbers(); askPoints(); });
  return shown;
}
