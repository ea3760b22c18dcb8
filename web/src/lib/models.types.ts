// Shapes of definitions, drafts and rehearsals (docs/spine.md §5, Models).
import type * as G from './api.gen';
import type { FormSchema } from './api.types';

export type Kind = 'process' | 'decision' | 'form' | 'catalogue';
export type DraftState = 'open' | 'submitted' | 'scheduled' | 'released' | 'dropped' | 'failed';
/** The server's shapes, their codes narrowed to those it has. */
type Coded<Shape> = Omit<Shape, 'kind' | 'state' | 'drafts' | 'bundle_drafts'> & { kind: Kind; state: DraftState };
export type DraftRef = Coded<G.DraftRef>;
export type ModelRow = Omit<G.ModelRow, 'kind' | 'drafts'> & { kind: Kind; drafts: DraftRef[] };
export type ModelVersion = Omit<G.ModelVersion, 'state'> & { state: 'in_force' | 'former' };
export type ModelView = ModelRow & { history: ModelVersion[] };
export type Problem = Omit<G.ModelProblem, 'severity' | 'kind'> & { severity: 'error' | 'warning'; kind: Kind };
export type Check = Omit<G.ModelCheck, 'problems'> & { problems: Problem[] };
export type DraftRow = Coded<G.DraftRow>;
export type DraftView = Coded<G.DraftView> & { bundle_drafts: DraftRef[] };
export interface Side { release?: number; draft?: string; text?: string }
export interface Change { what: 'added' | 'removed' | 'changed' | 'moved'; element: string; type: string; name: string; field: string; before: string; after: string; zh: string; en: string }
export interface Comparison { same: boolean; truncated: boolean; changes: Change[] }
export interface Event { kind: string; activity?: number | string; name?: string; outcome?: string; fields?: Record<string, unknown>; variables?: Record<string, unknown>; result?: unknown; unit?: string }
export interface Outcome { code: string; zh: string; en: string; note: boolean; photo: boolean; unit: boolean; style: string }
export interface Place { process: string; element: string; activity: string }
export interface Done { kind: string; process: string; element: string; name: string; zh: string; en: string; decision?: string; inputs?: unknown; result?: unknown; rules?: Rule[] }
export interface RehearsalTask { activity: string; process: string; element: string; name: string; stage: string; stage_zh: string; candidates: string; assignee: string; due_at: string | null; form: FormSchema | null; outcomes: Outcome[] }
export interface Rehearsal {
  state: unknown; now: string; ended: boolean; done: Done[]; tasks: RehearsalTask[];
  services: (Place & { name: string; headers: Record<string, string>; variables: unknown })[]; decisions: (Place & { decision: string; variables: unknown })[];
  places: Place[]; flows: { process: string; flow: string }[]; timers: (Place & { due_at: string })[]; messages: (Place & { name: string })[]; signals: (Place & { name: string })[];
  choices: (Place & { subprocess: string; name: string })[]; incidents: (Place & { code: string; zh: string; en: string })[]; variables: Record<string, unknown>;
}
export interface Rule { rule: string; row: number; text: string }
export interface Replayed {
  id: string; case_id: string; number: string; type: string; type_name: string; street: string; at: string; changed: boolean; rules_before: Rule[]; rules_after: Rule[];
  changes: { field: string; before: unknown; after: unknown; before_zh: string; after_zh: string }[]; error_zh: string; error_en: string;
}
export interface Replay { decision: string; compared: number; changed: number; failed: number; skipped: number; next: string | null; done: boolean; totals: { field: string; before: unknown; after: unknown; count: number }[]; items: Replayed[] }
export interface FormTrial { ok: boolean; fields: Record<string, unknown>; problems: { field: string; zh: string; en: string }[]; shown: string[] }
export interface HeatElement { element: string; entered: number; done: number; returned: number; median_s: number | null; p95_s: number | null }
export interface Heat { process: string; from: string; to: string; street: string | null; elements: HeatElement[]; passed: { element: string; cases: number }[]; flows: { flow: string; cases: number }[] }
