// How each number is come by, in words, with its source: the formulas, the score sheet, and what is counted.
import { Panel } from '../../../case/CasePage';
import { t } from '../../../i18n';
import type { Evaluation } from '../../../lib/api';
import { said } from '../../../lib/names';

export function Formulas({ data }: { data: Evaluation }) {
  return (
    <div className="evaluation-words">
      <Panel title={t('evaluation.formulas')}>
        <p className="small muted">{t('evaluation.monthMeans')}</p>
        <dl className="evaluation-list">
          {data.indicators.map((one) => (
            <div key={one.code}>
              <dt>{said(one.name, one.name_en)}</dt>
              <dd>{said(one.formula, one.formula_en)}{one.target !== null && one.better !== 'none' && <> · {t(one.better === 'lower' ? 'evaluation.atMost' : 'evaluation.atLeast', { n: one.target })}</>}<span className="small muted evaluation-source">{t('whistle.source', { text: one.source })}</span></dd>
            </div>
          ))}
        </dl>
      </Panel>
      <Panel title={t('evaluation.rules')}>
        <dl className="evaluation-list">
          {data.rules.map((rule, index) => (
            <div key={index}>
              <dt>{said(rule.name, rule.name_en)}</dt>
              <dd>{rule.indicator ? t('evaluation.rule.point', { full: rule.full, target: rule.target ?? 0, lost: rule.lost }) : t('evaluation.rule.case', { lost: rule.lost })}<span className="small muted evaluation-source">{t('whistle.source', { text: rule.source })}</span></dd>
            </div>
          ))}
        </dl>
        <details>
          <summary>{t('evaluation.measures')}</summary>
          <dl className="evaluation-list">{data.measures.map((one) => <div key={one.code}><dt>{said(one.name, one.name_en)}</dt><dd>{said(one.meaning, one.meaning_en)}</dd></div>)}</dl>
        </details>
      </Panel>
    </div>
  );
}
