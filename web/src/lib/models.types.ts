// Shapes of definitions, drafts and rehearsals (docs/spine.md §5, Models).
export type Kind = 'process' | 'decision' | 'form' | 'catalogue';
export type DraftState = 'open' | 'submitted' | 'scheduled' | 'released' | 'dropped' | 'failed';
export interface DraftRef { id: string; state: DraftState; version: number; changed_by_name: string | null }
export interface ModelRow {
  kind: Kind; key: string; name: string; release: number; active_at: string | null; by_name: string | null; approved_by_name: string | null; note: string; versions: number; drafts: DraftRef[];
}
export interface ModelVersion { release: number; name: string; active_at: string | null; by_name: string | null; approved_by_name: string | null; note: string; state: 'in_force' | 'former'; size: number }
export type ModelView = ModelRow & { history: ModelVersion[] };
export interface Problem { severity: 'error' | 'warning'; kind: Kind; key: string; element: string; field: string; line: number; zh: string; en: string }
export interface Check { ok: boolean; key: string; name: string; problems: Problem[] }
export interface Side { release?: number; draft?: string; text?: string }
export interface Change { what: 'added' | 'removed' | 'changed' | 'moved'; element: string; type: string; name: string; field: string; before: string; after: string; zh: string; en: string }
export interface Comparison { same: boolean; truncated: boolean; changes: Change[] }
export interface DraftRow {
  id: string; kind: Kind; key: string; name: string; base_release: number; behind: boolean; state: DraftState; version: number; created_at: string; created_by_name: string | null;
  changed_at: string; changed_by_name: string | null; mine: boolean; bundle: string | null; note: string; active_from: string | null; reason: string; release: number | null;
}
export type DraftView = DraftRow & {
  text: string; bundle_drafts: (DraftRef & { kind: Kind; key: string; name: string })[]; can_edit: boolean; can_submit: boolean; can_approve: boolean; can_withdraw: boolean;
};
export interface Event { kind: string; activity?: number | string; name?: string; outcome?: string; fields?: Record<string, unknown>; variables?: Record<string, unknown>; result?: unknown; unit?: string }
export interface Outcome { code: string; zh: string; en: string; note: boolean; photo: boolean; unit: boolean; style: string }
export interface Place { process: string; element: string; activity: string }
export interface Done { kind: string; process: string; element: string; name: string; zh: string; en: string; decision?: string; inputs?: unknown; result?: unknown; rules?: Rule[] }
export interface RehearsalTask { activity: string; process: string; element: string; name: string; stage: string; stage_zh: string; candidates: string; assignee: string; due_at: string | null; form: string; outcomes: Outcome[] }
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
