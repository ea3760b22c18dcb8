// The service list: what is served, by whom, how often, due first; asking for one, and ending it.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { Empty, Failure, Shown } from '../../../components/States';
import { t } from '../../../i18n';
import { grids, type GridService, type GridServices } from '../../../lib/api';
import { day as days } from '../../../lib/day';
import { plainName, said } from '../../../lib/names';
import { today, type Scope } from './scope';

const STATES = ['all', 'missed', 'due', 'done'] as const;
const LOOK = { missed: 'badge badge-urgent', due: 'badge badge-warn', done: 'badge badge-ok', later: 'badge' } as Record<string, string>;
const ASKED = ['self', 'family', 'guardian'] as const;

export default function ServiceTab({ area }: Scope) {
  const query = useQuery({ queryKey: ['services', area], queryFn: () => days.services(area) });
  return <Shown query={query} rows={8}>{(data) => <Body data={data} area={area} />}</Shown>;
}

function Body({ data, area }: { data: GridServices; area: string }) {
  const [state, setState] = useState<(typeof STATES)[number]>('all');
  const [adding, setAdding] = useState(false);
  const [ending, setEnding] = useState<GridService | null>(null);
  const shown = data.items.filter((row) => state === 'all' || row.state === state || (state === 'done' && row.state === 'later'));
  return (
    <>
      <ul className="tiles">{STATES.map((key) => <li key={key}><button type="button" className="tile-button" aria-pressed={state === key} onClick={() => setState(key)}><b className="num">{data.counts[key]}</b><span>{t(`serviceDay.${key}`)}</span></button></li>)}</ul>
      <section className="panel flush" aria-label={t('gridDay.tab.service')}>
        <div className="panel-head day-head"><p className="small muted">{t('serviceDay.rule')}{data.truncated && ` ${t('serviceDay.truncated')}`}</p><Button onClick={() => setAdding(true)}>{t('serviceDay.add')}</Button></div>
        {shown.length === 0 ? <Empty title={t(data.items.length ? 'list.nothingFiltered' : 'serviceDay.none')} /> : (
          <div className="scroll-x" tabIndex={0} role="region" aria-label={t('gridDay.tab.service')}>
            <table className="data">
              <thead><tr><th>{t('gridDay.state')}</th><th>{t('serviceDay.what')}</th><th>{t('serviceDay.whom')}</th><th>{t('gridDay.grids')}</th><th>{t('serviceDay.who')}</th><th>{t('serviceDay.often')}</th><th>{t('serviceDay.last')}</th><th>{t('serviceDay.next')}</th><th>{t('serviceDay.asked')}</th><th /></tr></thead>
              <tbody>{shown.map((row) => (
                <tr key={row.id}>
                  <td><span className={LOOK[row.state] ?? 'badge'}>{row.state === 'missed' ? t('service.missed', { n: row.days_over }) : t(`service.state.${row.state as 'due' | 'done' | 'later'}`)}</span></td>
                  <td>{said(row.name, row.name_en)}</td><td>{row.served.name} <span className="muted">{row.served.address}</span></td><td>{row.grid ? plainName(row.grid.name) : '—'}</td><td className="name-cell">{plainName(row.worker_name)}</td>
                  <td>{t('service.every', { n: row.every_days })}</td><td className="num">{row.last_day ?? '—'}</td><td className="num">{row.next_day}</td><td>{t(`serviceDay.by.${row.asked_by as (typeof ASKED)[number]}`)} <span className="num muted">{row.asked_on}</span></td>
                  <td><button type="button" className="text-button" onClick={() => setEnding(row)}>{t('serviceDay.end')}</button></td>
                </tr>
              ))}</tbody>
            </table>
          </div>
        )}
      </section>
      {adding && <Add data={data} area={area} onClose={() => setAdding(false)} />}
      {ending && <End row={ending} onClose={() => setEnding(null)} />}
    </>
  );
}

const EMPTY = { grid: '', kind: '', worker: '', every: '', asked_by: 'self', asked_on: today(), consent: '', name: '', phone: '', address: '' };

function Add({ data, area, onClose }: { data: GridServices; area: string; onClose: () => void }) {
  const client = useQueryClient();
  const [entry, setEntry] = useState(EMPTY);
  const [why, setWhy] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const list = useQuery({ queryKey: ['grids', area], queryFn: () => grids.list(area) });
  const rows = (list.data?.items ?? []).filter((row) => row.layer === 'comprehensive');
  const grid = rows.find((row) => row.id === entry.grid), kind = data.kinds.find((one) => one.code === entry.kind);
  const put = (part: Partial<typeof EMPTY>) => setEntry({ ...entry, ...part });
  const ready = entry.grid && entry.kind && entry.worker && entry.consent.trim() && entry.name.trim() && entry.asked_on;
  const save = async () => {
    setBusy(true);
    setWhy(null);
    try {
      await days.addService({ grid: entry.grid, kind: entry.kind, worker: entry.worker, every_days: entry.every ? Number(entry.every) : undefined, asked_by: entry.asked_by, asked_on: entry.asked_on, consent: entry.consent.trim(), name: entry.name.trim(), phone: entry.phone.trim() || undefined, address: entry.address.trim() || undefined });
      await client.invalidateQueries({ queryKey: ['services'] });
      onClose();
    } catch (trouble) { setWhy(trouble); }
    setBusy(false);
  };
  const text = (name: 'consent' | 'name' | 'phone' | 'address') => <label className="field-label">{t(`serviceDay.${name}`)}<Input value={entry[name]} maxLength={name === 'phone' ? 30 : name === 'name' ? 60 : 200} onChange={(e) => put({ [name]: e.target.value })} /></label>;
  return (
    <Modal open title={t('serviceDay.add')} onCancel={onClose} onOk={() => void save()} okText={t('serviceDay.save')} cancelText={t('action.cancel')} okButtonProps={{ disabled: !ready, loading: busy }}>
      <div className="stack">
        <p className="small muted">{t('serviceDay.rule')}</p>
        <label className="field-label">{t('gridDay.grids')}<Select style={{ width: '100%' }} aria-label={t('gridDay.grids')} value={entry.grid || undefined} showSearch={{ optionFilterProp: 'label' }} options={rows.map((row) => ({ value: row.id, label: plainName(row.name) }))} onChange={(next: string) => put({ grid: next, worker: rows.find((row) => row.id === next)?.workers[0]?.id ?? '' })} /></label>
        <label className="field-label">{t('serviceDay.what')}<Select style={{ width: '100%' }} aria-label={t('serviceDay.what')} value={entry.kind || undefined} options={data.kinds.map((one) => ({ value: one.code, label: said(one.name, one.name_en) }))} onChange={(next: string) => put({ kind: next })} /></label>
        <label className="field-label">{t('serviceDay.who')}<Select style={{ width: '100%' }} aria-label={t('serviceDay.who')} value={entry.worker || undefined} options={(grid?.workers ?? []).map((one) => ({ value: one.id, label: plainName(one.name) }))} onChange={(next: string) => put({ worker: next })} /></label>
        <label className="field-label">{t('serviceDay.oftenDays', { n: kind?.every_days ?? '' })}<Input type="number" min={1} max={3660} value={entry.every} onChange={(e) => put({ every: e.target.value })} /></label>
        <label className="field-label">{t('serviceDay.asked')}<Select style={{ width: '100%' }} aria-label={t('serviceDay.asked')} value={entry.asked_by} options={ASKED.map((one) => ({ value: one, label: t(`serviceDay.by.${one}`) }))} onChange={(next: string) => put({ asked_by: next })} /></label>
        <label className="field-label">{t('serviceDay.askedOn')}<Input type="date" value={entry.asked_on} max={today()} onChange={(e) => put({ asked_on: e.target.value })} /></label>
        {text('consent')}{text('name')}{text('phone')}{text('address')}
        {why !== null && <Failure why={why} />}
      </div>
    </Modal>
  );
}

function End({ row, onClose }: { row: GridService; onClose: () => void }) {
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const [why, setWhy] = useState<unknown>(null);
  const end = async () => {
    try { await days.endService(row.id, row.version, reason.trim()); await client.invalidateQueries({ queryKey: ['services'] }); onClose(); } catch (trouble) { setWhy(trouble); }
  };
  return (
    <Modal open title={t('serviceDay.endTitle', { name: `${said(row.name, row.name_en)} · ${row.served.name ?? ''}` })} onCancel={onClose} onOk={() => void end()} okText={t('serviceDay.end')} cancelText={t('action.cancel')} okButtonProps={{ danger: true, disabled: !reason.trim() }}>
      <div className="stack">
        <p className="small muted">{t('serviceDay.endRule')}</p>
        <label className="field-label">{t('serviceDay.reason')}<Input value={reason} maxLength={200} onChange={(e) => setReason(e.target.value)} /></label>
        {why !== null && <Failure why={why} />}
      </div>
    </Modal>
  );
}
