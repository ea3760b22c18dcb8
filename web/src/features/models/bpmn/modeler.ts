// bpmn-js to draw a process with, its properties panel beside it, reading and writing the zeebe extension.
import Modeler from 'bpmn-js/lib/Modeler';
import { BpmnPropertiesPanelModule, BpmnPropertiesProviderModule, ZeebePropertiesProviderModule } from 'bpmn-js-properties-panel';
import zeebeBehaviors from 'camunda-bpmn-js-behaviors/lib/camunda-cloud';
import zeebe from 'zeebe-bpmn-moddle/resources/zeebe.json';
import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';
import 'bpmn-js/dist/assets/bpmn-font/css/bpmn.css';
import '@bpmn-io/properties-panel/dist/assets/properties-panel.css';
import type { Choices } from '../editor';
import { processWords } from '../words/translate';
import type { Drawing } from './paper';
import { caseProperties } from './provider';

export function makeModeler(container: HTMLElement, panel: HTMLElement, choices: () => Choices): Drawing {
  return new Modeler({
    container, propertiesPanel: { parent: panel }, moddleExtensions: { zeebe },
    additionalModules: [BpmnPropertiesPanelModule, BpmnPropertiesProviderModule, ZeebePropertiesProviderModule, zeebeBehaviors, caseProperties(choices), processWords],
  } as object) as unknown as Drawing;
}
