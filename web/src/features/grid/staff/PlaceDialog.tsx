// Giving somebody a place at a grid, or letting somebody stand in for another.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Modal, Select } from 'antd';
import { useState } from 'react';
import { Failure } from '../../../components/States';
import { t } from '../../../i18n';
import { plainName, said } from '../../../lib/names';
import { staff, type StaffGrid, type StaffGrids } from '../../../lib/staff';
import { today } from '../day/scope';

export default function PlaceDialog({ row, data, onClose }: { row: StaffGrid; data: StaffGrids; onClose: () => void }) {
  const client = useQueryClient();
  const [entry, setEntry] = useState({ member: '', role: '', from: today(), until: '', standsFor: '' });
  const [why, setWhy] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const people = useQuery({ queryKey: ['staff', 'people', data.street?.id], queryFn: () => staff.people(data.street?.id) });
  const role = data.roles.find((one) => one.code === entry.role);
  const may = (people.data?.items ?? []).filter((one) => !role?.account || one.account);
  const others = row.people.filter((one) => one.role === entry.role && one.member !== entry.member && !one.stands_for);
  const put = (part: Partial<typeof entry>) => setEntry({ ...entry, ...part });
  const ready = entry.member && entry.role && entry.from && (!entry.standsFor || entry.until);
  const save = async () => {
    setBusy(true);
    setWhy(null);
    try {
      await staff.place({ member: entry.member, grid: row.grid?.id ?? '', role: entry.role, from: entry.from, until: entry.until || undefined, stands_for: entry.standsFor || undefined });
      await client.invalidateQueries({ queryKey: ['staff'] });
      onClose();
    } catch (trouble) { setWhy(trouble); }
    setBusy(false);
  };
  return (
    <Modal open title={`${t('staff.place')} · ${plainName(row.grid?.name ?? '')}`} onCancel={onClose} onOk={() => void save()} okText={t('staff.save')} cancelText={t('action.cancel')} okButtonProps={{ disabled: !ready, loading: busy }}>
      <div className="stack">
        <label className="field-label">{t('staff.role')}<Select style={{ width: '100%' }} aria-label={t('staff.role')} value={entry.role || undefined} options={data.roles.map((one) => ({ value: one.code, label: said(one.name, one.name_en) }))} onChange={(next: string) => put({ role: next, standsFor: '' })} /></label>
        {role && <p className="small muted">{said(role.hint, role.hint_en)}</p>}
        <label className="field-label">{t('staff.member')}<Select style={{ width: '100%' }} aria-label={t('staff.member')} value={entry.member || undefined} loading={people.isFetching} showSearch={{ optionFilterProp: 'label' }} options={may.map((one) => ({ value: one.id, label: `${plainName(one.name)} · ${said(one.category_name, one.category_name_en)}` }))} onChange={(next: string) => put({ member: next })} /></label>
        {others.length > 0 && <label className="field-label">{t('staff.standInFor')}<Select style={{ width: '100%' }} aria-label={t('staff.standInFor')} value={entry.standsFor} options={[{ value: '', label: t('staff.nobody') }, ...others.map((one) => ({ value: one.id, label: plainName(one.name) }))]} onChange={(next: string) => put({ standsFor: next })} /></label>}
        <label className="field-label">{t('staff.fromDay')}<input type="date" className="coordinate day-input" value={entry.from} onChange={(e) => put({ from: e.target.value })} /></label>
        <label className="field-label">{t(entry.standsFor ? 'staff.untilMust' : 'staff.untilDay')}<input type="date" className="coordinate day-input" min={entry.from} value={entry.until} onChange={(e) => put({ until: e.target.value })} /></label>
        {why !== null && <Failure why={why} />}
      </div>
    </Modal>
  );
}
