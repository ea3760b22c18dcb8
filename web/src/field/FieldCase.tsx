// One case on the phone: what it is, where it is, and the step to do now, with thumbs in reach.
import { useQueryClient } from '@tanstack/react-query';
import { lazy, useEffect, useRef, useState } from 'react';
import { Part } from '../components/Boundary';
import { chosen, missing } from '../case/completion';
import type { Fields, FormHandle } from '../case/FormView';
import { Light } from '../components/Light';
import { PhotoGrid } from '../components/Photos';
import { Empty, Loading, Shown } from '../components/States';
import { pick, stageOf, t } from '../i18n';
import { tasks, type CaseView, type Outcome, type Task } from '../lib/api';
import { awayWords, position } from '../lib/here';
import { nameOf, said as named, sentence, stepName, typeName } from '../lib/names';
import { flush, queue, useOutbox, type Item, type Shot } from '../lib/outbox';
import { follow, go, pages } from '../lib/router';
import { useMe } from '../lib/session';
import { dateTime } from '../lib/time';
import { Camera } from './Camera';
import { useKeptCase, useKeptDraft, useOnline } from './offline';

const FormView = lazy(() => import('../case/FormView'));

export default function FieldCase({ id }: { id: string }) {
  const me = useMe();
  const query = useKeptCase(me.id, id);
  return (
    <Shown query={query} rows={8}>
      {({ data: view, at, old }) => (
        <>
          {old && <p className="notice notice-warn" role="status">{t('field.old', { at: dateTime(at) })}</p>}
          <Facts view={view} />
          <Now view={view} />
          <section className="panel">
            <h2>{t('case.timeline')}</h2>
            <ol className="stack field-steps">
              {[...view.journal].sort((a, b) => b.seq - a.seq).slice(0, 6).map((row) => <li key={row.id}><span className="muted num">{dateTime(row.at)}</span> {pick(row)}{row.note && <p className="muted">{row.note}</p>}</li>)}
            </ol>
          </section>
        </>
      )}
    </Shown>
  );
}

function Facts({ view }: { view: CaseView }) {
  useEffect(() => { document.title = `${typeName(view)} · ${t('app.name')}`; }, [view.type_name]);
  const clock = view.light === 'none' ? view.tasks[0] ?? view : view;
  return (
    <section className="panel stack">
      <div className="row"><Light light={clock.light} row={clock} provisional={clock.provisional} /><span className="grow" /><span className="badge badge-info">{stageOf(view)}</span></div>
      <h1>{typeName(view)}</h1>
      <p className="case-text">{view.text}</p>
      <p><a className="case-place" href={`geo:${view.lat},${view.lon}?q=${view.lat},${view.lon}`}>{view.address || `${view.lon}, ${view.lat}`}</a></p>
      <p className="muted">{[view.community, view.grid].map(nameOf).filter(Boolean).join(' › ')} · <span className="mono">{view.number}</span></p>
      {view.photos.length > 0 && <PhotoGrid photos={view.photos} />}
    </section>
  );
}

function Now({ view }: { view: CaseView }) {
  const waiting = useOutbox().find((item) => item.kind === 'complete' && item.caseId === view.id);
  const task = view.tasks.find((one) => one.can_act);
  if (task) return <Step key={task.id} task={task} view={view} waiting={waiting} />;
  if (waiting) return <Waiting item={waiting} />;
  return <Empty title={view.tasks.length ? t('field.notMine') : t('field.ended')} />;
}

function Waiting({ item }: { item: Item }) {
  return <section className="notice notice-warn"><p>{item.state === 'refused' ? t('field.refusedHere') : t('field.keptHere')} <a href={pages.fieldOutbox} onClick={follow}>{t('field.outbox')}</a></p></section>;
}

/** `replaces`: the refused item whose place this one takes. */
interface Entry { outcome: string; note: string; fields: Record<string, unknown>; shots: Shot[]; replaces?: string }
const EMPTY: Entry = { outcome: '', note: '', fields: {}, shots: [] };
const BEFORE = new Set(['PENDING_VERIFY', 'DISPATCHED', 'ACCEPTED', 'ON_SITE']);

function Step({ task, view, waiting }: { task: Task; view: CaseView; waiting: Item | undefined }) {
  const me = useMe();
  const online = useOnline();
  const draft = useKeptDraft<Entry>(`task.${task.id}`, EMPTY);
  const [lacks, setLacks] = useState<Record<string, string>>({});
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState('');
  const client = useQueryClient();
  const [ready, setReady] = useState(!task.form);
  const form = useRef<FormHandle>(null);
  if (!draft.value) return <Loading />;
  const entry = draft.value;
  if (waiting && waiting.id !== entry.replaces) return <Waiting item={waiting} />;
  const offered = task.outcomes.filter((o) => !o.unit && !o.units);
  const reasons = offered.some((o) => o.note);
  const pictures = offered.some((o) => o.photo) || BEFORE.has(task.stage);

  const send = async (outcome: Outcome) => {
    const found = missing(outcome, { note: entry.note, unit: '' }, entry.shots.length);
    setLacks(found);
    if (Object.keys(found).length) { document.getElementById(`now-${Object.keys(found)[0]}`)?.scrollIntoView({ block: 'center' }); return; }
    const fields = task.form ? form.current?.submit() ?? null : undefined;
    if (fields === null) return;
    setBusy(true);
    if (outcome.here) { await checkIn(outcome, fields); setBusy(false); return; }
    await queue({
      kind: 'complete', owner: me.id, caseId: view.id, taskId: task.id, title: `${typeName(view)} · ${pick(outcome)}`, shots: entry.shots, photoKind: BEFORE.has(task.stage) && !outcome.photo ? 'before' : 'after',
      body: { version: task.version, outcome: outcome.code, note: entry.note.trim() || undefined, fields },
    }, entry.replaces);
    await draft.clear();
    void flush(me.id, true);
    if (!online) go(pages.field);
  };
  /** At the place: needs the network, because only the server says whether it counts. */
  const checkIn = async (outcome: Outcome, fields: Fields | undefined) => {
    setSaid('');
    const here = await position();
    if (!here) { setSaid(t('here.denied')); return; }
    try {
      const done = await tasks.complete(task.id, { version: task.version, outcome: outcome.code, note: entry.note.trim() || undefined, position: here, fields });
      if (done.away) { setSaid(awayWords(done.away)); return; }
      await draft.clear();
      await client.invalidateQueries();
    } catch (trouble) { setSaid(sentence(trouble)); }
  };
  return (
    <section className="panel stack field-now" aria-label={t('task.now')}>
      <h2>{t('task.now')} {named(task.headline, task.headline_en) || stepName(task)}</h2>
      {draft.restored && <p className="muted">{t(entry.replaces ? 'field.changing' : 'draft.restored')}</p>}
      {task.form && <Part><FormView ref={form} schema={task.form} seen={task.seen} data={entry.fields} onChange={(fields) => draft.change({ fields })} onReady={() => setReady(true)} /></Part>}
      <div id="now-photos">
        <Camera label={BEFORE.has(task.stage) ? t('field.photoBefore') : t('field.photoAfter')} shots={entry.shots} onChange={(shots) => draft.change({ shots })} required={chosen(task, { ...entry, unit: '', units: [], photos: [] })?.photo && pictures} />
        {lacks.photos && <p className="field-error" role="alert">{lacks.photos}</p>}
      </div>
      <label id="now-note">{reasons ? t('field.noteOrReason') : t('task.note')}
        <textarea rows={2} maxLength={1000} value={entry.note} aria-invalid={Boolean(lacks.note)} onChange={(e) => draft.change({ note: e.target.value })} />
      </label>
      {lacks.note && <p className="field-error" role="alert">{lacks.note}</p>}
      {offered.some((o) => o.here) && <p className="muted">{t('here.need')}</p>}
      {said && <p className="notice notice-warn" role="alert">{said}</p>}
      <div className="outcome-bar">
        {offered.map((o) => (
          <button key={o.code} type="button" disabled={busy || !ready} className={`big-button ${o.style === 'primary' || offered.length === 1 ? 'main-button' : o.style === 'danger' ? 'danger-button' : ''}`} onClick={() => void send(o)}>{pick(o)}</button>
        ))}
      </div>
    </section>
  );
}
