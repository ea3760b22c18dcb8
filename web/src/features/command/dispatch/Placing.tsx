// The case in front of the dispatcher: what it is, what the rules propose and why, what may be a duplicate, who is near; and where it goes.
import { useQuery } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { flushSync } from 'react-dom';
import { lazy, Suspense, useId, useImperativeHandle, useRef, useState, type RefObject } from 'react';
import { Light } from '../../../components/Light';
import { PhotoGrid } from '../../../components/Photos';
import { Shown } from '../../../components/States';
import { UnitSelect } from '../../../components/UnitSelect';
import { chosen, missing } from '../../../case/completion';
import { Panel, Urgency, useCase } from '../../../case/CasePage';
import { pick, stageOf, t } from '../../../i18n';
import { cases, dispatch, places, type CaseView, type Outcome, type Task, type TaskRow } from '../../../lib/api';
import { nameOf, said, typeName } from '../../../lib/names';
import { follow, pages } from '../../../lib/router';
import { dateTime, fullTime } from '../../../lib/time';
import { decide } from './sending';

const NearMap = lazy(() => import('./NearMap'));

/** What the keys of the page do here. */
export interface PlacingKeys { accept: () => void; outcome: (index: number) => void; unit: () => void; merge: () => void }

export function Placing({ row, hands, back }: { row: TaskRow; hands: RefObject<PlacingKeys | null>; back: () => void }) {
  const query = useCase(row.case_id);
  const near = useQuery({ queryKey: ['near', row.lon, row.lat], queryFn: () => dispatch.near(row.lon, row.lat), staleTime: 20_000 });
  const same = useQuery({ queryKey: ['duplicates', row.case_id], queryFn: () => cases.duplicatesAt(row.type, row.lon, row.lat), staleTime: 20_000 });
  const twins = (same.data?.items ?? []).filter((one) => one.id !== row.case_id);
  return (
    <>
      <div className="dispatch-case" aria-label={t('dispatch.case')} role="region">
        <div className="panel stack">
          <div className="row">
            <h2 className="grow"><a href={pages.case(row.case_id)} onClick={follow}>{typeName(row)}</a> <Urgency level={row.urgency} /> <span className="badge badge-info">{stageOf(row)}</span></h2>
            <Light light={row.light} row={row} provisional={row.provisional} />
          </div>
          <p className="small muted"><span className="mono">{row.number}</span> · {t('list.openedAt', { at: dateTime(row.opened_at) })}</p>
          <p className="case-text">{row.text}</p>
          <p className="small muted">{[row.address, nameOf(row.street), nameOf(row.community), nameOf(row.grid)].filter(Boolean).join(' · ')}</p>
        </div>
        <Shown query={query} rows={5}>
          {(view) => {
            const task = view.tasks.find((one) => one.id === row.id);
            return task?.can_act ? <Where task={task} view={view} hands={hands} back={back} twins={twins.map((one) => one.number)} />
              : <p className="panel small muted">{task ? pick({ zh: task.why_not_zh, en: task.why_not_en }) || t('task.heldBy', { name: task.assignee_name }) : t('list.gone')}</p>;
          }}
        </Shown>
        {query.data && query.data.photos.length > 0 && <Panel title={t('dispatch.photos')}><PhotoGrid photos={query.data.photos} /></Panel>}
      </div>
      <div className="dispatch-place">
        <Suspense fallback={<div className="map-box" style={{ height: 260 }} />}>
          <NearMap at={row} street={row.street?.id} people={near.data?.items ?? []} />
        </Suspense>
        <Panel title={t('dispatch.near')}>
          <Shown query={near} rows={2}>
            {({ items, radius_m }) => (items.length === 0 ? <p className="small muted">{t('dispatch.nobody', { km: radius_m / 1000 })}</p> : (
              <ul className="near-list">{items.slice(0, 6).map((one) => (
                <li key={one.id} className="row">
                  <span className="grow ellipsis"><strong>{one.name}</strong> <span className="small muted">{nameOf(one.unit)}</span></span>
                  <span className="small muted nowrap">{t('dispatch.inHand', { n: one.open_tasks })}</span>
                  <span className="num nowrap">{t('dispatch.metres', { n: one.distance_m })}{!one.fresh && <span className="small muted"> {t('dispatch.old')}</span>}</span>
                </li>
              ))}</ul>
            ))}
          </Shown>
        </Panel>
        <Panel title={t('dispatch.twins')}>
          {same.data && !twins.length ? <p className="small muted">{t('dispatch.noTwins')}</p> : (
            <ul className="near-list">{twins.slice(0, 5).map((one) => (
              <li key={one.id} className="row">
                <a className="mono grow ellipsis" href={pages.case(one.id)} onClick={follow}>{one.number}</a>
                <span className="small muted nowrap">{stageOf(one)}</span>
                <span className="num nowrap">{t('dispatch.metres', { n: one.distance_m })}</span>
              </li>
            ))}</ul>
          )}
        </Panel>
      </div>
    </>
  );
}

interface Draft { outcome: string; unit: string; note: string }

/** Where it goes: the outcomes of the step, with the proposal filled in. Merging is one more. */
function Where({ task, view, hands, back, twins }: { task: Task; view: CaseView; hands: RefObject<PlacingKeys | null>; back: () => void; twins: string[] }) {
  const id = useId();
  const proposed = task.proposal?.unit.code ?? '';
  const [draft, setDraft] = useState<Draft>({ outcome: '', unit: proposed, note: '' });
  const [into, setInto] = useState('');
  const [asked, setAsked] = useState(false);
  const send = useRef<HTMLButtonElement>(null);
  const outcome = chosen(task, { ...draft, units: [], photos: [], fields: {} });
  const lacks = missing(outcome, draft, 0);
  /* At once, so that no letter typed behind the key is lost. */
  const open = (next: Draft, part: string) => { flushSync(() => setDraft(next)); document.getElementById(`${id}-${part}`)?.focus(); };
  const merging = into !== '';

  const place = async (by: Outcome | undefined, with_: Draft) => {
    setAsked(true);
    const short = Object.keys(missing(by, with_, 0))[0];
    if (short || !by) { open({ ...with_, outcome: by?.code ?? '' }, short ?? 'note'); return; }
    const name = by.unit ? (task.proposal?.unit.code === with_.unit ? nameOf(task.proposal.unit) : await named(with_.unit)) : '';
    decide({
      kind: 'complete', taskId: task.id, caseId: view.id, number: view.number, title: typeName(view), zh: by.zh + (name && ` → ${name}`), en: by.en + (name && ` → ${name}`),
      body: { version: task.version, outcome: by.code, note: with_.note.trim() || undefined, unit: by.unit ? with_.unit : undefined },
    });
    back();
  };
  const merge = () => {
    setAsked(true);
    if (!draft.note.trim()) { open(draft, 'note'); return; }
    decide({ kind: 'merge', taskId: task.id, caseId: view.id, number: view.number, title: typeName(view), zh: `并入 ${into}`, en: `Merged into ${into}`, body: { version: view.version, into, reason: draft.note.trim() } });
    back();
  };
  const go = () => { if (merging) merge(); else void place(outcome, draft); };
  const primary = task.outcomes.find((one) => one.style === 'primary') ?? task.outcomes[0];

  useImperativeHandle(hands, () => ({
    accept: () => { if (merging) merge(); else void place(draft.outcome ? outcome : primary, draft); },
    outcome: (index) => {
      const one = task.outcomes[index];
      if (!one) return;
      setInto('');
      setAsked(false);
      const next = { ...draft, outcome: one.code }, short = Object.keys(missing(one, draft, 0))[0];
      if (short) open(next, short); else { flushSync(() => setDraft(next)); send.current?.focus(); }
    },
    unit: () => {
      const one = task.outcomes.find((each) => each.unit);
      if (!one) return;
      setInto('');
      open({ ...draft, outcome: one.code }, 'unit');
    },
    merge: () => {
      if (!twins.length || !view.actions.some((one) => one.op === 'merge')) return;
      setInto(twins[0]);
      setDraft({ ...draft, note: draft.note || t('dispatch.mergeReason') });
      window.setTimeout(() => send.current?.focus());
    },
  }));

  return (
    <section className="panel task-panel" aria-label={t('dispatch.where')}
      onKeyDown={(event) => {
        if (event.key === 'Escape') { setInto(''); setDraft({ outcome: '', unit: proposed, note: '' }); back(); }
        else if (event.key === 'Enter' && !event.shiftKey && event.target instanceof HTMLTextAreaElement) { event.preventDefault(); go(); }
      }}>
      {task.proposal && (
        <p className="dispatch-proposal"><span className="small muted">{t('dispatch.proposal')}</span> <strong>{nameOf(task.proposal.unit)}</strong> <span className="small">{said(task.proposal.reason, task.proposal.reason_en)}</span></p>
      )}
      <Reasons view={view} />
      {task.stage !== 'FILED' && <Returns view={view} />}
      <div className="dispatch-outcomes" role="group" aria-label={t('task.outcome')}>
        {task.outcomes.map((one, i) => (
          <button key={one.code} type="button" aria-pressed={!merging && outcome?.code === one.code} className={one.style === 'danger' ? 'chip outcome-danger' : 'chip'} onClick={() => hands.current?.outcome(i)}><kbd>{i + 1}</kbd> {pick(one)}</button>
        ))}
        {twins.length > 0 && view.actions.some((one) => one.op === 'merge') && <button type="button" className="chip" aria-pressed={merging} onClick={() => hands.current?.merge()}><kbd>m</kbd> {t('dispatch.merge')}</button>}
      </div>
      {merging && (
        <label className="dispatch-into">{t('dispatch.into')} <select className="native-input" value={into} onChange={(event) => setInto(event.target.value)}>{twins.map((number) => <option key={number}>{number}</option>)}</select></label>
      )}
      {!merging && outcome?.unit && (
        <div>
          <label className="field-label" htmlFor={`${id}-unit`}>{t('task.unit')} <kbd>u</kbd></label>
          <UnitSelect id={`${id}-unit`} label={t('task.unit')} value={draft.unit} within={(view.steering ?? view.district)?.id} first={view.street?.code} onChange={(unit) => { setDraft({ ...draft, unit: unit ?? '' }); if (unit) window.setTimeout(() => send.current?.focus()); }} />
          {asked && lacks.unit && <p className="field-error" role="alert">{lacks.unit}</p>}
        </div>
      )}
      {(merging || outcome?.note || draft.note) && (
        <div>
          <label className="field-label" htmlFor={`${id}-note`}>{t('task.reason')}<span className="must">{t('form.required')}</span></label>
          <Input.TextArea id={`${id}-note`} value={draft.note} maxLength={500} autoSize={{ minRows: 1, maxRows: 5 }} aria-invalid={asked && Boolean(lacks.note)} onChange={(event) => setDraft({ ...draft, note: event.target.value })} />
          {asked && (lacks.note || (merging && !draft.note.trim())) && <p className="field-error" role="alert">{t('task.missing.note')}</p>}
        </div>
      )}
      <div className="row">
        <Button ref={send} type="primary" danger={!merging && outcome?.style === 'danger'} onClick={go}>{merging ? t('dispatch.merge') : outcome ? pick(outcome) : t('task.complete')} <kbd>Enter</kbd></Button>
        {!merging && outcome?.unit && draft.unit === proposed && proposed && <span className="small muted">{t('dispatch.asProposed')}</span>}
      </div>
    </section>
  );
}

/** The name of a unit chosen by typing, from what was found. */
async function named(code: string): Promise<string> {
  const found = await places.units({ q: code, limit: 5 }).catch(() => null);
  return found?.items.find((one) => one.code === code)?.name ?? code;
}

const TOLD = ['route', 'urgency', 'auto_dispatch', 'grade'];
/** Which rule said what: the newest of each judgement that a dispatcher looks at. */
function Reasons({ view }: { view: CaseView }) {
  const rows = TOLD.flatMap((name) => view.decisions.filter((one) => one.decision === name).sort((a, b) => b.at.localeCompare(a.at)).slice(0, 1)).filter((one) => one.matches.length > 0);
  if (!rows.length) return null;
  return (
    <ul className="dispatch-reasons small" aria-label={t('dispatch.reasons')}>
      {rows.map((one) => (
        <li key={one.decision}><span className="muted">{said(one.name, one.name_en)}</span> {one.matches.map((match) => `${said(match.annotation, match.annotation_en) || match.rule}${t('dispatch.rule', { row: match.row })}`).join(t('word.comma'))}</li>
      ))}
    </ul>
  );
}

/** 退单经过: who gave it back, why, and what was said to it: what an arbiter has to know. */
function Returns({ view }: { view: CaseView }) {
  const told = view.journal.filter((one) => ['return', 'assign'].includes(one.kind) || /^(return_review|ruling|dispatch|district)$/.test(one.element));
  if (!told.some((one) => one.kind === 'return')) return null;
  return (
    <section aria-label={t('dispatch.returns')}>
      <h3 className="small">{t('dispatch.returns')} <span className="badge badge-warn">{t('case.returns', { n: view.return_count })}</span></h3>
      <ol className="dispatch-returns small">
        {told.slice(-8).map((one) => <li key={one.id}><span className="num muted">{fullTime(one.at)}</span> {one.actor_unit?.name ?? t('dispatch.system')} {pick(one)}{one.note && <span className="quote">{one.note}</span>}</li>)}
      </ol>
    </section>
  );
}
