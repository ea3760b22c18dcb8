// One act on many tasks: a few at a time, each with its own answer; what was refused does not stop the rest.
import { cases, newKey, tasks, type CaseView, type Outcome, type Task, type TaskRow } from '../lib/api';

export interface Fate { row: TaskRow; why: unknown | null }
export const AT_MOST = 200;
const AT_ONCE = 4;

/** Runs `act` over the rows in their order; `tell` hears how many are done. */
export async function forEachTask(rows: TaskRow[], act: (row: TaskRow) => Promise<unknown>, tell: (done: number) => void): Promise<Fate[]> {
  const fates: Fate[] = rows.map((row) => ({ row, why: null }));
  let next = 0;
  let done = 0;
  const lane = async () => {
    while (next < rows.length) {
      const at = next;
      next += 1;
      try { await act(rows[at]); } catch (trouble) { fates[at].why = trouble ?? new Error('?'); }
      done += 1;
      tell(done);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, rows.length) }, lane));
  return fates;
}

/** Tasks of one step of one model can be completed alike. */
export const sameStep = (rows: TaskRow[]): boolean => rows.every((row) => row.stage === rows[0].stage && row.name === rows[0].name);

interface Component { type?: string; validate?: { required?: boolean }; components?: Component[] }
const asksFor = (parts: Component[] | undefined): boolean => (parts ?? []).some((one) => one.validate?.required || asksFor(one.components));

/** What may be done to many at once: nothing dangerous, nothing that needs a picture or an answer of its own. */
export function bulkOutcomes(task: Task): Outcome[] {
  if (asksFor(task.form?.components as Component[] | undefined)) return [];
  return task.outcomes.filter((one) => one.style !== 'danger' && !one.photo && (!one.unit || task.proposal));
}

/** The step as it stands now in the case; null when it is done already. */
export const taskOf = (view: CaseView, id: string): Task | undefined => view.tasks.find((one) => one.id === id);

/** Completes one of many. Where a unit is needed it is the one the rules proposed for that case. */
export async function completeOne(row: TaskRow, outcome: Outcome, note: string, nobody: () => Error): Promise<void> {
  let unit: string | undefined;
  if (outcome.unit) {
    unit = taskOf(await cases.read(row.case_id), row.id)?.proposal?.unit.code;
    if (!unit) throw nobody();
  }
  await tasks.complete(row.id, { version: row.version, outcome: outcome.code, note: note || undefined, unit }, newKey());
}
