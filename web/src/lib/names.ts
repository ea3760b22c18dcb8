import { language, word } from '../i18n';
import { ApiError, type Named, type UnitRef } from './api';

/** The name of a place or unit, empty when there is none. */
export function nameOf(place: Named | undefined): string {
  if (!place) return '';
  return place.name;
}

export function remaining(row: { remaining_zh: string; remaining_en: string }): string {
  return language() === 'zh' ? row.remaining_zh : row.remaining_en || row.remaining_zh;
}

/** "4 work-hours" in words; anything else as it is. */
export function limitWords(limit: string): string {
  const found = /^(\d+) (work-days|calendar-days|work-hours|hours|minutes|months)$/.exec(limit);
  return found ? `${found[1]} ${word('time', found[2])}` : limit;
}

/** The server's sentence in the reader's language. */
export function sentence(why: unknown): string {
  if (why instanceof ApiError) return language() === 'zh' ? why.body.zh : why.body.en || why.body.zh;
  return why instanceof Error ? why.message : String(why);
}

/** The Chinese text, or for an English reader its English where there is one. */
export function said(zh: string | null | undefined, en: unknown): string {
  return language() === 'en' && typeof en === 'string' && en ? en : zh ?? '';
}

/** The name of a catalogue row in the reader's language. */
export const itemName = (item: { name: string; [column: string]: unknown }) => said(item.name, item.name_en);

/** What kind of case a row is. */
export const typeName = (row: { type_name: string; type_name_en: string }) => said(row.type_name, row.type_name_en);
/** A step of a process and the process it belongs to. */
export const placeName = (row: { process_name: string; process_name_en: string; element_name: string; element_name_en: string }) =>
  `${said(row.process_name, row.process_name_en)} › ${said(row.element_name, row.element_name_en)}`;
/** A step of work: the person who does it reads its headline. */
export const stepName = (task: { name: string; name_en: string }) => said(task.name, task.name_en);

/** Made-up grids and people carry （合成） in their names; where many stand together it is left out. */
export const plainName = (name: string) => name.replace(/[（(]合成[)）]$/, '');

const AREAS = new Set(['city', 'district', 'steering', 'street', 'community']);
export const isArea = (unit: UnitRef | null | undefined): unit is UnitRef => Boolean(unit && AREAS.has(unit.kind));
