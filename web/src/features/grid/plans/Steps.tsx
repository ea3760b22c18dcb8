// A plan on its way: submitted with a date, approved or rejected by a second person, withdrawn, dropped.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Input, Modal, Radio } from 'antd';
import { useState } from 'react';
import { Failure } from '../../../components/States';
import { t, type Key } from '../../../i18n';
import { gridPlans, type Plan } from '../../../lib/grid-plans';
import { go, pages } from '../../../lib/router';

type Act = 'submit' | 'approve' | 'reject' | 'withdraw' | 'drop';

export default function Steps({ plan, fits }: { plan: Plan; fits: boolean }) {
  const [act, setAct] = useState<Act | null>(null);
  const button = (name: Act, primary = false) => <Button key={name} type={primary ? 'primary' : 'default'} danger={name === 'drop'} disabled={name === 'submit' && !fits} onClick={() => setAct(name)}>{t(`plan.${name}` as Key)}</Button>;
  return (
    <div className="row plan-steps">
      {plan.can_submit && button('submit', true)}
      {plan.can_approve && button('approve', true)}
      {plan.can_approve && button('reject')}
      {plan.can_withdraw && button('withdraw')}
      {plan.can_edit && button('drop')}
      {plan.state === 'submitted' && !plan.can_approve && <span className="muted small">{t('plan.waits')}</span>}
      {act && <Dialog act={act} plan={plan} onClose={() => setAct(null)} />}
    </div>
  );
}

function Dialog({ act, plan, onClose }: { act: Act; plan: Plan; onClose: () => void }) {
  const client = useQueryClient();
  const [when, setWhen] = useState<'approval' | 'date'>('approval');
  const [at, setAt] = useState('');
  const [reason, setReason] = useState('');
  const from = `${at}:00+08:00`;
  const missing = (act === 'reject' && !reason.trim()) || (act === 'submit' && when === 'date' && !(Date.parse(from) > Date.now()));
  const run = useMutation({
    mutationFn: () => {
      switch (act) {
        case 'submit': return gridPlans.submit(plan.id, plan.version, when === 'date' ? from : undefined);
        case 'approve': return gridPlans.approve(plan.id, plan.version);
        case 'reject': return gridPlans.reject(plan.id, plan.version, reason.trim());
        case 'withdraw': return gridPlans.withdraw(plan.id, plan.version);
        case 'drop': return gridPlans.drop(plan.id, plan.version);
      }
    },
    onSuccess: (next) => {
      for (const key of ['grid-plans', 'areas', 'grids', 'grid']) void client.invalidateQueries({ queryKey: [key] });
      if (act === 'drop') { go(pages.gridPlans); return; }
      client.setQueryData(['grid-plan', plan.id], next);
      onClose();
    },
  });
  return (
    <Modal open title={t(`plan.${act}` as Key)} onCancel={onClose} onOk={() => run.mutate()} okText={t(`plan.${act}` as Key)} okButtonProps={{ disabled: missing, danger: act === 'drop' }} cancelText={t('action.cancel')} confirmLoading={run.isPending}>
      <div className="stack">
        <p>{t(`plan.${act}.about` as Key)}</p>
        {act === 'submit' && (
          <fieldset className="stack"><legend className="small muted">{t('plan.when')}</legend>
            <Radio.Group value={when} onChange={(event) => setWhen(event.target.value as 'approval' | 'date')} options={[{ value: 'approval', label: t('plan.onApproval') }, { value: 'date', label: t('plan.onDate') }]} />
            {when === 'date' && <input type="datetime-local" className="native-input" aria-label={t('plan.activeFrom')} value={at} onChange={(event) => setAt(event.target.value)} />}
          </fieldset>
        )}
        {act === 'reject' && <label className="stack"><span>{t('plan.reason')}</span><Input.TextArea rows={3} maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} /></label>}
        {run.error && <Failure why={run.error} />}
      </div>
    </Modal>
  );
}
