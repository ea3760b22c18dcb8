// Where the person stands, for steps that count only on site.
import { useEffect, useState } from 'react';
import { t } from '../i18n';
import type { StepDone } from './api';

export interface Here { lon: number; lat: number; accuracy: number }
/** The device's position in WGS-84, with its likely error in metres; null when there is none within `wait` or it was refused; one not older than `age` will do. */
export function here(wait = 15_000, age = 0): Promise<Here | null> {
  return new Promise((done) => {
    if (!navigator.geolocation) { done(null); return; }
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => done({ lon: coords.longitude, lat: coords.latitude, accuracy: Math.min(100_000, Math.round(coords.accuracy)) }),
      () => done(null),
      { enableHighAccuracy: true, timeout: wait, maximumAge: age },
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

const EARTH_M = 6_371_008.8;
/** Metres along the sphere. */
export function distance(a: { lon: number; lat: number }, b: { lon: number; lat: number }): number {
  const rad = Math.PI / 180, dLat = ((b.lat - a.lat) * rad) / 2, dLon = ((b.lon - a.lon) * rad) / 2;
  const h = Math.sin(dLat) ** 2 + Math.cos(a.lat * rad) * Math.cos(b.lat * rad) * Math.sin(dLon) ** 2;
  return 2 * EARTH_M * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** Where the device is, as it moves, while the page is open; it stays on the device. */
export function useHere(): Here | null {
  const [found, setFound] = useState<Here | null>(null);
  useEffect(() => {
    if (!navigator.geolocation) return undefined;
    const watch = navigator.geolocation.watchPosition(({ coords }) => setFound({ lon: coords.longitude, lat: coords.latitude, accuracy: Math.min(100_000, Math.round(coords.accuracy)) }), () => undefined, { enableHighAccuracy: true, maximumAge: 5_000 });
    return () => navigator.geolocation.clearWatch(watch);
  }, []);
  return found;
}
