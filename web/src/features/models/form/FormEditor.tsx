// A form drawn with form-js: fields to drag, the form, and beside it either the chosen field or the form as people will see it.
import { forwardRef, lazy, useEffect, useImperativeHandle, useRef, useState, type CSSProperties } from 'react';
import { Input } from 'antd';
import { Part } from '../../../components/Boundary';
import { useLanguage } from '../../../i18n';
import { t } from '../words';
import type { FormSchema } from '../../../lib/api';
import type { EditorHandle, EditorProps, Spot } from '../editor';
import { keepChinese } from '../words/translate';
import { makeFormBoard, nameOf, type Field, type FormBoard } from './engine';

const FormView = lazy(() => import('../../../case/FormView'));

const FormEditor = forwardRef<EditorHandle, EditorProps>(function FormEditor({ text, onChange }, handle) {
  const root = useRef<HTMLDivElement>(null);
  const boxes = { palette: useRef<HTMLDivElement>(null), board: useRef<HTMLDivElement>(null), panel: useRef<HTMLDivElement>(null) };
  const board = useRef<FormBoard | null>(null);
  const held = useRef({ text, onChange });
  const [schema, setSchema] = useState<FormSchema | null>(null);
  const [chosen, setChosen] = useState<Field | null>(null);
  const [trying, setTrying] = useState(false);
  const [broken, setBroken] = useState('');
  held.current.onChange = onChange;
  const language = useLanguage();

  useEffect(() => {
    const { palette: { current: palette }, board: { current: paper }, panel: { current: panel } } = boxes;
    if (!palette || !paper || !panel || !root.current) return;
    const start = parse(held.current.text);
    if (!start) { setBroken(t('model.form.notJson')); return; }
    const made = makeFormBoard(paper, palette, panel);
    const stop = keepChinese(root.current);
    let gone = false;
    let timer = 0;
    board.current = made;
    made.importSchema(start).then(
      () => {
        if (gone) return;
        setBroken('');
        setSchema(start);
        made.on('commandStack.changed', () => {
          held.current.onChange();
          window.clearTimeout(timer);
          timer = window.setTimeout(() => { if (!gone) setSchema(plain(made.saveSchema())); }, 300);
        });
        made.on('selection.changed', ({ selection }) => setChosen(selection && selection.type !== 'default' ? { ...selection } : null));
      },
      (why: Error) => { if (!gone) setBroken(why.message); },
    );
    return () => {
      gone = true;
      window.clearTimeout(timer);
      stop();
      try { held.current.text = textOf(made); } catch { /* what came in stays */ }
      made.destroy();
      board.current = null;
    };
  }, [language]);

  useImperativeHandle(handle, () => ({
    read: async () => (broken || !board.current ? held.current.text : textOf(board.current)),
    show: (spot: Spot) => show(board.current, root.current, spot),
    undo: () => board.current?.get('commandStack').undo(),
    redo: () => board.current?.get('commandStack').redo(),
  }), [broken]);

  const english = (value: string) => {
    const field = chosen && board.current?.get('formFieldRegistry').get(chosen.id);
    if (!field || !board.current) return;
    const properties = { ...field.properties, en: value };
    board.current.get('modeling').editFormField(field, 'properties', properties);
    setChosen({ ...field, properties });
  };
  return (
    <div className="model-form bio-theme-parent" ref={root} data-trying={trying || undefined} style={{ '--choose': JSON.stringify(t('form.choose')) } as CSSProperties}>
      {broken && <p className="notice notice-bad" role="alert">{t('model.broken', { why: broken })}</p>}
      <div ref={boxes.palette} className="model-form-palette" hidden={Boolean(broken)} />
      <div className="model-form-middle" hidden={Boolean(broken)}>
        {chosen?.key && (
          <label className="model-form-english"><span>{t('model.form.english', { name: nameOf(chosen) })}</span><Input size="small" value={chosen.properties?.en ?? ''} onChange={(event) => english(event.target.value)} /></label>
        )}
        <div ref={boxes.board} className="model-form-board" />
      </div>
      <div className="model-form-side" hidden={Boolean(broken)}>
        <div className="row model-form-tabs" role="group" aria-label={t('model.form.side')}>
          <button type="button" className="plain-button" aria-pressed={!trying} onClick={() => setTrying(false)}>{t('model.form.panel')}</button>
          <button type="button" className="plain-button" aria-pressed={trying} onClick={() => setTrying(true)}>{t('model.form.preview')}</button>
        </div>
        <div ref={boxes.panel} className="model-form-panel" />
        <section className="model-form-preview" aria-label={t('model.form.preview')}>
          <p className="muted small">{t('model.form.previewHint')}</p>
          {schema && <Part><FormView schema={schema} data={{}} onChange={() => undefined} onReady={() => undefined} /></Part>}
        </section>
      </div>
    </div>
  );
});
export default FormEditor;

function parse(text: string): FormSchema | null {
  try { const value = JSON.parse(text) as unknown; return value && typeof value === 'object' && !Array.isArray(value) ? (value as FormSchema) : null; } catch { return null; }
}
const plain = (schema: object) => JSON.parse(JSON.stringify(schema)) as FormSchema;
const textOf = (board: FormBoard) => `${JSON.stringify(board.saveSchema(), null, 2)}\n`;

function show(board: FormBoard | null, root: HTMLElement | null, spot: Spot): boolean {
  const field = board?.get('formFieldRegistry').getAll().find((one) => one.id === spot.element || one.key === spot.element);
  if (!board || !field) return false;
  board.get('selection').set(field);
  root?.querySelector(`.fjs-element[data-id="${CSS.escape(field.id)}"]`)?.scrollIntoView({ block: 'center' });
  return true;
}
