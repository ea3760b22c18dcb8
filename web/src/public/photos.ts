// Photos of a report: made small here, uploaded at once, shown with their state.
import { shrink } from '../lib/photo';
import { key, upload } from './api';
import { make, t } from './text';

interface Photo { key: string; blob: Blob; name: string; token?: string; busy?: Promise<void>; at: HTMLElement }
const MOST = 6;
let photos: Photo[] = [];

async function send(photo: Photo): Promise<void> {
  const note = photo.at.querySelector<HTMLElement>('button') as HTMLButtonElement;
  note.textContent = t('photo.sending');
  note.disabled = true;
  try {
    photo.token = await upload(photo.blob, photo.name, photo.key);
    note.textContent = t('photo.remove');
    note.onclick = () => { photos = photos.filter((one) => one !== photo); photo.at.remove(); };
  } catch {
    note.textContent = t('photo.failed');
    note.onclick = () => { photo.busy = send(photo); };
  }
  note.disabled = false;
}

async function add(list: HTMLElement, file: File): Promise<void> {
  if (photos.length >= MOST) return;
  const blob = await shrink(file);
  const at = make('li', {}, make('img', { src: URL.createObjectURL(blob), alt: file.name }), make('button', { type: 'button', class: 'link' }));
  const photo: Photo = { key: key(), blob, name: file.name || 'photo.jpg', at };
  photos.push(photo);
  list.append(at);
  photo.busy = send(photo);
  await photo.busy;
}

export function setUpPhotos(input: HTMLInputElement, list: HTMLElement): void {
  input.addEventListener('change', () => {
    for (const file of Array.from(input.files ?? [])) void add(list, file);
    input.value = '';
  });
}

/** The tokens of all photos, after those on their way have arrived. */
export async function tokens(): Promise<string[]> {
  await Promise.all(photos.map((photo) => photo.busy));
  return photos.flatMap((photo) => (photo.token ? [photo.token] : []));
}

export function forgetPhotos(): void {
  photos.forEach((photo) => photo.at.remove());
  photos = [];
}
