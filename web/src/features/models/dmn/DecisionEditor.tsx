// A decision file drawn with dmn-js: the picture of its decisions, and each table or expression on a tab of its own.
import { forwardRef, useEffect, useImperativeHandle, useRef, useState } from 'react';
import { useLanguage } from '../../../i18n';
import { t } from '../words';
import type { EditorHandle, EditorProps, Spot } from '../editor';
import { keepChinese } from '../words/translate';
import { makeDecisionModeler, pathOf, viewOf, type DecisionModeler, type View } from './engine';
import { labelTable } from './labels';

const DecisionEditor = forwardRef<EditorHandle, EditorProps>(function DecisionEditor({ text, onChange }, handle) {
  const box = useRef<HTMLDivElement>(null);
  const modeler = useRef<DecisionModeler | null>(null);
  const leaving = useRef<Promise<void>>(Promise.resolve());
  const held = useRef({ text, onChange });
  const [views, setViews] = useState<View[]>([]);
  const [active, setActive] = useState('');
  const [broken, setBroken] = useState('');
  held.current.onChange = onChange;
  const language = useLanguage();

  useEffect(() => {
    let gone = false;
    let made: DecisionModeler | null = null;
    let stop = () => {};
    void leaving.current.then(() => {
      if (gone || !box.current) return;
      const drawn = makeDecisionModeler(box.current);
      const ends = [labelTable(box.current), keepChinese(box.current, 'titles')];
      stop = () => ends.forEach((end) => end());
      modeler.current = made = drawn;
      drawn.on('viewer.created', ({ viewer }) => viewer?.on('commandStack.changed', () => held.current.onChange()));
      drawn.on('views.changed', ({ views: all, activeView }) => { if (gone) return; setViews([...(all ?? [])]); setActive(activeView?.id ?? ''); });
      drawn.importXML(held.current.text).then(
        () => { if (gone) return; setBroken(''); const first = drawn.getViews().find((view) => view.type === 'decisionTable') ?? drawn.getViews()[0]; if (first) void drawn.open(first); },
        (why: Error) => { if (!gone) setBroken(why.message); },
      );
    });
    return () => {
      gone = true;
      stop();
      const old = made;
      modeler.current = null;
      if (old) leaving.current = old.saveXML({ format: true }).then(({ xml }) => { held.current.text = xml; }, () => undefined).then(() => old.destroy());
    };
  }, [language]);

  useImperativeHandle(handle, () => {
    const stack = () => modeler.current?.getActiveViewer()?.get('commandStack', false) as { undo(): void; redo(): void } | undefined;
    return {
      read: async () => (broken || !modeler.current ? held.current.text : (await modeler.current.saveXML({ format: true })).xml),
      show: (spot: Spot) => show(modeler.current, box.current, spot),
      undo: () => stack()?.undo(),
      redo: () => stack()?.redo(),
    };
  }, [broken]);

  return (
    <div className="model-decision">
      {broken && <p className="notice notice-bad" role="alert">{t('model.broken', { why: broken })}</p>}
      <div className="model-views" role="group" aria-label={t('model.views')} hidden={Boolean(broken)}>
        {views.map((view) => (
          <button key={view.id} type="button" className="plain-button" aria-pressed={view.id === active} onClick={() => void modeler.current?.open(view)}>
            {view.type === 'drd' ? t('model.view.drd') : `${view.type === 'decisionTable' ? '▦' : 'ƒ'} ${view.name || view.id}`}
          </button>
        ))}
      </div>
      <div ref={box} className="model-sheet" hidden={Boolean(broken)} />
    </div>
  );
});
export default DecisionEditor;

/** Opens the view that holds the spot and selects the cell, rule or shape there, or the nearest thing around it that is drawn. */
function show(modeler: DecisionModeler | null, box: HTMLElement | null, spot: Spot): boolean {
  const path = modeler && spot.element ? pathOf(modeler, spot.element) : [];
  const view = modeler && viewOf(modeler, path);
  if (!modeler || !box || !view) return false;
  const ids = path.map((node) => node.id).filter(Boolean);
  const reveal = () => { if (view.type === 'drd') revealShape(modeler, ids); else revealCell(box, ids); };
  if (modeler.getActiveView()?.id === view.id) reveal(); else void modeler.open(view).then(() => requestAnimationFrame(reveal));
  return true;
}

function revealShape(modeler: DecisionModeler, ids: string[]): void {
  const viewer = modeler.getActiveViewer();
  if (!viewer) return;
  const registry = viewer.get('elementRegistry') as { get(id: string): object | undefined };
  const shape = ids.map((id) => registry.get(id)).find(Boolean);
  if (!shape) return;
  (viewer.get('selection') as { select(shape: object): void }).select(shape);
  (viewer.get('canvas') as { scrollToElement(shape: object): void }).scrollToElement(shape);
}

function revealCell(box: HTMLElement, ids: string[]): void {
  // An attribute of our own: dmn-js writes class names anew whenever a cell changes.
  box.querySelectorAll('[data-spot]').forEach((one) => one.removeAttribute('data-spot'));
  const cell = ids.map((id) => box.querySelector<HTMLElement>(`[data-element-id="${CSS.escape(id)}"], [data-col-id="${CSS.escape(id)}"]`)).find(Boolean) ?? box.querySelector<HTMLElement>('.literal-expression-editor, .textarea');
  if (!cell) return;
  const row = cell.classList.contains('rule-index') ? cell.closest('tr') : null;
  (row ?? cell).setAttribute('data-spot', '');
  cell.scrollIntoView({ block: 'center', inline: 'center' });
  if (!row) (cell.querySelector<HTMLElement>('[contenteditable]') ?? cell).focus();
}
