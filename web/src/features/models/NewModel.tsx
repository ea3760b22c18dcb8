// Starts a draft of something that does not exist yet.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Input, Modal, Radio } from 'antd';
import { useState } from 'react';
import { Failure } from '../../components/States';
import { drafts, type Kind, type ModelRow } from '../../lib/models';
import { go, pages } from '../../lib/router';
import { useSession } from '../../lib/session';
import { blank } from './blank';
import { t } from './words';

/** A catalogue is read by the program under names it knows, so only these three can be new. */
const MAKEABLE: Kind[] = ['process', 'decision', 'form'];

export default function NewModel({ taken }: { taken: ModelRow[] }) {
  const { may } = useSession();
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const [kind, setKind] = useState<Kind>('process');
  const [key, setKey] = useState('');
  const [name, setName] = useState('');
  const make = useMutation({
    mutationFn: () => drafts.create(kind, blank(kind, key, name.trim()), key, 0),
    onSuccess: (draft) => { void client.invalidateQueries({ queryKey: ['drafts'] }); go(pages.draft(draft.id)); },
  });
  if (!may('model.edit')) return null;
  const form = kind === 'decision' ? /^[a-z][a-z0-9_]{1,59}$/ : /^[a-z][a-z0-9-]{1,59}$/;
  const wrong = !form.test(key) ? t(kind === 'decision' ? 'model.key.decision' : 'model.key.form') : taken.some((row) => row.kind === kind && row.key === key) ? t('model.key.taken') : '';
  return (
    <>
      <Button type="primary" className="model-start" onClick={() => setOpen(true)}>{t('model.new')}</Button>
      {open && (
        <Modal open title={t('model.new')} onCancel={() => setOpen(false)} okText={t('model.new.start')} cancelText={t('action.cancel')} okButtonProps={{ disabled: Boolean(wrong) || !name.trim(), loading: make.isPending }} onOk={() => make.mutate()}>
          <div className="stack">
            <Radio.Group aria-label={t('model.kind')} value={kind} onChange={(event) => setKind(event.target.value as Kind)} options={MAKEABLE.map((one) => ({ value: one, label: t(`model.kind.${one}`) }))} />
            <label className="stack model-field"><span>{t('model.name')}</span><Input value={name} maxLength={60} onChange={(event) => setName(event.target.value)} /></label>
            <label className="stack model-field"><span>{t('model.key')}</span><Input className="mono" value={key} onChange={(event) => setKey(event.target.value)} aria-describedby="model-key-wrong" /></label>
            <p id="model-key-wrong" className={key && wrong ? 'field-error' : 'muted small'}>{wrong || t('model.key.good')}</p>
            {make.error && <Failure why={make.error} />}
          </div>
        </Modal>
      )}
    </>
  );
}
