// What the check found: each fault with its place, pressed to see it on the map.
import { t, word } from '../../../i18n';
import type { Check, Fault, Part } from '../../../lib/grid-plans';
import { plainName } from '../../../lib/names';

export default function Faults({ check, parts, onShow }: { check: Check | undefined; parts: Part[]; onShow: (fault: Fault) => void }) {
  if (!check) return <p className="small muted" role="status">{t('plan.checking')}</p>;
  const name = (at: number | null) => (at === null || !parts[at] ? '' : plainName(parts[at].name));
  const line = (fault: Fault, i: number) => (
    <li key={i}>
      <button type="button" className="text-button" onClick={() => onShow(fault)}>
        {word('plan.fault', fault.kind)}{fault.part !== null && `：${name(fault.part)}`}{fault.other !== null && ` × ${name(fault.other)}`}
        {fault.area_m2 > 0 && <span className="num muted"> {t('plan.squareMetres', { n: Math.round(fault.area_m2) })}</span>}
      </button>
    </li>
  );
  return (
    <section aria-label={t('plan.check')} className={check.ok ? 'notice plan-check' : 'notice notice-bad plan-check'} aria-live="polite">
      <p>{check.ok ? t('plan.ok') : t('plan.faults', { n: check.faults.length + (check.truncated ? '+' : '') })}</p>
      {check.faults.length > 0 && <ul>{check.faults.map(line)}</ul>}
      {check.remarks.length > 0 && <ul className="muted">{check.remarks.map(line)}</ul>}
    </section>
  );
}
