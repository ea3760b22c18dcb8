// On and off duty. The position is told once, at the start, and only while on duty.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Failure } from '../components/States';
import { t } from '../i18n';
import { duty } from '../lib/api';
import { clockTime } from '../lib/time';

function position(): Promise<{ lon: number; lat: number } | undefined> {
  return new Promise((done) => {
    if (!navigator.geolocation) { done(undefined); return; }
    navigator.geolocation.getCurrentPosition(({ coords }) => done({ lon: coords.longitude, lat: coords.latitude }), () => done(undefined), { enableHighAccuracy: true, timeout: 8000 });
  });
}

export default function Duty() {
  const client = useQueryClient();
  const query = useQuery({ queryKey: ['duty'], queryFn: () => duty.read(), retry: false });
  const [busy, setBusy] = useState(false);
  const [why, setWhy] = useState<unknown>(null);
  if (!query.data) return null;   // offline, or not a person with duty
  const on = query.data.on;
  const turn = async () => {
    setBusy(true);
    setWhy(null);
    try { client.setQueryData(['duty'], await duty.set(!on, on ? undefined : await position())); } catch (trouble) { setWhy(trouble); }
    setBusy(false);
  };
  return (
    <div className="stack">
      <p className="small">{on ? t('duty.on', { at: clockTime(query.data.since) }) : t('duty.off')}{on && query.data.inside === false && ` · ${t('duty.outside')}`}</p>
      <button type="button" className="big-button" disabled={busy} onClick={() => void turn()}>{on ? t('duty.end') : t('duty.begin')}</button>
      <p className="small muted">{t('duty.privacy')}</p>
      {why !== null && <Failure why={why} />}
    </div>
  );
}
