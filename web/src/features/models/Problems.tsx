// What the check found; each finding shows its place.
import { pick } from '../../i18n';
import type { Check, Kind, Problem } from '../../lib/models';
import { follow, pages } from '../../lib/router';
import { t } from './words';

const placeOf = (problem: Problem) => [problem.element, problem.field, problem.line ? t('check.line', { line: problem.line }) : ''].filter(Boolean).join(' · ');

export default function Problems({ check, kind, name, onShow, stale }: { check: Check; kind: Kind; name: string; onShow: (problem: Problem) => void; stale: boolean }) {
  const errors = check.problems.filter((one) => one.severity === 'error').length;
  return (
    <section className={`notice ${check.ok ? 'notice-good' : 'notice-bad'} model-problems`} aria-label={t('check.title')}>
      <p role="status">{check.ok ? (check.problems.length ? t('check.warned', { count: check.problems.length }) : t('check.good')) : t('check.bad', { count: errors })}{stale && <span className="muted"> {t('check.stale')}</span>}</p>
      {check.problems.length > 0 && (
        <ol>
          {check.problems.map((problem, i) => {
            const here = (!problem.kind || problem.kind === kind) && (!problem.key || problem.key === name);
            const body = <><span className={`badge ${problem.severity === 'error' ? 'badge-urgent' : 'badge-warn'}`}>{t(`check.${problem.severity}`)}</span> <span className="grow">{pick(problem)}</span> <span className="mono small muted">{placeOf(problem)}</span></>;
            return (
              <li key={i}>
                {here ? <button type="button" className="model-change" onClick={() => onShow(problem)}>{body}</button>
                  : <a className="model-change" href={pages.model(problem.kind, problem.key)} onClick={follow}>{body} <span className="badge">{problem.key}</span></a>}
              </li>
            );
          })}
        </ol>
      )}
    </section>
  );
}
