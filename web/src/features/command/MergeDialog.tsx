// Some cases of a hot spot are merged into one of them: which, why, and what became of each.
import { useQueryClient } from '@tanstack/react-query';
import { App, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { t } from '../../i18n';
import { cases, type CaseRow } from '../../lib/api';
import { sentence } from '../../lib/names';

interface Fate { row: CaseRow; why: unknown }

export default function MergeDialog({ rows, reason: proposed, onClose }: { rows: CaseRow[]; reason: string; onClose: (done: boolean) => void }) {
  const client = useQueryClient();
  const { message } = App.useApp();
  const [into, setInto] = useState(rows[0].number);
  const [reason, setReason] = useState(proposed);
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<Fate[]>([]);
  const send = async () => {
    setBusy(true);
    const fates: Fate[] = [];
    for (const row of rows.filter((one) => one.number !== into)) {
      try { await cases.act(row.id, 'merge', { version: row.version, into, reason: reason.trim() }); } catch (why) { fates.push({ row, why }); }
    }
    for (const name of ['hotspots', 'case', 'worklist', 'counts', 'cases', 'dashboard']) void client.invalidateQueries({ queryKey: [name] });
    setBusy(false);
    setRefused(fates);
    if (fates.length) return;
    void message.success(t('hot.merged', { n: rows.length - 1 }));
    onClose(true);
  };
  return (
    <Modal open title={t('hot.mergeTitle', { n: rows.length - 1 })} okText={t('hot.merge')} cancelText={t('action.cancel')} confirmLoading={busy}
      okButtonProps={{ danger: true, disabled: !reason.trim() || refused.length > 0 }} onOk={() => void send()} onCancel={() => onClose(refused.length > 0)}>
      <div className="stack">
        <p className="small muted">{t('hot.mergeNote')}</p>
        <div>
          <label className="field-label" htmlFor="hot-into">{t('hot.into')}</label>
          <Select id="hot-into" aria-label={t('hot.into')} value={into} onChange={setInto} style={{ width: '100%' }} options={rows.map((one) => ({ value: one.number, label: `${one.number} ${one.text.slice(0, 20)}` }))} />
        </div>
        <div>
          <label className="field-label" htmlFor="hot-reason">{t('hot.reason')}</label>
          <Input.TextArea id="hot-reason" value={reason} maxLength={500} autoSize={{ minRows: 2, maxRows: 5 }} onChange={(event) => setReason(event.target.value)} />
        </div>
        {refused.length > 0 && (
          <div role="alert">
            <p className="field-error">{t('hot.refused', { n: refused.length })}</p>
            <ul>{refused.map(({ row, why }) => <li key={row.id}><span className="mono">{row.number}</span> {sentence(why)}</li>)}</ul>
          </div>
        )}
      </div>
    </Modal>
  );
}
