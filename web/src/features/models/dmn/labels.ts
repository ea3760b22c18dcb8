// Names for the cells and marks that dmn-js draws without one, so that a screen reader can say them.
import { t } from '../words';

function nameAll(root: ParentNode): void {
  root.querySelectorAll<HTMLElement>('.djs-palette .entry, .djs-context-pad .entry').forEach((entry) => {
    if (entry.title && !entry.hasAttribute('aria-label')) { entry.setAttribute('aria-label', entry.title); entry.setAttribute('role', 'button'); }
  });
  root.querySelectorAll<HTMLElement>('td [contenteditable], th [contenteditable], .tjs-table [contenteditable]').forEach((cell) => {
    if (cell.hasAttribute('aria-label')) return;
    cell.setAttribute('aria-label', t('model.cell'));
    if (!cell.hasAttribute('role')) cell.setAttribute('role', 'textbox');
  });
  root.querySelectorAll('a.dmn-js-logo, a.bjs-powered-by').forEach((link) => link.setAttribute('aria-label', 'bpmn.io'));
  root.querySelectorAll('th.input-editor, th.output-editor, th').forEach((head) => { if (!head.textContent?.trim() && !head.hasAttribute('aria-label')) head.setAttribute('aria-label', t('model.column')); });
}

export function labelTable(box: HTMLElement): () => void {
  nameAll(box);
  const watch = new MutationObserver(() => nameAll(box));
  watch.observe(box, { childList: true, subtree: true });
  return () => watch.disconnect();
}
