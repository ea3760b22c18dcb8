// Trying a definition before it is in force: a process step by step, a decision against real cases, a form with made-up answers.
import type { Kind } from '../../../lib/models';
import { t } from '../words';
import DecisionRehearsal from './DecisionRehearsal';
import FormRehearsal from './FormRehearsal';
import ProcessRehearsal from './ProcessRehearsal';

export interface RehearseProps { name: string; text: string; others: string[]; /** One sentence of what came out, for who approves. */ onResult?: (said: string) => void }

export default function Rehearse({ kind, ...props }: RehearseProps & { kind: Kind }) {
  switch (kind) {
    case 'process': return <ProcessRehearsal {...props} />;
    case 'decision': return <DecisionRehearsal {...props} />;
    case 'form': return <FormRehearsal {...props} />;
    case 'catalogue': return <p className="notice">{t('rehearse.noCatalogue')}</p>;
  }
}
