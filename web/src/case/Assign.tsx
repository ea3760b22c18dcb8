// Naming who handles a task, or several at once: a person, a reason, and for several what became of each.
import { Input, Modal } from 'antd';
import { useId, useState } from 'react';
import { Failure } from '../components/States';
import { t } from '../i18n';
import type { TaskRow } from '../lib/api';
import { stepName } from '../lib/names';
import { MemberList } from './Members';

const REASONS = ['assign.because.load', 'assign.because.area', 'assign.because.away', 'assign.because.skill'] as const;

/** `give` does the work: it may throw, and the dialog stays open with the reason. */
export function AssignDialog({ rows, give, onClose }: { rows: TaskRow[]; give: (account: string, reason: string) => Promise<void>; onClose: () => void }) {
  const id = useId();
  const [account, setAccount] = useState('');
  const [reason, setReason] = useState('');
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const [why, setWhy] = useState<unknown>(null);
  const send = async () => {
    setAsked(true);
    if (!account || !reason.trim()) return;
    setBusy(true);
    setWhy(null);
    try { await give(account, reason.trim()); onClose(); } catch (trouble) { setWhy(trouble); setBusy(false); }
  };
  const title = rows.length === 1 ? t('assign.title', { step: stepName(rows[0]), number: rows[0].number }) : t('assign.titleMany', { n: rows.length });
  return (
    <Modal open title={title} onCancel={onClose} okText={t('assign.send')} cancelText={t('action.cancel')} confirmLoading={busy} onOk={() => void send()} width={520}>
      <div className="stack" onKeyDown={(event) => { if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) { event.preventDefault(); void send(); } }}>
        {rows.length === 1 && rows[0].assignee_name && <p className="small muted">{t('assign.now', { name: rows[0].assignee_name })}</p>}
        <MemberList rows={rows} value={account} onChange={setAccount} />
        {asked && !account && <p className="field-error" role="alert">{t('assign.missing.who')}</p>}
        <div>
          <label className="field-label" htmlFor={`${id}-reason`}>{t('task.reason')}<span className="must">{t('form.required')}</span></label>
          <Input.TextArea id={`${id}-reason`} value={reason} maxLength={500} autoSize={{ minRows: 1, maxRows: 5 }} aria-invalid={asked && !reason.trim()} onChange={(e) => setReason(e.target.value)} />
          <div className="kinds quick-reasons">{REASONS.map((key) => <button key={key} type="button" onClick={() => setReason(t(key))}>{t(key)}</button>)}</div>
          {asked && !reason.trim() && <p className="field-error" role="alert">{t('assign.missing.reason')}</p>}
        </div>
        {why !== null && <Failure why={why} />}
      </div>
    </Modal>
  );
}
