// The report form, made easier by script: position, suggestion, near duplicates, draft, sending without leaving.
import { key, progressPage, report, suggest, Trouble, type ReportDone, type Suggestion } from './api';
import { remember, showMine } from './mine';
import { forgetPhotos, setUpPhotos, tokens } from './photos';
import { isEnglish, keep, kept, make, nowText, said, t, timeText } from './text';

const DRAFT = 'report.draft';
const FIELDS = ['text', 'address', 'contact', 'type', 'lon', 'lat', 'place'] as const;
const SCANNED = ['type', 'lon', 'lat', 'place'];   // what the code on a component has filled stands above a draft
const WAIT_MS = 450;

export function setUpReport(form: HTMLFormElement): void {
  const field = (name: string) => form.elements.namedItem(name) as HTMLInputElement;
  const find = <E extends HTMLElement = HTMLElement>(hook: string) => document.querySelector<E>(`[data-${hook}]`) as E;
  const message = find('message');
  const place = find('place');
  const scanned = { code: find('places').hidden ? '' : field('place').value, words: find('about').textContent ?? '' };
  let once = key();
  let duplicateOf = '';
  let movePin: ((lon: number, lat: number) => void) | null = null;
  let asking: AbortController | null = null;
  let timer = 0;

  const say = (text: string) => { message.textContent = text; if (text) message.scrollIntoView({ block: 'center' }); };
  const save = () => keep(DRAFT, JSON.stringify(Object.fromEntries(FIELDS.map((name) => [name, field(name).value]))));
  const number = (name: string) => (field(name).value ? Number(field(name).value) : undefined);

  const restore = () => {
    try {
      const draft = JSON.parse(kept(DRAFT) ?? '{}') as Record<string, string>;
      if (!draft.text || field('text').value) return;
      for (const name of FIELDS) if (draft[name] && !(scanned.code && SCANNED.includes(name))) field(name).value = draft[name];
      place.textContent = t('report.draft');
    } catch { /* a broken draft is no draft */ }
  };

  const showPlace = (found: Suggestion['place']) => {
    if (!found) return;
    place.textContent = found.in_city ? t('place.in') + [found.street, found.community, found.grid].flatMap((one) => (one ? [one.name] : [])).join(' · ') : t('place.outside');
  };
  const showTypes = (types: Suggestion['types']) => {
    const box = find('likely');
    const typeField = find('type-field');
    const chosen = field('type').value;
    const first = types.find((one) => one.code === chosen) ?? types[0];
    box.hidden = !first;
    typeField.hidden = Boolean(first);
    if (!first) return;
    const chips = types.slice(0, 3).map((one) => {
      const chip = make('button', { type: 'button', class: 'chip', 'aria-pressed': String(one.code === (chosen || '')) }, said(one.name, one.name_en));
      chip.addEventListener('click', () => { field('type').value = field('type').value === one.code ? '' : one.code; save(); showTypes(types); ask(); });
      return chip;
    });
    const other = make('button', { type: 'button', class: 'link' }, t('report.other'));
    other.addEventListener('click', () => { typeField.hidden = false; field('type').focus(); });
    box.replaceChildren(make('span', {}, t('report.likely')), ...chips, other);
  };
  /** The components near by; the likeliest is taken unless another is picked. `place` stays a field of the form, for the plain way. */
  const showPlaces = (offered: Suggestion['places']) => {
    const box = find('places');
    const known = offered.map((one) => ({ ...one, words: `${said(one.class_name, one.class_name_en)} ${one.code} · ${t('report.placeAway', { m: one.distance_m })}` }));
    const list = scanned.code && !known.some((one) => one.code === scanned.code) ? [{ code: scanned.code, words: scanned.words, taken: false }, ...known] : known;
    const chosen = list.find((one) => one.code === field('place').value)?.code ?? '';
    const chips = list.map((one) => {
      const chip = make('button', { type: 'button', class: 'chip', 'aria-pressed': String(chosen ? one.code === chosen : one.taken) }, one.words);
      chip.addEventListener('click', () => { field('place').value = chosen === one.code ? '' : one.code; save(); showPlaces(offered); });
      return chip;
    });
    box.hidden = list.length === 0;
    box.replaceChildren(make('input', { type: 'hidden', name: 'place', value: chosen }), make('p', {}, t('report.places')), ...chips);
  };
  const showNear = (list: Suggestion['duplicates']) => {
    const box = find('near');
    box.hidden = list.length === 0;
    if (!list.some((one) => one.number === duplicateOf)) duplicateOf = '';
    box.replaceChildren(make('p', {}, t('report.near')), ...list.slice(0, 3).map((one) => {
      const pick = make('button', { type: 'button', class: 'chip', 'aria-pressed': String(one.number === duplicateOf) }, t('report.same'));
      pick.addEventListener('click', () => { duplicateOf = duplicateOf === one.number ? '' : one.number; showNear(list); });
      return make('p', {}, `${said(one.type, one.type_en)} · ${t('report.away', { m: Math.round(one.distance_m), stage: said(one.stage, one.stage_en) })} `, pick);
    }));
  };
  const ask = () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => {
      const text = field('text').value.trim();
      const lon = number('lon');
      if (text.length < 2 && lon === undefined) return;
      asking?.abort();
      asking = new AbortController();
      suggest({ text: text || undefined, lon, lat: number('lat'), type: field('type').value || undefined }, asking.signal).then((found) => {
        showPlace(found.place);
        showTypes(found.types);
        showPlaces(found.places ?? []);
        showNear(found.duplicates ?? []);
      }, () => undefined);   // a suggestion that does not come is not missed
    }, WAIT_MS);
  };

  const setPlace = (lon: number, lat: number) => {
    field('lon').value = lon.toFixed(6);
    field('lat').value = lat.toFixed(6);
    place.textContent = t('place.chosen');
    say('');
    save();
    ask();
  };
  const openMap = async () => {
    const box = find('map');
    if (!box.hidden) { box.hidden = true; return; }
    box.hidden = false;
    if (movePin) return;
    const { chooseOnMap } = await import('./map');
    const lon = number('lon');
    movePin = await chooseOnMap(box, lon === undefined ? null : [lon, number('lat') ?? 0], setPlace);
  };

  const finish = (made: ReportDone) => {
    remember({ number: made.number, code: made.code, type: said(made.type_name, made.type_name_en) || made.type, at: nowText() });
    keep(DRAFT, null);
    form.reset();
    field('lon').value = field('lat').value = field('place').value = scanned.code = '';
    showPlaces([]);
    forgetPhotos();
    once = key();
    duplicateOf = '';
    place.textContent = '';
    find('likely').hidden = find('near').hidden = true;
    find('type-field').hidden = false;
    form.hidden = true;
    const again = make('button', { type: 'button', class: 'button' }, t('done.again'));
    again.addEventListener('click', () => { form.hidden = false; find('done').hidden = true; field('text').focus(); });
    const done = find('done');
    done.replaceChildren(
      make('h1', {}, t('done.head')),
      make('dl', {}, make('dt', {}, t('done.number')), make('dd', {}, made.number), make('dt', {}, t('done.code')), make('dd', { class: 'code' }, made.code)),
      ...(made.verify_due_at ? [make('p', {}, t('done.verify', { at: timeText(made.verify_due_at) }))] : []),
      ...(made.due_at ? [make('p', {}, t('done.due', { at: timeText(made.due_at) }))] : []),
      make('p', { class: 'note' }, t('done.keep')),
      make('a', { class: 'button main', href: progressPage(made.number, made.code) }, t('done.see')),
      again,
    );
    done.hidden = false;
    done.focus();
    showMine();
  };

  const send = async () => {
    const text = field('text').value.trim();
    if (!text) { say(t('report.needText')); field('text').focus(); return; }
    if (!field('lon').value) { say(t('report.needPlace')); find('here').focus(); return; }
    const button = find<HTMLButtonElement>('send');
    button.disabled = true;
    button.textContent = t('report.sending');
    say('');
    const photos = await tokens();
    try {
      finish(await report({
        text, lon: number('lon'), lat: number('lat'), type: field('type').value || undefined, address: field('address').value.trim() || undefined,
        contact: field('contact').value.trim() || undefined, photos: photos.length ? photos : undefined, duplicate_of: duplicateOf || undefined,
        place: field('place').value || undefined,
      }, once));
    } catch (why) {
      const trouble = why instanceof Trouble ? why : new Trouble(-1, '', '', false);
      if (trouble.status !== 0 && !trouble.told) { field('photos').value = photos.join(','); form.submit(); return; }   // the plain way still works
      say(trouble.status === 0 ? t('report.offline') : isEnglish() ? trouble.en : trouble.zh);
    }
    button.disabled = false;
    button.textContent = t('report.send');
  };

  if (scanned.code) place.textContent = t('place.chosen');
  showPlaces([]);
  restore();
  setUpPhotos(field('photo'), find('photos'));
  form.addEventListener('input', () => { save(); ask(); });
  form.addEventListener('submit', (event) => { event.preventDefault(); void send(); });
  form.noValidate = true;
  find('map-open').addEventListener('click', () => void openMap());
  find('here').addEventListener('click', () => {
    if (!navigator.geolocation) { place.textContent = t('place.refused'); return; }
    place.textContent = t('place.finding');
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => { setPlace(coords.longitude, coords.latitude); movePin?.(coords.longitude, coords.latitude); },
      () => { place.textContent = t('place.refused'); void openMap(); },
      { enableHighAccuracy: true, timeout: 10_000, maximumAge: 30_000 },
    );
  });
  if (field('text').value || field('lon').value) ask();
}
