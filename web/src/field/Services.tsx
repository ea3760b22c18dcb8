// 服务清单: whom I serve, due ones first, masked; a visit is kept on the phone until the server has it.
import { useEffect, useState } from 'react';
import { Empty, Failure, Shown } from '../components/States';
import { t } from '../i18n';
import type { GridService, GridServiceOpened } from '../lib/api';
import { day } from '../lib/day';
import { plainName, said } from '../lib/names';
import { act, useOutbox, type ActItem } from '../lib/outbox';
import { useMe } from '../lib/session';
import { dateTime } from '../lib/time';
import { useKept, useOnline } from './offline';

const visitOf = (item: { kind: string; act?: string }): item is ActItem<'visit'> => item.kind === 'act' && item.act === 'visit';
const LOOK = { missed: 'badge badge-urgent', due: 'badge badge-warn', done: 'badge badge-ok', later: 'badge' } as Record<string, string>;

export const useServices = () => {
  const me = useMe();
  return useKept(me.id, 'services', day.servicesMine);
};

export default function Services() {
  const query = useServices();
  useEffect(() => { document.title = `${t('service.title')} · ${t('app.name')}`; }, []);
  return (
    <>
      <h1>{t('service.title')}</h1>
      <Shown query={query} rows={6}>
        {({ data, at, old }) => (
          <>
            {old && <p className="notice notice-warn" role="status">{t('field.old', { at: dateTime(at) })}</p>}
            {data.items.length === 0 ? <Empty title={t('service.none')} /> : <ul className="cards">{data.items.map((row) => <Row key={row.id} row={row} />)}</ul>}
          </>
        )}
      </Shown>
    </>
  );
}

function Row({ row }: { row: GridService }) {
  const [open, setOpen] = useState(false);
  const waiting = useOutbox().filter(visitOf).find((item) => item.body.service === row.id);
  return (
    <li className="card">
      <span className="row"><span className={LOOK[row.state] ?? 'badge'}>{row.state === 'missed' ? t('service.missed', { n: row.days_over }) : t(`service.state.${row.state as 'due' | 'done' | 'later'}`)}</span><span className="grow" /><span className="muted num">{t('service.by', { day: row.next_day })}</span></span>
      <strong>{said(row.name, row.name_en)} · {row.served.name}</strong>
      <span className="muted">{[row.served.address, row.grid && plainName(row.grid.name)].filter(Boolean).join(' · ')} · {t('service.every', { n: row.every_days })}</span>
      {waiting ? <span className="badge badge-warn">{t(`field.state.${waiting.state}`)}</span> : (
        <>
          <button type="button" className="big-button main-button" aria-expanded={open} aria-label={`${t('service.visit')} ${row.served.name ?? ''}`} onClick={() => setOpen(!open)}>{t('service.visit')}</button>
          {open && <Visit row={row} onDone={() => setOpen(false)} />}
        </>
      )}
      <Reveal row={row} />
    </li>
  );
}

function Visit({ row, onDone }: { row: GridService; onDone: () => void }) {
  const me = useMe();
  const [purpose, setPurpose] = useState(said(row.purpose, row.purpose_en));
  const [agreed, setAgreed] = useState(false);
  const [note, setNote] = useState('');
  const send = async (result: string) => {
    const done = result === 'done';
    await act(me.id, 'visit', { service: row.id, purpose: purpose.trim(), agreed: done, result, note: done && note.trim() ? note.trim() : undefined }, `${t('service.visit')} · ${row.served.name ?? ''}`);
    onDone();
  };
  return (
    <div className="stack visit-form">
      <label>{t('service.purpose')}<input value={purpose} maxLength={200} onChange={(e) => setPurpose(e.target.value)} /></label>
      <label className="check"><input type="checkbox" checked={agreed} onChange={(e) => setAgreed(e.target.checked)} />{t('service.agreed')}</label>
      {agreed && <label>{t('service.note')}<textarea rows={3} maxLength={1000} value={note} onChange={(e) => setNote(e.target.value)} /></label>}
      <button type="button" className="big-button main-button" disabled={!agreed || !purpose.trim()} onClick={() => void send('done')}>{t('service.done')}</button>
      <button type="button" className="big-button" disabled={!purpose.trim()} onClick={() => void send('absent')}>{t('service.absent')}</button>
      <button type="button" className="big-button" disabled={!purpose.trim()} onClick={() => void send('refused')}>{t('service.refused')}</button>
    </div>
  );
}

/** Name, number and address in clear: with a reason, on the network only, and every look is kept in the audit trail. */
function Reveal({ row }: { row: GridService }) {
  const online = useOnline();
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState('');
  const [shown, setShown] = useState<GridServiceOpened | null>(null);
  const [why, setWhy] = useState<unknown>(null);
  const look = async () => { setWhy(null); try { setShown(await day.reveal(row.id, reason.trim())); } catch (trouble) { setWhy(trouble); } };
  if (shown) {
    return (
      <div className="stack">
        <p><b>{shown.served.name}</b> · {shown.served.address}</p>
        {shown.served.phone && <a className="big-button" href={`tel:${shown.served.phone}`}>{t('service.call', { phone: shown.served.phone })}</a>}
        <ul>{shown.visits.slice(0, 3).map((visit) => <li key={visit.id}><span className="muted num">{dateTime(visit.done_at)}</span> {visit.note ?? t(`service.result.${visit.result as 'done' | 'absent' | 'refused'}`)}</li>)}</ul>
        <button type="button" className="big-button" onClick={() => { setShown(null); setAsking(false); }}>{t('service.hide')}</button>
      </div>
    );
  }
  if (!asking) return <button type="button" className="big-button" disabled={!online} onClick={() => setAsking(true)}>{t(online ? 'service.reveal' : 'service.revealOffline')}</button>;
  return (
    <form className="stack" onSubmit={(event) => { event.preventDefault(); void look(); }}>
      <label>{t('service.reason')}<input value={reason} maxLength={200} onChange={(e) => setReason(e.target.value)} /></label>
      <p className="small muted">{t('service.trail')}</p>
      <button className="big-button" disabled={!reason.trim()}>{t('service.look')}</button>
      {why !== null && <Failure why={why} />}
    </form>
  );
}
