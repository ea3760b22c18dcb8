// 应哨单位: every unit summoned to the case with its four stamps and limits, and, while they are judged, a word on each.
import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Input, Modal, Radio } from 'antd';
import { useState } from 'react';
import { Light } from '../components/Light';
import { Failure } from '../components/States';
import { t, word } from '../i18n';
import { whistles, type CaseView, type Party, type PartyStep } from '../lib/api';
import { nameOf } from '../lib/names';
import { dateTime } from '../lib/time';
import { Panel } from './CasePage';

export const STEPS = ['sign', 'contact', 'arrive', 'resolve'] as const;

export function Parties({ view }: { view: CaseView }) {
  const [judged, setJudged] = useState<Party | null>(null);
  const judges = view.actions.some((action) => action.op === 'appraise');
  return (
    <Panel title={t('party.title')} extra={view.muster_at && <span className="small muted">{t('party.muster', { at: dateTime(view.muster_at) })}</span>}>
      <div className="scroll-x" tabIndex={0} role="region" aria-label={t('party.title')}>
        <table className="data">
          <thead><tr><th>{t('party.unit')}</th>{STEPS.map((step) => <th key={step}>{word('party.step', step)}</th>)}<th>{t('party.judged')}</th></tr></thead>
          <tbody>{view.parties.map((party) => <Row key={party.id} party={party} onJudge={judges && party.state === 'summoned' ? () => setJudged(party) : undefined} />)}</tbody>
        </table>
      </div>
      {judged && <Judge view={view} party={judged} onClose={() => setJudged(null)} />}
    </Panel>
  );
}

export function PartyBadges({ party }: { party: Party }) {
  return (
    <span className="row">
      {party.lead && <span className="badge badge-info">{t('party.lead')}</span>}
      {party.state === 'excused' && <span className="badge">{word('party.state', 'excused')}</span>}
      {party.at_step === 'ruling' && <span className="badge badge-warn">{word('party.step', 'ruling')}</span>}
      {party.supervise > 0 && <span className="badge badge-warn">{word('choice.level', String(party.supervise))}</span>}
      {party.refused_count > 0 && <span className="badge badge-warn">{t('party.refused', { n: party.refused_count })}</span>}
    </span>
  );
}

function Row({ party, onJudge }: { party: Party; onJudge?: () => void }) {
  return (
    <tr>
      <td className="nowrap">{nameOf(party.unit)} <PartyBadges party={party} /></td>
      {party.steps.map((step) => <td key={step.step}><Stamp step={step} running={party.state === 'summoned'} /></td>)}
      <td>
        {party.reviewed_at && <span>{word('party.solved', party.solved)} · {word('party.satisfied', String(party.satisfied))} </span>}
        {onJudge && <Button size="small" onClick={onJudge} aria-label={t('party.judgeTitle', { unit: nameOf(party.unit) })}>{t('party.judge')}</Button>}
      </td>
    </tr>
  );
}

/** When it was done, or until when it must be. */
export function Stamp({ step, running }: { step: PartyStep; running: boolean }) {
  if (step.at) return <span className="num">{dateTime(step.at)}{step.late && <span className="badge badge-warn">{t('party.late')}</span>}</span>;
  if (!running || !step.due_at) return <span className="muted">—</span>;
  return <span><Light light={step.light} row={step} /><span className="small muted num party-due">{t('party.dueBy', { at: dateTime(step.due_at) })}</span></span>;
}

function Judge({ view, party, onClose }: { view: CaseView; party: Party; onClose: () => void }) {
  const client = useQueryClient();
  const { message } = App.useApp();
  const [solved, setSolved] = useState<boolean>();
  const [satisfied, setSatisfied] = useState<number>();
  const [note, setNote] = useState('');
  const [busy, setBusy] = useState(false);
  const [asked, setAsked] = useState(false);
  const [why, setWhy] = useState<unknown>(null);
  const title = t('party.judgeTitle', { unit: nameOf(party.unit) });

  const send = async () => {
    setAsked(true);
    if (solved === undefined || !satisfied || !party.unit) return;
    setBusy(true);
    try {
      await whistles.appraise(view.id, { version: view.version, unit: party.unit.code, solved, satisfied, note: note.trim() || undefined });
      void message.success(t('action.done', { name: title }));
      await client.invalidateQueries({ queryKey: ['case', view.id] });
      onClose();
    } catch (trouble) { setWhy(trouble); }
    setBusy(false);
  };
  return (
    <Modal open title={title} onCancel={onClose} confirmLoading={busy} okText={t('party.judge')} cancelText={t('action.cancel')} onOk={() => void send()}>
      <div className="stack">
        <fieldset><legend className="field-label">{t('party.solved')}</legend>
          <Radio.Group value={solved} onChange={(e) => setSolved(e.target.value as boolean)}><Radio value>{t('party.solved.yes')}</Radio><Radio value={false}>{t('party.solved.no')}</Radio></Radio.Group></fieldset>
        <fieldset><legend className="field-label">{t('party.satisfied')}</legend>
          <Radio.Group value={satisfied} onChange={(e) => setSatisfied(e.target.value as number)}>{[1, 2, 3].map((n) => <Radio key={n} value={n}>{word('party.satisfied', String(n))}</Radio>)}</Radio.Group></fieldset>
        <div><label className="field-label" htmlFor="judge-note">{t('party.note')}</label><Input.TextArea id="judge-note" value={note} maxLength={500} autoSize={{ minRows: 2 }} onChange={(e) => setNote(e.target.value)} /></div>
        {asked && (solved === undefined || !satisfied) && <p className="field-error" role="alert">{t('party.fill')}</p>}
        {why !== null && <Failure why={why} />}
      </div>
    </Modal>
  );
}
