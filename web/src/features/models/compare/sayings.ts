// A difference in words a person uses: columns by their heading, properties by what the editor calls them.
import type { Change, Kind } from '../../../lib/models';
import { sheetsOf } from '../view/sheets';
import { t } from '../words';

type Word = Parameters<typeof t>[0];
const FIELDS: Record<string, Word> = {
  name: 'model.name', label: 'model.form.label', key: 'model.key', type: 'model.form.type', description: 'model.rule.why', documentation: 'model.rule.why', text: 'model.expression',
  'validate.required': 'form.required', conditionExpression: 'compare.condition', hitPolicy: 'compare.hitPolicy', 'decisionTable/hitPolicy': 'compare.hitPolicy', values: 'compare.values', 'conditional.hide': 'compare.hideIf', 'properties.en': 'compare.english',
  'property stage': 'model.stage', 'property limit': 'model.limit', 'property right': 'model.right',
  'assignmentDefinition.candidateGroups': 'model.desk', 'formDefinition.formId': 'model.form', 'taskDefinition.type': 'model.service.type', 'calledDecision.decisionId': 'model.decision.id', 'calledElement.processId': 'model.call.id',
  sourceRef: 'compare.from', targetRef: 'compare.to', default: 'compare.default', 'timerEventDefinition/timeDuration': 'compare.duration',
};

/** Columns of the tables of either side: id → heading. */
export function columnsOf(kind: Kind, ...texts: (string | undefined)[]): Map<string, string> {
  const found = new Map<string, string>();
  if (kind !== 'decision') return found;
  for (const text of texts) for (const sheet of text ? sheetsOf(kind, text) : []) sheet.columns.forEach((id, i) => { if (id && id !== 'description') found.set(id, (sheet.head[i] ?? id).split('\n')[0]); });
  return found;
}

export function fieldOf(change: Change, columns: Map<string, string>): string {
  const word = FIELDS[change.field];
  if (word) return t(word);
  const outcome = /^property outcome:(.*)$/.exec(change.field)?.[1];
  return outcome ? t('compare.outcome', { code: outcome }) : columns.get(change.field) ?? change.field;
}
