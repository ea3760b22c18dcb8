// Where the person stands, for steps that count only on site.
import { t } from '../i18n';
import type { StepDone } from './api';

/** The device's position in WGS-84; null when there is none or it was refused. */
export function position(): Promise<{ lon: number; lat: number } | null> {
  return new Promise((done) => {
    if (!navigator.geolocation) { done(null); return; }
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => done({ lon: coords.longitude, lat: coords.latitude }),
      () => done(null),
      { enableHighAccuracy: true, timeout: 15_000, maximumAge: 0 },
    );
  });
}

/** Why a check-in was not accepted. */
export function awayWords(away: NonNullable<StepDone['away']>): string {
  return away.early ? t('here.early') : t('here.away', { m: away.distance_m, radius: away.radius_m });
}
