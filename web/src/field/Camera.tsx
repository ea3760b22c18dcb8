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
      <label className="big-button camera-button" htmlFor={id}><svg viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="currentColor" strokeWidth="2" strokeLinejoin="round" aria-hidden="true"><path d="M4 8h3.5l2-3h5l2 3H20a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V9a1 1 0 0 1 1-1z"/><circle cx="12" cy="13.5" r="3.5"/></svg>{label}{required && <span className="must">{t('form.required')}</span>}</label>
      <input id={id} className="hidden-text" type="file" accept="image/*" capture="environment" onChange={(e) => { void take(e.target.files); e.target.value = ''; }} />
    </div>
  );
}
