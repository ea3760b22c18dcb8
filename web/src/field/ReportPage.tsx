// A worker reports what he sees: photo, words, place from the phone. Works without a network.
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Loading } from '../components/States';
import { t } from '../i18n';
import { catalogue, type ItemRow } from '../lib/api';
import { itemName } from '../lib/names';
import { box } from '../lib/idb';
import { flush, queue, type Shot } from '../lib/outbox';
import { go, pages, useQueryState } from '../lib/router';
import { useMe } from '../lib/session';
import { Camera } from './Camera';
import { reportDraft, useKeptDraft, useOnline } from './offline';

interface Entry { text: string; type: string; address: string; lon: number | null; lat: number | null; accuracy: number | null; on_spot: boolean; shots: Shot[] }
const EMPTY: Entry = { text: '', type: '', address: '', lon: null, lat: null, accuracy: null, on_spot: false, shots: [] };

/** The catalogue as last read, so that types can be chosen offline. */
async function items(): Promise<ItemRow[]> {
  try {
    const { items: rows } = await catalogue.items();
    await box.put('cache', 'catalogue', rows);
    return rows;
  } catch (why) {
    const kept = await box.get<ItemRow[]>('cache', 'catalogue').catch(() => undefined);
    if (kept) return kept;
    throw why;
  }
}

export default function ReportPage() {
  const me = useMe();
  const online = useOnline();
  const [{ change }] = useQueryState();   // the refused item whose place this one takes
  const draft = useKeptDraft<Entry>(reportDraft(change), EMPTY);
  const [lack, setLack] = useState('');
  const [finding, setFinding] = useState(false);
  const query = useQuery({ queryKey: ['catalogue'], queryFn: items, retry: false });
  useEffect(() => { document.title = `${t('field.report')} · ${t('app.name')}`; }, []);

  const entry = draft.value;
  const locate = () => {
    if (!navigator.geolocation) { setLack(t('place.noDevice')); return; }
    setFinding(true);
    setLack('');
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => { setFinding(false); draft.change({ lon: coords.longitude, lat: coords.latitude, accuracy: Math.round(coords.accuracy) }); },
      () => { setFinding(false); setLack(t('field.noPosition')); },
      { enableHighAccuracy: true, timeout: 15_000 },
    );
  };
  if (!entry) return <Loading />;
  const send = async () => {
    if (!entry.text.trim()) { setLack(t('intake.missing.text')); document.getElementById('report-text')?.focus(); return; }
    if (entry.lon === null || entry.lat === null) { setLack(t('field.noPosition')); return; }
    await queue({
      kind: 'report', owner: me.id, title: entry.text.trim().slice(0, 30), shots: entry.shots, photoKind: 'before',
      body: { text: entry.text.trim(), type: entry.type || undefined, lon: entry.lon, lat: entry.lat, address: entry.address.trim() || undefined, source: 'worker', on_spot: entry.on_spot || undefined },
    }, change);
    await draft.clear();
    void flush(me.id, true);
    go(online && !change ? pages.field : pages.fieldOutbox);
  };
  return (
    <section className="stack">
      <h1>{t('field.reportTitle')}</h1>
      {draft.restored && change && <p className="muted">{t('field.changing')}</p>}
      {draft.restored && !change && <p className="muted">{t('draft.restored')} <button type="button" className="text-button" onClick={() => void draft.clear()}>{t('draft.discard')}</button></p>}
      <Camera label={t('field.photo')} shots={entry.shots} onChange={(shots) => draft.change({ shots })} />
      <label>{t('intake.text')}<textarea id="report-text" rows={3} maxLength={2000} value={entry.text} onChange={(e) => draft.change({ text: e.target.value })} /></label>
      <label>{t('intake.type')}
        <select value={entry.type} onChange={(e) => draft.change({ type: e.target.value })}>
          <option value="">{t('field.typeLater')}</option>
          {(query.data ?? []).map((item) => <option key={item.code} value={item.code}>{itemName(item)}</option>)}
        </select>
      </label>
      <div className="stack">
        <button type="button" className="big-button" disabled={finding} onClick={locate}>{finding ? t('field.finding') : entry.lon === null ? t('place.here') : t('field.hereAgain')}</button>
        {entry.lon !== null && <p className="num" role="status">{t('field.position', { lon: entry.lon.toFixed(5), lat: (entry.lat ?? 0).toFixed(5), m: entry.accuracy ?? 0 })}</p>}
        <label>{t('intake.address')}<input value={entry.address} maxLength={200} onChange={(e) => draft.change({ address: e.target.value })} /></label>
      </div>
      <label className="check"><input type="checkbox" checked={entry.on_spot} onChange={(e) => draft.change({ on_spot: e.target.checked })} />{t('intake.onSpot')}</label>
      {lack && <p className="field-error" role="alert">{lack}</p>}
      <div className="outcome-bar"><button type="button" className="big-button main-button" onClick={() => void send()}>{t('field.send')}</button></div>
    </section>
  );
}
