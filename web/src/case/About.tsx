// The component or place a case is about: what it is, whose it is, what else happened there; tied, changed and untied at the desk.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Input, Modal, Radio } from 'antd';
import { useState } from 'react';
import { PlaceCases } from '../components/PlaceCases';
import { Failure, Shown } from '../components/States';
import { t, type Key } from '../i18n';
import { cases, type CaseView } from '../lib/api';
import { plainName, said } from '../lib/names';
import { register, type PlaceChoice, type PlaceOfCase } from '../lib/places';
import { follow, pages } from '../lib/router';

const STALE = ['case', 'case-place', 'worklist', 'tasks', 'counts', 'cases'];
const BY_CODE = 'code', NONE = 'none';

/** Nothing for a case that is about no place and may not be tied to one. */
export function About({ view }: { view: CaseView }) {
  const [changing, setChanging] = useState(false);
  const query = useQuery({ queryKey: ['case-place', view.id, view.version], queryFn: () => register.ofCase(view.id), staleTime: 60_000 });
  const may = view.actions.some((action) => action.op === 'place');
  const place = query.data?.place ?? null;
  if (!query.data || (!place && !may)) return null;
  return (
    <section className="panel" aria-label={t('about.title')}>
      <div className="panel-head"><h2>{t('about.title')}</h2>{may && <Button size="small" onClick={() => setChanging(true)}>{t(place ? 'about.change' : 'about.tie')}</Button>}</div>
      {place ? <Known about={query.data} place={place} view={view} /> : <p className="muted">{t('about.none')}</p>}
      {changing && <ChooseDialog view={view} about={query.data} onClose={() => setChanging(false)} />}
    </section>
  );
}

function Known({ about, place, view }: { about: PlaceOfCase; place: NonNullable<PlaceOfCase['place']>; view: CaseView }) {
  const others = about.cases.filter((one) => one.id !== view.id);
  const query = new URLSearchParams({ kind: place.kind, code: place.code, place: place.id });
  return (
    <>
      <p><a href={`${pages.places}?${query.toString()}`} onClick={follow}>{place.name || place.code}</a> {place.state !== 'use' && <span className="badge badge-warn">{t(`places.state.${place.state}` as Key)}</span>}</p>
      <p className="small muted">{said(place.class_name, place.class_name_en)} · <span className="mono">{place.code}</span> · {t(`about.how.${about.how}` as Key)}</p>
      <dl className="facts">
        <div><dt>{t('places.maintainer')}</dt><dd>{place.maintainer ? plainName(place.maintainer.name) : place.owner ? '—' : t('places.nobody')}</dd></div>
        <div><dt>{t('places.owner')}</dt><dd>{place.owner ? plainName(place.owner.name) : '—'}</dd></div>
      </dl>
      {others.length > 0 && <><h3>{t('about.cases')}</h3><PlaceCases cases={others.slice(0, 5)} />{(others.length > 5 || about.next) && <p className="small"><a href={`${pages.places}?${query.toString()}`} onClick={follow}>{t('about.more')}</a></p>}</>}
    </>
  );
}

function ChooseDialog({ view, about, onClose }: { view: CaseView; about: PlaceOfCase; onClose: () => void }) {
  const client = useQueryClient();
  const { message } = App.useApp();
  const near = useQuery({ queryKey: ['places-near', view.id, view.version], queryFn: () => register.nearCase(view.id) });
  const [picked, setPicked] = useState('');
  const [code, setCode] = useState('');
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [why, setWhy] = useState<unknown>(null);
  const chosen = picked === BY_CODE ? code.trim() : picked === NONE ? '' : picked;
  const ready = picked !== '' && (picked !== BY_CODE || chosen !== '') && reason.trim() !== '';
  const send = async () => {
    setBusy(true);
    setWhy(null);
    try {
      await cases.act(view.id, 'place', { version: view.version, code: chosen, reason: reason.trim() });
      for (const name of STALE) void client.invalidateQueries({ queryKey: [name] });
      void message.success(t('about.done'));
      onClose();
    } catch (trouble) { setWhy(trouble); setBusy(false); }
  };
  return (
    <Modal open title={`${t('about.title')} · ${view.number}`} width={560} onCancel={onClose} onOk={() => void send()} okText={t('about.save')} cancelText={t('action.cancel')} okButtonProps={{ disabled: !ready }} confirmLoading={busy}>
      <Shown query={near} rows={4}>{(data) => {
        const items = data.items.filter((one) => one.code !== about.place?.code);
        return (
          <div className="stack">
            <Radio.Group aria-label={t('about.title')} className="about-choices" value={picked} onChange={(event) => setPicked(event.target.value as string)}>
              {items.map((one) => <Radio key={one.code} value={one.code}><Choice one={one} /></Radio>)}
              {items.length === 0 && <p className="muted">{t('about.nothingNear', { m: data.within_m })}</p>}
              <Radio value={BY_CODE}>{t('about.byCode')}</Radio>
              {about.place && <Radio value={NONE}>{t('about.untie')}</Radio>}
            </Radio.Group>
            {picked === BY_CODE && <label className="field-label">{t('places.code')}<Input value={code} maxLength={40} className="mono" autoFocus onChange={(event) => setCode(event.target.value)} /></label>}
            <label className="field-label">{t('places.reason')}<Input value={reason} maxLength={200} onChange={(event) => setReason(event.target.value)} /></label>
            <p className="small muted">{t('about.decides')}</p>
            {why !== null && <Failure why={why} />}
          </div>
        );
      }}</Shown>
    </Modal>
  );
}

function Choice({ one }: { one: PlaceChoice }) {
  const name = said(one.class_name, one.class_name_en);
  return <>{one.name || name} <span className="small muted">{[one.name && one.name !== name ? name : '', t('about.away', { m: one.distance_m }), one.called ? plainName(one.called.name) : t('places.nobody')].filter(Boolean).join(' · ')}</span></>;
}
