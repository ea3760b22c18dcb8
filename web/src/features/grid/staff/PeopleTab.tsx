// The register of a street: who is in post, entering somebody, and one person with places and qualifications.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Input, Modal, Radio, Select } from 'antd';
import { useState } from 'react';
import { Empty, Failure, Shown } from '../../../components/States';
import { t } from '../../../i18n';
import { nameOf, plainName, said } from '../../../lib/names';
import { useSession } from '../../../lib/session';
import { staff, type StaffPeople } from '../../../lib/staff';
import Person from './Person';
import type { Scope } from './StaffPage';

export default function PeopleTab({ area }: Scope) {
  const query = useQuery({ queryKey: ['staff', 'people', area], queryFn: () => staff.people(area) });
  return <Shown query={query} rows={8}>{(data) => <Body data={data} area={area} />}</Shown>;
}

function Body({ data, area }: { data: StaffPeople; area: string }) {
  const { may } = useSession();
  const [typed, setTyped] = useState('');
  const [category, setCategory] = useState('');
  const [adding, setAdding] = useState(false);
  const [open, setOpen] = useState('');
  const shown = data.items.filter((one) => (!category || one.category === category) && (!typed || one.name.includes(typed)));
  return (
    <>
      <section className="panel flush" aria-label={t('staff.tab.people')}>
        <div className="panel-head day-head">
          <div className="row filters">
            <Input style={{ width: 180 }} aria-label={t('staff.name')} placeholder={t('staff.name')} value={typed} onChange={(e) => setTyped(e.target.value.trim())} />
            <Select allowClear style={{ width: 190 }} aria-label={t('staff.category')} placeholder={t('staff.category')} value={category || undefined} options={data.categories.map((one) => ({ value: one.code, label: said(one.name, one.name_en) }))} onChange={(next: string | undefined) => setCategory(next ?? '')} />
            <span className="muted num">{shown.length}</span>
          </div>
          {may('grid.tend') && <Button onClick={() => setAdding(true)}>{t('staff.enter')}</Button>}
        </div>
        {shown.length === 0 ? <Empty title={t(data.items.length ? 'list.nothingFiltered' : 'staff.none')} /> : (
          <div className="scroll-x" tabIndex={0} role="region" aria-label={t('staff.tab.people')}>
            <table className="data">
              <thead><tr><th>{t('staff.name')}</th><th>{t('staff.category')}</th><th>{t('staff.phone')}</th><th>{t('staff.since')}</th><th>{t('staff.places')}</th><th>{t('staff.records')}</th></tr></thead>
              <tbody>{shown.map((one) => (
                <tr key={one.id}>
                  <td className="name-cell"><button type="button" className="text-button" onClick={() => setOpen(one.id)}>{plainName(one.name)}</button></td>
                  <td>{said(one.category_name, one.category_name_en)}{one.sender && <span className="muted"> {t('staff.sender', { name: nameOf(one.sender) })}</span>}</td>
                  <td className="num">{one.phone || '—'}</td><td className="num">{one.from}</td><td className="num">{one.places}</td>
                  <td>{one.records_over > 0 ? <span className="badge badge-warn">{t('staff.recordsOver', { n: one.records_over })}</span> : '—'}</td>
                </tr>
              ))}</tbody>
            </table>
          </div>
        )}
      </section>
      {adding && <Enter data={data} area={area} onClose={() => setAdding(false)} />}
      {open && <Person id={open} may={may('grid.tend')} onClose={() => setOpen('')} />}
    </>
  );
}

function Enter({ data, area, onClose }: { data: StaffPeople; area: string; onClose: () => void }) {
  const client = useQueryClient();
  const [entry, setEntry] = useState({ has: true, account: '', name: '', category: '', phone: '' });
  const [why, setWhy] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const accounts = useQuery({ queryKey: ['staff', 'candidates', area], queryFn: () => staff.candidates(area), enabled: entry.has });
  const put = (part: Partial<typeof entry>) => setEntry({ ...entry, ...part });
  const ready = entry.category && (entry.has ? entry.account : entry.name.trim());
  const save = async () => {
    setBusy(true);
    setWhy(null);
    try {
      await staff.add({ street: area, account: entry.has ? entry.account : undefined, name: entry.has ? undefined : entry.name.trim(), category: entry.category, phone: entry.phone.trim() || undefined });
      await client.invalidateQueries({ queryKey: ['staff'] });
      onClose();
    } catch (trouble) { setWhy(trouble); }
    setBusy(false);
  };
  return (
    <Modal open title={t('staff.enter')} onCancel={onClose} onOk={() => void save()} okText={t('staff.save')} cancelText={t('action.cancel')} okButtonProps={{ disabled: !ready, loading: busy }}>
      <div className="stack">
        <Radio.Group value={entry.has} onChange={(e) => put({ has: e.target.value as boolean })} options={[{ value: true, label: t('staff.hasAccount') }, { value: false, label: t('staff.noAccount') }]} />
        {entry.has
          ? <label className="field-label">{t('staff.account')}<Select style={{ width: '100%' }} aria-label={t('staff.account')} value={entry.account || undefined} loading={accounts.isFetching} showSearch={{ optionFilterProp: 'label' }} options={(accounts.data?.items ?? []).map((one) => ({ value: one.account, label: `${plainName(one.name)} · ${one.login}` }))} onChange={(next: string) => put({ account: next })} /></label>
          : <label className="field-label">{t('staff.name')}<Input value={entry.name} maxLength={60} onChange={(e) => put({ name: e.target.value })} /></label>}
        <label className="field-label">{t('staff.category')}<Select style={{ width: '100%' }} aria-label={t('staff.category')} value={entry.category || undefined} showSearch={{ optionFilterProp: 'label' }} options={data.categories.map((one) => ({ value: one.code, label: said(one.name, one.name_en) }))} onChange={(next: string) => put({ category: next })} /></label>
        <label className="field-label">{t('staff.phone')}<Input value={entry.phone} maxLength={30} inputMode="tel" onChange={(e) => put({ phone: e.target.value })} /></label>
        <p className="small muted">{t('staff.phoneRule')}</p>
        {why !== null && <Failure why={why} />}
      </div>
    </Modal>
  );
}
