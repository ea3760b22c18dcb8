// What a drawing of bpmn-js offers, as far as it is used here, and how to bring an element into view.
import type { DrawnElement } from './extension';

interface Box { x: number; y: number; width: number; height: number }
interface View extends Box { scale: number; outer: { width: number; height: number } }
export interface Paper {
  zoom(to: 'fit-viewport' | number, center?: 'auto' | { x: number; y: number }): number;
  viewbox(box?: Box): View;
  addMarker(id: string, name: string): void;
  removeMarker(id: string, name: string): void;
  getRootElement(): DrawnElement;
  findRoot(element: DrawnElement): DrawnElement | null;
  setRootElement(root: DrawnElement): void;
  resized(): void;
  getContainer(): HTMLElement;
}
export interface Registry { get(id: string): DrawnElement | undefined; filter(test: (element: DrawnElement) => boolean): DrawnElement[] }
export interface Overlays { add(element: string, type: string, overlay: { position: object; html: HTMLElement; show?: object }): string; remove(filter: { type: string }): void }
export interface Drawing {
  importXML(xml: string): Promise<{ warnings: { message: string }[] }>;
  saveXML(options: { format: boolean }): Promise<{ xml?: string }>;
  get(name: 'canvas'): Paper;
  get(name: 'elementRegistry'): Registry;
  get(name: 'overlays'): Overlays;
  get(name: 'selection'): { select(element: DrawnElement | null): void };
  get(name: 'commandStack'): { undo(): void; redo(): void; canUndo(): boolean };
  get(name: string): unknown;
  on(event: string, listener: (event: { element: DrawnElement; newSelection?: DrawnElement[] }) => void): void;
  destroy(): void;
}

/** The smallest scale at which labels can be read. */
const READABLE = 0.75;

/** Shows the whole drawing, or when that is too small to read its left upper part, clear of `left` pixels of tools; one that is behind another tab, when it comes forward. */
export function fit(drawing: Drawing, tools = 0): void {
  const paper = drawing.get('canvas');
  const box = paper.getContainer();
  if (!box.clientWidth) {
    const shown = new ResizeObserver(() => { if (box.clientWidth) { shown.disconnect(); paper.resized(); fit(drawing, tools); } });
    shown.observe(box);
    return;
  }
  const whole = paper.zoom('fit-viewport', 'auto');
  const { outer } = paper.viewbox();
  if (whole >= READABLE && !tools) return;
  const scale = Math.max(Math.min(whole, 1), READABLE);
  const shapes = drawing.get('elementRegistry').filter((one) => !one.waypoints && one.parent !== undefined && !one.labelTarget);
  const [left, top] = [Math.min(...shapes.map((one) => one.x)), Math.min(...shapes.map((one) => one.y))];
  if (Number.isFinite(left)) paper.viewbox({ x: left - (30 + tools) / scale, y: top - 60 / scale, width: outer.width / scale, height: outer.height / scale });
}

/** Brings an element to the middle at a readable scale; false when it is not drawn. */
export function centre(drawing: Drawing, id: string): boolean {
  const paper = drawing.get('canvas');
  const element = drawing.get('elementRegistry').get(id);
  if (!element) return false;
  const root = paper.findRoot(element);
  if (root && root !== paper.getRootElement()) paper.setRootElement(root);
  if (!element.parent) return true;
  const points = element.waypoints;
  const x = points ? (Math.min(...points.map((p) => p.x)) + Math.max(...points.map((p) => p.x))) / 2 : element.x + element.width / 2;
  const y = points ? (Math.min(...points.map((p) => p.y)) + Math.max(...points.map((p) => p.y))) / 2 : element.y + element.height / 2;
  const { scale, outer } = paper.viewbox();
  const use = Math.max(scale, READABLE);
  paper.viewbox({ x: x - outer.width / use / 2, y: y - outer.height / use / 2, width: outer.width / use, height: outer.height / use });
  return true;
}

/** Replaces all markers called `prefix…` by those of `marks`: element id → name. */
export function mark(drawing: Drawing, prefix: string, marks: Map<string, string>): void {
  const paper = drawing.get('canvas');
  const registry = drawing.get('elementRegistry');
  for (const [id, name] of marked.get(drawing)?.get(prefix) ?? []) if (registry.get(id)) paper.removeMarker(id, name);
  const kept: [string, string][] = [];
  for (const [id, name] of marks) {
    if (!registry.get(id)?.parent) continue;
    paper.addMarker(id, prefix + name);
    kept.push([id, prefix + name]);
  }
  const all = marked.get(drawing) ?? new Map<string, [string, string][]>();
  all.set(prefix, kept);
  marked.set(drawing, all);
}
const marked = new WeakMap<Drawing, Map<string, [string, string][]>>();
