// The modelling libraries in the reader's language: their translate service, and, for what they write past any service,
// their words replaced where they stand.
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
const WRITTEN: Record<string, string> = { ...board, ...panel, ...formboard };
const LOOSE = new Map(Object.entries(WRITTEN).map(([text, word]) => [plain(text), word]));
const loosely = (text: string) => LOOSE.get(plain(text));
/** Words with something in them: a number ("List contains {numOfItems} items") or another of these words ("Create a {kind} element"). */
const FILLED = Object.entries(WRITTEN).filter(([text]) => /\{\w+\}/.test(text))
  .map(([text, word]) => ({ form: new RegExp(`^${text.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{\w+\}/g, '(.{1,40})')}$`), word }));

function wordOf(text: string): string | null {
  const bare = text.trim().replace(/\s+/g, ' ');
  const found = WRITTEN[bare];
  if (found) return found === bare ? null : text.replace(text.trim(), found);
  for (const { form, word } of FILLED) {
    const part = form.exec(bare)?.[1];
    const known = part && (/^\d+$/.test(part) ? part : WRITTEN[part] ?? loosely(part));
    if (known) return word.replace(/\{\w+\}/, known);
  }
  return null;
}

function replaceIn(root: Node, texts: boolean): void {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  for (let node: Node | null = root; node; node = walker.nextNode()) {
    if (node instanceof Text) {
      const word = !texts || node.parentElement?.closest('.fjs-form-field, input, textarea, [contenteditable]') ? null : wordOf(node.data);
      if (word) node.data = word;
    } else if (node instanceof Element) {
      for (const name of ATTRIBUTES) {
        const word = wordOf(node.getAttribute(name) ?? '');
        if (word) node.setAttribute(name, word);
      }
    }
  }
}

/**
 * Keeps `box` in Chinese while it lives; returns how to stop. Words a person typed stay as they are: where the service
 * already translates what can be read, only titles and the like are looked at.
 */
export function keepChinese(box: HTMLElement, what: 'all' | 'titles' = 'all'): () => void {
  if (language() !== 'zh') return () => undefined;
  const texts = what === 'all';
  replaceIn(box, texts);
  const watch = new MutationObserver((changes) => changes.forEach((change) => {
    if (change.type === 'childList') change.addedNodes.forEach((node) => replaceIn(node, texts)); else replaceIn(change.target, texts);
  }));
  watch.observe(box, { childList: true, subtree: true, characterData: texts, attributes: true, attributeFilter: ATTRIBUTES });
  return () => watch.disconnect();
}
