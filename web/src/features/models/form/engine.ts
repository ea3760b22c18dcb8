// form-js's editor as it is used here: only the fields the server checks, named in the reader's language.
import { FormEditor } from '@bpmn-io/form-js-editor';
import '@bpmn-io/form-js-editor/dist/assets/form-js-editor.css';
import '@bpmn-io/form-js-editor/dist/assets/properties-panel.css';
import { t } from '../words';
import { formEditorWords } from '../words/translate';

/** Field types that src/case/form.c checks, and headings. */
const OFFERED = new Set(['text', 'textfield', 'textarea', 'number', 'select', 'radio', 'checkbox', 'datetime', 'default']);

export interface Field { id: string; type: string; key?: string; label?: string; properties?: Record<string, string>; _parent?: string }
export interface FormBoard {
  importSchema(schema: object): Promise<unknown>;
  saveSchema(): object;
  get(name: 'selection'): { get(): Field | null; set(field: Field): void };
  get(name: 'formFieldRegistry'): { get(id: string): Field | undefined; getAll(): Field[] };
  get(name: 'modeling'): { editFormField(field: Field, property: string, value: unknown): void };
  get(name: 'commandStack'): { undo(): void; redo(): void };
  get(name: 'formFields'): { _formFields: Record<string, unknown> };
  get(name: string): unknown;
  on(event: string, listener: (event: { selection?: Field | null }) => void): void;
  destroy(): void;
}

export function makeFormBoard(container: HTMLElement, palette: HTMLElement, panel: HTMLElement): FormBoard {
  // The palette reads its list once, when it is first drawn: the types we do not take are gone before.
  const offer = { __init__: [['formFields', (fields: { _formFields: Record<string, unknown> }) => { for (const type of Object.keys(fields._formFields)) if (!OFFERED.has(type)) delete fields._formFields[type]; }]] };
  return new FormEditor({ container, palette: { parent: palette }, propertiesPanel: { parent: panel }, additionalModules: [formEditorWords, offer] } as never) as unknown as FormBoard;
}

/** A field's own name for a key or id. */
export const nameOf = (field: Field): string => field.label || (field.type === 'text' ? t('model.heading') : field.key || field.id);
