// The reports made on this device, so that nobody has to copy numbers.
import { progressPage } from './api';
import { keep, kept, make, t } from './text';

interface Mine { number: string; code: string; type: string; at: string }
const MOST = 20;

function read(): Mine[] {
  try { const list = JSON.parse(kept('mine') ?? '[]') as Mine[]; return Array.isArray(list) ? list : []; } catch { return []; }
}

export function remember(one: Mine): void { keep('mine', JSON.stringify([one, ...read()].slice(0, MOST))); }

export function showMine(): void {
  const box = document.querySelector<HTMLElement>('[data-mine]');
  const list = read();
  if (!box) return;
  box.hidden = list.length === 0;
  if (!list.length) return;
  const forget = make('button', { type: 'button', class: 'link' }, t('mine.forget'));
  forget.addEventListener('click', () => { keep('mine', null); showMine(); });
  box.replaceChildren(
    make('h2', {}, t('mine.head')),
    make('ul', {}, ...list.map((one) => make('li', {}, make('a', { href: progressPage(one.number, one.code) }, `${one.type} ${one.at.slice(5, 16).replace('T', ' ')}`)))),
    forget,
  );
}
