// 合作单位: social organisations, property companies, operators and volunteer teams with their agreements.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Input, Modal, Select } from 'antd';
import { useState, type ReactNode } from 'react';
import { Empty, Failure, Shown } from '../../../components/States';
import { t, type Key } from '../../../i18n';
import { plainName, said } from '../../../lib/names';
import { staff, type Partner, type Partners } from '../../../lib/staff';
import { today } from '../day/scope';
import type { Scope } from './StaffPage';

const LOOK: Record<string, string> = { none: 'badge', in_force: 'badge badge-ok', ending: 'badge badge-warn', over: 'badge badge-urgent', ahead: 'badge badge-info' };
type Doing = { what: 'agree' | 'end' | 'look'; partner: Partner };

export default function PartnersTab({ area }: Scope) {
  const query = useQuery({ queryKey: ['staff', 'partners', area], queryFn: () => staff.partners(area) });
  return <Shown query={query} rows={8}>{(data) => <Body data={data} />}</Shown>;
}

function Body({ data }: { data: Partners }) {
  const [adding, setAdding] = useState(false);
  const [doing, setDoing] = useState<Doing | null>(null);
  return (
    <section className="panel flush" aria-label={t('staff.tab.partners')}>
      <div className="panel-head day-head"><p className="small muted">{t('partner.rule')}</p>{data.can_tend && <Button onClick={() => setAdding(true)}>{t('partner.add')}</Button>}</div>
      {data.items.length === 0 ? <Empty title={t('partner.none')} /> : (
        <div className="scroll-x" tabIndex={0} role="region" aria-label={t('staff.tab.partners')}>
          <table className="data">
            <thead><tr><th>{t('partner.name')}</th><th>{t('partner.kind')}</th><th>{t('partner.contact')}</th><th>{t('partner.agreement')}</th><th>{t('partner.people')}</th><th>{t('partner.open')}</th>{data.can_tend && <th />}</tr></thead>
            <tbody>{data.items.map((one) => (
              <tr key={one.id}>
                <td>{plainName(one.name)}<br /><span className="small muted mono">{one.code}</span></td><td>{said(one.kind_name, one.kind_name_en)}</td>
                <td>{one.contact || '—'} <span className="num muted">{one.phone}</span></td>
                <td><span className={LOOK[one.state] ?? 'badge'}>{t(`partner.state.${one.state}` as Key)}</span>{one.agreements.map((each) => <div key={each.id} className="small">{each.title} <span className="num muted">{each.from}–{each.until}</span> <span className="muted">{each.duties}</span></div>)}</td>
                <td className="num">{one.people}</td><td className="num">{one.open}</td>
                {data.can_tend && <td className="nowrap"><span className="row">{one.phone && <Act name={t('partner.look')} of={one} onPress={() => setDoing({ what: 'look', partner: one })} />}<Act name={t('partner.agree')} of={one} onPress={() => setDoing({ what: 'agree', partner: one })} /><Act name={t('partner.end')} of={one} onPress={() => setDoing({ what: 'end', partner: one })} /></span></td>}
              </tr>
            ))}</tbody>
          </table>
        </div>
      )}
      {adding && <Add data={data} onClose={() => setAdding(false)} />}
      {doing?.what === 'agree' && <Agree partner={doing.partner} onClose={() => setDoing(null)} />}
      {doing?.what === 'end' && <End partner={doing.partner} onClose={() => setDoing(null)} />}
      {doing?.what === 'look' && <Look partner={doing.partner} onClose={() => setDoing(null)} />}
    </section>
  );
}

function Act({ name, of, onPress }: { name: string; of: Partner; onPress: () => void }) {
  return <button type="button" className="text-button" aria-label={`${name} ${plainName(of.name)}`} onClick={onPress}>{name}</button>;
}

/** A dialog that writes: what failed is said, what went well closes it and reads the page anew. */
function Writing({ title, ok, ready, danger, write, onClose, children }: { title: string; ok: string; ready: boolean; danger?: boolean; write: () => Promise<unknown>; onClose: () => void; children: ReactNode }) {
  const client = useQueryClient();
  const [why, setWhy] = useState<unknown>(null);
  const run = async () => {
    setWhy(null);
    try { await write(); await client.invalidateQueries({ queryKey: ['staff'] }); onClose(); } catch (trouble) { setWhy(trouble); }
  };
  return <Modal open title={title} onCancel={onClose} onOk={() => void run()} okText={ok} cancelText={t('action.cancel')} okButtonProps={{ disabled: !ready, danger }}><div className="stack">{children}{why !== null && <Failure why={why} />}</div></Modal>;
}

function Add({ data, onClose }: { data: Partners; onClose: () => void }) {
  const [entry, setEntry] = useState({ kind: '', name: '', contact: '', phone: '' });
  const put = (part: Partial<typeof entry>) => setEntry({ ...entry, ...part });
  return (
    <Writing title={t('partner.add')} ok={t('staff.save')} ready={Boolean(entry.kind && entry.name.trim())} onClose={onClose}
      write={() => staff.addPartner({ street: data.street?.id ?? '', kind: entry.kind, name: entry.name.trim(), contact: entry.contact.trim() || undefined, phone: entry.phone.trim() || undefined })}>
      <label className="field-label">{t('partner.kind')}<Select style={{ width: '100%' }} aria-label={t('partner.kind')} value={entry.kind || undefined} options={data.kinds.map((one) => ({ value: one.code, label: said(one.name, one.name_en) }))} onChange={(next: string) => put({ kind: next })} /></label>
      <label className="field-label">{t('partner.name')}<Input value={entry.name} maxLength={100} onChange={(e) => put({ name: e.target.value })} /></label>
      <label className="field-label">{t('partner.contact')}<Input value={entry.contact} maxLength={60} onChange={(e) => put({ contact: e.target.value })} /></label>
      <label className="field-label">{t('staff.phone')}<Input value={entry.phone} maxLength={30} inputMode="tel" onChange={(e) => put({ phone: e.target.value })} /></label>
    </Writing>
  );
}

function Agree({ partner, onClose }: { partner: Partner; onClose: () => void }) {
  const [entry, setEntry] = useState({ title: '', duties: '', signed: today(), from: today(), until: '' });
  const put = (part: Partial<typeof entry>) => setEntry({ ...entry, ...part });
  return (
    <Writing title={t('partner.agreeTo', { name: plainName(partner.name) })} ok={t('staff.save')} ready={Boolean(entry.title.trim() && entry.signed && entry.from && entry.until)} onClose={onClose}
      write={() => staff.agree(partner.id, { title: entry.title.trim(), duties: entry.duties.trim() || undefined, signed: entry.signed, from: entry.from, until: entry.until })}>
      <label className="field-label">{t('partner.title')}<Input value={entry.title} maxLength={100} onChange={(e) => put({ title: e.target.value })} /></label>
      <label className="field-label">{t('partner.duties')}<Input value={entry.duties} maxLength={500} onChange={(e) => put({ duties: e.target.value })} /></label>
      {(['signed', 'from', 'until'] as const).map((name) => <label key={name} className="field-label">{t(`partner.${name}`)}<input type="date" className="coordinate day-input" max={name === 'signed' ? today() : undefined} min={name === 'until' ? entry.from : undefined} value={entry[name]} onChange={(e) => put({ [name]: e.target.value })} /></label>)}
    </Writing>
  );
}

function End({ partner, onClose }: { partner: Partner; onClose: () => void }) {
  const [reason, setReason] = useState('');
  return (
    <Writing title={t('partner.endTitle', { name: plainName(partner.name) })} ok={t('partner.end')} danger ready={reason.trim() !== ''} onClose={onClose} write={() => staff.endPartner(partner.id, partner.version, reason.trim())}>
      <label className="field-label">{t('staff.reason')}<Input value={reason} maxLength={200} onChange={(e) => setReason(e.target.value)} /></label>
    </Writing>
  );
}

function Look({ partner, onClose }: { partner: Partner; onClose: () => void }) {
  const [reason, setReason] = useState('');
  const [phone, setPhone] = useState('');
  const [why, setWhy] = useState<unknown>(null);
  const look = async () => {
    try { setPhone((await staff.revealPartner(partner.id, reason.trim())).phone); } catch (trouble) { setWhy(trouble); }
  };
  return (
    <Modal open title={t('partner.lookTitle', { name: plainName(partner.name) })} onCancel={onClose} onOk={() => void look()} okText={t('partner.look')} cancelText={t('action.cancel')} okButtonProps={{ disabled: !reason.trim() || phone !== '' }}>
      <div className="stack">
        <p className="small muted">{t('partner.lookRule')}</p>
        <label className="field-label">{t('staff.reason')}<Input value={reason} maxLength={200} onChange={(e) => setReason(e.target.value)} /></label>
        {phone && <p><a href={`tel:${phone}`}>{t('partner.call', { phone })}</a></p>}
        {why !== null && <Failure why={why} />}
      </div>
    </Modal>
  );
}
