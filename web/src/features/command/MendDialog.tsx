// Mending one stuck process: its variables as they are, what to change, why; then it is tried again.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Input, Modal } from 'antd';
import { useId, useState } from 'react';
import { Failure, Shown } from '../../components/States';
import { pick, t } from '../../i18n';
import { cases, stuck } from '../../lib/api';
import { placeName, typeName } from '../../lib/names';
import { follow, pages } from '../../lib/router';
import { fullTime } from '../../lib/time';
import { mended, type Added } from './variables';

type Incident = Awaited<ReturnType<typeof stuck.read>>;

export default function MendDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const query = useQuery({ queryKey: ['incident', id], queryFn: () => stuck.read(id), staleTime: 0, gcTime: 0, retry: false });
  return (
    <Modal open title={t('stuck.mendTitle')} footer={null} width={720} onCancel={onClose}>
      <Shown query={query} rows={5}>{(incident) => <Mending incident={incident} onClose={onClose} />}</Shown>
    </Modal>
  );
}

function Mending({ incident, onClose }: { incident: Incident; onClose: () => void }) {
  const client = useQueryClient();
  const { message } = App.useApp();
  const reasonId = useId();
  const [typed, setTyped] = useState<Record<string, string>>({});
  const [added, setAdded] = useState<Added[]>([]);
  const [reason, setReason] = useState('');
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const [why, setWhy] = useState<unknown>(null);
  const changed = mended(incident.variables, typed, added);
  const nameless = added.some((one) => one.value.trim() && !one.name.trim());

  const send = async () => {
    setAsked(true);
    if (!reason.trim() || nameless) return;
    setBusy(true);
    setWhy(null);
    try {
      await cases.act(incident.case_id, 'mend', { version: incident.version, activity: incident.activity, reason, ...(changed ? { variables: JSON.stringify(changed) } : {}) });
      for (const name of ['incidents', 'jobs', 'case', 'diagram']) void client.invalidateQueries({ queryKey: [name] });
      void message.success(t('stuck.solved'));
      onClose();
    } catch (trouble) { setWhy(trouble); setBusy(false); }
  };
  return (
    <div className="stack">
      <p><a className="mono" href={pages.case(incident.case_id)} onClick={follow}>{incident.number}</a> {typeName(incident)} · {placeName(incident)} <span className="small muted num">{fullTime(incident.at)}</span></p>
      <p className="notice notice-bad">{pick(incident)}</p>
      <Variables incident={incident} typed={typed} onType={(name, text) => setTyped({ ...typed, [name]: text })} added={added} onAdd={setAdded} />
      {asked && nameless && <p className="field-error" role="alert">{t('stuck.badName')}</p>}
      <div>
        <label className="field-label" htmlFor={reasonId}>{t('stuck.reason')}<span className="must">{t('form.required')}</span></label>
        <Input.TextArea id={reasonId} autoSize={{ minRows: 2, maxRows: 6 }} maxLength={500} value={reason} onChange={(e) => setReason(e.target.value)} />
        {asked && !reason.trim() && <p className="field-error" role="alert">{t('form.fill', { name: t('stuck.reason') })}</p>}
      </div>
      {why !== null && <Failure why={why} />}
      <div className="row">
        <Button type="primary" loading={busy} onClick={() => void send()}>{t(changed ? 'stuck.retry' : 'stuck.retryOnly')}</Button>
        <Button onClick={onClose}>{t('action.cancel')}</Button>
        <span className="grow" />
        <a href={pages.case(incident.case_id)} onClick={follow}>{t('stuck.openCase')}</a>
      </div>
    </div>
  );
}

function Variables({ incident, typed, onType, added, onAdd }: {
  incident: Incident; typed: Record<string, string>; onType: (name: string, text: string) => void; added: Added[]; onAdd: (next: Added[]) => void;
}) {
  const names = Object.keys(incident.variables);
  const shown = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
  const set = (i: number, part: Partial<Added>) => onAdd(added.map((one, k) => (k === i ? { ...one, ...part } : one)));
  return (
    <section className="stack" aria-label={t('stuck.variables')}>
      <h3>{t('stuck.variables')}</h3>
      <p className="small muted">{t('stuck.variablesAbout')}</p>
      <div className="variables">
        {names.map((name) => (
          <label key={name} className="variable">
            <span className="mono">{name}</span>
            <Input.TextArea autoSize={{ minRows: 1, maxRows: 4 }} aria-label={name} value={typed[name] ?? shown(incident.variables[name])} onChange={(e) => onType(name, e.target.value)} />
          </label>
        ))}
        {added.map((one, i) => (
          <div key={i} className="variable">
            <Input aria-label={t('stuck.variableName')} placeholder={t('stuck.variableName')} value={one.name} onChange={(e) => set(i, { name: e.target.value })} />
            <Input.TextArea autoSize={{ minRows: 1, maxRows: 4 }} aria-label={t('stuck.variableValue')} placeholder={t('stuck.variableValue')} value={one.value} onChange={(e) => set(i, { value: e.target.value })} />
          </div>
        ))}
      </div>
      <p><Button size="small" onClick={() => onAdd([...added, { name: '', value: '' }])}>{t('stuck.add')}</Button></p>
    </section>
  );
}
