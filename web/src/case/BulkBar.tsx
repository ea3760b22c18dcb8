// What can be done with the chosen rows of the worklist, and what became of them.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Dropdown, Input, Modal, Progress } from 'antd';
import { useState } from 'react';
import { AssignDialog } from './Assign';
import { AT_MOST, bulkOutcomes, completeOne, forEachTask, sameStep, taskOf, type Fate } from './bulk';
import { pick, t } from '../i18n';
import { cases, tasks, type Outcome, type TaskRow } from '../lib/api';
import { sentence, typeName } from '../lib/names';
import { follow, pages } from '../lib/router';

type Work = { name: string; act: (row: TaskRow) => Promise<unknown> };
/** The rows at work are kept here: what is done leaves the list, and with it the ticks. */
type State = { step: 'idle' } | { step: 'assign'; rows: TaskRow[] } | { step: 'complete'; rows: TaskRow[]; outcome: Outcome } | { step: 'running'; name: string; of: number; done: number } | { step: 'over'; work: Work; fates: Fate[] };

export function BulkBar({ rows, clear }: { rows: TaskRow[]; clear: () => void }) {
  const client = useQueryClient();
  const { message } = App.useApp();
  const [state, setState] = useState<State>({ step: 'idle' });
  const idle = () => setState({ step: 'idle' });

  const run = async (work: Work, chosen: TaskRow[]) => {
    setState({ step: 'running', name: work.name, of: chosen.length, done: 0 });
    const fates = await forEachTask(chosen, work.act, (done) => setState({ step: 'running', name: work.name, of: chosen.length, done }));
    for (const name of ['worklist', 'counts', 'cases', 'case', 'dashboard']) void client.invalidateQueries({ queryKey: [name] });
    if (fates.some((one) => one.why !== null)) { setState({ step: 'over', work, fates }); return; }
    void message.success(`${work.name}${t('word.colon')}${t('bulk.done', { n: fates.length })}`);
    idle();
    clear();
  };
  const claim: Work = { name: t('task.claim'), act: (row) => tasks.claim(row.id, row.version) };
  const assign = (account: string, reason: string): Work => ({ name: t('assign.send'), act: (row) => tasks.assign(row.id, { version: row.version, account, reason }) });
  const complete = (outcome: Outcome, note: string): Work => ({ name: pick(outcome), act: (row) => completeOne(row, outcome, note, () => new Error(t('bulk.noProposal'))) });
  const part = rows.slice(0, AT_MOST);

  return (
    <>
      {rows.length > 0 && <Choices rows={rows} clear={clear} claim={() => void run(claim, part)} assign={() => setState({ step: 'assign', rows: part })} complete={(outcome) => setState({ step: 'complete', rows: part, outcome })} />}
      {state.step === 'assign' && <AssignDialog rows={state.rows} onClose={() => setState((now) => (now.step === 'assign' ? { step: 'idle' } : now))}
        give={async (account, reason) => { void run(assign(account, reason), state.rows); }} />}
      {state.step === 'complete' && <CompleteDialog outcome={state.outcome} count={state.rows.length} onClose={idle} onSend={(note) => void run(complete(state.outcome, note), state.rows)} />}
      {state.step === 'running' && <Modal open closable={false} footer={null} title={t('bulk.running', { name: state.name })}><Progress percent={Math.round((state.done * 100) / state.of)} format={() => `${state.done} / ${state.of}`} /></Modal>}
      {state.step === 'over' && <Summary work={state.work} fates={state.fates} onClose={() => { idle(); clear(); }} again={(chosen) => void run({ ...state.work, act: async (row) => state.work.act(await fresh(row)) }, chosen)} />}
    </>
  );
}

function Choices({ rows, clear, claim, assign, complete }: { rows: TaskRow[]; clear: () => void; claim: () => void; assign: () => void; complete: (outcome: Outcome) => void }) {
  const alike = sameStep(rows);
  const sample = useQuery({ queryKey: ['case', rows[0].case_id], queryFn: ({ signal }) => cases.read(rows[0].case_id, signal), enabled: alike });
  const task = sample.data && taskOf(sample.data, rows[0].id);
  const offered = alike && task ? bulkOutcomes(task) : [];
  const items = offered.map((one) => ({ key: one.code, label: named(one) }));
  const hint = rows.length > AT_MOST ? t('bulk.atMost', { n: AT_MOST }) : !alike ? t('bulk.notAlike') : task && !offered.length ? t('bulk.noneOffered') : '';
  return (
    <div className="bulk-bar" role="region" aria-label={t('bulk.label')}>
      <strong className="num" role="status">{t('bulk.chosen', { n: rows.length })}</strong>
      <Button size="small" onClick={claim}>{t('task.claim')}</Button>
      <Button size="small" onClick={assign}>{t('bulk.assign')}</Button>
      <Dropdown trigger={['click']} disabled={!offered.length} menu={{ items, onClick: ({ key, domEvent }) => { domEvent.preventDefault(); const outcome = offered.find((one) => one.code === key); if (outcome) complete(outcome); } }}>
        <Button size="small">{t('bulk.complete')}</Button>
      </Dropdown>
      <span className="small muted grow">{hint}</span>
      <Button size="small" type="text" onClick={clear}>{t('bulk.clear')} <kbd>Esc</kbd></Button>
    </div>
  );
}

/** Tried again, a task is taken as it stands now. */
async function fresh(row: TaskRow): Promise<TaskRow> {
  const now = taskOf(await cases.read(row.case_id), row.id);
  if (!now) throw new Error(t('list.gone'));
  return now;
}

const named = (outcome: Outcome) => (outcome.unit ? t('bulk.asProposed', { name: pick(outcome) }) : pick(outcome));

function CompleteDialog({ outcome, count, onClose, onSend }: { outcome: Outcome; count: number; onClose: () => void; onSend: (note: string) => void }) {
  const [note, setNote] = useState('');
  const [asked, setAsked] = useState(false);
  const lacks = outcome.note && !note.trim();
  return (
    <Modal open title={t('bulk.completeTitle', { name: named(outcome), n: count })} okText={pick(outcome)} cancelText={t('action.cancel')} onCancel={onClose}
      onOk={() => { setAsked(true); if (!lacks) onSend(note.trim()); }}>
      <div className="stack">
        {outcome.unit && <p className="small muted">{t('bulk.proposedNote')}</p>}
        <div>
          <label className="field-label" htmlFor="bulk-note">{t(outcome.note ? 'bulk.reasonAll' : 'bulk.noteAll')}{outcome.note && <span className="must">{t('form.required')}</span>}</label>
          <Input.TextArea id="bulk-note" value={note} maxLength={1000} autoSize={{ minRows: 2, maxRows: 6 }} onChange={(e) => setNote(e.target.value)} />
          {asked && lacks && <p className="field-error" role="alert">{t('task.missing.note')}</p>}
        </div>
      </div>
    </Modal>
  );
}

function Summary({ work, fates, again, onClose }: { work: Work; fates: Fate[]; again: (rows: TaskRow[]) => void; onClose: () => void }) {
  const refused = fates.filter((one) => one.why !== null);
  const done = fates.length - refused.length;
  return (
    <Modal open title={t('bulk.over', { name: work.name })} onCancel={onClose} width={620}
      footer={[refused.length > 0 && <Button key="again" onClick={() => again(refused.map((one) => one.row))}>{t('bulk.again', { n: refused.length })}</Button>, <Button key="close" type="primary" onClick={onClose}>{t('action.close')}</Button>]}>
      <div className="stack" role="status">
        <p className="row"><span className="badge badge-ok num">{t('bulk.done', { n: done })}</span>{refused.length > 0 && <span className="badge badge-urgent num">{t('bulk.refused', { n: refused.length })}</span>}</p>
        {refused.length > 0 && (
          <ul className="bulk-refused">
            {refused.map(({ row, why }) => (
              <li key={row.id}>
                <p><a className="mono" href={pages.case(row.case_id)} onClick={follow}>{row.number}</a> {typeName(row)} <span className="muted">{row.address}</span></p>
                <p className="small">{sentence(why)}</p>
              </li>
            ))}
          </ul>
        )}
      </div>
    </Modal>
  );
}
