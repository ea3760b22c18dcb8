// Every version there was, and the way back to an older one: a draft like any other, for a second person to approve.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Input, Modal } from 'antd';
import { useState } from 'react';
import { Failure } from '../../components/States';
import { models, type ModelVersion, type ModelView } from '../../lib/models';
import { follow, go, pages } from '../../lib/router';
import { useSession } from '../../lib/session';
import { bytes, fullTime } from '../../lib/time';
import { t } from './words';

export default function History({ model }: { model: ModelView }) {
  const { may } = useSession();
  const [back, setBack] = useState<ModelVersion | null>(null);
  return (
    <section className="panel flush" aria-label={t('model.tab.history')}>
      <div className="scroll-x" tabIndex={0} role="region" aria-label={t('model.tab.history')}>
        <table className="data">
          <thead><tr><th className="right">{t('model.release')}</th><th>{t('model.activeAt')}</th><th>{t('model.by')}</th><th>{t('model.approvedBy')}</th><th>{t('model.note')}</th><th className="right">{t('model.size')}</th><th><span className="hidden-text">{t('model.actions')}</span></th></tr></thead>
          <tbody>
            {model.history.map((one) => (
              <tr key={one.release}>
                <td className="num right"><a href={`${pages.model(model.kind, model.key)}?release=${one.release}`} onClick={follow}>{one.release}</a></td>
                <td className="num nowrap">{one.active_at ? fullTime(one.active_at) : '—'}</td>
                <td>{one.by_name}</td>
                <td>{one.approved_by_name}</td>
                <td className="model-note">{one.note}</td>
                <td className="num right">{bytes(one.size)}</td>
                <td className="nowrap">
                  {one.state === 'in_force' ? <span className="badge badge-ok">{t('model.isInForce')}</span> : (
                    <span className="row">
                      <a href={`${pages.model(model.kind, model.key, 'compare')}&a=${one.release}&b=${model.release}`} onClick={follow}>{t('model.compareNow')}</a>
                      {may('model.edit') && <Button size="small" onClick={() => setBack(one)}>{t('model.rollback')}</Button>}
                    </span>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {back && <Rollback model={model} to={back} onClose={() => setBack(null)} />}
    </section>
  );
}

function Rollback({ model, to, onClose }: { model: ModelView; to: ModelVersion; onClose: () => void }) {
  const client = useQueryClient();
  const [note, setNote] = useState('');
  const run = useMutation({
    mutationFn: () => models.rollback(model.kind, model.key, to.release, note.trim()),
    onSuccess: (draft) => { for (const key of ['drafts', 'models', 'model']) void client.invalidateQueries({ queryKey: [key] }); go(pages.draft(draft.id)); },
  });
  return (
    <Modal open title={t('model.rollbackTitle', { release: to.release })} onCancel={onClose} onOk={() => run.mutate()} okText={t('model.rollbackSend')} cancelText={t('action.cancel')} confirmLoading={run.isPending} okButtonProps={{ disabled: !note.trim() }}>
      <div className="stack">
        <p>{t('model.rollbackWhat', { release: to.release })}</p>
        <label className="stack model-field"><span>{t('submit.note')}</span><Input.TextArea rows={3} maxLength={500} value={note} onChange={(event) => setNote(event.target.value)} /></label>
        {run.error && <Failure why={run.error} />}
      </div>
    </Modal>
  );
}
