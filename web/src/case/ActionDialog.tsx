// The operations this user may do now, one button each; a dialog built from the action's fields.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Dropdown, Input, Modal, Select } from 'antd';
import { useId, useState } from 'react';
import { PlacePicker, type Point } from '../components/PlacePicker';
import { Failure } from '../components/States';
import { UnitSelect, UnitsSelect } from '../components/UnitSelect';
import { pick, t, word } from '../i18n';
import { cases, catalogue, type Action, type ActionField, type CaseView, type Reporter } from '../lib/api';
import { itemName } from '../lib/names';
import { dropDraft, useDraft } from '../lib/draft';

type Values = Record<string, string>;
const NONE: Values = {};
const SHOWN_AS_BUTTONS = 3;

export function ActionBar({ view }: { view: CaseView }) {
  const [open, setOpen] = useState<Action | null>(null);
  // Judging stands beside each unit, the place has a panel of its own; nothing is unlinked where nothing is linked.
  const offered = view.actions.filter((action) => action.op !== 'appraise' && action.op !== 'place' && (action.op !== 'unlink' || view.related.length > 0));
  const shown = offered.slice(0, SHOWN_AS_BUTTONS);
  const rest = offered.slice(SHOWN_AS_BUTTONS);
  return (
    <div className="row">
      {shown.map((action) => <Button key={action.op} danger={action.danger} onClick={() => setOpen(action)}>{pick(action)}</Button>)}
      {rest.length > 0 && (
        <Dropdown trigger={['click']} menu={{
          items: rest.map((action) => ({ key: action.op, label: pick(action), danger: action.danger })),
          // Enter would also press the button that the dialog gives the focus to: the one that closes it.
          onClick: ({ key, domEvent }) => { domEvent.preventDefault(); setOpen(rest.find((action) => action.op === key) ?? null); },
        }}>
          <Button>{t('action.more')}</Button>
        </Dropdown>
      )}
      {open && <ActionDialog key={open.op} action={open} view={view} onClose={() => setOpen(null)} />}
    </div>
  );
}

function ActionDialog({ action, view, onClose }: { action: Action; view: CaseView; onClose: () => void }) {
  const client = useQueryClient();
  const { message } = App.useApp();
  const key = `act.${view.id}.${action.op}`;
  const draft = useDraft<Values>(key, NONE);
  const [busy, setBusy] = useState(false);
  const [why, setWhy] = useState<unknown>(null);
  const [asked, setAsked] = useState(false);
  const [revealed, setRevealed] = useState<Reporter | null>(null);
  const lacks = action.fields.filter((field) => field.required && !draft.value[field.name]?.trim()).map((field) => field.name);

  const send = async () => {
    setAsked(true);
    if (lacks.length) return;
    setBusy(true);
    setWhy(null);
    try {
      const reply = await cases.act(view.id, action.op, { version: view.version, ...typed(action.fields, draft.value) });
      dropDraft(key);
      for (const name of ['case', 'worklist', 'tasks', 'counts', 'cases', 'diagram', 'dashboard']) void client.invalidateQueries({ queryKey: [name] });
      if (reply?.contact) { setRevealed(reply.contact); return; }
      void message.success(t('action.done', { name: pick(action) }));
      onClose();
    } catch (trouble) {
      setWhy(trouble);
    } finally { setBusy(false); }
  };
  const wide = action.fields.some((field) => field.name === 'lon');
  if (revealed) {
    return (
      <Modal open title={pick(action)} onCancel={onClose} footer={<Button type="primary" onClick={onClose}>{t('action.close')}</Button>}>
        <p className="revealed">{revealed.name} <a href={`tel:${revealed.phone ?? ''}`}>{revealed.phone}</a></p>
        <p className="small muted">{t('reveal.journaled')}</p>
      </Modal>
    );
  }
  return (
    <Modal open title={`${pick(action)} · ${view.number}`} width={wide ? 640 : 520} onCancel={onClose} confirmLoading={busy}
      okText={pick(action)} cancelText={t('action.cancel')} okButtonProps={{ danger: action.danger }} onOk={() => void send()}>
      <div className="stack">
        <Fields fields={action.fields} values={draft.value} change={draft.change} lacks={asked ? lacks : []} view={view} />
        {why !== null && <Failure why={why} />}
      </div>
    </Modal>
  );
}

/** A share is asked for only where the rule is one. */
const wanted = (field: ActionField, values: Values) => field.name !== 'share' || values.rule === 'share';

/** Numbers travel as numbers, lists as lists (drafts keep them joined); empty optional fields stay away. */
function typed(fields: ActionField[], values: Values): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const field of fields.filter((f) => wanted(f, values))) {
    const text = values[field.name]?.trim();
    if (!text) continue;
    out[field.name] = NUMBERS.has(field.type) ? Number(text) : field.type === 'list' ? text.split(',') : text;
  }
  return out;
}

function Fields({ fields, values, change, lacks, view }: {
  fields: ActionField[]; values: Values; change: (part: Values) => void; lacks: string[]; view: CaseView;
}) {
  const placed = fields.some((f) => f.name === 'lon') && fields.some((f) => f.name === 'lat');
  const point: Point | null = values.lon ? { lon: Number(values.lon), lat: Number(values.lat) } : { lon: view.lon, lat: view.lat };
  return (
    <>
      {placed && <PlacePicker value={point} onChange={(p) => change({ lon: String(p.lon), lat: String(p.lat) })} />}
      {fields.filter((f) => wanted(f, values) && (!placed || (f.name !== 'lon' && f.name !== 'lat'))).map((field) => (
        <OneField key={field.name} field={field} value={values[field.name] ?? ''} lack={lacks.includes(field.name)}
          onChange={(value) => change({ [field.name]: value })} />
      ))}
    </>
  );
}

function OneField({ field, value, lack, onChange }: { field: ActionField; value: string; lack: boolean; onChange: (value: string) => void }) {
  const id = useId();
  const label = pick(field);
  return (
    <div>
      <label className="field-label" htmlFor={id}>{label}{field.required && <span className="must">{t('form.required')}</span>}</label>
      <Control id={id} field={field} value={value} onChange={onChange} label={label} />
      {lack && <p className="field-error" role="alert">{t('form.fill', { name: label })}</p>}
    </div>
  );
}

const NUMBERS = new Set(['number', 'int']);
/** Fields whose values are a closed list. */
const CHOICES: Record<string, readonly string[]> = { level: ['1', '2', '3'], kind: ['related', 'group'] };

function Control({ id, field, value, onChange, label }: { id: string; field: ActionField; value: string; onChange: (v: string) => void; label: string }) {
  const options = field.options.length > 0 ? field.options.map((option) => ({ value: option.value, label: pick(option) }))
    : (CHOICES[field.name] ?? []).map((choice) => ({ value: choice, label: word(`choice.${field.name}`, choice) }));
  if (field.type === 'list') return <Several id={id} field={field} options={options} value={value} onChange={onChange} label={label} />;
  if (options.length) {
    return (
      <Select id={id} aria-label={label} style={{ width: '100%' }} value={value || undefined} options={options} allowClear={!field.required}
        showSearch={options.length > 8 ? { optionFilterProp: 'label' } : false} onChange={(next?: string) => onChange(next ?? '')} />
    );
  }
  if (field.name === 'unit') return <UnitSelect id={id} label={label} value={value} onChange={(next) => onChange(next ?? '')} />;
  if (field.name === 'type') return <ItemSelect id={id} label={label} value={value} onChange={onChange} />;
  if (NUMBERS.has(field.type)) return <Input id={id} inputMode="numeric" value={value} onChange={(e) => onChange(e.target.value)} />;
  if (field.max >= 500) return <Input.TextArea id={id} autoSize={{ minRows: 3, maxRows: 8 }} maxLength={field.max} value={value} onChange={(e) => onChange(e.target.value)} />;
  return <Input id={id} value={value} maxLength={field.max || 200} onChange={(e) => onChange(e.target.value)} />;
}

/** Several of a closed list, or several units. */
function Several({ id, field, options, value, onChange, label }: {
  id: string; field: ActionField; options: { value: string; label: string }[]; value: string; onChange: (v: string) => void; label: string;
}) {
  const chosen = value ? value.split(',') : [];
  if (field.name === 'units') return <UnitsSelect id={id} label={label} value={chosen} onChange={(next) => onChange(next.join(','))} />;
  return (
    <Select id={id} aria-label={label} mode="multiple" style={{ width: '100%' }} value={chosen} options={options} maxCount={field.max || undefined}
      showSearch={{ optionFilterProp: 'label' }} onChange={(next: string[]) => onChange(next.join(','))} />
  );
}

export function ItemSelect({ id, label, value, onChange }: { id?: string; label: string; value: string; onChange: (v: string) => void }) {
  const query = useQuery({ queryKey: ['catalogue'], queryFn: () => catalogue.items(), staleTime: 300_000 });
  return (
    <Select id={id} aria-label={label} style={{ width: '100%' }} value={value || undefined} allowClear loading={query.isPending}
      showSearch={{ optionFilterProp: 'label' }} onChange={(next?: string) => onChange(next ?? '')}
      options={(query.data?.items ?? []).map((item) => ({ value: item.code, label: `${itemName(item)} ${item.code}` }))} />
  );
}
