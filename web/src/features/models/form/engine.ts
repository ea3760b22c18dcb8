// form-js's editor as it is used here: only the fields the server checks, named in the reader's language.
import { FormEditor } from '@bpmn-io/form-js-editor';
import '@bpmn-io/form-js-editor/dist/assets/form-js-editor.css';
import '@bpmn-io/form-js-editor/dist/assets/properties-panel.css';
import { language } from '../../../i18n';
import { t } from '../words';
import { formboard } from '../words/formboard';
import { formEditorWords } from '../words/translate';

/** Field types that src/case/form_schema.c takes, and the form itself. */
const OFFERED = new Set(['textfield', 'textarea', 'number', 'select', 'radio', 'checklist', 'taglist', 'checkbox', 'datetime', 'group', 'text', 'separator', 'spacer', 'default']);

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

type Create = (options?: object) => { label?: string };
interface FieldTypes { _formFields: Record<string, { config: { create: Create } }> }
/** How form-js makes a field of a type; kept, for its objects are shared by all boards. */
const makers = new Map<string, Create>();

/** Leaves the types the server checks; a new field is called as the reader calls its type. The palette reads the list once, when it is first drawn. */
function offered({ _formFields: types }: FieldTypes): void {
  for (const [type, { config }] of Object.entries(types)) {
    if (!OFFERED.has(type)) { delete types[type]; continue; }
    const make = makers.get(type) ?? config.create;
    makers.set(type, make);
    config.create = (options) => {
      const made = make(options);
      const word = language() === 'zh' && made.label ? formboard[made.label] : undefined;
      return word ? { ...made, label: word } : made;
    };
  }
}

export function makeFormBoard(container: HTMLElement, palette: HTMLElement, panel: HTMLElement): FormBoard {
  const offer = { __init__: [['formFields', (fields: FieldTypes) => offered(fields)]] };
  return new FormEditor({ container, palette: { parent: palette }, propertiesPanel: { parent: panel }, additionalModules: [formEditorWords, offer] } as never) as unknown as FormBoard;
}

/** A field's own name for a key or id. */
export const nameOf = (field: Field): string => field.label || (field.type === 'text' ? t('model.heading') : field.key || field.id);
