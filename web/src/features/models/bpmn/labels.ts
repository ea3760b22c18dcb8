// Names for what the libraries draw without one, so that a screen reader can say it.

function nameAll(root: ParentNode): void {
  root.querySelectorAll<HTMLElement>('.djs-palette .entry, .djs-context-pad .entry, .djs-popup .entry').forEach((entry) => {
    if (!entry.hasAttribute('aria-label') && entry.title) entry.setAttribute('aria-label', entry.title);
    if (!entry.hasAttribute('role')) entry.setAttribute('role', 'button');
  });
  root.querySelectorAll<HTMLElement>('.bjs-powered-by img, .bjs-powered-by svg').forEach((mark) => { mark.setAttribute('aria-hidden', 'true'); });
  root.querySelectorAll<HTMLElement>('a.bjs-powered-by').forEach((link) => link.setAttribute('aria-label', 'bpmn.io'));
}

/** Watches boxes as long as they live; returns how to stop. */
export function labelBoard(...boxes: HTMLElement[]): () => void {
  const watches = boxes.map((box) => {
    nameAll(box);
    const watch = new MutationObserver(() => nameAll(box));
    watch.observe(box, { childList: true, subtree: true });
    return watch;
  });
  return () => watches.forEach((watch) => watch.disconnect());
}
