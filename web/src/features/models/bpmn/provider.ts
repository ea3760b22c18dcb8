// The part of the properties panel that speaks of cases: who, when, with which form, to which outcomes. The rest stays bpmn-js's own.
import { Group, ListGroup } from '@bpmn-io/properties-panel';
import { t } from '../words';
import type { Choice, Choices } from '../editor';
import { checkEntry, selectEntry, textEntry, type Entry } from './entries';
import { extensionOf, headerOf, outcomesOf, propertyOf, setExtension, setHeader, setOutcomes, setProperty, type DrawnElement, type Injector, type Outcome } from './extension';
import { desks, flags, flagWord, limits, persons, services, stamps, units } from './vocabulary';

interface PanelGroup { id: string; label: string; component: unknown; entries?: Entry[]; items?: object[]; add?: () => void; shouldOpen?: boolean }
interface Panel { registerProvider(priority: number, provider: object): void }

/** Groups whose fields ours replace. */
const REPLACED = new Set(['form', 'taskDefinition', 'calledDecision', 'calledElement']);
const OWN_LIMIT = '#';

const extensionEntry = (injector: Injector, type: string, name: string) => ({
  get: (element: DrawnElement) => String(extensionOf(element, type)?.get(name) ?? ''),
  set: (element: DrawnElement, value: string) => setExtension(injector, element, type, value ? { [name]: value } : null),
});
const propertyEntry = (injector: Injector, name: string) => ({
  get: (element: DrawnElement) => propertyOf(element, name),
  set: (element: DrawnElement, value: string) => setProperty(injector, element, name, value),
});

/** A limit by name, or an amount of its own in two fields. */
function limitEntries(injector: Injector, element: DrawnElement): Entry[] {
  const { get, set } = propertyEntry(injector, 'limit');
  const own = (value: string) => /^\S+ \S+$/.test(value);
  const named = selectEntry('shao-limit', t('model.limit'), () => [...limits(), { value: OWN_LIMIT, label: t('model.limit.own') }], {
    get: (one) => (own(get(one)) ? OWN_LIMIT : get(one)),
    set: (one, value) => set(one, value === OWN_LIMIT ? '1 work-hours' : value),
  });
  if (!own(get(element))) return [named];
  const part = (i: number) => (one: DrawnElement) => get(one).split(' ')[i] ?? '';
  return [named,
    textEntry('shao-limit-amount', t('model.limit.amount'), { get: part(0), set: (one, value) => set(one, `${value || '1'} ${part(1)(one)}`) }, (value) => (/^[1-9]\d*$/.test(value ?? '') ? undefined : t('model.limit.whole'))),
    selectEntry('shao-limit-unit', t('model.limit.unit'), units, { get: part(1), set: (one, value) => set(one, `${part(0)(one)} ${value}`) }, false)];
}

function stepGroup(injector: Injector, element: DrawnElement, choices: Choices): PanelGroup {
  return {
    id: 'shao-step', label: t('model.step'), component: Group, shouldOpen: true,
    entries: [
      selectEntry('shao-desk', t('model.desk'), desks, extensionEntry(injector, 'zeebe:AssignmentDefinition', 'candidateGroups')),
      selectEntry('shao-stage', t('model.stage'), () => choices.stages, propertyEntry(injector, 'stage')),
      ...limitEntries(injector, element),
      selectEntry('shao-form', t('model.form'), () => choices.forms, extensionEntry(injector, 'zeebe:FormDefinition', 'formId')),
      selectEntry('shao-right', t('model.right'), () => choices.rights, propertyEntry(injector, 'right')),
    ],
  };
}

/** The choices a person has at this step, one item each. */
function outcomeGroup(injector: Injector, element: DrawnElement): PanelGroup {
  const list = outcomesOf(element);
  const change = (one: DrawnElement, at: number, part: Partial<Outcome>) => setOutcomes(injector, one, outcomesOf(one).map((old, i) => (i === at ? { ...old, ...part } : old)));
  const text = (at: number, name: 'code' | 'zh' | 'en', label: string, check?: (value: string) => string | undefined) =>
    textEntry(`shao-outcome-${at}-${name}`, label, { get: (one) => outcomesOf(one)[at]?.[name] ?? '', set: (one, value) => change(one, at, { [name]: value }) }, check);
  const code = (at: number) => (value: string) => (!/^[a-z][a-z0-9_]*$/.test(value ?? '') ? t('model.outcome.codeForm') : list.some((one, i) => i !== at && one.code === value) ? t('model.outcome.twice') : undefined);
  const word = (value: string) => (!value ? t('model.outcome.wordless') : value.includes('|') ? t('model.outcome.noBar') : undefined);
  return {
    id: 'shao-outcomes', label: t('model.outcomes'), component: ListGroup,
    add: () => setOutcomes(injector, element, [...list, { code: `outcome${list.length + 1}`, zh: t('model.outcome.new', {}, 'zh'), en: t('model.outcome.new', {}, 'en'), flags: [] }]),
    items: list.map((outcome, at) => ({
      id: `shao-outcome-${at}`, label: `${outcome.zh}（${outcome.code}）`, autoFocusEntry: `shao-outcome-${at}-zh`,
      entries: [text(at, 'zh', t('model.outcome.zh'), word), text(at, 'en', t('model.outcome.en'), word), text(at, 'code', t('model.outcome.code'), code(at)),
        ...flags.map((row) => checkEntry(`shao-outcome-${at}-${row[0]}`, flagWord(row), {
          get: (one) => outcomesOf(one)[at]?.flags.includes(row[0]) ?? false,
          set: (one, on) => change(one, at, { flags: [...(outcomesOf(one)[at]?.flags ?? []).filter((flag) => flag !== row[0]), ...(on ? [row[0]] : [])] }),
        }))],
      remove: (event: Event) => { event.stopPropagation(); setOutcomes(injector, element, outcomesOf(element).filter((_, i) => i !== at)); },
    })),
  };
}

const HEADERS: Record<string, [header: string, label: 'model.stamp' | 'model.result' | 'model.person', options: (choices: Choices) => Choice[]]> = {
  'case.stamp': ['name', 'model.stamp', stamps], 'case.close': ['result', 'model.result', (choices) => choices.results], 'case.assign': ['person', 'model.person', persons],
};

function serviceGroup(injector: Injector, element: DrawnElement, choices: Choices): PanelGroup {
  const type = extensionEntry(injector, 'zeebe:TaskDefinition', 'type');
  const header = HEADERS[type.get(element)];
  return {
    id: 'shao-service', label: t('model.service'), component: Group, shouldOpen: true,
    entries: [
      selectEntry('shao-service-type', t('model.service.type'), () => [...services(), ...choices.jobs], type),
      ...(header ? [selectEntry('shao-service-header', t(header[1]), () => header[2](choices), { get: (one) => headerOf(one, header[0]), set: (one, value) => setHeader(injector, one, header[0], value) })] : []),
    ],
  };
}

function decisionGroup(injector: Injector, choices: Choices): PanelGroup {
  const called = (name: string) => ({
    get: (element: DrawnElement) => String(extensionOf(element, 'zeebe:CalledDecision')?.get(name) ?? ''),
    set: (element: DrawnElement, value: string) => setExtension(injector, element, 'zeebe:CalledDecision', { [name]: value || undefined }),
  });
  return {
    id: 'shao-decision', label: t('model.decision'), component: Group, shouldOpen: true,
    entries: [selectEntry('shao-decision-id', t('model.decision.id'), () => choices.decisions, called('decisionId')), textEntry('shao-decision-result', t('model.decision.result'), called('resultVariable'))],
  };
}

function callGroup(injector: Injector, choices: Choices): PanelGroup {
  const called = { get: (element: DrawnElement) => String(extensionOf(element, 'zeebe:CalledElement')?.get('processId') ?? ''), set: (element: DrawnElement, value: string) => setExtension(injector, element, 'zeebe:CalledElement', { processId: value || undefined }) };
  return { id: 'shao-call', label: t('model.call'), component: Group, shouldOpen: true, entries: [selectEntry('shao-call-id', t('model.call.id'), () => choices.processes, called)] };
}

function ours(injector: Injector, element: DrawnElement, choices: Choices): PanelGroup[] {
  switch (element.businessObject.$type) {
    case 'bpmn:UserTask': return [stepGroup(injector, element, choices), outcomeGroup(injector, element)];
    case 'bpmn:ServiceTask': return [serviceGroup(injector, element, choices)];
    case 'bpmn:BusinessRuleTask': return extensionOf(element, 'zeebe:TaskDefinition') ? [] : [decisionGroup(injector, choices)];
    case 'bpmn:CallActivity': return [callGroup(injector, choices)];
    default: return [];
  }
}

/** The module of a bpmn-js modeler whose panel offers `choices`. */
export function caseProperties(choices: () => Choices): object {
  function Provider(this: object, propertiesPanel: Panel, injector: Injector) {
    propertiesPanel.registerProvider(400, {
      getGroups: (element: DrawnElement) => (groups: PanelGroup[]) => {
        const added = ours(injector, element, choices());
        const rest = added.length ? groups.filter((group) => !REPLACED.has(group.id)) : groups;
        const general = rest.findIndex((group) => group.id === 'general') + 1;
        return [...rest.slice(0, general), ...added, ...rest.slice(general)];
      },
    });
  }
  Provider.$inject = ['propertiesPanel', 'injector'];
  return { __init__: ['caseProperties'], caseProperties: ['type', Provider] };
}
