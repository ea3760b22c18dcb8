// Registration for hotline and walk-in: words, type, place, contact; likely duplicates are offered, never forced.
import { useQuery } from '@tanstack/react-query';
import { App, Button, Checkbox, Input, Radio } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { ItemSelect } from '../../case/ActionDialog';
import { Words } from '../../case/Guess';
import { Panel } from '../../case/CasePage';
import { PhotoPicker, type Picked } from '../../components/Photos';
import { PlaceOffer } from '../../components/PlaceOffer';
import { PlacePicker, type Point } from '../../components/PlacePicker';
import { Failure } from '../../components/States';
import { pick, stageOf, t, word } from '../../i18n';
import { cases, catalogue, newKey, type CaseOpened, type Duplicate, type TypeGuess } from '../../lib/api';
import { useDraft } from '../../lib/draft';
import { nameOf, said, typeName } from '../../lib/names';
import { follow, pages } from '../../lib/router';
import { dateTime } from '../../lib/time';

interface Entry {
  text: string; type: string; point: Point | null; address: string; source: string; source_no: string;
  name: string; phone: string; photos: Picked[]; on_spot: boolean; duplicate_of: string; place: string;
}
const EMPTY: Entry = { text: '', type: '', point: null, address: '', source: 'hotline', source_no: '', name: '', phone: '', photos: [], on_spot: false, duplicate_of: '', place: '' };

function useSettled<V>(value: V, ms: number): V {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = window.setTimeout(() => setSettled(value), ms);
    return () => window.clearTimeout(timer);
  }, [value, ms]);
  return settled;
}

export default function Intake() {
  const draft = useDraft<Entry>('intake', EMPTY);
  const { value: entry, change } = draft;
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const [why, setWhy] = useState<unknown>(null);
  const [made, setMade] = useState<CaseOpened | null>(null);
  const words = useSettled(entry.text.trim(), 400);
  const key = useRef(newKey());
  const { message } = App.useApp();
  useEffect(() => { document.title = `${t('nav.intake')} · ${t('app.name')}`; }, []);

  const lacks = {
    text: asked && !entry.text.trim() ? t('intake.missing.text') : '',
    place: asked && !entry.point ? t('intake.missing.place') : '',
  };
  const send = async () => {
    setAsked(true);
    if (!entry.text.trim()) { document.getElementById('intake-text')?.focus(); return; }
    if (!entry.point) { document.getElementById('intake-address')?.focus(); return; }
    setBusy(true);
    setWhy(null);
    try {
      const contact = { name: entry.name.trim() || undefined, phone: entry.phone.trim() || undefined };
      const reply = await cases.create({
        text: entry.text.trim(), type: entry.type || undefined, lon: entry.point.lon, lat: entry.point.lat, address: entry.address.trim() || undefined,
        source: entry.source, source_no: entry.source_no.trim() || undefined, contact: contact.name || contact.phone ? contact : undefined,
        photos: entry.photos.length ? entry.photos.map((p) => p.token) : undefined, on_spot: entry.on_spot || undefined, duplicate_of: entry.duplicate_of || undefined,
        place: entry.place || undefined,
      }, key.current);
      key.current = newKey();
      draft.clear();
      setAsked(false);
      setMade(reply);
      window.scrollTo(0, 0);
      void message.success(t('intake.done', { number: reply.number }));
    } catch (trouble) { setWhy(trouble); }
    setBusy(false);
  };

  return (
    <div className="page" onKeyDown={(e) => { if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) { e.preventDefault(); void send(); } }}>
      <header className="page-head"><h1>{t('nav.intake')}</h1>{draft.restored && <span className="small muted">{t('draft.restored')} <button type="button" className="text-button" onClick={draft.clear}>{t('draft.discard')}</button></span>}</header>
      {made && <Made made={made} />}
      <div className="case-columns">
        <div className="stack">
          <Panel title={t('intake.what')}>
            <div className="stack">
              <Source entry={entry} change={change} />
              <div>
                <label className="field-label" htmlFor="intake-text">{t('intake.text')}<span className="must">{t('form.required')}</span></label>
                <Input.TextArea id="intake-text" value={entry.text} maxLength={2000} showCount autoSize={{ minRows: 4, maxRows: 12 }} aria-invalid={Boolean(lacks.text)} onChange={(e) => change({ text: e.target.value })} />
                {lacks.text && <p className="field-error" role="alert">{lacks.text}</p>}
              </div>
              <TypeChoice entry={entry} change={change} />
              <PhotoPicker label={t('intake.photos')} value={entry.photos} onChange={(photos) => change({ photos })} />
            </div>
          </Panel>
          <Panel title={t('intake.contact')}>
            <div className="two">
              <div><label className="field-label" htmlFor="intake-name">{t('intake.name')}</label><Input id="intake-name" autoComplete="off" value={entry.name} maxLength={40} onChange={(e) => change({ name: e.target.value })} /></div>
              <div><label className="field-label" htmlFor="intake-phone">{t('intake.phone')}</label><Input id="intake-phone" inputMode="tel" autoComplete="off" value={entry.phone} maxLength={20} onChange={(e) => change({ phone: e.target.value })} /></div>
            </div>
            <p className="small muted">{t('intake.contactNote')}</p>
          </Panel>
        </div>
        <div className="stack">
          <Panel title={t('intake.where')}>
            <div className="stack">
              <div><label className="field-label" htmlFor="intake-address">{t('intake.address')}</label><Input id="intake-address" value={entry.address} maxLength={200} onChange={(e) => change({ address: e.target.value })} /></div>
              <PlacePicker value={entry.point} onChange={(point) => change({ point, place: '' })} height={300} />
              <PlaceOffer at={entry.point} type={entry.type} text={words} value={entry.place} onChange={(place) => change({ place })} />
              {lacks.place && <p className="field-error" role="alert">{lacks.place}</p>}
            </div>
          </Panel>
          <Duplicates entry={entry} change={change} />
          <section className="panel stack">
            <Checkbox checked={entry.on_spot} onChange={(e) => change({ on_spot: e.target.checked })}>{t('intake.onSpot')}</Checkbox>
            {why !== null && <Failure why={why} />}
            <div className="row"><Button type="primary" loading={busy} onClick={() => void send()}>{t('intake.send')}</Button><span className="small muted">{t('task.keys')}</span></div>
          </section>
        </div>
      </div>
    </div>
  );
}

type Part = { entry: Entry; change: (part: Partial<Entry>) => void };

function Source({ entry, change }: Part) {
  const query = useQuery({ queryKey: ['catalogue'], queryFn: () => catalogue.items(), staleTime: 300_000 });
  const sources = query.data?.sources.filter((one) => one.staff) ?? [{ code: 'hotline', zh: word('source', 'hotline'), en: word('source', 'hotline') }];
  return (
    <div className="two">
      <fieldset>
        <legend className="field-label">{t('intake.source')}</legend>
        <Radio.Group value={entry.source} onChange={(e) => change({ source: e.target.value as string })}>{sources.map((s) => <Radio key={s.code} value={s.code}>{pick(s)}</Radio>)}</Radio.Group>
      </fieldset>
      <div><label className="field-label" htmlFor="intake-no">{t('intake.sourceNo')}</label><Input id="intake-no" value={entry.source_no} maxLength={60} onChange={(e) => change({ source_no: e.target.value })} /></div>
    </div>
  );
}

function TypeChoice({ entry, change }: Part) {
  const text = useSettled(entry.text.trim(), 400);
  const query = useQuery({ queryKey: ['classify', text], queryFn: () => catalogue.classify(text), enabled: text.length >= 2, staleTime: 60_000 });
  const found: TypeGuess[] = (query.data?.types ?? []).slice(0, 4);
  return (
    <div>
      <label className="field-label" htmlFor="intake-type">{t('intake.type')}</label>
      {found.length > 0 && (
        <div className="kinds suggestion" role="group" aria-label={t('intake.suggested')}>
          <span className="small muted">{t('intake.suggested')}</span>
          {found.map((s) => <button key={s.code} type="button" aria-pressed={entry.type === s.code} onClick={() => change({ type: entry.type === s.code ? '' : s.code })}>{said(s.name, s.name_en)}</button>)}
        </div>
      )}
      {found.length > 0 && <p>{query.data?.sure === false && <span className="badge badge-warn">{t('guess.unsure')}</span>} <Words guess={found.find((s) => s.code === entry.type) ?? found[0]} /></p>}
      <ItemSelect id="intake-type" label={t('intake.type')} value={entry.type} onChange={(type) => change({ type })} />
    </div>
  );
}

function Duplicates({ entry, change }: Part) {
  const at = entry.point;
  const query = useQuery({
    queryKey: ['duplicates', entry.type, at?.lon, at?.lat],
    queryFn: () => cases.duplicatesAt(entry.type, at?.lon ?? 0, at?.lat ?? 0),
    enabled: Boolean(at && entry.type),
  });
  const items: Duplicate[] = query.data?.items ?? [];
  if (!items.length) return null;
  return (
    <section className="notice notice-warn" aria-label={t('intake.duplicates')}>
      <p><strong>{t('intake.duplicates')}</strong></p>
      <ul className="stack">
        {items.map((row) => (
          <li key={row.id} className="row">
            <Checkbox checked={entry.duplicate_of === row.id} onChange={(e) => change({ duplicate_of: e.target.checked ? row.id : '' })}>{t('intake.isSame')}</Checkbox>
            <a className="mono" href={pages.case(row.id)} target="_blank" rel="noreferrer">{row.number}</a>
            <span className="small">{typeName(row)} · {t('intake.away', { m: Math.round(row.distance_m) })} · {dateTime(row.opened_at)} · {stageOf(row)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Made({ made }: { made: CaseOpened }) {
  return (
    <section className="notice" role="status">
      <p>{t('intake.made')} <a className="mono" href={pages.case(made.id)} onClick={follow}>{made.number}</a> · {nameOf(made.grid)} · {word('stage', made.stage)} {made.due_at && <span className="num">· {t('intake.due', { at: dateTime(made.due_at) })}</span>}</p>
    </section>
  );
}
