// One component or place: whose it is, its cases, what changed; changed or retired with a reason by whoever tends it.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Input, Modal } from 'antd';
import { useState } from 'react';
import { PlaceCases } from '../../../components/PlaceCases';
import { Failure, Shown } from '../../../components/States';
import { t, type Key } from '../../../i18n';
import { plainName, said } from '../../../lib/names';
import { register, type PlaceView } from '../../../lib/places';
import { dateTime } from '../../../lib/time';

export default function PlaceDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const query = useQuery({ queryKey: ['places', 'one', id], queryFn: () => register.one(id) });
  return (
    <Modal open width={680} title={query.data?.name ?? t('nav.places')} onCancel={onClose} footer={null}>
      <Shown query={query} rows={6}>{(place) => <Body place={place} onClose={onClose} />}</Shown>
    </Modal>
  );
}

function Body({ place, onClose }: { place: PlaceView; onClose: () => void }) {
  return (
    <div className="stack">
      <dl className="facts">
        <dt>{t('places.code')}</dt><dd className="mono">{place.code}</dd>
        <dt>{t('places.class')}</dt><dd>{said(place.class_name, place.class_name_en)}</dd>
        <dt>{t('places.grid')}</dt><dd>{place.grid ? plainName(place.grid.name) : '—'}</dd>
        <dt>{t('places.maintainer')}</dt><dd>{place.maintainer ? plainName(place.maintainer.name) : place.owner ? '—' : t('places.nobody')}</dd>
        <dt>{t('places.owner')}</dt><dd>{place.owner ? plainName(place.owner.name) : '—'}</dd>
        <dt>{t('places.state')}</dt><dd>{t(`places.state.${place.state}` as Key)}</dd>
        <dt>{t('places.from')}</dt><dd className="num">{place.from}</dd>
        <dt>{t('places.source')}</dt><dd>{place.source || '—'}</dd>
      </dl>
      <h3>{t('places.cases')}</h3>
      {place.cases.length === 0 ? <p className="muted">{t('places.noCases')}</p> : <PlaceCases cases={place.cases} />}
      {place.versions.length > 0 && <><h3>{t('places.versions')}</h3><ul className="plain">{place.versions.map((one) => <li key={one.version}><span className="num muted">{dateTime(one.changed_at)}</span> {one.reason}</li>)}</ul></>}
      {place.can_tend && <Tend place={place} onClose={onClose} />}
    </div>
  );
}

function Tend({ place, onClose }: { place: PlaceView; onClose: () => void }) {
  const client = useQueryClient();
  const [entry, setEntry] = useState({ name: place.name, owner: place.owner?.code ?? '', maintainer: place.maintainer?.code ?? '', reason: '' });
  const [why, setWhy] = useState<unknown>(null);
  const put = (part: Partial<typeof entry>) => setEntry({ ...entry, ...part });
  const run = async (write: () => Promise<unknown>) => {
    setWhy(null);
    try { await write(); await client.invalidateQueries({ queryKey: ['places'] }); onClose(); } catch (trouble) { setWhy(trouble); }
  };
  const ready = entry.reason.trim() !== '' && entry.name.trim() !== '';
  return (
    <>
      <h3>{t('places.change')}</h3>
      <label className="field-label">{t('places.name')}<Input value={entry.name} maxLength={100} onChange={(e) => put({ name: e.target.value })} /></label>
      <label className="field-label">{t('places.maintainer')}<Input value={entry.maintainer} maxLength={60} onChange={(e) => put({ maintainer: e.target.value })} /></label>
      <label className="field-label">{t('places.owner')}<Input value={entry.owner} maxLength={60} onChange={(e) => put({ owner: e.target.value })} /></label>
      <p className="small muted">{t('places.unitHint')}</p>
      <label className="field-label">{t('places.reason')}<Input value={entry.reason} maxLength={200} onChange={(e) => put({ reason: e.target.value })} /></label>
      {why !== null && <Failure why={why} />}
      <div className="row">
        <Button type="primary" disabled={!ready} onClick={() => void run(() => register.give(place.id, { version: place.version, reason: entry.reason.trim(), name: entry.name.trim(), owner: entry.owner.trim(), maintainer: entry.maintainer.trim() }))}>{t('places.save')}</Button>
        <Button danger disabled={!entry.reason.trim()} onClick={() => void run(() => register.retire(place.id, place.version, entry.reason.trim()))}>{t('places.retire')}</Button>
      </div>
    </>
  );
}
