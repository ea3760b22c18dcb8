// The components near by that a report may be about: the likeliest is taken unless another is picked.
import { useQuery } from '@tanstack/react-query';
import { t } from '../i18n';
import { said } from '../lib/names';
import { register } from '../lib/places';

interface Props { at: { lon: number; lat: number } | null; type: string; text: string; value: string; onChange: (code: string) => void }

export function PlaceOffer({ at, type, text, value, onChange }: Props) {
  const query = useQuery({ queryKey: ['places', 'offered', type, text, at?.lon, at?.lat], queryFn: () => register.offered(type, text, at?.lon ?? 0, at?.lat ?? 0), enabled: at !== null, staleTime: 60_000 });
  const list = query.data?.places ?? [];
  if (!list.length) return null;
  const chosen = list.find((one) => one.code === value)?.code ?? '';
  return (
    <div className="kinds suggestion" role="group" aria-label={t('intake.places')}>
      <span className="small muted">{t('intake.places')}</span>
      {list.map((one) => (
        <button key={one.code} type="button" aria-pressed={chosen ? one.code === chosen : one.taken} onClick={() => onChange(chosen === one.code ? '' : one.code)}>
          {one.name || said(one.class_name, one.class_name_en)} <span className="mono">{one.code}</span> · {t('about.away', { m: one.distance_m })}
        </button>
      ))}
    </div>
  );
}
