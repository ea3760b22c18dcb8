// What a person has filled in for a task, and whether an outcome may be sent with it.
import type { Picked } from '../components/Photos';
import { t } from '../i18n';
import type { Outcome, Task } from '../lib/api';
import type { Fields } from './FormView';

export interface Entry { outcome: string; note: string; unit: string; units: string[]; photos: Picked[]; fields: Fields }
export const EMPTY: Entry = { outcome: '', note: '', unit: '', units: [], photos: [], fields: {} };

export function draftKey(task: Pick<Task, 'id'>): string { return `task.${task.id}`; }

/** The outcome a click on the main button means: the chosen, the primary, or the only one. */
export function chosen(task: Task, entry: Entry): Outcome | undefined {
  return task.outcomes.find((o) => o.code === entry.outcome)
    ?? task.outcomes.find((o) => o.style === 'primary')
    ?? (task.outcomes.length === 1 ? task.outcomes[0] : undefined);
}

/** What is still missing, as field → sentence. */
export function missing(outcome: Outcome | undefined, entry: Pick<Entry, 'note' | 'unit'> & { units?: string[] }, photos: number): Record<string, string> {
  const found: Record<string, string> = {};
  if (!outcome) found.outcome = t('task.missing.outcome');
  if (outcome?.note && !entry.note.trim()) found.note = t('task.missing.note');
  if (outcome?.photo && photos === 0) found.photos = t('task.missing.photo');
  if (outcome?.unit && !entry.unit) found.unit = t('task.missing.unit');
  if (outcome?.units && !entry.units?.length) found.units = t('task.missing.units');
  return found;
}
