// What a rehearsed process waits for, each with the buttons that answer it.
import { Button, Input } from 'antd';
import { lazy, useState } from 'react';
import { Part } from '../../../components/Boundary';
import type { Fields } from '../../../case/FormView';
import { pick } from '../../../i18n';
import type { Event, Outcome, Rehearsal, RehearsalTask } from '../../../lib/models';
import { fullTime } from '../../../lib/time';
import { deskWords, messages } from '../bpmn/vocabulary';
import { t } from '../words';

const FormView = lazy(() => import('../../../case/FormView'));
type Act = (event: Event, said: string, at?: string) => void;

export default function Waiting({ now, busy, act }: { now: Rehearsal; busy: boolean; act: Act }) {
  const timers = [...now.timers].sort((a, b) => Date.parse(a.due_at) - Date.parse(b.due_at));
  const next = timers[0];
  return (
    <section className="panel stack model-waiting" aria-label={t('rehearse.waiting')}>
      <p className="model-clock" role="status"><span className="muted small">{t('rehearse.clock')}</span> <b className="num">{fullTime(now.now)}</b> {now.ended && <span className="badge badge-ok">{t('rehearse.ended')}</span>}</p>
      {now.incidents.map((one, i) => (
        <div key={i} className="notice notice-bad stack"><p>{pick(one)} <span className="mono small">{one.element}</span></p><p><Button size="small" disabled={busy} onClick={() => act({ kind: 'retry', activity: one.activity }, t('rehearse.did.retry', { name: one.element }))}>{t('rehearse.retry')}</Button></p></div>
      ))}
      {now.tasks.map((task) => <Task key={task.activity} task={task} seen={now.variables as Fields} busy={busy} act={act} />)}
      {next && (
        <div className="model-wait">
          <p>{t('rehearse.timer', { at: fullTime(next.due_at) })} <span className="mono small muted">{next.element}</span></p>
          <p className="row">
            <Button size="small" disabled={busy} onClick={() => act({ kind: 'timer', activity: next.activity }, t('rehearse.did.timer', { at: fullTime(next.due_at) }), next.due_at)}>{t('rehearse.advance')}</Button>
            {timers.slice(1).map((one) => <Button key={`${one.activity}${one.element}`} size="small" type="text" disabled={busy} onClick={() => act({ kind: 'timer', activity: one.activity }, t('rehearse.did.timer', { at: fullTime(one.due_at) }), one.due_at)}>{t('rehearse.fire', { name: one.element, at: fullTime(one.due_at) })}</Button>)}
          </p>
        </div>
      )}
      <Calls title={t('rehearse.messages')} rows={now.messages} busy={busy} onCall={(one) => act({ kind: 'message', name: one.name, activity: one.activity }, t('rehearse.did.message', { name: nameOf(one.name) }))} />
      <Calls title={t('rehearse.signals')} rows={now.signals} busy={busy} onCall={(one) => act({ kind: 'signal', name: one.name }, t('rehearse.did.signal', { name: one.name }))} />
      <Calls title={t('rehearse.choices')} rows={now.choices} busy={busy} onCall={(one) => act({ kind: 'activate', activity: one.activity, name: one.element }, t('rehearse.did.activate', { name: one.name || one.element }))} />
      {!now.tasks.length && !next && !now.messages.length && !now.ended && !now.incidents.length && <p className="muted">{t('rehearse.nothing')}</p>}
    </section>
  );
}

const nameOf = (name: string) => messages().find((one) => one.value === name)?.label ?? name;

function Calls<R extends { name: string; element: string; activity: string }>({ title, rows, busy, onCall }: { title: string; rows: R[]; busy: boolean; onCall: (row: R) => void }) {
  if (!rows.length) return null;
  return <div className="model-wait"><p className="muted small">{title}</p><p className="row">{rows.map((one, i) => <Button key={i} size="small" disabled={busy} title={one.element} onClick={() => onCall(one)}>{nameOf(one.name) || one.element}</Button>)}</p></div>;
}

/** One task: its form, and a button for each outcome. */
function Task({ task, seen, busy, act }: { task: RehearsalTask; seen: Fields; busy: boolean; act: Act }) {
  const [fields, setFields] = useState<Fields>({});
  const [unit, setUnit] = useState('');
  const asksUnit = task.outcomes.some((one) => one.unit);
  const done = (outcome: Outcome) => act(
    { kind: 'complete', activity: task.activity, outcome: outcome.code, fields: given(fields), variables: outcome.unit && unit ? { unit } : undefined },
    t('rehearse.did.complete', { name: task.name, outcome: pick(outcome) }));
  return (
    <div className="model-wait">
      <h3>{task.name} <span className="badge">{task.stage_zh}</span></h3>
      <p className="small muted">{[deskWords(task.candidates) || task.assignee, task.due_at && t('rehearse.due', { at: fullTime(task.due_at) })].filter(Boolean).join(' · ')}</p>
      {task.form && <Part><FormView schema={task.form} seen={seen} data={{}} onChange={setFields} onReady={() => undefined} /></Part>}
      {asksUnit && <label className="stack model-field"><span className="small">{t('rehearse.unit')}</span><Input size="small" value={unit} onChange={(event) => setUnit(event.target.value)} placeholder="enforcement@street" /></label>}
      <p className="row">
        {task.outcomes.map((one) => <Button key={one.code} size="small" disabled={busy} type={one.style === 'primary' ? 'primary' : 'default'} danger={one.style === 'danger'} onClick={() => done(one)} title={[one.note && t('rehearse.asksNote'), one.photo && t('rehearse.asksPhoto')].filter(Boolean).join(' ')}>{pick(one)}</Button>)}
        {!task.outcomes.length && <Button size="small" disabled={busy} onClick={() => act({ kind: 'complete', activity: task.activity, fields: given(fields) }, t('rehearse.did.done', { name: task.name }))}>{t('rehearse.complete')}</Button>}
      </p>
    </div>
  );
}

const given = (data: Fields): Fields => Object.fromEntries(Object.entries(data).filter(([, value]) => value !== null && value !== '' && value !== undefined));
