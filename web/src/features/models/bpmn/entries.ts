// Entries of the properties panel that offer choices from data. The panel is drawn by preact, so these are made without JSX.
import { CheckboxEntry, isCheckboxEntryEdited, isSelectEntryEdited, isTextFieldEntryEdited, SelectEntry, TextFieldEntry } from '@bpmn-io/properties-panel';
import { jsx } from '@bpmn-io/properties-panel/preact/jsx-runtime';
import { useService } from 'bpmn-js-properties-panel';
import { pick } from '../../../i18n';
import { t } from '../words';
import type { Choice } from '../editor';
import type { DrawnElement } from './extension';

export interface Entry { id: string; component: (props: { element: DrawnElement }) => unknown; isEdited?: (node: unknown) => boolean }
interface Access<V> { get: (element: DrawnElement) => V; set: (element: DrawnElement, value: V) => void }

/** One of `options`; what the text holds and no option names is kept and shown as it is. */
export function selectEntry(id: string, label: string, options: (element: DrawnElement) => Choice[], access: Access<string>, none = true): Entry {
  const component = ({ element }: { element: DrawnElement }) => {
    const value = access.get(element);
    const offered = options(element);
    const known = !value || offered.some((one) => one.value === value);
    const list = [...(none ? [{ value: '', label: t('model.none') }] : []), ...(known ? [] : [{ value, label: pick({ zh: `${value}（不在清单中）`, en: `${value} (not in the list)` }) }]), ...offered];
    return jsx(SelectEntry, { element, id, label, getValue: () => value, setValue: (next: string) => access.set(element, next), getOptions: () => list });
  };
  return { id, component, isEdited: isSelectEntryEdited };
}

export function textEntry(id: string, label: string, access: Access<string>, validate?: (value: string) => string | undefined): Entry {
  const component = ({ element }: { element: DrawnElement }) =>
    jsx(TextFieldEntry, { element, id, label, debounce: useService('debounceInput'), getValue: () => access.get(element), setValue: (next: string | undefined) => access.set(element, next ?? ''), validate });
  return { id, component, isEdited: isTextFieldEntryEdited };
}

export function checkEntry(id: string, label: string, access: Access<boolean>): Entry {
  const component = ({ element }: { element: DrawnElement }) =>
    jsx(CheckboxEntry, { element, id, label, getValue: () => access.get(element), setValue: (next: boolean) => access.set(element, next) });
  return { id, component, isEdited: isCheckboxEntryEdited };
}
