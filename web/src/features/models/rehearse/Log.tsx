// What happened in a rehearsal, step by step, and the variables as they stand.
import { pick } from '../../../i18n';
import type { Rehearsal } from '../../../lib/models';
import { fullTime } from '../../../lib/time';
import { t } from '../words';

export default function Log({ steps }: { steps: { said: string; answer: Rehearsal }[] }) {
  const last = steps[steps.length - 1]?.answer;
  return (
    <section className="panel stack" aria-label={t('rehearse.log')}>
      <h2>{t('rehearse.log')}</h2>
      <ol className="model-log" tabIndex={0} aria-label={t('rehearse.log')}>
        {steps.map(({ said, answer }, i) => (
          <li key={i}>
            <p><b>{said}</b> <span className="muted small num">{fullTime(answer.now)}</span></p>
            <ul>
              {answer.done.filter((one) => one.kind !== 'enter').map((one, j) => (
                <li key={j} className="small">
                  {pick(one)}
                  {one.decision && <details><summary>{t('rehearse.decided', { name: one.decision })}</summary><pre>{JSON.stringify({ inputs: one.inputs, result: one.result }, null, 1)}</pre>{(one.rules ?? []).map((rule) => <p key={rule.rule}>{t('rehearse.rule', { row: rule.row, text: pick({ zh: rule.text, en: rule.text_en }) })}</p>)}</details>}
                </li>
              ))}
            </ul>
          </li>
        )).reverse()}
      </ol>
      {last && <details><summary>{t('rehearse.variables')}</summary><pre className="model-variables" tabIndex={0}>{JSON.stringify(last.variables, null, 2)}</pre></details>}
    </section>
  );
}
