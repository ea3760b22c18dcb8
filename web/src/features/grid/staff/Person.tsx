// One person of the register: places, qualifications and their expiry, leaving the post.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Drawer, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { Failure, Shown } from '../../../components/States';
import { t } from '../../../i18n';
import { plainName, said } from '../../../lib/names';
import { staff, type StaffPerson } from '../../../lib/staff';
import { today } from '../day/scope';

export default function Person({ id, may, onClose }: { id: string; may: boolean; onClose: () => void }) {
  const query = useQuery({ queryKey: ['staff', 'person', id], queryFn: () => staff.person(id) });
  return (
    <Drawer open size={Math.min(560, window.innerWidth)} title={query.data ? plainName(query.data.name) : t('staff.member')} onClose={onClose}>
      <Shown query={query} rows={6}>{(person) => <Body person={person} may={may} onGone={onClose} />}</Shown>
    </Drawer>
  );
}

function Body({ person, may, onGone }: { person: StaffPerson; may: boolean; onGone: () => void }) {
  const client = useQueryClient();
  const [adding, setAdding] = useState(false);
  const [quitting, setQuitting] = useState(false);
  const [why, setWhy] = useState<unknown>(null);
  const drop = async (id: string) => {
    setWhy(null);
    try { await staff.unlearn(id); await client.invalidateQueries({ queryKey: ['staff'] }); } catch (trouble) { setWhy(trouble); }
  };
  return (
    <div className="stack">
      <p className="muted">{said(person.category_name, person.category_name_en)} · <span className="num">{t('staff.from', { day: person.from })}</span>{person.phone && <> · <span className="num">{person.phone}</span></>}</p>
      <h3>{t('staff.held')}</h3>
      <ul>{person.held.map((one) => (
        <li key={one.id} className="map-case"><span className="grow">{said(one.role_name, one.role_name_en)} · {plainName(one.grid?.name ?? '')}{one.stands_for_name && ` · ${t('staff.standsFor', { name: plainName(one.stands_for_name) })}`}</span>
          {one.ended ? <span className="badge">{t('staff.ended')}</span> : !one.begun && <span className="badge">{t('staff.notBegun')}</span>}<span className="small muted num">{one.from}{one.until && `–${one.until}`}</span></li>
      ))}</ul>
      <div className="row"><h3 className="grow">{t('staff.records')}</h3>{may && <Button size="small" onClick={() => setAdding(true)}>{t('staff.learn')}</Button>}</div>
      {person.lacking.length > 0 && <p className="notice notice-warn">{t('staff.lacking', { names: person.lacking.map((one) => said(one.name, one.name_en)).join('、') })}</p>}
      <ul>{person.records.map((one) => (
        <li key={one.id} className="map-case"><span className="grow">{said(one.kind_name, one.kind_name_en)} <span className="muted">{one.note}</span></span>{one.over && <span className="badge badge-warn">{t('staff.over')}</span>}
          <span className="small muted num">{one.got}–{one.until ?? t('staff.forGood')}</span>{may && <button type="button" className="text-button" aria-label={`${t('staff.takeBack')} ${said(one.kind_name, one.kind_name_en)} ${one.got}`} onClick={() => void drop(one.id)}>{t('staff.takeBack')}</button>}</li>
      ))}</ul>
      {why !== null && <Failure why={why} />}
      {may && <p><Button danger onClick={() => setQuitting(true)}>{t('staff.quit')}</Button></p>}
      {adding && <Learn person={person} onClose={() => setAdding(false)} />}
      {quitting && <Quit person={person} onClose={() => setQuitting(false)} onGone={onGone} />}
    </div>
  );
}

function Learn({ person, onClose }: { person: StaffPerson; onClose: () => void }) {
  const client = useQueryClient();
  const [entry, setEntry] = useState({ kind: '', got: today(), until: '', note: '' });
  const [why, setWhy] = useState<unknown>(null);
  const put = (part: Partial<typeof entry>) => setEntry({ ...entry, ...part });
  const save = async () => {
    try {
      await staff.learn(person.id, { kind: entry.kind, got: entry.got, until: entry.until || undefined, note: entry.note.trim() || undefined });
      await client.invalidateQueries({ queryKey: ['staff'] });
      onClose();
    } catch (trouble) { setWhy(trouble); }
  };
  return (
    <Modal open title={t('staff.learn')} onCancel={onClose} onOk={() => void save()} okText={t('staff.save')} cancelText={t('action.cancel')} okButtonProps={{ disabled: !entry.kind || !entry.got }}>
      <div className="stack">
        <label className="field-label">{t('staff.kind')}<Select style={{ width: '100%' }} aria-label={t('staff.kind')} value={entry.kind || undefined} options={person.kinds.map((one) => ({ value: one.code, label: said(one.name, one.name_en) }))} onChange={(next: string) => put({ kind: next })} /></label>
        <label className="field-label">{t('staff.got')}<input type="date" className="coordinate day-input" max={today()} value={entry.got} onChange={(e) => put({ got: e.target.value })} /></label>
        <label className="field-label">{t('staff.valid')}<input type="date" className="coordinate day-input" min={entry.got} value={entry.until} onChange={(e) => put({ until: e.target.value })} /></label>
        <label className="field-label">{t('staff.note')}<Input value={entry.note} maxLength={200} onChange={(e) => put({ note: e.target.value })} /></label>
        {why !== null && <Failure why={why} />}
      </div>
    </Modal>
  );
}

function Quit({ person, onClose, onGone }: { person: StaffPerson; onClose: () => void; onGone: () => void }) {
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const [why, setWhy] = useState<unknown>(null);
  const quit = async () => {
    try { await staff.leave(person.id, person.version, reason.trim()); await client.invalidateQueries({ queryKey: ['staff'] }); onGone(); } catch (trouble) { setWhy(trouble); }
  };
  return (
    <Modal open title={t('staff.quitTitle', { name: plainName(person.name) })} onCancel={onClose} onOk={() => void quit()} okText={t('staff.quit')} cancelText={t('action.cancel')} okButtonProps={{ danger: true, disabled: !reason.trim() }}>
      <div className="stack">
        <p className="small muted">{t('staff.quitRule')}</p>
        <label className="field-label">{t('staff.reason')}<Input value={reason} maxLength={200} onChange={(e) => setReason(e.target.value)} /></label>
        {why !== null && <Failure why={why} />}
      </div>
    </Modal>
  );
}
