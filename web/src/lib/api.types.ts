// The shapes of the server's replies (docs/spine.md §5), by hand until tools/generate-types.mjs
// writes api.gen.ts from its OpenAPI document. Ids are strings, times RFC 3339 +08:00.

export type UnitKind = 'city' | 'district' | 'steering' | 'street' | 'community' | 'department' | 'team';
export interface UnitRef { id: string; code: string; name: string; kind: UnitKind }
export interface GridRef { id: string; code: string; name: string }
/** Whatever carries a name: a unit, a grid. */
export type Named = { name: string } | null;

export interface MyGrant { unit: UnitRef; role: string; rights: string[] }
export interface Me {
  id: string; login: string; name: string; unit: UnitRef;
  grants: MyGrant[]; rights: string[]; grids: GridRef[]; language: string; must_change: boolean;
}

export interface Page<T> { items: T[]; next: string | null }
export interface ErrorBody { error: string; zh: string; en: string; at?: number; field?: string; request?: string }

interface Place { street: UnitRef | null; community: UnitRef | null; grid: GridRef | null; unit: UnitRef | null }
interface Left { light: string; remaining_zh: string; remaining_en: string }
interface StageName { stage: string; stage_zh: string; stage_en: string }

export interface TaskRow extends Place, Left, StageName {
  id: string; case_id: string; number: string; name: string; type: string; type_name: string; text: string; address: string;
  role: string; assignee: string | null; opened_at: string; due_at: string | null; provisional: boolean;
  urgency: number; urged: number; supervise: number; version: number; case_version: number; lon: number; lat: number; mine: boolean;
}
export interface StageCount { stage: string; zh: string; en: string; count: number }
export interface TaskCounts { total: number; overdue: number; soon: number; by_stage: StageCount[] }

export interface Outcome { code: string; zh: string; en: string; note: boolean; photo: boolean; unit: boolean; style: string }
export type FormSchema = { type?: string; components?: unknown[] } & Record<string, unknown>;
export interface Task extends TaskRow {
  element: string; process: string; can_act: boolean; can_claim: boolean; why_not_zh: string; why_not_en: string;
  outcomes: Outcome[]; form: FormSchema | null; headline: string;
}
export interface Contact { name: string | null; phone: string | null }
export interface StepDone { case_id: string; number: string; state: string; stage: string; stage_zh: string; version: number; contact?: Contact | null }

export interface CaseRow extends Place, Left, StageName {
  id: string; number: string; type: string; type_name: string; text: string; address: string; state: string;
  source: string; source_name: string; urgency: number; grade: number; opened_at: string; due_at: string | null;
  provisional: boolean; overdue: boolean; lon: number; lat: number; supervise: number; version: number;
}
export interface ActionField { name: string; zh: string; en: string; type: string; required: boolean; max: number }
export interface Action { op: string; zh: string; en: string; danger: boolean; fields: ActionField[] }
export interface JournalRow {
  id: string; seq: number; at: string; kind: string; zh: string; en: string;
  actor_name: string | null; actor_unit: UnitRef | null; note: string | null; element: string; changes: unknown; mac_ok: boolean;
}
export interface RuleMatch { decision: string; rule: string; row: number; annotation: string | null }
export interface DecisionRow { id: string; at: string; decision: string; name: string; version: number; inputs: unknown; result: unknown; matches: RuleMatch[] }
export interface CasePhoto { digest: string; kind: string; media?: string | null; at: string; by: string | null }
export interface RelatedCase { id: string; number: string; kind: string; type_name: string; stage_zh: string; stage_en: string }
export interface ClockView {
  start: string | null; limit: string; due_at: string | null; provisional: boolean;
  pauses: { kind: string; reason: string; begin: string; end: string | null }[];
  extensions: { amount: number; unit: string; reason: string; at: string }[];
}
export interface CaseView extends CaseRow {
  district: UnitRef | null; steering: UnitRef | null; channel: string; public: boolean;
  result: string; result_zh: string; result_en: string;
  filed_at: string | null; dispatched_at: string | null; accepted_at: string | null; arrived_at: string | null;
  feedback_at: string | null; verified_at: string | null; closed_at: string | null;
  return_count: number; rework_count: number; extension_count: number; reopen_count: number;
  reporter: Contact | null; photos: CasePhoto[]; co_units: UnitRef[]; tasks: Task[]; actions: Action[]; journal: JournalRow[];
  decisions: DecisionRow[]; related: RelatedCase[]; clock: ClockView; rating: { score: number; solved: number } | null; item: ItemRow | null;
}
export interface Diagram { processes: { id: string; name: string; xml: string | null; current: string[]; done: string[]; flows: string[] }[] }
export interface Duplicate { id: string; number: string; type_name: string; distance_m: number; opened_at: string; stage_zh: string }

/** A photo of a step: the token of its upload and, when it is not the step's usual one, its kind. */
export type PhotoUse = string | { token: string; kind: 'before' | 'after' | 'evidence' };
export interface NewCase {
  text?: string; type?: string; lon: number; lat: number; address?: string; source: string; channel?: string; photos?: PhotoUse[];
  contact?: { name?: string; phone?: string }; source_no?: string; urgency?: number; on_spot?: boolean; duplicate_of?: string;
}
export interface CaseOpened { id: string; number: string; code: string; type: string; grid: GridRef | null; stage: string; due_at: string | null; duplicate: boolean }

export interface ItemRow { code: string; name: string; hint?: string; [column: string]: unknown }
export interface SourceRow { code: string; zh: string; en: string; staff: boolean }
export interface Suggestion { code: string; name: string; score: number; matched: string }
export interface Locate {
  in_city: boolean; district: UnitRef | null; steering: UnitRef | null; street: UnitRef | null; community: UnitRef | null;
  grid: GridRef | null; dedicated: GridRef | null;
}
export interface FileInfo { token: string; digest: string; media: string; width: number; height: number; size: number }

export interface AreaFeature {
  type: 'Feature'; geometry: { type: 'Polygon' | 'MultiPolygon'; coordinates: unknown };
  properties: { id: string; code: string; name: string; kind: string; open?: number; overdue?: number };
}
export interface AreaCollection { type: 'FeatureCollection'; features: AreaFeature[] }
export interface MapCases { items: CaseRow[]; truncated: boolean }

export interface FigureRow { key: string; name: string; opened: number; open: number; closed: number; overdue: number; on_time_rate: number | null }
export interface Dashboard extends Omit<FigureRow, 'key' | 'name'> {
  unit: { id: string; code: string; name: string }; by_street: FigureRow[]; by_type: FigureRow[]; by_source: FigureRow[]; by_day: FigureRow[];
}
export interface LiveEvent { case_id: string; number: string; stage: string; state: string; kind: string; street: string; unit: string }

export interface Role { name: string; zh: string; en: string; desk: string; apart: boolean; rights: string[] }
export interface Account {
  id: string; login: string; name: string; state: string; unit: UnitRef | null; language: string; must_change: boolean; version: number;
  created_at: string | null; created_by: string | null; approved_by: string | null;
}
export interface AccountGrant { id: string; role: string; unit: UnitRef | null; granted_at: string | null }
