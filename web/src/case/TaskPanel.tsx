// What to do now: the task's outcomes, its form, a reason, photos and, where asked for, a unit.
import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Input, Radio } from 'antd';
import { lazy, useId, useMemo, useRef, useState } from 'react';
import { Part } from '../components/Boundary';
import { Light } from '../components/Light';
import { PhotoPicker } from '../components/Photos';
import { Failure } from '../components/States';
import { UnitSelect, UnitsSelect } from '../components/UnitSelect';
import { pick, t, word } from '../i18n';
import { newKey, tasks, type CaseView, type Task } from '../lib/api';
import { useDraft } from '../lib/draft';
import { awayWords, position } from '../lib/here';
import { nameOf, said, sentence, stepName } from '../lib/names';
import { AssignDialog } from './Assign';
import { chosen, draftKey, EMPTY, missing, type Entry } from './completion';
import type { Fields, FormHandle } from './FormView';

const FormView = lazy(() => import('./FormView'));

export function TaskPanel({ task, view, onDone }: { task: Task; view: CaseView; onDone?: () => void }) {
  const caseId = view.id;
  if (!task.can_act) return <Waiting task={task} view={view} />;
  return <Acting key={task.id} task={task} caseId={caseId} within={(view.steering ?? view.district)?.id} onDone={onDone} />;
}

/** Whose desk a task waits at: the role and its place. */
function deskOf(task: Task, view: CaseView): string {
  const place = { worker: view.grid, desk: view.community, district: view.steering ?? view.district, handle: view.unit, leader: view.unit }[task.role];
  return `${nameOf(place === undefined ? view.street : place)} ${word('role', task.role, '')}`;
}

function Waiting({ task, view }: { task: Task; view: CaseView }) {
  const { busy, claim, give } = useSend(task, view.id, NOTHING);
  return (
    <section className="panel">
      <p>{t('task.waiting', { step: stepName(task) })} <strong>{deskOf(task, view)}</strong>
        {' '}<Light light={task.light} row={task} provisional={task.provisional} /></p>
      <p className="small muted">{task.assignee_name ? t('task.heldBy', { name: task.assignee_name }) : pick({ zh: task.why_not_zh, en: task.why_not_en })}</p>
      <div className="row">
        {task.can_claim && <Button size="small" disabled={busy} onClick={() => void claim(true)}>{t('task.claim')}</Button>}
        <AssignButton task={task} give={give} />
      </div>
    </section>
  );
}

function AssignButton({ task, give }: { task: Task; give: (account: string, reason: string) => Promise<void> }) {
  const [open, setOpen] = useState(false);
  if (!task.can_assign) return null;
  return (
    <>
      <Button size="small" onClick={() => setOpen(true)}>{t('assign.open')}</Button>
      {open && <AssignDialog rows={[task]} give={give} onClose={() => setOpen(false)} />}
    </>
  );
}

const NOTHING = { value: EMPTY, clear: () => undefined };

function useSend(task: Task, caseId: string, draft: { value: Entry; clear: () => void }, onDone?: () => void) {
  const client = useQueryClient();
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  const [why, setWhy] = useState<unknown>(null);
  const key = useRef({ body: '', key: '' });

  const refresh = () => {
    for (const name of ['worklist', 'tasks', 'counts', 'cases', 'dashboard']) void client.invalidateQueries({ queryKey: [name] });
    return Promise.all([client.invalidateQueries({ queryKey: ['case', caseId] }), client.invalidateQueries({ queryKey: ['diagram', caseId] })]);
  };
  const send = async (outcome: string, fields: Fields | undefined) => {
    const { note, unit, units, photos } = draft.value;
    const asks = task.outcomes.find((o) => o.code === outcome);
    setBusy(true);
    setWhy(null);
    const here = asks?.here ? await position() : undefined;
    if (here === null) { void message.error(t('here.denied')); setBusy(false); return; }
    const body = {
      version: task.version, outcome, note: note.trim() || undefined, unit: (asks?.unit && unit) || undefined, units: asks?.units ? units : undefined, position: here, fields,
      photos: photos.length ? photos.map((p) => p.token) : undefined,
    };
    const text = JSON.stringify(body);
    if (key.current.body !== text) key.current = { body: text, key: newKey() };   // the same answer sent again is one answer
    try {
      const done = await tasks.complete(task.id, body, key.current.key);
      if (done.away) { void message.error(awayWords(done.away)); await refresh(); return; }
      draft.clear();
      void message.success(t('task.done', { number: done.number }));
      await refresh();
      onDone?.();
    } catch (trouble) {
      setWhy(trouble);
    } finally {
      setBusy(false);
    }
  };
  const claim = async (take: boolean) => {
    setBusy(true);
    try {
      await (take ? tasks.claim(task.id, task.version) : tasks.release(task.id, task.version));
      await refresh();
    } catch (trouble) { void message.error(sentence(trouble)); }
    setBusy(false);
  };
  const give = async (account: string, reason: string) => {
    await tasks.assign(task.id, { version: task.version, account, reason });
    void message.success(t('assign.done', { number: task.number }));
    await refresh();
  };
  return { busy, why, send, claim, give, refresh };
}

function Acting({ task, caseId, within, onDone }: { task: Task; caseId: string; within?: string; onDone?: () => void }) {
  const id = useId();
  const proposed = task.proposal?.unit.code ?? '';      // what routing decided stands there already
  const draft = useDraft<Entry>(draftKey(task), useMemo(() => ({ ...EMPTY, unit: proposed }), [proposed]));
  const { value: entry, change } = draft;
  const [asked, setAsked] = useState(false);
  const [ready, setReady] = useState(!task.form);   // the form's own checks come first
  const form = useRef<FormHandle>(null);
  const { busy, why, send, claim, give, refresh } = useSend(task, caseId, draft, onDone);
  const outcome = chosen(task, entry);
  const lacks = asked ? missing(outcome, entry, entry.photos.length) : {};

  const submit = () => {
    setAsked(true);
    const found = missing(outcome, entry, entry.photos.length);
    if (Object.keys(found).length) { document.getElementById(`${id}-${Object.keys(found)[0]}`)?.focus(); return; }
    const fields = task.form ? form.current?.submit() ?? null : undefined;
    if (fields === null || !outcome) return;
    void send(outcome.code, fields);
  };

  return (
    <section className="panel task-panel" aria-label={t('task.now')}
      onKeyDown={(event) => { if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) { event.preventDefault(); if (ready) submit(); } }}>
      <div className="panel-head">
        <h2>{t('task.now')} <span className="accent-text">{said(task.headline, task.headline_en) || stepName(task)}</span></h2>
        <span className="row">
          {task.mine && <span className="small muted">{t('task.mine')}</span>}
          <Button size="small" disabled={busy} onClick={() => void claim(!task.mine)}>{task.mine ? t('task.release') : t('task.claim')}</Button>
          <AssignButton task={task} give={give} />
        </span>
      </div>
      <div className="stack">
        {draft.restored && <p className="small muted">{t('draft.restored')} <button type="button" className="text-button" onClick={draft.clear}>{t('draft.discard')}</button></p>}
        {task.outcomes.length > 1 && (
          <fieldset className="outcomes">
            <legend className="field-label">{t('task.outcome')}</legend>
            <Radio.Group value={outcome?.code} onChange={(event) => change({ outcome: event.target.value as string })}>
              {task.outcomes.map((o, i) => (
                <Radio key={o.code} value={o.code} id={i === 0 ? `${id}-outcome` : undefined} className={o.style === 'danger' ? 'outcome-danger' : undefined}>{pick(o)}</Radio>
              ))}
            </Radio.Group>
            {lacks.outcome && <p className="field-error">{lacks.outcome}</p>}
          </fieldset>
        )}
        {outcome?.unit && (
          <div>
            <label className="field-label" htmlFor={`${id}-unit`}>{t('task.unit')}<span className="must">{t('form.required')}</span></label>
            <UnitSelect id={`${id}-unit`} label={t('task.unit')} value={entry.unit} onChange={(unit) => change({ unit: unit ?? '' })} />
            {task.proposal?.reason && entry.unit === proposed && <p className="small muted">{t('task.proposal', { reason: said(task.proposal.reason, task.proposal.reason_en) })}</p>}
            {lacks.unit && <p className="field-error">{lacks.unit}</p>}
          </div>
        )}
        {outcome?.units && (
          <div>
            <label className="field-label" htmlFor={`${id}-units`}>{t('task.units')}<span className="must">{t('form.required')}</span></label>
            <UnitsSelect id={`${id}-units`} label={t('task.units')} within={within} value={entry.units} onChange={(units) => change({ units })} />
            {lacks.units && <p className="field-error">{lacks.units}</p>}
          </div>
        )}
        {outcome?.here && <p className="small muted">{t('here.need')}</p>}
        {task.form && (
          <Part rows={2}>
            <FormView ref={form} schema={task.form} seen={task.seen} data={entry.fields} onChange={(fields) => change({ fields })} onReady={() => setReady(true)} />
          </Part>
        )}
        <div>
          <label className="field-label" htmlFor={`${id}-note`}>{outcome?.note ? t('task.reason') : t('task.note')}{outcome?.note && <span className="must">{t('form.required')}</span>}</label>
          <Input.TextArea id={`${id}-note`} value={entry.note} maxLength={1000} autoSize={{ minRows: 2, maxRows: 8 }} aria-invalid={Boolean(lacks.note)}
            onChange={(event) => change({ note: event.target.value })} />
          {lacks.note && <p className="field-error">{lacks.note}</p>}
        </div>
        <div id={`${id}-photos`} tabIndex={-1}>
          <PhotoPicker label={t('task.photos')} required={outcome?.photo} value={entry.photos} onChange={(photos) => change({ photos })} />
          {lacks.photos && <p className="field-error">{lacks.photos}</p>}
        </div>
        {why !== null && <Failure why={why} retry={() => void refresh()} />}
        <div className="row">
          <Button type="primary" danger={outcome?.style === 'danger'} loading={busy} disabled={!ready} onClick={submit}>{outcome ? pick(outcome) : t('task.complete')}</Button>
          <span className="small muted">{t('task.keys')}</span>
        </div>
      </div>
    </section>
  );
}
