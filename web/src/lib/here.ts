// Where the person stands, for steps that count only on site.
import { t } from '../i18n';
import type { StepDone } from './api';

export interface Here { lon: number; lat: number; accuracy: number }
/** The device's position in WGS-84, with its likely error in metres; null when there is none or it was refused. */
export function here(): Promise<Here | null> {
  return new Promise((done) => {
    if (!navigator.geolocation) { done(null); return; }
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => done({ lon: coords.longitude, lat: coords.latitude, accuracy: Math.min(100_000, Math.round(coords.accuracy)) }),
      () => done(null),
      { enableHighAccuracy: true, timeout: 15_000, maximumAge: 0 },
    );
  });
}

/** The same without the error. */
export async function position(): Promise<{ lon: number; lat: number } | null> {
  const found = await here();
  return found && { lon: found.lon, lat: found.lat };
}

/** Why a check-in was not accepted. */
export function awayWords(away: NonNullable<StepDone['away']>): string {
  return away.early ? t('here.early') : t('here.away', { m: away.distance_m, radius: away.radius_m });
}
