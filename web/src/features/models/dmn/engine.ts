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

/** The element `id` and what it stands in, from the inside out; empty when it is not in the file. */
export function pathOf(modeler: DecisionModeler, id: string): DmnNode[] {
  const search = (value: unknown, depth: number): DmnNode | null => {
    if (!value || typeof value !== 'object' || depth > 12) return null;
    if (Array.isArray(value)) return value.map((one) => search(one, depth + 1)).find(Boolean) ?? null;
    const node = value as DmnNode;
    if (node.id === id) return node;
    // Shapes of the picture repeat ids of what they draw; references only point elsewhere.
    const inside = Object.entries(node).filter(([name]) => !name.startsWith('$') && name !== 'dmnDI' && name !== 'di');
    return inside.map(([, one]) => (typeof one === 'object' ? search(one, depth + 1) : null)).find(Boolean) ?? null;
  };
  const path: DmnNode[] = [];
  for (let node = search(modeler.getDefinitions(), 0); node; node = node.$parent ?? null) path.push(node);
  return path;
}

/** The view in which a path can be seen: the decision whose logic holds it, or the picture of all. */
export function viewOf(modeler: DecisionModeler, path: DmnNode[]): View | undefined {
  const views = modeler.getViews();
  return views.find((view) => view.type !== 'drd' && path.some((node) => node.id === view.element.id)) ?? (path.length ? views.find((view) => view.type === 'drd') : undefined);
}
