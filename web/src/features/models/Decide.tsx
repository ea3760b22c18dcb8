// What becomes of a submitted draft: approved or sent back by a second person, withdrawn by those who wrote it, dropped while open.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Input, Modal } from 'antd';
import { useState } from 'react';
import { Failure } from '../../components/States';
import { drafts, type DraftView } from '../../lib/models';
import { follow, go, pages } from '../../lib/router';
import { fullTime } from '../../lib/time';
import { STATE_LOOK } from './ModelList';
import { t } from './words';

type Act = 'approve' | 'reject' | 'withdraw' | 'drop';

export default function Decide({ draft }: { draft: DraftView }) {
  const [act, setAct] = useState<Act | null>(null);
  const others = draft.bundle_drafts.filter((one) => one.id !== draft.id);
  if (draft.state === 'open' || draft.state === 'failed') return null;
  return (
    <section className="panel stack model-decide" aria-label={t('decide.title')}>
      <dl className="facts">
        <div><dt>{t('submit.note')}</dt><dd className="case-text">{draft.note}</dd></div>
        <div><dt>{t('decide.by')}</dt><dd>{draft.created_by_name}</dd></div>
        <div><dt>{t('decide.from')}</dt><dd>{draft.active_from ? fullTime(draft.active_from) : t('submit.onApproval')}</dd></div>
        {others.length > 0 && <div><dt>{t('decide.bundle')}</dt><dd>{others.map((one) => <a key={one.id} className="model-draft-link" href={pages.draft(one.id)} onClick={follow}>{one.name || one.key} <span className={STATE_LOOK[one.state]}>{t(`model.state.${one.state}`)}</span></a>)}</dd></div>}
        {draft.release !== null && draft.state === 'released' && <div><dt>{t('model.release')}</dt><dd className="num"><a href={pages.model(draft.kind, draft.key)} onClick={follow}>{draft.release}</a></dd></div>}
      </dl>
      <div className="row">
        {draft.can_approve && <Button type="primary" onClick={() => setAct('approve')}>{t('decide.approve')}</Button>}
        {draft.can_approve && <Button onClick={() => setAct('reject')}>{t('decide.reject')}</Button>}
        {draft.can_withdraw && <Button onClick={() => setAct('withdraw')}>{t('decide.withdraw')}</Button>}
        {draft.state === 'submitted' && !draft.can_approve && <span className="muted small">{t('decide.waits')}</span>}
        {draft.can_approve && <span className="muted small">{t('decide.look')}</span>}
      </div>
      {act && <Dialog act={act} draft={draft} onClose={() => setAct(null)} />}
    </section>
  );
}

/** Throws an open draft away, after asking. */
export function Drop({ draft }: { draft: DraftView }) {
  const [asking, setAsking] = useState(false);
  return <><Button type="text" danger onClick={() => setAsking(true)}>{t('decide.drop')}</Button>{asking && <Dialog act="drop" draft={draft} onClose={() => setAsking(false)} />}</>;
}

function Dialog({ act, draft, onClose }: { act: Act; draft: DraftView; onClose: () => void }) {
  const client = useQueryClient();
  const [text, setText] = useState('');
  const run = useMutation({
    mutationFn: async (): Promise<DraftView | null> => {
      switch (act) {
        case 'approve': return drafts.approve(draft.id, draft.version, text.trim() || undefined);
        case 'reject': return drafts.reject(draft.id, draft.version, text.trim());
        case 'withdraw': return drafts.withdraw(draft.id, draft.version, text.trim() || undefined);
        case 'drop': await drafts.drop(draft.id, draft.version); return null;
      }
    },
    onSuccess: (next) => {
      for (const key of ['drafts', 'models', 'model']) void client.invalidateQueries({ queryKey: [key] });
      if (next) client.setQueryData(['draft', draft.id], next); else go(pages.models);
      onClose();
    },
  });
  return (
    <Modal open title={t(`decide.${act}Title`)} onCancel={onClose} onOk={() => run.mutate()} okText={t(`decide.${act}`)} cancelText={t('action.cancel')} confirmLoading={run.isPending} okButtonProps={{ danger: act === 'drop', disabled: act === 'reject' && !text.trim() }}>
      <div className="stack">
        <p>{t(`decide.${act}Sure`, { when: draft.active_from ? fullTime(draft.active_from) : t('decide.atOnce') })}</p>
        {act !== 'drop' && <label className="stack model-field"><span>{act === 'reject' ? t('decide.reason') : t('decide.remark')}</span><Input.TextArea rows={3} maxLength={500} value={text} onChange={(event) => setText(event.target.value)} /></label>}
        {run.error && <Failure why={run.error} />}
      </div>
    </Modal>
  );
}
