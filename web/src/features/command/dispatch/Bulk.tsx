// Several like cases at once: first where the rules would send each, then all of them there, or all to one unit.
import { useQuery } from '@tanstack/react-query';
import { Button, Input, Modal } from 'antd';
import { useEffect, useId, useRef, useState } from 'react';
import { Shown } from '../../../components/States';
import { UnitSelect } from '../../../components/UnitSelect';
import { bulkOutcomes, forEachTask, taskOf } from '../../../case/bulk';
import { pick, t } from '../../../i18n';
import { cases, type Task, type TaskRow, type UnitRef } from '../../../lib/api';
import { nameOf, typeName } from '../../../lib/names';
import { decide } from './sending';

interface Ready { row: TaskRow; task: Task; unit: UnitRef | null }
const ENTER_MS = 60;

/** The steps as they stand now; those done meanwhile or held by another are left out. */
async function ready(rows: TaskRow[]): Promise<Ready[]> {
  const found = new Map<string, Ready>();
  await forEachTask(rows, async (row) => {
    const task = taskOf(await cases.read(row.case_id), row.id);
    if (task?.can_act) found.set(row.id, { row, task, unit: task.proposal?.unit ?? null });
  }, () => undefined);
  return rows.flatMap((row) => found.get(row.id) ?? []);
}

export function Bulk({ rows, onClose }: { rows: TaskRow[]; onClose: () => void }) {
  const query = useQuery({ queryKey: ['bulk', rows.map((row) => row.id).join()], queryFn: () => ready(rows), gcTime: 0, retry: false });
  return (
    <Modal open title={t('dispatch.bulkTitle', { n: rows.length })} footer={null} onCancel={onClose} width={560}>
      <Shown query={query} rows={4}>{(list) => <Places list={list} left={rows.length - list.length} onClose={onClose} />}</Shown>
    </Modal>
  );
}

function Places({ list, left, onClose }: { list: Ready[]; left: number; onClose: () => void }) {
  const id = useId();
  const [unit, setUnit] = useState('');
  const [note, setNote] = useState('');
  const [asked, setAsked] = useState(false);
  const send = useRef<HTMLButtonElement>(null);
  useEffect(() => { const wait = window.setTimeout(() => send.current?.focus(), ENTER_MS); return () => window.clearTimeout(wait); }, []);
  const outcome = list.length ? bulkOutcomes(list[0].task).find((one) => one.style === 'primary') : undefined;
  const goes = list.filter((one) => one.task.name === list[0].task.name && (!outcome?.unit || unit || one.unit));
  const places = new Map<string, number>();
  for (const one of goes) places.set(unit ? t('dispatch.chosenUnit') : nameOf(one.unit), (places.get(unit ? t('dispatch.chosenUnit') : nameOf(one.unit)) ?? 0) + 1);
  const go = () => {
    setAsked(true);
    if (!outcome || !goes.length || (outcome.note && !note.trim())) return;
    for (const one of goes) {
      const name = outcome.unit ? unit || nameOf(one.unit) : '';
      decide({
        kind: 'complete', taskId: one.task.id, caseId: one.row.case_id, number: one.row.number, title: typeName(one.row), zh: outcome.zh + (name && ` → ${name}`), en: outcome.en + (name && ` → ${name}`),
        body: { version: one.task.version, outcome: outcome.code, note: note.trim() || undefined, unit: outcome.unit ? unit || one.unit?.code : undefined },
      });
    }
    onClose();
  };
  const apart = left + list.length - goes.length;
  return (
    <div className="stack">
      {!outcome ? <p>{t('bulk.noneOffered')}</p> : (
        <>
          {outcome.unit && <ul className="near-list" aria-label={t('dispatch.bulkPlaces')}>{[...places].map(([name, n]) => <li key={name} className="row"><span className="grow">{name}</span><strong className="num">{n}</strong></li>)}</ul>}
          {apart > 0 && <p className="notice notice-warn small">{t('dispatch.bulkLeft', { n: apart })}</p>}
          {outcome.unit && <div><label className="field-label" htmlFor={`${id}-unit`}>{t('dispatch.bulkUnit')}</label><UnitSelect id={`${id}-unit`} label={t('dispatch.bulkUnit')} value={unit} onChange={(code) => setUnit(code ?? '')} /></div>}
          <div>
            <label className="field-label" htmlFor={`${id}-note`}>{t(outcome.note ? 'bulk.reasonAll' : 'bulk.noteAll')}</label>
            <Input.TextArea id={`${id}-note`} value={note} maxLength={500} autoSize={{ minRows: 1, maxRows: 4 }} onChange={(event) => setNote(event.target.value)} />
            {asked && outcome.note && !note.trim() && <p className="field-error" role="alert">{t('task.missing.note')}</p>}
          </div>
          <div className="row"><Button ref={send} type="primary" disabled={!goes.length} onClick={go}>{t('dispatch.bulkSend', { name: pick(outcome), n: goes.length })}</Button><Button onClick={onClose}>{t('action.cancel')}</Button></div>
        </>
      )}
    </div>
  );
}
