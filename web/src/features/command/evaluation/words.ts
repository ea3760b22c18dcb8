// What the evaluation's pages share: figures by their code, and the list behind a number.
import type { Evaluation, EvaluationLine } from '../../../lib/api';
import { pages } from '../../../lib/router';

export const rateText = (rate: number | null | undefined) => (rate === null || rate === undefined ? '—' : `${rate.toFixed(2)}%`);

export function figureOf(data: Evaluation, line: EvaluationLine, code: string): number {
  return line.figures[data.measures.findIndex((one) => one.code === code)] ?? 0;
}

/** The page with the cases a number counts: an area of its own, or what narrows the table's area. */
export function listBehind(data: Evaluation, line: EvaluationLine, measure: string): string {
  const ask = new URLSearchParams({ area: data.area.id, from: data.from, to: data.to, measure });
  const own = new URLSearchParams(location.search);
  for (const name of ['type', 'source']) { const value = own.get(name); if (value) ask.set(name, value); }
  if (line !== data.total) {
    if (data.by === 'month') { const month = `${line.key.slice(0, 4)}-${line.key.slice(4)}`; ask.set('from', month); ask.set('to', month); }
    else if (data.by === 'type' || data.by === 'source' || data.by === 'grid' || data.by === 'unit') ask.set(data.by, line.key);
    else if (line.unit) narrow(ask, data, line.unit.id);
  }
  return `${pages.evaluationCases}?${ask.toString()}`;
}

/** A street of a unit's own table: the unit's cases there; else the area itself. */
function narrow(ask: URLSearchParams, data: Evaluation, unit: string): void {
  if (data.area.kind === 'department' || data.area.kind === 'team') ask.set('unit', data.area.id);
  ask.set('area', unit);
}

/** Where a line leads when it is an area that can be opened further. */
export function deeper(data: Evaluation, line: EvaluationLine): string | null {
  if (!line.unit || !['district', 'street', 'community'].includes(data.by) || data.area.kind === 'department' || data.area.kind === 'team') return null;
  const next = new URLSearchParams(location.search);
  const trail = [next.get('trail'), `${data.area.id}~${data.area.name}`].filter(Boolean).join('|');
  for (const name of ['by', 'type', 'source', 'sort', 'down']) next.delete(name);
  next.set('area', line.unit.id);
  next.set('trail', trail);
  return `${pages.evaluation}?${next.toString()}`;
}
