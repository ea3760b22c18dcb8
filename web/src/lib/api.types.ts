// The shapes of docs/spine.md §5, by hand until tools/generate-types.mjs writes api.gen.ts
// from the server's own OpenAPI document. Ids are strings, times RFC 3339 +08:00.

export type UnitKind = 'city' | 'district' | 'steering' | 'street' | 'community' | 'department' | 'team';
export interface UnitRef { id: string; code: string; name: string; kind: UnitKind }
export interface GridRef { id: string; code: string; name: string }
/** A place in a row: its name, or a reference that carries one. */
export type Named = string | { id?: string; code?: string; name: string } | null;

export interface Grant { unit: UnitRef; role: string; rights: string[] }
export interface Me {
  id: string; login: string; name: string; unit: UnitRef;
  grants: Grant[]; rights: string[]; grids: GridRef[]; language?: string;
}

export interface Page<T> { items: T[]; next: string | null }
export interface ErrorBody { error: string; zh: string; en: string; at?: number; field?: string; request?: string }

export type Light = 'green' | 'yellow' | 'orange' | 'red' | 'none' | string;

export interface TaskRow {
  id: string; case_id: string; number: string; name: string; stage: string; stage_zh: string;
  type: string; type_name: string; text: string; address: string;
  street: Named; community: Named; grid: Named; unit: Named;
  assignee: string | null; assignee_name: string | null;
  opened_at: string; due_at: string | null; provisional: boolean; light: Light;
  remaining_zh: string; remaining_en: string; urgency: string;
  version: number; case_version: number; lon: number; lat: number; mine: boolean;
}
export interface StageCount { stage: string; zh: string; count: number }
export interface TaskCounts { total: number; overdue: number; soon: number; by_stage: StageCount[] }

export type OutcomeStyle = 'primary' | 'danger' | '' | null;
export interface Outcome { code: string; zh: string; en: string; note: boolean; photo: boolean; unit: boolean; style?: OutcomeStyle }
export type FormSchema = { type?: string; components?: unknown[] } & Record<string, unknown>;
export interface Task extends TaskRow {
  element: string; process: string; can_act: boolean;
  outcomes: Outcome[]; form: FormSchema | null; headline?: string | null;
}
export interface TaskDone { case_id: string; number: string; state: string; stage: string; version: number }

export interface CaseRow {
  id: string; number: string; type: string; type_name: string; text: string; address: string;
  state: string; stage: string; stage_zh: string; source: string; urgency: string; grade: string | null;
  street: Named; community: Named; grid: Named; unit: Named;
  opened_at: string; due_at: string | null; light: Light; lon: number; lat: number; version: number;
  remaining_zh: string; remaining_en: string;
}
export interface ActionOption { value: string; zh: string; en: string }
export interface ActionField {
  name: string; zh: string; en: string; type: string; required: boolean; options?: (ActionOption | string)[] | null;
}
export interface Action { op: string; zh: string; en: string; fields: ActionField[]; danger: boolean }
export interface JournalRow {
  id: string; seq: number; at: string; kind: string; zh: string; en: string;
  actor_name: string | null; actor_unit: string | null; note: string | null;
  element: string | null; changes: unknown; mac_ok: boolean | null;
}
export interface RuleMatch { decision: string; rule: string; row: number; annotation: string | null }
export interface DecisionRow {
  id: string; at: string; decision: string; name: string; version: number | string;
  inputs: unknown; result: unknown; matches: RuleMatch[];
}
export interface CasePhoto { digest: string; kind: string; at: string; by: string | null }
export interface RelatedCase { id: string; number: string; kind: string; type_name: string; stage_zh: string }
export interface ClockView {
  start: string | null; limit: number | null; unit: string | null; due_at: string | null; provisional: boolean;
  pauses: { from: string; to: string | null }[]; extensions: { amount: number; unit: string; reason?: string }[]; text: string | null;
}
export interface CaseView extends CaseRow {
  district: Named; steering: Named; channel: string | null; public: boolean; result: string | null; provisional: boolean;
  filed_at: string | null; dispatched_at: string | null; accepted_at: string | null; arrived_at: string | null;
  feedback_at: string | null; verified_at: string | null; closed_at: string | null;
  return_count: number; rework_count: number; extension_count: number; paused_ms: number;
  reporter: { name: string | null; phone: string | null } | null;
  photos: CasePhoto[]; co_units: Named[]; tasks: Task[]; actions: Action[]; journal: JournalRow[];
  decisions: DecisionRow[]; related: RelatedCase[]; clock: ClockView | null;
  rating: { score: number; solved: boolean; comment: string | null } | null; item: ItemRow | null;
}
export interface Diagram { processes: { id: string; name: string; xml: string; current: string[]; done: string[]; flows: string[] }[] }
export interface Duplicate { id: string; number: string; type_name: string; distance_m: number; opened_at: string; stage_zh: string }

export interface NewCase {
  text?: string; type?: string; lon: number; lat: number; address?: string; source: string; channel?: string;
  photos?: string[]; contact?: string; source_no?: string; urgency?: string; on_spot?: boolean; duplicate_of?: string;
}
export interface CaseCreated { id: string; number: string; type: string; grid: Named; stage: string; due_at: string | null; duplicates: Duplicate[] }

export interface ItemRow { code: string; name: string; process?: string; hint?: string; [column: string]: unknown }
export interface Suggestion { code: string; name: string; score: number; matched: string[] | string | null }
export interface Locate {
  in_city: boolean; district: Named; steering: Named; street: Named; community: Named; grid: Named; dedicated: Named;
}
export interface FileInfo { token: string; digest: string; media: string; width: number; height: number; size: number }

export interface AreaFeature {
  type: 'Feature'; geometry: { type: 'Polygon' | 'MultiPolygon'; coordinates: unknown };
  properties: { id: string; code: string; name: string; open: number; overdue: number };
}
export interface AreaCollection { type: 'FeatureCollection'; features: AreaFeature[] }
export interface MapCase { id: string; number: string; type: string; stage: string; light: Light; lon: number; lat: number; urgency: string }
export interface MapCases { items: MapCase[]; truncated: boolean }

export interface FigureRow { key: string; name: string; opened: number; open: number; closed: number; overdue: number; on_time_rate: number | null }
export interface Dashboard extends Omit<FigureRow, 'key' | 'name'> {
  unit: UnitRef; by_street: FigureRow[]; by_type: FigureRow[]; by_source: FigureRow[]; by_day: FigureRow[];
}
export interface LiveEvent { case_id: string; number: string; stage: string; state: string; kind: string; street: string; unit: string }

export interface AccountRow { id: string; login: string; name: string; unit: UnitRef; roles: string[]; active: boolean }
