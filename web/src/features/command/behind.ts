// The list behind a number of the dashboard: every figure is a filter of the list of cases.
import type { FigureRow } from '../../lib/api';
import { pages } from '../../lib/router';

export type Figure = 'opened' | 'open' | 'closed' | 'overdue' | 'on_time_rate';
export type By = 'street' | 'type' | 'source' | 'day';

/** What each number counts; of the rate those are shown that were late. Open and paused is what the list shows without a state. */
const MEANS: Record<Figure, Record<string, string>> = {
  opened: { state: 'all' }, open: {}, closed: { state: 'closed' }, overdue: { light: 'overdue' }, on_time_rate: { state: 'closed', light: 'overdue' },
};

/** `streets`: the id of a street by its code. A day counts what was opened on it, and what was closed on it. */
export function listBehind(figure: Figure, unit: string, by?: { by: By; row: Pick<FigureRow, 'key'> }, streets?: Map<string, string>): string | null {
  const query: Record<string, string> = { ...MEANS[figure] };
  if (by?.by === 'street') {
    const street = streets?.get(by.row.key);
    if (!street) return null;
    query.street = street;
  } else query.unit = unit;
  if (by?.by === 'type') query.type = by.row.key;
  if (by?.by === 'source') query.source = by.row.key;
  if (by?.by === 'day' && figure === 'closed') Object.assign(query, { closed_from: by.row.key, closed_to: by.row.key });
  else if (by?.by === 'day') Object.assign(query, { from: by.row.key, to: by.row.key });
  return `${pages.cases}?${new URLSearchParams(query).toString()}`;
}
