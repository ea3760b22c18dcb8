// A point on the map: click, drag or use the device's position. Shows the grid chain of the point.
import { lazy, useEffect, useState } from 'react';
import { Part } from './Boundary';
import { t } from '../i18n';
import { places, type Place } from '../lib/api';
import { useArea } from '../lib/area';
import { nameOf, sentence } from '../lib/names';
import { Loading } from './States';

const PointMap = lazy(() => import('./PointMap'));
export interface Point { lon: number; lat: number }

export function chain(place: Place): string {
  return [place.district, place.street, place.community, place.dedicated ?? place.grid].map(nameOf).filter(Boolean).join(' › ');
}

export function useLocate(point: Point | null) {
  const [answer, setAnswer] = useState<{ place?: Place; why?: unknown } | null>(null);
  useEffect(() => {
    if (!point) { setAnswer(null); return; }
    let gone = false;
    places.locate(point.lon, point.lat).then(
      (place) => { if (!gone) setAnswer({ place }); },
      (why: unknown) => { if (!gone) setAnswer({ why }); },
    );
    return () => { gone = true; };
  }, [point?.lon, point?.lat]);
  return answer;
}

export function PlaceLine({ point }: { point: Point | null }) {
  const answer = useLocate(point);
  if (!point) return <p className="small muted">{t('place.none')}</p>;
  if (!answer) return <p className="small muted">{t('place.finding')}</p>;
  if (answer.why) return <p className="small" role="alert">{sentence(answer.why)}</p>;
  if (!answer.place?.in_city) return <p className="small" role="alert">{t('place.outside')}</p>;
  return <p className="small"><span className="muted">{t('place.in')}</span> {chain(answer.place)}</p>;
}

export function PlacePicker({ value, onChange, height = 260 }: { value: Point | null; onChange: (point: Point) => void; height?: number }) {
  const [trouble, setTrouble] = useState<string | null>(null);
  const area = useArea();
  const here = () => {
    setTrouble(null);
    if (!navigator.geolocation) { setTrouble(t('place.noDevice')); return; }
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => onChange({ lon: round(coords.longitude), lat: round(coords.latitude) }),
      () => setTrouble(t('place.refused')),
      { enableHighAccuracy: true, timeout: 10_000, maximumAge: 30_000 },
    );
  };
  const type = (name: 'lon' | 'lat', text: string) => {
    const number = Number(text);
    if (text && Number.isFinite(number)) onChange({ lon: value?.lon ?? 118.79, lat: value?.lat ?? 32.05, [name]: number });
  };
  return (
    <div className="stack">
      <Part waiting={<div style={{ height }}><Loading /></div>}>
        <PointMap value={value} area={area?.id} onChange={onChange} height={height} />
      </Part>
      <div className="row">
        <button type="button" className="plain-button" onClick={here}>{t('place.here')}</button>
        <label className="row small">{t('place.lon')}<input className="coordinate" inputMode="decimal" value={value?.lon ?? ''} onChange={(e) => type('lon', e.target.value)} /></label>
        <label className="row small">{t('place.lat')}<input className="coordinate" inputMode="decimal" value={value?.lat ?? ''} onChange={(e) => type('lat', e.target.value)} /></label>
      </div>
      {trouble && <p className="small" role="alert">{trouble}</p>}
      <PlaceLine point={value} />
    </div>
  );
}

export const round = (degrees: number) => Math.round(degrees * 1e6) / 1e6;
