// A migration batch by batch until nothing is left, somebody stops it, or a batch is refused.
import { useCallback, useRef, useState } from 'react';
import { migrations, type MigratedCase } from '../../lib/api';

export type Ask = { process: string; from?: number; release?: number; mapping?: string; reason?: string };
/** `rows` are the first of them; the counts are of all. */
export type Run = { dry: boolean; going: boolean; stopped: boolean; rows: MigratedCase[]; seen: number; fits: number; done: number; why: unknown };

const SHOWN = 500;
const BATCH = 50;

export function useMigration() {
  const [run, setRun] = useState<Run | null>(null);
  const turn = useRef(0);

  const start = useCallback(async (ask: Ask, dry: boolean) => {
    const mine = ++turn.current;
    let now: Run = { dry, going: true, stopped: false, rows: [], seen: 0, fits: 0, done: 0, why: null };
    let after: string | undefined;
    setRun(now);
    try {
      do {
        const batch = await migrations.run({ ...ask, dry_run: dry, limit: BATCH, after });
        if (mine !== turn.current) return;
        const count = (is: (one: MigratedCase) => boolean) => batch.items.filter(is).length;
        now = { ...now, rows: [...now.rows, ...batch.items].slice(0, SHOWN), seen: now.seen + batch.items.length, fits: now.fits + count((one) => one.fits), done: now.done + count((one) => one.done) };
        after = batch.next ?? undefined;
        setRun(now);
      } while (after);
    } catch (why) {
      if (mine !== turn.current) return;
      now = { ...now, why };
    }
    setRun({ ...now, going: false });
  }, []);
  /** What was sent is still done; no other batch follows. */
  const stop = useCallback(() => { turn.current++; setRun((now) => now && { ...now, going: false, stopped: true }); }, []);
  const forget = useCallback(() => { turn.current++; setRun(null); }, []);
  return { run, start, stop, forget };
}
