// Hands a checked draft to the second person: why, from when, and which other drafts go with it.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Checkbox, Input, Modal, Radio } from 'antd';
import { useState } from 'react';
import { Failure } from '../../components/States';
import { drafts, type DraftView } from '../../lib/models';
import { useDraft } from '../../lib/draft';
import { t } from './words';

const EMPTY = { note: '', when: 'approval', at: '', others: [] as string[] };

export default function Submit({ draft, rehearsed, onClose }: { draft: DraftView; rehearsed: string; onClose: () => void }) {
  const client = useQueryClient();
  const { value, change, clear } = useDraft(`model-submit.${draft.id}`, EMPTY);
  const [attach, setAttach] = useState(true);
  const [tried, setTried] = useState(false);
  const open = useQuery({ queryKey: ['drafts'], queryFn: () => drafts.list() });
  const others = (open.data?.items ?? []).filter((row) => row.id !== draft.id && row.state === 'open' && !row.bundle);
  const from = value.at ? `${value.at}:00+08:00` : '';
  const late = value.when === 'date' && !(Date.parse(from) > Date.now());
  const send = useMutation({
    mutationFn: () => drafts.submit(draft.id, {
      version: draft.version, note: [value.note.trim(), rehearsed && attach ? t('submit.rehearsed', { said: rehearsed }) : ''].filter(Boolean).join('\n'), active_from: value.when === 'date' ? from : undefined,
      with: others.filter((row) => value.others.includes(row.id)).map(({ id, version }) => ({ id, version })),
    }),
    onSuccess: (next) => { clear(); client.setQueryData(['draft', draft.id], next); void client.invalidateQueries({ queryKey: ['drafts'] }); void client.invalidateQueries({ queryKey: ['models'] }); onClose(); },
  });
  const go = () => { setTried(true); if (value.note.trim() && !late) send.mutate(); };
  return (
    <Modal open title={t('submit.title')} onCancel={onClose} onOk={go} okText={t('submit.send')} cancelText={t('action.cancel')} confirmLoading={send.isPending}>
      <div className="stack">
        <label className="stack model-field"><span>{t('submit.note')}</span><Input.TextArea rows={3} maxLength={500} value={value.note} status={tried && !value.note.trim() ? 'error' : undefined} onChange={(event) => change({ note: event.target.value })} placeholder={t('submit.noteHint')} /></label>
        {tried && !value.note.trim() && <p className="field-error" role="alert">{t('submit.noteMissing')}</p>}
        {rehearsed ? <Checkbox checked={attach} onChange={(event) => setAttach(event.target.checked)}>{t('submit.attach', { said: rehearsed })}</Checkbox> : draft.kind !== 'catalogue' && <p className="muted small">{t('submit.notRehearsed')}</p>}
        <fieldset className="stack">
          <legend className="model-legend-text">{t('submit.when')}</legend>
          <Radio.Group value={value.when} onChange={(event) => change({ when: event.target.value as string })} options={[{ value: 'approval', label: t('submit.onApproval') }, { value: 'date', label: t('submit.onDate') }]} />
          {value.when === 'date' && <input type="datetime-local" className="native-input" aria-label={t('submit.from')} value={value.at} onChange={(event) => change({ at: event.target.value })} />}
          {tried && late && <p className="field-error" role="alert">{t('submit.past')}</p>}
        </fieldset>
        {others.length > 0 && (
          <fieldset className="stack">
            <legend className="model-legend-text">{t('submit.with')}</legend>
            <Checkbox.Group className="model-with" value={value.others} onChange={(list) => change({ others: list })} options={others.map((row) => ({ value: row.id, label: `${row.name || row.key}（${row.changed_by_name ?? ''}）` }))} />
          </fieldset>
        )}
        <p className="muted small">{t('submit.next')}</p>
        {send.error && <Failure why={send.error} />}
      </div>
    </Modal>
  );
}
