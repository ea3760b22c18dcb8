// What a picture of the field says of itself: when, where, who. Every picture goes through `stamped`: reports, steps of
// cases, logs. The time is the phone's; when it is known to be wrong, the mark says so.
import { t } from '../i18n';
import type { FieldRules, Me } from '../lib/api';
import { ask } from '../lib/api';
import { here } from '../lib/here';
import { plainName } from '../lib/names';
import { newKey } from '../lib/api';
import type { Shot } from '../lib/outbox';
import { shrink } from '../lib/photo';
import { exactTime } from '../lib/time';
import { watermark } from '../lib/watermark';
import { useKept, type Kept } from './offline';

const LARGEST = 9_500_000;
const WAIT_MS = 6_000, FRESH_MS = 60_000;

export const useRules = (owner: string) => useKept<FieldRules>(owner, 'rules', () => ask('GET /api/field'));

/** How fast this phone's clock is, in seconds, when that is more than is allowed; 0 otherwise. */
export function skew(kept: Kept<FieldRules> | undefined): number {
  if (!kept) return 0;
  const seconds = Math.round((Date.parse(kept.at) - Date.parse(kept.data.now)) / 1000);
  return Math.abs(seconds) > kept.data.skew_max_s ? seconds : 0;
}

export function skewWords(seconds: number): string {
  return t(seconds > 0 ? 'duty.fast' : 'duty.slow', { n: Math.max(1, Math.round(Math.abs(seconds) / 60)) });
}

async function lines(me: Me, rules: Kept<FieldRules> | undefined): Promise<string[]> {
  const place = await here(WAIT_MS, FRESH_MS), off = skew(rules);
  const grid = me.grids.length === 1 ? plainName(me.grids[0].name) : plainName(me.unit.name);
  return [
    exactTime(new Date().toISOString()) + (off ? ` ${t(off > 0 ? 'mark.fast' : 'mark.slow', { n: Math.max(1, Math.round(Math.abs(off) / 60)) })}` : ''),
    place ? t('mark.place', { grid, lon: place.lon.toFixed(5), lat: place.lat.toFixed(5), m: place.accuracy }) : t('mark.noPlace', { grid }),
    t('mark.person', { name: me.name, login: me.login }),
  ];
}

/** Pictures just taken, marked as the city asks; without rules read ever, they are marked. */
export async function stamped(files: File[], me: Me, rules: Kept<FieldRules> | undefined): Promise<Shot[]> {
  const words = rules?.data.watermark === false || !files.length ? null : await lines(me, rules);
  const shots: Shot[] = [];
  for (const file of files) {
    const done = words ? await watermark(file, words) : { blob: file as Blob, marked: true };
    const blob = done.blob.size > LARGEST ? await shrink(done.blob) : done.blob;
    shots.push({ key: newKey(), name: file.name || 'photo.jpg', blob, unmarked: done.marked ? undefined : true });
  }
  return shots;
}
