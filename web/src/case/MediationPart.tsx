// Of a dispute: who it is about (masked, in clear with a reason), each session, what was agreed and how it is kept.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { Failure, Shown } from '../components/States';
import { t, word } from '../i18n';
import { mediations, type Agreement, type Mediation, type Session } from '../lib/mediation';
import { plainName, said } from '../lib/names';
import { Panel } from './CasePage';

export default function MediationPart({ id }: { id: string }) {
  const query = useQuery({ queryKey: ['mediation', id], queryFn: () => mediations.read(id) });
  return (
    <Shown query={query} rows={3}>{(one) => (
      <>
        <People id={id} one={one} />
        {one.sessions && one.sessions.length > 0 && <Sessions rows={one.sessions} />}
        {one.agreement && <Agreed one={one.agreement} />}
      </>
    )}</Shown>
  );
}

function People({ id, one }: { id: string; one: Mediation }) {
  const [adding, setAdding] = useState(false);
  const [asked, setAsked] = useState<{ person: string; drop: boolean } | null>(null);
  const role = (code: string) => { const found = one.roles.find((row) => row.code === code); return found ? said(found.name, found.name_en) : code; };
  return (
    <Panel title={t('mediation.people')} extra={one.can_tend && <Button size="small" onClick={() => setAdding(true)}>{t('mediation.add')}</Button>}>
      {one.people.length === 0 ? <p className="muted">{t('mediation.noPeople')}</p> : (
        <ul className="plain">{one.people.map((row) => (
          <li key={row.id} className="row wrap">
            <span className="badge badge-info">{role(row.role)}</span> <span>{row.masked.name} <span className="num">{row.masked.phone}</span></span><span className="grow" />
            {one.can_tend && <Button size="small" onClick={() => setAsked({ person: row.id, drop: false })}>{t('mediation.look')}</Button>}
            {one.can_tend && <Button size="small" onClick={() => setAsked({ person: row.id, drop: true })}>{t('mediation.drop')}</Button>}
          </li>
        ))}</ul>
      )}
      <p className="small muted">{t('mediation.sealed')}</p>
      {adding && <Add id={id} one={one} onClose={() => setAdding(false)} />}
      {asked && <Ask id={id} {...asked} onClose={() => setAsked(null)} />}
    </Panel>
  );
}

function Add({ id, one, onClose }: { id: string; one: Mediation; onClose: () => void }) {
  const client = useQueryClient();
  const [entry, setEntry] = useState({ role: one.roles[0]?.code ?? '', name: '', phone: '', address: '' });
  const set = (part: Partial<typeof entry>) => setEntry({ ...entry, ...part });
  const send = useMutation({ mutationFn: () => mediations.add(id, entry), onSuccess: async () => { await client.invalidateQueries(); onClose(); } });
  return (
    <Modal open title={t('mediation.add')} okText={t('mediation.save')} cancelText={t('action.cancel')} okButtonProps={{ disabled: !entry.name.trim(), loading: send.isPending }} onOk={() => send.mutate()} onCancel={onClose}>
      <div className="stack">
        <div><label className="field-label" htmlFor="person-role">{t('mediation.role')}</label>
          <Select id="person-role" style={{ width: '100%' }} value={entry.role} onChange={(value) => set({ role: value })} options={one.roles.map((row) => ({ value: row.code, label: said(row.name, row.name_en) }))} /></div>
        <label className="field-label">{t('mediation.name')}<Input value={entry.name} maxLength={60} onChange={(e) => set({ name: e.target.value })} /></label>
        <label className="field-label">{t('mediation.phone')}<Input value={entry.phone} maxLength={30} onChange={(e) => set({ phone: e.target.value })} /></label>
        <label className="field-label">{t('mediation.address')}<Input value={entry.address} maxLength={200} onChange={(e) => set({ address: e.target.value })} /></label>
        {send.error !== null && <Failure why={send.error} />}
      </div>
    </Modal>
  );
}

/** Looking and taking out both want a reason, which stays in the journal. */
function Ask({ id, person, drop, onClose }: { id: string; person: string; drop: boolean; onClose: () => void }) {
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const look = useMutation({ mutationFn: () => mediations.reveal(id, person, reason.trim()) });
  const out = useMutation({ mutationFn: () => mediations.drop(id, person, reason.trim()), onSuccess: async () => { await client.invalidateQueries(); onClose(); } });
  const done = () => { if (look.data) void client.invalidateQueries(); onClose(); };
  const why = look.error ?? out.error;
  return (
    <Modal open title={t(drop ? 'mediation.drop' : 'mediation.look')} okText={t(drop ? 'mediation.drop' : 'mediation.look')} cancelText={t('action.cancel')} onCancel={done}
      okButtonProps={{ disabled: !reason.trim() || Boolean(look.data), danger: drop, loading: look.isPending || out.isPending }} onOk={() => (drop ? out.mutate() : look.mutate())}>
      <div className="stack">
        <p className="small muted">{t('mediation.trail')}</p>
        <label className="field-label">{t('mediation.reason')}<Input value={reason} maxLength={200} onChange={(e) => setReason(e.target.value)} /></label>
        {look.data && <p><b>{look.data.person.name}</b> {look.data.person.address} {look.data.person.phone && <a href={`tel:${look.data.person.phone}`}>{look.data.person.phone}</a>}</p>}
        {why !== null && <Failure why={why} />}
      </div>
    </Modal>
  );
}

function Sessions({ rows }: { rows: Session[] }) {
  return (
    <Panel title={t('mediation.sessions', { n: rows.length })}>
      <ol className="stack">{rows.map((row, i) => (
        <li key={i}><span className="num">{row.on}</span> <span className="badge">{word('mediation.level', row.level)}</span> <span className="badge badge-info">{word('mediation.outcome', row.outcome)}</span>
          {row.present && <span className="small muted"> {word('mediation.present', row.present)}</span>}
          <p className="small muted">{[row.place, row.mediators].filter(Boolean).map((text) => plainName(text ?? '')).join(' · ')}</p>{row.summary && <p>{row.summary}</p>}</li>
      ))}</ol>
    </Panel>
  );
}

function Agreed({ one }: { one: Agreement }) {
  const facts: [string, string | null][] = [
    [t('mediation.form'), word('mediation.form', one.form)], [t('mediation.number'), one.own_number], [t('mediation.agreedOn'), one.agreed_on], [t('mediation.mediators'), one.mediators],
    [t('mediation.court'), one.confirmation ? `${word('mediation.confirmation', one.confirmation.outcome)} ${one.confirmation.outcome === 'applied' ? [one.confirmation.court, one.confirmation.applied_on, one.confirmation.number].filter(Boolean).join(' ') : ''}` : t(one.confirm ? 'mediation.courtOpen' : 'mediation.courtNone')],
  ];
  return (
    <Panel title={t('mediation.agreement')} extra={one.breached && <span className="badge badge-urgent">{t('mediation.breached')}</span>}>
      {one.text && <p className="case-text">{one.text}</p>}
      <dl className="facts">{facts.filter(([, value]) => value).map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>
      <ul className="plain">
        {one.visits.map((row, i) => <li key={`v${i}`}><span className="num">{row.on}</span> <span className={row.outcome === 'performed' ? 'badge badge-ok' : row.outcome === 'later' ? 'badge badge-warn' : 'badge badge-urgent'}>{word('mediation.visit', row.outcome)}</span> {row.text}</li>)}
        {!one.breached && one.terms.map((row, i) => <li key={`t${i}`}><span className="num">{row.due}</span> <span className="badge">{t('mediation.toCome')}</span> {row.text}</li>)}
      </ul>
    </Panel>
  );
}
