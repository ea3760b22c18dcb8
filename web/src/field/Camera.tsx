// Takes photos and keeps them on the phone until they are sent. Each is marked with time, place and person.
import { useEffect, useId, useMemo, useRef, useState } from 'react';
import { t } from '../i18n';
import type { Shot } from '../lib/outbox';
import { useMe } from '../lib/session';
import { stamped, useRules } from './stamp';

export function Camera({ label, shots, onChange, required }: { label: string; shots: Shot[]; onChange: (shots: Shot[]) => void; required?: boolean }) {
  const id = useId();
  const previews = useMemo(() => shots.map((shot) => ({ shot, address: URL.createObjectURL(shot.blob) })), [shots]);
  useEffect(() => () => previews.forEach((p) => URL.revokeObjectURL(p.address)), [previews]);
  const me = useMe();
  const rules = useRules(me.id);
  const [marking, setMarking] = useState(false);
  const latest = useRef(shots);
  latest.current = shots;
  const take = async (list: FileList | null) => {
    const files = Array.from(list ?? []);   // before the field is emptied
    if (!files.length) return;
    setMarking(true);
    const fresh = await stamped(files, me, rules.data);
    setMarking(false);
    onChange([...latest.current, ...fresh]);
  };
  return (
    <div className="camera">
      <ul className="photo-grid">
        {previews.map(({ shot, address }) => (
          <li key={shot.key}>
            <img src={address} alt={t('field.photoTaken')} />
            {shot.unmarked && <span className="badge badge-warn">{t('mark.none')}</span>}
            <button type="button" className="text-button" onClick={() => onChange(shots.filter((s) => s.key !== shot.key))}>{t('photo.remove')}</button>
          </li>
        ))}
      </ul>
      {marking && <p className="small" role="status">{t('mark.marking')}</p>}
      <label className="big-button camera-button" htmlFor={id}><svg viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="currentColor" strokeWidth="2" strokeLinejoin="round" aria-hidden="true"><path d="M4 8h3.5l2-3h5l2 3H20a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V9a1 1 0 0 1 1-1z"/><circle cx="12" cy="13.5" r="3.5"/></svg>{label}{required && <span className="must">{t('form.required')}</span>}</label>
      <input id={id} className="hidden-text" type="file" accept="image/*" capture="environment" onChange={(e) => { void take(e.target.files); e.target.value = ''; }} />
    </div>
  );
}
