// On and off duty (打卡), kept on the phone until the server has it. The position is told once, at the start,
// and only while on duty; the server says whether it counts as inside, and outside asks for a reason.
import { useState } from 'react';
import { t } from '../i18n';
import type { DutyMark } from '../lib/api';
import { day } from '../lib/day';
import { here } from '../lib/here';
import { sentence } from '../lib/names';
import { act, amend, discard, useOutbox, type ActItem } from '../lib/outbox';
import { useMe } from '../lib/session';
import { clockTime, dateTime } from '../lib/time';
import { ApiError } from '../lib/api';
import { useKept } from './offline';
import { skewWords } from './stamp';

type DutyItem = ActItem<'duty'>;
export const isDuty = (item: { kind: string; act?: string }): item is DutyItem => item.kind === 'act' && item.act === 'duty';

/** On duty now, as far as this phone knows: what the server said, and what waits to be sent. */
export function useDuty() {
  const me = useMe();
  const query = useKept(me.id, 'duty', day.duty);
  const waiting = useOutbox().filter(isDuty).filter((item) => item.owner === me.id);
  const last = waiting.filter((item) => item.state !== 'refused').at(-1);
  return { query, waiting, on: last ? last.body.on : query.data?.data.on ?? false, since: last ? last.at : query.data?.data.since ?? null, unsent: Boolean(last) };
}

export default function Duty() {
  const me = useMe();
  const { query, waiting, on, since, unsent } = useDuty();
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState('');
  if (!query.data && query.error && !(query.error instanceof ApiError && query.error.offline)) return null;   // not a person with duty
  const refused = waiting.find((item) => item.state === 'refused');
  const turn = async () => {
    setBusy(true);
    setSaid('');
    const place = await here();
    if (!place) setSaid(t('duty.noPlace'));
    await act(me.id, 'duty', { on: !on, ...(place ?? {}) }, t(on ? 'duty.end' : 'duty.begin'));
    setBusy(false);
  };
  const mark = query.data?.data.marks[0];
  return (
    <section className="panel stack duty-card" aria-label={t('duty.card')}>
      <p className="row"><b className={on ? 'badge badge-ok' : 'badge'}>{on ? t('duty.on', { at: clockTime(since) }) : t('duty.off')}</b>{unsent && <span className="badge badge-warn">{t('field.waitingHere')}</span>}</p>
      {mark && !unsent && <Mark mark={mark} />}
      {refused ? <Refused item={refused} /> : <button type="button" className={on ? 'big-button' : 'big-button main-button'} disabled={busy} onClick={() => void turn()}>{busy ? t('field.finding') : on ? t('duty.end') : t('duty.begin')}</button>}
      {said && <p className="small" role="status">{said}</p>}
      <Kept query={query.data?.data} />
    </section>
  );
}

function Mark({ mark }: { mark: DutyMark }) {
  return (
    <p className="small">
      {mark.on ? t('duty.begin') : t('duty.end')} {clockTime(mark.at)}
      {mark.inside === true && ` · ${t('duty.inside')}`}{mark.inside === false && ` · ${t('duty.outside', { m: mark.away_m })}`}{mark.reason && `（${mark.reason}）`}
      {mark.late && ` · ${t('duty.late', { at: dateTime(mark.done_at) })}`}
      {mark.clock_wrong && <span className="field-error"> · {skewWords(mark.skew_s ?? 0)}</span>}
    </p>
  );
}

/** What the server did not take: outside asks for a reason; a conflict says what is so already. */
function Refused({ item }: { item: DutyItem }) {
  const [reason, setReason] = useState(item.body.reason ?? '');
  const asks = item.error?.field === 'reason';
  return (
    <form className="stack" onSubmit={(event) => { event.preventDefault(); if (reason.trim()) void amend(item, { reason: reason.trim() }); }}>
      <p className="field-error" role="alert">{item.error ? sentence(new ApiError(0, item.error)) : ''}</p>
      {asks && <label>{t('duty.reason')}<input value={reason} maxLength={200} onChange={(e) => setReason(e.target.value)} /></label>}
      {asks && <button className="big-button main-button" disabled={!reason.trim()}>{t('duty.goOut')}</button>}
      <button type="button" className="big-button" onClick={() => void discard(item)}>{t('duty.drop')}</button>
    </form>
  );
}

/** What is kept of the person, for the person. */
function Kept({ query }: { query: Awaited<ReturnType<typeof day.duty>> | undefined }) {
  if (!query) return <p className="small muted">{t('duty.privacy')}</p>;
  return (
    <details className="small muted">
      <summary>{t('duty.privacy')}</summary>
      <p>{query.position ? t('duty.kept', { lon: query.position.lon.toFixed(5), lat: query.position.lat.toFixed(5), at: clockTime(query.position.at) }) : t('duty.keptNone')}</p>
      <p>{t('duty.marksKept', { n: query.places_kept_days })}</p>
      <ul>{query.marks.map((mark) => <li key={mark.id}>{dateTime(mark.at)} {mark.on ? t('duty.begin') : t('duty.end')}{mark.place && ` · ${mark.place.lon.toFixed(5)}, ${mark.place.lat.toFixed(5)}`}</li>)}</ul>
    </details>
  );
}
