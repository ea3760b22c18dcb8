// Language and elder mode of the public pages, remembered on this device.
import { words } from './words';

export type Word = keyof typeof words;
type Language = 'zh' | 'en';
const root = document.documentElement;

export function kept(name: string): string | null { try { return localStorage.getItem(`shao.${name}`); } catch { return null; } }
export function keep(name: string, value: string | null): void {
  try { if (value === null) localStorage.removeItem(`shao.${name}`); else localStorage.setItem(`shao.${name}`, value); } catch { /* private mode */ }
}

let language: Language = root.lang.startsWith('en') || kept('language') === 'en' ? 'en' : 'zh';
export const isEnglish = () => language === 'en';
/** The Chinese text, or its English for who reads that. */
export const said = (zh: string, en: string) => (isEnglish() && en ? en : zh);

export function t(key: Word, values: Record<string, string | number> = {}): string {
  return words[key][language === 'zh' ? 0 : 1].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

function translate(): void {
  root.lang = language === 'zh' ? 'zh-CN' : 'en';
  for (const at of document.querySelectorAll<HTMLElement>('[data-t]')) at.textContent = t(at.dataset.t as Word);
  for (const at of document.querySelectorAll<HTMLInputElement>('[data-t-placeholder]')) at.placeholder = t(at.dataset.tPlaceholder as Word);
  for (const at of document.querySelectorAll<HTMLElement>('[data-t-label]')) at.setAttribute('aria-label', t(at.dataset.tLabel as Word));
  for (const at of document.querySelectorAll<HTMLElement>('[data-t-empty]')) at.dataset.empty = t(at.dataset.tEmpty as Word);
  for (const at of document.querySelectorAll<HTMLElement>('[data-zh]')) at.textContent = said(at.dataset.zh ?? '', at.dataset.en ?? '');
  for (const link of document.querySelectorAll<HTMLElement>('[data-lang]')) {
    link.textContent = language === 'zh' ? 'English' : '中文';
    link.lang = language === 'zh' ? 'en' : 'zh-CN';
  }
  const elder = document.querySelector<HTMLElement>('[data-elder]');
  if (elder) elder.textContent = t(root.classList.contains('elder') ? 'elder.off' : 'elder');
}

/** A choice made here outweighs the one in the address. */
function forgetAsked(name: string): void {
  const at = new URL(location.href);
  at.searchParams.delete(name);
  history.replaceState(null, '', at);
}

export function setUpLooks(): void {
  if (new URLSearchParams(location.search).get('elder') === '1') keep('elder', '1');
  root.classList.toggle('elder', kept('elder') === '1');
  root.classList.add('script');
  document.querySelector('[data-elder]')?.addEventListener('click', (event) => {
    event.preventDefault();
    const on = root.classList.toggle('elder');
    keep('elder', on ? '1' : null);
    forgetAsked('elder');
    translate();
  });
  document.querySelector('[data-lang]')?.addEventListener('click', (event) => {
    event.preventDefault();
    language = language === 'zh' ? 'en' : 'zh';
    keep('language', language);
    forgetAsked('lang');
    translate();
  });
  if (language === 'en' || root.classList.contains('elder')) translate();
}

/** An element with attributes, text and children; text is always text. */
export function make(name: string, attributes: Record<string, string> = {}, ...children: (Node | string)[]): HTMLElement {
  const at = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) at.setAttribute(key, value);
  at.append(...children);
  return at;
}

export function timeText(iso: string): string { return iso.slice(0, 16).replace('T', ' '); }

/** Now, as the server writes it: civil time of China. */
export function nowText(): string { return new Date(Date.now() + 8 * 3600_000).toISOString().replace('Z', '+08:00'); }
