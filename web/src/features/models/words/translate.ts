// The modelling libraries in the reader's language: their translate service, and, for what form-js's editor writes past
// any service, its words replaced where they stand.
import { language } from '../../../i18n';
import { board } from './board';
import { drawing } from './drawing';
import { formboard } from './formboard';
import { panel } from './panel';

type Values = Record<string, string | number>;

/** The libraries write one term as "User task", "User Task" or "user-task". */
const plain = (text: string) => text.toLowerCase().replace(/-/g, ' ').trim();

function translator(tables: Record<string, string>[]) {
  const loose = new Map(tables.flatMap((table) => Object.entries(table)).map(([text, word]) => [plain(text), word]));
  return (text: string, values: Values = {}): string => {
    const words = language() === 'zh' ? tables.find((table) => text in table)?.[text] ?? loose.get(plain(text)) ?? text : text;
    return words.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
  };
}

export const processWords = { translate: ['value', translator([drawing, panel])] };
export const decisionWords = { translate: ['value', translator([board])] };
export const formEditorWords = { translate: ['value', translator([panel, formboard])] };

const ATTRIBUTES = ['title', 'placeholder', 'aria-label', 'data-title'];
const wordOf = (text: string) => { const bare = text.trim(); const found = formboard[bare] ?? panel[bare]; return found && found !== bare ? text.replace(bare, found) : null; };

function replaceIn(root: Node): void {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  for (let node: Node | null = root; node; node = walker.nextNode()) {
    if (node instanceof Text) {
      const word = node.parentElement?.closest('.fjs-form-field, input, textarea, [contenteditable]') ? null : wordOf(node.data);
      if (word) node.data = word;
    } else if (node instanceof Element) {
      for (const name of ATTRIBUTES) {
        const word = wordOf(node.getAttribute(name) ?? '');
        if (word) node.setAttribute(name, word);
      }
    }
  }
}

/** Keeps `box` in Chinese while it lives; returns how to stop. Words a person typed stay as they are. */
export function keepChinese(box: HTMLElement): () => void {
  if (language() !== 'zh') return () => undefined;
  replaceIn(box);
  const watch = new MutationObserver((changes) => changes.forEach((change) => {
    if (change.type === 'childList') change.addedNodes.forEach(replaceIn); else replaceIn(change.target);
  }));
  watch.observe(box, { childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: ATTRIBUTES });
  return () => watch.disconnect();
}
