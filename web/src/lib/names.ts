import { language } from '../i18n';
import { ApiError, type Named, type TaskRow } from './api';

/** The name of a place or unit, however the row carries it. */
export function nameOf(place: Named | undefined): string {
  if (!place) return '';
  return typeof place === 'string' ? place : place.name;
}

export function remaining(row: Pick<TaskRow, 'remaining_zh' | 'remaining_en'>): string {
  return language() === 'zh' ? row.remaining_zh : row.remaining_en || row.remaining_zh;
}

/** The server's sentence in the reader's language. */
export function sentence(why: unknown): string {
  if (why instanceof ApiError) return language() === 'zh' ? why.body.zh : why.body.en || why.body.zh;
  return why instanceof Error ? why.message : String(why);
}
