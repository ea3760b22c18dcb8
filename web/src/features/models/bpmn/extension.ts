// Reads and changes the zeebe extension of an element; each change is one step of undo.

export interface Moddle { $type: string; $parent?: Moddle; get(name: string): unknown; [name: string]: unknown }
export interface DrawnElement { id: string; type: string; businessObject: Moddle; parent?: DrawnElement; x: number; y: number; width: number; height: number; waypoints?: { x: number; y: number }[]; labelTarget?: DrawnElement }
interface Property { name: string; value: string }
export interface Injector { get(name: string): unknown }

const valuesOf = (element: DrawnElement): Moddle[] => ((element.businessObject.get('extensionElements') as Moddle | undefined)?.get('values') as Moddle[] | undefined) ?? [];
export const extensionOf = (element: DrawnElement, type: string): Moddle | undefined => valuesOf(element).find((one) => one.$type === type);

/** Sets `properties` on the extension `type` of `element`, making it when absent; null removes it. */
export function setExtension(injector: Injector, element: DrawnElement, type: string, properties: Record<string, unknown> | null): void {
  const factory = injector.get('bpmnFactory') as { create(type: string, properties: object): Moddle };
  const stack = injector.get('commandStack') as { execute(command: string, context: unknown): void };
  const object = element.businessObject;
  const commands: { cmd: string; context: object }[] = [];
  const update = (moddleElement: Moddle, changed: object) => commands.push({ cmd: 'element.updateModdleProperties', context: { element, moddleElement, properties: changed } });
  let extension = object.get('extensionElements') as Moddle | undefined;
  const old = extensionOf(element, type);
  if (!extension) {
    extension = factory.create('bpmn:ExtensionElements', { values: [] });
    extension.$parent = object;
    update(object, { extensionElements: extension });
  }
  if (properties === null) update(extension, { values: valuesOf(element).filter((one) => one !== old) });
  else if (old) update(old, properties);
  else {
    const made = factory.create(type, properties);
    made.$parent = extension;
    update(extension, { values: [...valuesOf(element), made] });
  }
  stack.execute('properties-panel.multi-command-executor', commands);
}

export function propertiesOf(element: DrawnElement): Property[] {
  return ((extensionOf(element, 'zeebe:Properties')?.get('properties') as Moddle[] | undefined) ?? []).map((one) => ({ name: String(one.get('name') ?? ''), value: String(one.get('value') ?? '') }));
}

export function setProperties(injector: Injector, element: DrawnElement, list: Property[]): void {
  const factory = injector.get('bpmnFactory') as { create(type: string, properties: object): Moddle };
  const made = list.map((one) => factory.create('zeebe:Property', one));
  setExtension(injector, element, 'zeebe:Properties', made.length ? { properties: made } : null);
  made.forEach((one) => { one.$parent = extensionOf(element, 'zeebe:Properties'); });
}

export const propertyOf = (element: DrawnElement, name: string): string => propertiesOf(element).find((one) => one.name === name)?.value ?? '';

export function setProperty(injector: Injector, element: DrawnElement, name: string, value: string): void {
  const list = propertiesOf(element);
  const at = list.findIndex((one) => one.name === name);
  if (!value) setProperties(injector, element, list.filter((one) => one.name !== name));
  else setProperties(injector, element, at < 0 ? [...list, { name, value }] : list.map((one, i) => (i === at ? { name, value } : one)));
}

/** A header of a service task. */
export function headerOf(element: DrawnElement, key: string): string {
  const found = ((extensionOf(element, 'zeebe:TaskHeaders')?.get('values') as Moddle[] | undefined) ?? []).find((one) => one.get('key') === key);
  return String(found?.get('value') ?? '');
}

export function setHeader(injector: Injector, element: DrawnElement, key: string, value: string): void {
  const factory = injector.get('bpmnFactory') as { create(type: string, properties: object): Moddle };
  const others = ((extensionOf(element, 'zeebe:TaskHeaders')?.get('values') as Moddle[] | undefined) ?? []).filter((one) => one.get('key') !== key);
  const values = value ? [...others, factory.create('zeebe:Header', { key, value })] : others;
  setExtension(injector, element, 'zeebe:TaskHeaders', values.length ? { values } : null);
  values.forEach((one) => { one.$parent = extensionOf(element, 'zeebe:TaskHeaders'); });
}

export interface Outcome { code: string; zh: string; en: string; flags: string[] }
const OUTCOME = 'outcome:';

export function outcomesOf(element: DrawnElement): Outcome[] {
  return propertiesOf(element).filter((one) => one.name.startsWith(OUTCOME)).map(({ name, value }) => {
    const [zh = '', en = '', flags = ''] = value.split('|');
    return { code: name.slice(OUTCOME.length), zh, en, flags: flags.split(',').map((one) => one.trim()).filter(Boolean) };
  });
}

/** The outcomes in their order; they stand together where the first of them stood. */
export function setOutcomes(injector: Injector, element: DrawnElement, outcomes: Outcome[]): void {
  const list = propertiesOf(element);
  const rows = outcomes.map((one) => ({ name: OUTCOME + one.code, value: [one.zh, one.en, one.flags.join(',')].join('|').replace(/\|$/, '') }));
  const first = list.findIndex((one) => one.name.startsWith(OUTCOME));
  const others = list.filter((one) => !one.name.startsWith(OUTCOME));
  const at = first < 0 ? others.length : list.slice(0, first).filter((one) => !one.name.startsWith(OUTCOME)).length;
  setProperties(injector, element, [...others.slice(0, at), ...rows, ...others.slice(at)]);
}
