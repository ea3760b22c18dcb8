// Words of the staff entries: one table per area, both languages in one row, keys checked by the compiler.
import { useSyncExternalStore } from 'react';
import { admin } from './admin';
import { briefWords } from './brief';
import { caseWords } from './case';
import { command } from './command';
import { common } from './common';
import { dispatchWords } from './dispatch';
import { duty } from './duty';
import { emergencyWords } from './emergency';
import { evaluationWords } from './evaluation';
import { field } from './field';
import { fieldDay } from './field-day';
import { grid } from './grid';
import { gridDay } from './grid-day';
import { gridPlanWords } from './grid-plans';
import { mediationWords } from './mediation';
import { noticeWords } from './notice';
import { screenWords } from './screen';
import { placeWords } from './places';
import { staffWords } from './staff';
import { stuck } from './stuck';
import { whistle } from './whistle';

export type Language = 'zh' | 'en';
type Row = readonly [zh: string, en: string];
const messages = { ...common, ...caseWords, ...command, ...grid, ...gridPlanWords, ...gridDay, ...staffWords, ...placeWords, ...admin, ...field, ...fieldDay, ...stuck, ...whistle, ...duty, ...dispatchWords, ...emergencyWords, ...evaluationWords, ...briefWords, ...noticeWords, ...mediationWords, ...screenWords } satisfies Record<string, Row>;
export type Key = keyof typeof messages;
export type Params = Record<string, string | number>;

const STORED = 'shao.language';
const listeners = new Set<() => void>();
let current: Language = read();

function read(): Language {
  try {
    const stored = localStorage.getItem(STORED);
    if (stored === 'zh' || stored === 'en') return stored;
  } catch { /* private mode: the default will do */ }
  return 'zh';
}

export function language(): Language { return current; }

export function setLanguage(next: Language): void {
  current = next;
  try { localStorage.setItem(STORED, next); } catch { /* kept for this page only */ }
  document.documentElement.lang = next === 'zh' ? 'zh-CN' : 'en';
  listeners.forEach((listener) => listener());
}

export function useLanguage(): Language {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, language);
}

/** The sentence for `key`, with {name} replaced from `params`. */
export function t(key: Key, params: Params = {}, as: Language = current): string {
  const row: Row = messages[key];
  const text = as === 'zh' ? row[0] : row[1];
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));
}

/** Picks between a row's own Chinese and English text. */
export function pick(row: { zh: string; en: string }): string {
  return current === 'zh' ? row.zh : row.en || row.zh;
}

/** The name of the stage a row stands at. */
export function stageOf(row: { stage_zh: string; stage_en: string }): string {
  return pick({ zh: row.stage_zh, en: row.stage_en });
}

/** A code's word if the catalogue has one, else what the server called it. */
export function word(prefix: string, code: string | null | undefined, fallback?: string | null): string {
  const key = `${prefix}.${code}`;
  if (code && key in messages) return t(key as Key);
  return fallback ?? code ?? '';
}
