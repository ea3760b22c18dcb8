// The server's own shapes (api.gen.ts, from its OpenAPI document), narrowed where the document says "anything".
import type * as G from './api.gen';

export type {
  Account, Action, ActionField, ApiKey, AuditRow, CaseOpened, CaseRow, Clock, CopyRow, Dashboard, DeskMember, DutyDay, DutyMark, DutyPerson, Duplicate, FieldRules, FigureRow, Grid, GridDuty, GridLog, GridLogDay, GridLogsOfMine, GridRef, GridRow, GridService, GridServiceOpened, GridServices, HotKin, HotSpot, Incident, IncidentRow, JobKind, JobLine, JournalRow, Me, Notice, NoticeRow, NoticeToMe, Instruction, InstructionReceiver, InstructionRow, InstructionTally, MigratedCase, MigrationSources, NearPerson, DutyPost, DutyShift, Emergency, EmergencyPlan, EmergencyStock, EmergencyTask, OrderRow, Outcome, Photo, Place,
  Party, PartyRow, PartyStep, PatrolDay, PatrolDayRow, PatrolPoint, PatrolRoute, PatrolRoutes, PatrolRun, PatrolsOfMine, Reporter, Role, Source, StageCount, RelatedRow, Repeat, StepDone, SurgeAhead, SurgeAlert, WeekCount, TaskCounts, TaskRow, TypeGuess, UnitRef, WhistleFigures, WhistleRow, WhistleType, WhistleUnitFigures, Indicator, Screen, ScreenChild,
} from './api.gen';
/** The one shape of errors; what is told by this page itself has no request. */
export type ErrorBody = Pick<G.Error, 'error' | 'zh' | 'en'> & Partial<G.Error>;

export interface Page<T> { items: T[]; next: string | null }
/** Whatever carries a name: a unit, a grid. */
export type Named = { name: string } | null;
export type FormSchema = Record<string, unknown>;
export interface ItemRow { code: string; name: string; [column: string]: unknown }
export type Task = Omit<G.Task, 'form' | 'seen'> & { form: FormSchema | null; seen: Record<string, unknown> | null };
export type DecisionRow = G.DecisionRow;
export type CaseView = Omit<G.CaseView, 'tasks' | 'item'> & { tasks: Task[]; item: ItemRow | null };
export type Catalogue = Omit<G.Catalogue, 'items'> & { items: ItemRow[] };
/** Lists in the order of `measures`, `indicators` and `rules`. */
export type EvaluationLine = Omit<G.EvaluationLine, 'figures' | 'rates' | 'points'> & { figures: number[]; rates: (number | null)[]; points: number[] };
export type BriefRow = G.BriefRow;
/** Lists in the order of `measures` and of `indicators`. */
export type BriefLine = Omit<G.BriefLine, 'figures' | 'rates'> & { figures: number[]; rates: (number | null)[] };
export type BriefGroup = { by: string; items: BriefLine[] };
export type Brief = Omit<G.Brief, 'figures' | 'before' | 'rates' | 'rates_before' | 'groups'> & { figures: number[]; before: number[]; rates: (number | null)[]; rates_before: (number | null)[]; groups: BriefGroup[] };
export type Evaluation = Omit<G.Evaluation, 'groupings' | 'total' | 'items'> & { groupings: string[]; total: EvaluationLine; items: EvaluationLine[] };
/** Points: [longitude, latitude, state]. */
export type ScreenCases = Omit<G.ScreenCases, 'points'> & { points: [number, number, number][] };
export type Diagram = { processes: (Omit<G.ProcessView, 'current' | 'done' | 'flows'> & { current: string[]; done: string[]; flows: string[] })[] };

/** A photo of a step: the token of its upload and, when it is not the step's usual one, its kind. */
export type PhotoUse = string | { token: string; kind: 'before' | 'after' | 'evidence' };

export interface AreaFeature {
  type: 'Feature'; geometry: { type: 'Polygon' | 'MultiPolygon'; coordinates: unknown };
  properties: { id: string; code: string; name: string; kind: string; open?: number; overdue?: number };
}
export interface AreaCollection { type: 'FeatureCollection'; features: AreaFeature[] }
export interface LiveEvent { case_id: string; number: string; stage: string; state: string; kind: string; street: string; unit: string }
