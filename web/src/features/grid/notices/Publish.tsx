// Publishing a notice: to whom, what, until when, and whether each has to confirm.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Checkbox, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { Failure } from '../../../components/States';
import { UnitsSelect } from '../../../components/UnitSelect';
import { t, word } from '../../../i18n';
import { grids } from '../../../lib/api';
import { isArea } from '../../../lib/names';
import { notices } from '../../../lib/notices';
import { useSession } from '../../../lib/session';

const ROLES = ['worker', 'desk', 'head', 'dispatch', 'intake', 'handle', 'leader', 'command'] as const;
const WEEK_MS = 7 * 86_400_000, CHINA_MS = 8 * 3_600_000;
const inAWeek = () => new Date(Date.now() + WEEK_MS + CHINA_MS).toISOString().slice(0, 16);

export default function Publish({ onClose }: { onClose: () => void }) {
  const { scope } = useSession();
  const client = useQueryClient();
  const own = isArea(scope) && scope?.kind !== 'city' ? [scope?.code ?? ''] : [];
  const [units, setUnits] = useState<string[]>(own);
  const [cells, setCells] = useState<string[]>([]);
  const [roles, setRoles] = useState<string[]>([]);
  const [title, setTitle] = useState('');
  const [text, setText] = useState('');
  const [until, setUntil] = useState(inAWeek);
  const [confirm, setConfirm] = useState(true);
  const [once] = useState(() => crypto.randomUUID());
  const list = useQuery({ queryKey: ['grids', scope?.id, 'codes'], queryFn: () => grids.list(scope?.id), enabled: scope?.kind === 'street' || scope?.kind === 'community', staleTime: 60_000 });
  const send = useMutation({
    mutationFn: () => notices.publish({ title: title.trim(), text: text.trim(), places: [...units, ...cells], roles: roles.length ? roles : undefined, until: `${until}:00+08:00`, must_confirm: confirm }, once),
    onSuccess: async () => { await client.invalidateQueries({ queryKey: ['notices'] }); onClose(); },
  });
  const lacks = !title.trim() || !text.trim() || !until || !(units.length + cells.length);
  return (
    <Modal open width={640} title={t('notice.publish')} okText={t('notice.publish')} cancelText={t('action.cancel')} okButtonProps={{ disabled: lacks, loading: send.isPending }} onOk={() => send.mutate()} onCancel={onClose}>
      <div className="stack">
        <div><label className="field-label" htmlFor="notice-units">{t('notice.places')}</label><UnitsSelect id="notice-units" label={t('notice.places')} value={units} onChange={setUnits} within={scope?.id} /></div>
        {(list.data?.items.length ?? 0) > 0 && <div><label className="field-label" htmlFor="notice-grids">{t('notice.grids')}</label>
          <Select id="notice-grids" mode="multiple" style={{ width: '100%' }} value={cells} onChange={setCells} showSearch={{ optionFilterProp: 'label' }} options={(list.data?.items ?? []).map((one) => ({ value: one.code, label: one.name }))} /></div>}
        <div><label className="field-label" htmlFor="notice-roles">{t('notice.roles')}</label>
          <Select id="notice-roles" mode="multiple" style={{ width: '100%' }} placeholder={t('notice.everyRole')} value={roles} onChange={setRoles} options={ROLES.map((role) => ({ value: role, label: word('notice.role', role) }))} /></div>
        <label className="field-label">{t('notice.heading')}<Input value={title} maxLength={100} onChange={(e) => setTitle(e.target.value)} /></label>
        <label className="field-label">{t('notice.text')}<Input.TextArea rows={5} maxLength={4000} value={text} onChange={(e) => setText(e.target.value)} /></label>
        <label className="field-label" htmlFor="notice-until">{t('notice.untilField')}</label>
        <input id="notice-until" className="month-input" type="datetime-local" value={until} onChange={(e) => setUntil(e.target.value)} />
        <Checkbox checked={confirm} onChange={(e) => setConfirm(e.target.checked)}>{t('notice.mustConfirm')}</Checkbox>
        {send.error !== null && <Failure why={send.error} />}
      </div>
    </Modal>
  );
}
