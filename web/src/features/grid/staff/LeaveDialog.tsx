// Ending a place: what its person holds is shown, and passes to the successor in one step.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { Failure, Shown } from '../../../components/States';
import { stageOf, t } from '../../../i18n';
import { plainName, typeName } from '../../../lib/names';
import { follow, pages } from '../../../lib/router';
import { staff, type StaffHolds, type StaffPlace } from '../../../lib/staff';
import { dateTime } from '../../../lib/time';

export default function LeaveDialog({ place, street, onClose }: { place: StaffPlace; street: string; onClose: () => void }) {
  const client = useQueryClient();
  const { message } = App.useApp();
  const [reason, setReason] = useState('');
  const [successor, setSuccessor] = useState('');
  const [why, setWhy] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const holds = useQuery({ queryKey: ['staff', 'holds', place.id], queryFn: () => staff.holds(place.id) });
  const people = useQuery({ queryKey: ['staff', 'people', street], queryFn: () => staff.people(street), enabled: street !== '' });
  const may = (people.data?.items ?? []).filter((one) => one.id !== place.member && (!place.desk || one.account));
  const must = holds.data ? holds.data.tasks > 0 || holds.data.services > 0 || (holds.data.waiting > 0 && holds.data.others === 0) : true;
  /** More than a batch takes several calls; what is passed stays passed. */
  const end = async () => {
    setBusy(true);
    setWhy(null);
    try {
      let tasks = 0, services = 0, left = 1;
      while (left > 0) {
        const done = await staff.end(place.id, { version: place.version, reason: reason.trim(), successor: successor || undefined });
        tasks += done.passed;
        services += done.services;
        left = done.left;
      }
      void message.success(t('staff.passed', { tasks, services }));
      await client.invalidateQueries({ queryKey: ['staff'] });
      onClose();
    } catch (trouble) { setWhy(trouble); void holds.refetch(); }
    setBusy(false);
  };
  return (
    <Modal open title={t('staff.leaveTitle', { name: plainName(place.name), grid: plainName(place.grid?.name ?? '') })} onCancel={onClose} onOk={() => void end()} okText={t('staff.leave')} cancelText={t('action.cancel')} okButtonProps={{ danger: true, loading: busy, disabled: !reason.trim() || !holds.data || (must && !successor) }}>
      <div className="stack">
        <Shown query={holds} rows={2}>{(data) => <Holding data={data} />}</Shown>
        <label className="field-label">{t(must ? 'staff.successor' : 'staff.successorMay')}<Select style={{ width: '100%' }} aria-label={t('staff.successor')} value={successor || (must ? undefined : '')} loading={people.isFetching} showSearch={{ optionFilterProp: 'label' }} options={[...(must ? [] : [{ value: '', label: t('staff.noSuccessor') }]), ...may.map((one) => ({ value: one.id, label: plainName(one.name) }))]} onChange={(next: string) => setSuccessor(next)} /></label>
        <label className="field-label">{t('staff.reason')}<Input value={reason} maxLength={200} onChange={(e) => setReason(e.target.value)} /></label>
        {why !== null && <Failure why={why} />}
      </div>
    </Modal>
  );
}

function Holding({ data }: { data: StaffHolds }) {
  const nothing = data.tasks === 0 && data.services === 0;
  return (
    <>
      <p>{nothing ? t('staff.holdsNothing') : t('staff.holding', { tasks: data.tasks, services: data.services })}</p>
      {data.waiting > 0 && data.others === 0 && <p className="notice notice-warn">{t('staff.waiting', { n: data.waiting })}</p>}
      {data.items.length > 0 && <ul className="map-list held-list" tabIndex={0} aria-label={t('staff.held')}>{data.items.map((one) => (
        <li key={one.id} className="map-case"><a className="num" href={pages.case(one.case_id)} onClick={follow}>{one.number}</a><span className="grow">{typeName(one)} · {stageOf(one)}</span><span className="small muted num">{one.due_at ? dateTime(one.due_at) : ''}</span></li>
      ))}</ul>}
    </>
  );
}
