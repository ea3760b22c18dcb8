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
export type Side = { release?: number; draft?: string; text?: string };
export type Change = Omit<G.ModelChange, 'what'> & { what: 'added' | 'removed' | 'changed' | 'moved' };
export type Comparison = Omit<G.ModelComparison, 'changes'> & { changes: Change[] };
/** What happens next in a rehearsal; its fields depend on the kind. */
export type Event = { kind: string; activity?: string; name?: string; outcome?: string; fields?: Record<string, unknown>; variables?: Record<string, unknown> };
export type Outcome = G.RehearsalOutcome;
export type RehearsalTask = Omit<G.RehearsalTask, 'form'> & { form: FormSchema | null };
/** A decision says which it was. */
export type Done = G.RehearsalDone & { decision?: string };
export type Rehearsal = Omit<G.Rehearsal, 'tasks' | 'done'> & { tasks: RehearsalTask[]; done: Done[] };
export type Rule = G.RehearsalRule;
export type Replay = G.Replay;
export type Replayed = G.Replay['items'][number];
export type FormTrial = Omit<G.FormTrial, 'fields'> & { fields: Record<string, unknown> };
export type Heat = G.Heat;
export type HeatElement = G.Heat['elements'][number];
export type TypeModel = G.TypeModel;
