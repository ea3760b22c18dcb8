// Blowing a whistle, from a case or free: type by the table, place and time, units; what the rules warn about is shown and confirmed.
import { useQuery } from '@tanstack/react-query';
import { Button, Input, Radio } from 'antd';
import { useEffect, useMemo, useRef, useState } from 'react';
import { Panel } from '../../case/CasePage';
import { PhotoPicker, type Picked } from '../../components/Photos';
import { PlacePicker, useLocate, type Point } from '../../components/PlacePicker';
import { Empty, Failure, Shown } from '../../components/States';
import { UnitsSelect } from '../../components/UnitSelect';
import { t, word } from '../../i18n';
import { ApiError, newKey, whistles, type CaseOpened, type WhistleType } from '../../lib/api';
import { useDraft } from '../../lib/draft';
import { nameOf, said, sentence } from '../../lib/names';
import { follow, pages, useQueryState } from '../../lib/router';

interface Entry { type: string; caller: string; text: string; point: Point | null; address: string; when: string; units: string[]; photos: Picked[] }
const EMPTY: Entry = { type: '', caller: '', text: '', point: null, address: '', when: '', units: [], photos: [] };

export default function WhistleBlow() {
  const query = useQuery({ queryKey: ['whistle-types'], queryFn: () => whistles.types(), staleTime: 300_000 });
  useEffect(() => { document.title = `${t('whistle.blowTitle')} · ${t('app.name')}`; }, []);
  return (
    <div className="page">
      <header className="page-head"><h1>{t('whistle.blowTitle')}</h1></header>
      <Shown query={query} rows={8}>{(data) => {
        const mine = data.items.filter((type) => type.callers.length > 0);
        return mine.length ? <Blow types={mine} /> : <Empty title={t('whistle.none')} />;
      }}</Shown>
    </div>
  );
}

/** "1 hours" in words. */
const limit = (text: string) => { const [amount, unit] = text.split(' '); return unit ? `${amount} ${word('time', unit)}` : '—'; };

/** What the case it comes from says already. */
function useStart(types: WhistleType[]): { start: Entry; from: string } {
  const [params] = useQueryState();
  return useMemo(() => ({
    from: params.from ?? '',
    start: { ...EMPTY, type: types[0].code, caller: types[0].callers[0]?.code ?? '', text: params.text ?? '', address: params.address ?? '',
      point: params.lon && params.lat ? { lon: Number(params.lon), lat: Number(params.lat) } : null },
  }), [types, params.from, params.lon, params.lat, params.text, params.address]);
}

function Blow({ types }: { types: WhistleType[] }) {
  const { start, from } = useStart(types);
  const draft = useDraft<Entry>(`whistle.${from}`, start);
  const { value: entry, change } = draft;
  const type = types.find((one) => one.code === entry.type) ?? types[0];
  const caller = type.callers.find((unit) => unit.code === entry.caller) ?? type.callers[0];
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const [why, setWhy] = useState<unknown>(null);
  const [warning, setWarning] = useState('');
  const [made, setMade] = useState<CaseOpened | null>(null);
  const key = useRef(newKey());
  const place = useLocate(entry.point)?.place;
  const lacks = {
    text: asked && !entry.text.trim() ? t('whistle.missing.text') : '', place: asked && !entry.point ? t('whistle.missing.place') : '',
    units: asked && type.chooses_units && !entry.units.length ? t('whistle.missing.units') : '',
  };

  const send = async (confirmed?: boolean) => {
    setAsked(true);
    if (!entry.text.trim() || !entry.point || (type.chooses_units && !entry.units.length)) { document.getElementById('whistle-text')?.focus(); return; }
    setBusy(true);
    setWhy(null);
    try {
      const reply = await whistles.blow({
        type: type.code, unit: caller.code, text: entry.text.trim(), lon: entry.point.lon, lat: entry.point.lat, address: entry.address.trim() || undefined,
        units: type.chooses_units ? entry.units : undefined, muster_at: entry.when ? `${entry.when}:00+08:00` : undefined, from: from || undefined, confirmed,
        photos: entry.photos.length ? entry.photos.map((p) => p.token) : undefined,
      }, key.current);
      draft.clear();
      setWarning('');
      setAsked(false);
      setMade(reply);
      window.scrollTo(0, 0);
    } catch (trouble) {
      if (trouble instanceof ApiError && trouble.status === 409 && !confirmed) setWarning(sentence(trouble));
      else setWhy(trouble);
    }
    key.current = newKey();
    setBusy(false);
  };

  return (
    <>
      {made && <p className="notice notice-ok" role="status">{t('whistle.made')} <a className="mono" href={pages.case(made.id)} onClick={follow}>{made.number}</a></p>}
      {from && <p className="small muted">{t('whistle.from', { number: from })}</p>}
      <div className="case-columns">
        <div className="stack">
          <Panel title={t('whistle.what')}>
            <div className="stack">
              <Types types={types} type={type} onChange={(code) => change({ type: code })} />
              {type.callers.length > 1 && (
                <fieldset><legend className="field-label">{t('whistle.caller')}</legend>
                  <Radio.Group value={caller.code} onChange={(e) => change({ caller: e.target.value as string })}>{type.callers.map((unit) => <Radio key={unit.code} value={unit.code}>{nameOf(unit)}</Radio>)}</Radio.Group></fieldset>
              )}
              {type.callers.length === 1 && <p className="small">{t('whistle.caller')} <strong>{nameOf(caller)}</strong></p>}
              <div>
                <label className="field-label" htmlFor="whistle-text">{t('whistle.text')}<span className="must">{t('form.required')}</span></label>
                <Input.TextArea id="whistle-text" value={entry.text} maxLength={2000} autoSize={{ minRows: 4, maxRows: 12 }} aria-invalid={Boolean(lacks.text)} onChange={(e) => change({ text: e.target.value })} />
                {lacks.text && <p className="field-error" role="alert">{lacks.text}</p>}
              </div>
              {type.chooses_units ? (
                <div>
                  <label className="field-label" htmlFor="whistle-units">{t('whistle.units')}<span className="must">{t('form.required')}</span></label>
                  <UnitsSelect id="whistle-units" label={t('whistle.units')} within={(place?.steering ?? place?.district)?.id} value={entry.units} onChange={(units) => change({ units })} />
                  {lacks.units && <p className="field-error" role="alert">{lacks.units}</p>}
                </div>
              ) : <p className="small muted">{t('whistle.toCentre')}</p>}
              <PhotoPicker label={t('intake.photos')} value={entry.photos} onChange={(photos) => change({ photos })} />
            </div>
          </Panel>
        </div>
        <div className="stack">
          <Panel title={t('whistle.where')}>
            <div className="stack">
              <div><label className="field-label" htmlFor="whistle-address">{t('whistle.address')}</label><Input id="whistle-address" value={entry.address} maxLength={200} onChange={(e) => change({ address: e.target.value })} /></div>
              <PlacePicker value={entry.point} onChange={(point) => change({ point })} height={280} />
              {lacks.place && <p className="field-error" role="alert">{lacks.place}</p>}
              <div><label className="field-label" htmlFor="whistle-when">{t('whistle.when')}</label><input id="whistle-when" className="month-input" type="datetime-local" value={entry.when} onChange={(e) => change({ when: e.target.value })} /></div>
            </div>
          </Panel>
          <section className="panel stack">
            {warning && <p className="notice notice-warn" role="alert">{warning}</p>}
            {why !== null && <Failure why={why} />}
            <div className="row">
              {warning ? <Button type="primary" danger loading={busy} onClick={() => void send(true)}>{t('whistle.confirm')}</Button>
                : <Button type="primary" loading={busy} onClick={() => void send()}>{t('whistle.blow')}</Button>}
            </div>
          </section>
        </div>
      </div>
    </>
  );
}

function Types({ types, type, onChange }: { types: WhistleType[]; type: WhistleType; onChange: (code: string) => void }) {
  return (
    <fieldset className="whistle-types">
      <legend className="field-label">{t('whistle.type')}</legend>
      <Radio.Group value={type.code} onChange={(e) => onChange(e.target.value as string)}>
        {types.map((one) => <Radio key={one.code} value={one.code}><strong>{said(one.name, one.name_en)}</strong> <span className="badge">{word('whistle.approval', one.approval)}</span> <span className="small muted">{said(one.hint, one.hint_en)}</span></Radio>)}
      </Radio.Group>
      <p className="small">{t('whistle.limits', { sign: limit(type.sign), contact: limit(type.contact), arrive: limit(type.arrive), resolve: limit(type.resolve) })}</p>
      <p className="small muted">{t('whistle.source', { text: type.source })}</p>
    </fieldset>
  );
}
