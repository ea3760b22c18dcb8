// Times are shown in the civil zone of China, whatever the device says.
import { language } from '../i18n';

const ZONE = 'Asia/Shanghai';
const locale = () => (language() === 'zh' ? 'zh-CN' : 'en-GB');

function format(iso: string | null | undefined, options: Intl.DateTimeFormatOptions): string {
  if (!iso) return '—';
  const at = new Date(iso);
  return Number.isNaN(at.getTime()) ? '—' : new Intl.DateTimeFormat(locale(), { timeZone: ZONE, hourCycle: 'h23', ...options }).format(at);
}

export const dateTime = (iso: string | null | undefined) =>
  format(iso, { month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' });
export const fullTime = (iso: string | null | undefined) =>
  format(iso, { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' });
export const exactTime = (iso: string | null | undefined) =>
  format(iso, { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' });
export const clockTime = (iso: string | null | undefined) => format(iso, { hour: '2-digit', minute: '2-digit' });

/** The first moment of a civil day in China, as UTC milliseconds. */
export function dayStart(day: string, later = 0): number {
  return Date.parse(`${day}T00:00:00+08:00`) + later * 86_400_000;
}

export function bytes(size: number): string {
  return size < 1e6 ? `${Math.max(1, Math.round(size / 1e3))} kB` : `${(size / 1e6).toFixed(1)} MB`;
}
