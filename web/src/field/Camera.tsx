// Takes photos and keeps them on the phone until they are sent. Evidence is kept as taken.
import { useEffect, useId, useMemo } from 'react';
import { t } from '../i18n';
import { newKey } from '../lib/api';
import type { Shot } from '../lib/outbox';
import { shrink } from '../lib/photo';

const LARGEST = 9_500_000;

export function Camera({ label, shots, onChange, required }: { label: string; shots: Shot[]; onChange: (shots: Shot[]) => void; required?: boolean }) {
  const id = useId();
  const previews = useMemo(() => shots.map((shot) => ({ shot, address: URL.createObjectURL(shot.blob) })), [shots]);
  useEffect(() => () => previews.forEach((p) => URL.revokeObjectURL(p.address)), [previews]);
  const take = async (list: FileList | null) => {
    const fresh: Shot[] = [];
    for (const file of Array.from(list ?? [])) fresh.push({ key: newKey(), name: file.name || 'photo.jpg', blob: file.size > LARGEST ? await shrink(file) : file });
    if (fresh.length) onChange([...shots, ...fresh]);
  };
  return (
    <div className="camera">
      <ul className="photo-grid">
        {previews.map(({ shot, address }) => (
          <li key={shot.key}>
            <img src={address} alt={t('field.photoTaken')} />
            <button type="button" className="text-button" onClick={() => onChange(shots.filter((s) => s.key !== shot.key))}>{t('photo.remove')}</button>
          </li>
        ))}
      </ul>
      <label className="big-button camera-button" htmlFor={id}>📷 {label}{required && <span className="must">{t('form.required')}</span>}</label>
      <input id={id} className="hidden-text" type="file" accept="image/*" capture="environment" onChange={(e) => { void take(e.target.files); e.target.value = ''; }} />
    </div>
  );
}
