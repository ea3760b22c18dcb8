// 网格日志: what was found or done, by the five duties; one tap more opens its case.
import { useEffect, useState } from 'react';
import { Empty, Loading, Shown } from '../components/States';
import { language, t } from '../i18n';
import type { GridDuty, GridLog, GridLogsOfMine } from '../lib/api';
import { day } from '../lib/day';
import { useHere } from '../lib/here';
import { said } from '../lib/names';
import { act, useOutbox, type Shot } from '../lib/outbox';
import { follow, pages } from '../lib/router';
import { useMe } from '../lib/session';
import { clockTime, dateTime } from '../lib/time';
import { skewWords } from './stamp';
import { Camera } from './Camera';
import { PhotoStrip } from '../components/Photos';
import { useKept, useKeptDraft } from './offline';

interface Entry { duty: string; text: string; type: string; address: string; shots: Shot[] }
const EMPTY: Entry = { duty: '', text: '', type: '', address: '', shots: [] };

export default function Log() {
  const me = useMe();
  const query = useKept(me.id, 'logs', day.logsMine);
  useEffect(() => { document.title = `${t('log.title')} · ${t('app.name')}`; }, []);
  return (
    <>
      <h1>{t('log.title')}</h1>
      <Shown query={query} rows={6}>
        {({ data, at, old }) => (
          <>
            {old && <p className="notice notice-warn" role="status">{t('field.old', { at: dateTime(at) })}</p>}
            <Write data={data} />
            <Mine data={data} />
          </>
        )}
      </Shown>
    </>
  );
}

function Write({ data }: { data: GridLogsOfMine }) {
  const me = useMe();
  const draft = useKeptDraft<Entry>('log', EMPTY);
  const place = useHere();
  const [lack, setLack] = useState('');
  if (!draft.value) return <Loading />;
  const entry = draft.value;
  const duty = data.duties.find((one) => one.code === entry.duty);
  const send = async (open: boolean) => {
    if (!duty) return;
    if (!entry.text.trim()) { setLack(t('log.lacksText')); document.getElementById('log-text')?.focus(); return; }
    if (open && !place) { setLack(t('field.noPosition')); return; }
    setLack('');
    const where = place ? { lon: place.lon, lat: place.lat, accuracy: place.accuracy } : {};
    await act(me.id, 'log', { duty: duty.code, text: entry.text.trim(), ...where, address: entry.address.trim() || undefined, open: open || undefined, type: open ? entry.type || undefined : undefined }, `${said(duty.name, duty.name_en)} · ${entry.text.trim().slice(0, 24)}`, entry.shots);
    await draft.clear();
  };
  return (
    <section className="panel stack" aria-label={t('log.write')}>
      <div className="duty-choice" role="group" aria-label={t('log.which')}>
        {data.duties.map((one) => <button key={one.code} type="button" className="big-button duty-button" aria-pressed={one.code === entry.duty} onClick={() => draft.change({ duty: one.code, type: '' })}>{said(one.name, one.name_en)}</button>)}
      </div>
      {duty && <Form duty={duty} entry={entry} onChange={draft.change} />}
      {duty && <Camera label={t('field.photo')} shots={entry.shots} onChange={(shots) => draft.change({ shots })} />}
      {lack && <p className="field-error" role="alert">{lack}</p>}
      {duty && (
        <div className="outcome-bar">
          <button type="button" className="big-button main-button" onClick={() => void send(true)}>{said(duty.action, duty.action_en)}</button>
          <button type="button" className="big-button" onClick={() => void send(false)}>{t('log.only')}</button>
        </div>
      )}
    </section>
  );
}

function Form({ duty, entry, onChange }: { duty: GridDuty; entry: Entry; onChange: (part: Partial<Entry>) => void }) {
  return (
    <>
      <p className="muted">{said(duty.hint, duty.hint_en)}</p>
      <label>{t('log.text')}<textarea id="log-text" rows={3} maxLength={500} value={entry.text} onChange={(e) => onChange({ text: e.target.value })} /></label>
      <p className="small muted">{t('log.noNames')}</p>
      <label>{t('intake.address')}<input value={entry.address} maxLength={200} onChange={(e) => onChange({ address: e.target.value })} /></label>
      {duty.types.length > 1 && <label>{t('log.type')}<select value={entry.type || duty.types[0].code} onChange={(e) => onChange({ type: e.target.value })}>{duty.types.map((type) => <option key={type.code} value={type.code}>{language() === 'zh' ? type.name : type.name_en}</option>)}</select></label>}
    </>
  );
}

function Mine({ data }: { data: GridLogsOfMine }) {
  const waiting = useOutbox().filter((item) => item.kind === 'act' && item.act === 'log');
  const name = (row: GridLog) => { const duty = data.duties.find((one) => one.code === row.duty); return duty ? said(duty.name, duty.name_en) : row.duty; };
  return (
    <section className="panel stack" aria-label={t('log.mine')}>
      <h2>{t('log.mine')}</h2>
      {waiting.map((item) => <p key={item.id} className="row"><span className="badge badge-warn">{t(`field.state.${item.state}`)}</span>{item.title}</p>)}
      {data.items.length === 0 && waiting.length === 0 ? <Empty title={t('log.none')} /> : (
        <ul className="stack">{data.items.slice(0, 10).map((row) => (
          <li key={row.id}><span className="badge badge-info">{name(row)}</span> <span className="muted num">{new Date(row.done_at).toDateString() === new Date().toDateString() ? clockTime(row.done_at) : dateTime(row.done_at)}</span>{row.clock_wrong && <span className="badge badge-warn">{skewWords(row.skew_s ?? 0)}</span>}<p>{row.text}</p>
            {row.photos.length > 0 && <PhotoStrip digests={row.photos.map((one) => one.digest)} />}
            {row.case_id && <a className="tap" href={pages.fieldCase(row.case_id)} onClick={follow}>{t('log.case', { number: row.number ?? '' })}</a>}</li>
        ))}</ul>
      )}
    </section>
  );
}
