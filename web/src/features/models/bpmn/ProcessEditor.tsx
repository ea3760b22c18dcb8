// A process drawn with bpmn-js: the paper, and beside it the panel of the chosen element.
import { forwardRef, useEffect, useImperativeHandle, useRef, useState } from 'react';
import { useLanguage } from '../../../i18n';
import { t } from '../words';
import type { Choice, EditorHandle, EditorProps, Spot } from '../editor';
import { keepChinese, processWords } from '../words/translate';
import type { DrawnElement } from './extension';
import { makeModeler } from './modeler';
import { centre, fit, mark, type Drawing } from './paper';
import { labelBoard } from './labels';

const ProcessEditor = forwardRef<EditorHandle, EditorProps>(function ProcessEditor({ text, onChange, choices }, handle) {
  const paper = useRef<HTMLDivElement>(null);
  const side = useRef<HTMLDivElement>(null);
  const drawing = useRef<Drawing | null>(null);
  const leaving = useRef<Promise<void>>(Promise.resolve());
  const held = useRef({ text, choices, onChange });
  const [broken, setBroken] = useState('');
  const [elements, setElements] = useState<Choice[]>([]);
  const [chosen, setChosen] = useState('');
  held.current = { ...held.current, choices, onChange };
  const language = useLanguage();

  useEffect(() => {
    let gone = false;
    let made: Drawing | null = null;
    let stop = () => {};
    void leaving.current.then(() => {
      if (gone || !paper.current || !side.current) return;
      const drawn = makeModeler(paper.current, side.current, () => held.current.choices);
      const unlabel = labelBoard(paper.current, side.current);
      const leave = [paper.current, side.current].map((box) => keepChinese(box, 'titles'));
      stop = () => [unlabel, ...leave].forEach((end) => end());
      drawing.current = made = drawn;
      drawn.importXML(held.current.text).then(
        () => {
          if (gone) return;
          setBroken('');
          fit(drawn, 110);
          setElements(outline(drawn));
          setChosen('');
          drawn.on('commandStack.changed', () => { held.current.onChange(); setElements(outline(drawn)); });
          drawn.on('selection.changed', ({ newSelection }) => setChosen(newSelection?.length === 1 ? newSelection[0].id.replace(/_label$/, '') : ''));
        },
        (why: Error) => { if (!gone) setBroken(why.message); },
      );
    });
    return () => {
      gone = true;
      stop();
      const old = made;
      drawing.current = null;
      // A change of language draws anew: what was drawn so far comes along.
      if (old) leaving.current = old.saveXML({ format: true }).then(({ xml }) => { if (xml) held.current.text = xml; }, () => undefined).then(() => old.destroy());
    };
  }, [language]);

  useImperativeHandle(handle, () => ({
    read: async () => (broken || !drawing.current ? held.current.text : (await drawing.current.saveXML({ format: true })).xml ?? held.current.text),
    show: (spot: Spot) => show(drawing.current, spot),
    mark: (spots: Spot[]) => { if (drawing.current) mark(drawing.current, 'problem-', new Map(spots.map((spot) => [spot.element, 'error']))); },
    undo: () => drawing.current?.get('commandStack').undo(),
    redo: () => drawing.current?.get('commandStack').redo(),
  }), [broken]);

  return (
    <div className="model-process">
      {broken && <p className="notice notice-bad" role="alert">{t('model.broken', { why: broken })}</p>}
      <div ref={paper} className="model-paper" role="application" aria-label={t('model.paper')} hidden={Boolean(broken)} />
      <div className="model-side" hidden={Boolean(broken)}>
        <label className="model-outline"><span>{t('model.element')}</span>
          <select className="native-input" value={chosen} onChange={(event) => { if (drawing.current) show(drawing.current, { element: event.target.value, field: '' }); }}>
            <option value="">{t('model.element.whole')}</option>
            {elements.map((one) => <option key={one.value} value={one.value}>{one.label}</option>)}
          </select>
        </label>
        <div ref={side} className="model-panel" role="region" aria-label={t('model.panel')} />
      </div>
    </div>
  );
});
export default ProcessEditor;

/** Every element by name, for who chooses by keyboard: steps first, lines last. */
function outline(drawing: Drawing): Choice[] {
  const drawn = drawing.get('elementRegistry').filter((one) => Boolean(one.parent) && !one.labelTarget);
  const weight = (one: DrawnElement) => (one.waypoints ? 1 : 0);
  const type = processWords.translate[1] as (text: string) => string;
  return drawn.sort((a, b) => weight(a) - weight(b) || a.x - b.x).map((one) => {
    const name = String(one.businessObject.get('name') ?? '');
    return { value: one.id, label: `${type(one.businessObject.$type.replace('bpmn:', '').replace(/(\B[A-Z])/g, ' $1'))} · ${name || one.id}` };
  });
}

function show(drawing: Drawing | null, spot: Spot): boolean {
  if (drawing && !spot.element) { drawing.get('selection').select(null); return true; }
  const element = drawing?.get('elementRegistry').get(spot.element);
  if (!drawing || !element) return false;
  centre(drawing, spot.element);
  drawing.get('selection').select(element.parent ? element : null);
  return true;
}
