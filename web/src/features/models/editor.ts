// What every editor of a definition can do for the page around it.
import type { Kind, Problem } from '../../lib/models';

/** A place in a text: an element, rule, field or row, and what of it. */
export type Spot = Pick<Problem, 'element' | 'field'> & { line?: number };

export interface EditorHandle {
  /** The text as it stands, also when it is not valid. */
  read(): Promise<string>;
  /** Selects the spot and brings it to the middle; false when it is not there. */
  show(spot: Spot): boolean;
  /** Marks places until the next call; only where a mark can be drawn. */
  mark?(spots: Spot[]): void;
  undo(): void;
  redo(): void;
}

export interface EditorProps {
  text: string;
  /** Called after each change of the model, as often as it changes. */
  onChange: () => void;
  choices: Choices;
  readOnly?: boolean;
}

export interface Choice { value: string; label: string }
/** What may be chosen instead of typed, read from what is in force. */
export interface Choices {
  stages: Choice[]; forms: Choice[]; processes: Choice[]; decisions: Choice[]; results: Choice[]; rights: Choice[]; jobs: Choice[];
}

export const KINDS: Kind[] = ['process', 'decision', 'form', 'catalogue'];
