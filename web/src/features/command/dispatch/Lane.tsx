// What was decided at this desk: what the server has, what waits for the line, what it refused and why.
import { pick, t } from '../../../i18n';
import { follow, pages } from '../../../lib/router';
import { again, forget, type Decision } from './sending';

const SHOWN = 4;

export function Lane({ decisions }: { decisions: Decision[] }) {
  const waiting = decisions.filter((one) => one.state === 'waiting');
  const refused = decisions.filter((one) => one.state === 'refused');
  const rest = decisions.filter((one) => one.state === 'sent' || one.state === 'sending').slice(-SHOWN).reverse();
  if (!decisions.length) return null;
  return (
    <section className="dispatch-lane" aria-label={t('dispatch.lane')}>
      {waiting.length > 0 && <p className="notice notice-warn small" role="alert">{t('dispatch.unsent', { n: waiting.length })} <button type="button" className="text-button" onClick={again}>{t('action.retry')}</button></p>}
      <ul>
        {refused.map((one) => (
          <li key={one.key} className="lane-refused"><One one={one} /> <span role="alert">{one.why ? pick(one.why) : ''}</span> <button type="button" className="text-button" onClick={() => forget(one.key)}>{t('dispatch.seen')}</button></li>
        ))}
        {waiting.map((one) => <li key={one.key} className="lane-waiting"><One one={one} /></li>)}
        {rest.map((one) => <li key={one.key}><One one={one} /></li>)}
      </ul>
    </section>
  );
}

function One({ one }: { one: Decision }) {
  const words = { sending: t('dispatch.sending'), waiting: t('dispatch.notSent'), sent: t('dispatch.sent'), refused: t('dispatch.refused') };
  return <><span className={`badge ${one.state === 'sent' ? 'badge-ok' : one.state === 'refused' ? 'badge-urgent' : 'badge-warn'}`}>{words[one.state]}</span> <a className="mono" href={pages.case(one.caseId)} onClick={follow}>{one.number}</a> {one.title} · {pick(one)}</>;
}
