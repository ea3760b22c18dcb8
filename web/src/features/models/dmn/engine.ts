// dmn-js as it is used here. Its stylesheets come with it, so this file is only ever loaded on demand.
import Modeler from 'dmn-js/lib/Modeler';
import 'dmn-js/dist/assets/diagram-js.css';
import 'dmn-js/dist/assets/dmn-js-shared.css';
import 'dmn-js/dist/assets/dmn-js-drd.css';
import 'dmn-js/dist/assets/dmn-js-decision-table.css';
import 'dmn-js/dist/assets/dmn-js-decision-table-controls.css';
import 'dmn-js/dist/assets/dmn-js-literal-expression.css';
import 'dmn-js/dist/assets/dmn-js-boxed-expression.css';
import 'dmn-js/dist/assets/dmn-js-boxed-expression-controls.css';
import 'dmn-js/dist/assets/dmn-font/css/dmn.css';
import { decisionWords } from '../words/translate';

export interface DmnNode { $type: string; id: string; name?: string; $parent?: DmnNode; decisionLogic?: DmnNode; drgElement?: DmnNode[]; [name: string]: unknown }
export interface View { id: string; name?: string; type: 'drd' | 'decisionTable' | 'literalExpression' | 'boxedExpression'; element: DmnNode }
export interface Viewer { get(name: string, strict?: boolean): unknown; on(event: string, listener: () => void): void }
export interface DecisionModeler {
  importXML(xml: string): Promise<unknown>;
  saveXML(options: { format: boolean }): Promise<{ xml: string }>;
  getViews(): View[];
  getActiveView(): View | undefined;
  getActiveViewer(): Viewer | undefined;
  getDefinitions(): DmnNode | undefined;
  open(view: View): Promise<unknown>;
  on(event: string, listener: (event: { viewer?: Viewer; views?: View[]; activeView?: View }) => void): void;
  destroy(): void;
}

export function makeDecisionModeler(container: HTMLElement): DecisionModeler {
  const words = { additionalModules: [decisionWords] };
  return new Modeler({ container, drd: words, decisionTable: words, literalExpression: words, boxedExpression: words }) as DecisionModeler;
}

/** The view in which the element `id` can be seen: the decision whose logic holds it, or the picture of all. */
export function viewOf(modeler: DecisionModeler, id: string): View | undefined {
  const views = modeler.getViews();
  const holds = (node: unknown, depth = 0): boolean => {
    if (!node || typeof node !== 'object' || depth > 8) return false;
    if (Array.isArray(node)) return node.some((one) => holds(one, depth + 1));
    const one = node as DmnNode;
    if (one.id === id) return true;
    return Object.entries(one).some(([name, value]) => !name.startsWith('$') && name !== 'di' && typeof value === 'object' && holds(value, depth + 1));
  };
  const within = views.find((view) => view.type !== 'drd' && holds(view.element.decisionLogic ?? view.element.encapsulatedLogic));
  return within ?? views.find((view) => view.type !== 'drd' && view.element.id === id) ?? views.find((view) => view.type === 'drd' && holds(view.element));
}
