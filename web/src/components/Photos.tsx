// Photos: thumbnails that open large, and a picker that uploads each picture as soon as it is chosen.
import { useEffect, useId, useRef, useState } from 'react';
import { t, word } from '../i18n';
import { files, newKey, type Photo } from '../lib/api';
import { sentence } from '../lib/names';
import { fullTime } from '../lib/time';

export interface Picked { key: string; token: string; digest?: string; name: string }

export function PhotoGrid({ photos }: { photos: Photo[] }) {
  return (
    <ul className="photo-grid">
      {photos.map((photo) => {
        const label = t('photo.label', { kind: word('photo', photo.kind, photo.kind), at: fullTime(photo.at) });
        return (
          <li key={photo.digest + photo.kind}>
            <a href={files.address(photo.digest)} target="_blank" rel="noreferrer" title={label}>
              <img src={files.address(photo.digest, true)} alt={label} loading="lazy" width={112} height={84} />
            </a>
            <span className="small muted">{word('photo', photo.kind, photo.kind)}</span>
          </li>
        );
      })}
    </ul>
  );
}

/** Small pictures that belong to no case; each opens large. */
export function PhotoStrip({ digests }: { digests: string[] }) {
  return (
    <ul className="photo-grid photo-strip">
      {digests.map((digest, i) => (
        <li key={digest}><a href={files.address(digest)} target="_blank" rel="noreferrer"><img src={files.address(digest, true)} alt={t('photo.nth', { n: i + 1 })} loading="lazy" width={112} height={84} /></a></li>
      ))}
    </ul>
  );
}

interface Running { key: string; name: string; preview: string; failed?: unknown; file: File }

export function PhotoPicker({ value, onChange, label, required, capture }: {
  value: Picked[]; onChange: (next: Picked[]) => void; label: string; required?: boolean; capture?: boolean;
}) {
  const id = useId();
  const [running, setRunning] = useState<Running[]>([]);
  const previews = useRef(new Map<string, string>());
  const latest = useRef(value);
  latest.current = value;
  useEffect(() => () => previews.current.forEach((address) => URL.revokeObjectURL(address)), []);

  const send = async (item: Running) => {
    setRunning((list) => [...list.filter((r) => r.key !== item.key), { ...item, failed: undefined }]);
    try {
      const info = await files.upload(item.file, item.key, item.name);
      latest.current = [...latest.current, { key: item.key, token: info.token, digest: info.digest, name: item.name }];
      onChange(latest.current);
      setRunning((list) => list.filter((r) => r.key !== item.key));
    } catch (why) {
      setRunning((list) => list.map((r) => (r.key === item.key ? { ...r, failed: why } : r)));
    }
  };
  const choose = (list: FileList | null) => {
    for (const file of Array.from(list ?? [])) {
      const key = newKey();
      const preview = URL.createObjectURL(file);
      previews.current.set(key, preview);
      void send({ key, name: file.name, preview, file });
    }
  };

  return (
    <div className="photo-picker" onPaste={(event) => choose(event.clipboardData.files)}>
      <span className="field-label">{label}{required && <span className="must">{t('form.required')}</span>}</span>
      <ul className="photo-grid">
        {value.map((photo) => (
          <li key={photo.key}>
            {previews.current.has(photo.key) || photo.digest
              ? <img src={previews.current.get(photo.key) ?? files.address(photo.digest ?? '', true)} alt={photo.name} width={112} height={84} />
              : <span className="small">{photo.name}</span>}
            <button type="button" className="text-button" onClick={() => onChange(value.filter((p) => p !== photo))}>
              {t('photo.remove')}<span className="hidden-text"> {photo.name}</span>
            </button>
          </li>
        ))}
        {running.map((item) => (
          <li key={item.key} aria-busy={!item.failed}>
            <img src={item.preview} alt={item.name} width={112} height={84} style={{ opacity: 0.5 }} />
            {item.failed
              ? <span className="small" role="alert">{sentence(item.failed)} <button type="button" className="text-button" onClick={() => void send(item)}>{t('action.retry')}</button></span>
              : <span className="small muted">{t('photo.sending')}</span>}
          </li>
        ))}
      </ul>
      <label htmlFor={id} className="plain-button">{t('photo.choose')}<span className="hidden-text"> {label}</span></label>
      <input id={id} className="hidden-text" type="file" accept="image/*" multiple={!capture} capture={capture ? 'environment' : undefined}
        onChange={(event) => { choose(event.target.files); event.target.value = ''; }} />
    </div>
  );
}
