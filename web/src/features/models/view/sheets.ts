// A decision file, a form or a catalogue as plain tables: what is compared and read, on any width.
import type { FormSchema } from '../../../lib/api';
import type { Kind } from '../../../lib/models';
import { rowsOf } from '../catalogue/table';
import { t } from '../words';

export interface Row { id: string; cells: string[]; /** Ids of the cells, where the text has them. */ ids?: string[] }
export interface Sheet { id: string; title: string; note: string; head: string[]; /** Ids or names of the columns. */ columns: string[]; rows: Row[] }

const children = (node: Element, name: string) => [...node.children].filter((one) => one.localName === name);
const textOf = (node: Element | undefined) => (node ? children(node, 'text')[0]?.textContent ?? '' : '');
const attribute = (node: Element | undefined, name: string) => node?.getAttribute(name) ?? '';

function tableSheet(decision: Element, table: Element): Omit<Sheet, 'id' | 'title' | 'note'> {
  const inputs = children(table, 'input');
  const outputs = children(table, 'output');
  const heads = [
    ...inputs.map((one) => { const expression = textOf(children(one, 'inputExpression')[0]); const label = attribute(one, 'label'); return label && label !== expression ? `${label}\n${expression}` : expression; }),
    ...outputs.map((one) => { const label = attribute(one, 'label') || attribute(decision, 'name'); const name = attribute(one, 'name'); return `→ ${label}${name && name !== label ? `\n${name}` : ''}`; }),
    t('model.rule.why'),
  ];
  const rows = children(table, 'rule').map((rule) => {
    const entries = [...children(rule, 'inputEntry'), ...children(rule, 'outputEntry')];
    return { id: attribute(rule, 'id'), cells: [...entries.map(textOf), children(rule, 'description')[0]?.textContent ?? ''], ids: entries.map((one) => attribute(one, 'id')) };
  });
  return { head: heads, columns: [...[...inputs, ...outputs].map((one) => attribute(one, 'id')), 'description'], rows };
}

function decisionSheets(text: string): Sheet[] {
  const document = new DOMParser().parseFromString(text, 'text/xml');
  const parts = [...document.documentElement.children].filter((one) => one.localName === 'decision' || one.localName === 'businessKnowledgeModel');
  return parts.map((part) => {
    const table = children(part, 'decisionTable')[0];
    const logic = [...part.children].find((one) => /Expression$|^(context|invocation|list|relation|functionDefinition|encapsulatedLogic)$/.test(one.localName));
    const own = { id: attribute(part, 'id'), title: attribute(part, 'name') || attribute(part, 'id'), note: [children(part, 'description')[0]?.textContent, table && t('model.hitPolicy', { policy: attribute(table, 'hitPolicy') || 'UNIQUE' })].filter(Boolean).join(' · ') };
    if (table) return { ...own, ...tableSheet(part, table) };
    const expression = logic?.localName === 'literalExpression' ? textOf(logic) : logic?.textContent?.trim() ?? '';
    return { ...own, head: [t('model.expression')], columns: [''], rows: [{ id: attribute(part, 'id'), cells: [expression] }] };
  });
}

interface Component { id?: string; type?: string; key?: string; label?: string; text?: string; values?: { label: string; value: string }[]; validate?: Record<string, unknown>; conditional?: { hide?: string }; components?: Component[]; properties?: { en?: string }; [name: string]: unknown }
const SHOWN = new Set(['id', 'type', 'key', 'label', 'text', 'values', 'validate', 'conditional', 'components', 'properties', 'layout']);

function formRows(components: Component[]): Row[] {
  return components.flatMap((one) => {
    const { required, ...limits } = one.validate ?? {};
    const more = [
      one.properties?.en && `EN: ${one.properties.en}`,
      ...(one.values ?? []).map((value) => `${value.label} (${value.value})`),
      ...Object.entries(limits).map(([name, value]) => `${name} = ${String(value)}`),
      one.conditional?.hide && t('model.form.hiddenIf', { when: one.conditional.hide }),
      ...Object.entries(one).filter(([name]) => !SHOWN.has(name)).map(([name, value]) => `${name} = ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`),
    ].filter(Boolean);
    const row = { id: one.key || one.id || '', cells: [one.label || one.text || '', one.key ?? '', one.type ?? '', required ? '✓' : '', more.join('\n')] };
    return [row, ...formRows(one.components ?? [])];
  });
}

function formSheet(text: string): Sheet[] {
  let schema: FormSchema = {};
  try { schema = JSON.parse(text) as FormSchema; } catch { /* shown as an empty form; the check says why */ }
  const head = [t('model.form.label'), t('model.key'), t('model.form.type'), t('form.required'), t('model.form.more')];
  return [{ id: String(schema.id ?? ''), title: String(schema.id ?? ''), note: '', head, columns: ['label', 'key', 'type', 'validate.required', ''], rows: formRows((schema.components as Component[] | undefined) ?? []) }];
}

function catalogueSheet(text: string): Sheet[] {
  const [head = [], ...rows] = rowsOf(text);
  return [{ id: '', title: '', note: '', head, columns: head, rows: rows.map((cells) => ({ id: cells[0] ?? '', cells })) }];
}

export function sheetsOf(kind: Exclude<Kind, 'process'>, text: string): Sheet[] {
  if (kind === 'decision') return decisionSheets(text);
  return kind === 'form' ? formSheet(text) : catalogueSheet(text);
}

/** What the outputs of a decision file are called: name → label. */
export function outputsOf(text: string): Map<string, string> {
  const document = new DOMParser().parseFromString(text, 'text/xml');
  return new Map([...document.querySelectorAll('output[name][label]')].map((one) => [one.getAttribute('name') ?? '', one.getAttribute('label') ?? '']));
}
