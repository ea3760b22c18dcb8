// Every grid with its people, against the standard: who is missing, giving a place, ending one.
import { useQuery } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { Empty, Shown } from '../../../components/States';
import { t } from '../../../i18n';
import { nameOf, plainName, said } from '../../../lib/names';
import { staff, type StaffGrid, type StaffGrids, type StaffPlace } from '../../../lib/staff';
import LeaveDialog from './LeaveDialog';
import PlaceDialog from './PlaceDialog';
import type { Scope } from './StaffPage';

type Filter = 'grids' | 'met' | 'short';
const FILTERS = ['grids', 'met', 'short'] as const;

export default function GridsTab({ area }: Scope) {
  const query = useQuery({ queryKey: ['staff', 'grids', area], queryFn: () => staff.grids(area) });
  return <Shown query={query} rows={10}>{(data) => <Body data={data} />}</Shown>;
}

function Body({ data }: { data: StaffGrids }) {
  const [filter, setFilter] = useState<Filter>('grids');
  const [typed, setTyped] = useState('');
  const [placing, setPlacing] = useState<StaffGrid | null>(null);
  const [leaving, setLeaving] = useState<StaffPlace | null>(null);
  const has = (row: StaffGrid) => !typed || (row.grid?.name ?? '').includes(typed) || row.people.some((one) => one.name.includes(typed));
  const shown = data.items.filter((row) => has(row) && (filter === 'grids' || row.met === (filter === 'met')));
  return (
    <>
      <ul className="tiles">
        {FILTERS.map((key) => <li key={key}><button type="button" className="tile-button" aria-pressed={filter === key} onClick={() => setFilter(key)}><b className="num">{data.counts[key]}</b><span>{t(`staff.${key}`)}</span></button></li>)}
        {(['people', 'ending', 'unlisted'] as const).map((key) => <li key={key}><b className="num">{data.counts[key]}</b><span className="muted small">{t(`staff.${key}`)}</span></li>)}
      </ul>
      {data.stray.length > 0 && <div className="notice notice-warn"><p>{t('staff.stray', { n: data.stray.length })}</p><ul className="chips-line">{data.stray.map((one) => <Chip key={one.id} place={one} onPress={data.can_tend ? () => setLeaving(one) : undefined} />)}</ul></div>}
      {data.unlisted.length > 0 && <div className="notice notice-warn"><p>{t('staff.unlistedNote', { n: data.unlisted.length })}：{data.unlisted.slice(0, 5).map((one) => `${plainName(one.name)}（${plainName(one.grid?.name ?? '')}）`).join('、')}</p></div>}
      <section className="panel flush" aria-label={t('staff.tab.grids')}>
        <div className="panel-head day-head">
          <p className="small muted">{t('staff.standard')}：{data.standard.map((rule) => said(rule.name, rule.name_en)).join('；')}</p>
          <Input style={{ width: 220 }} aria-label={t('staff.find')} placeholder={t('staff.find')} value={typed} onChange={(e) => setTyped(e.target.value.trim())} />
        </div>
        {shown.length === 0 ? <Empty title={t(data.items.length ? 'list.nothingFiltered' : 'staff.noGrids')} /> : <Rows rows={shown} data={data} onPlace={setPlacing} onLeave={setLeaving} />}
      </section>
      {placing && <PlaceDialog row={placing} data={data} onClose={() => setPlacing(null)} />}
      {leaving && <LeaveDialog place={leaving} street={data.street?.id ?? ''} onClose={() => setLeaving(null)} />}
    </>
  );
}

function Rows({ rows, data, onPlace, onLeave }: { rows: StaffGrid[]; data: StaffGrids; onPlace: (row: StaffGrid) => void; onLeave: (place: StaffPlace) => void }) {
  const rule = (code: string) => { const found = data.standard.find((one) => one.code === code); return found ? said(found.name, found.name_en) : code; };
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label={t('staff.tab.grids')}>
      <table className="data">
        <thead><tr><th>{t('staff.grid')}</th><th>{t('staff.state')}</th><th>{t('staff.who')}</th>{data.can_tend && <th />}</tr></thead>
        <tbody>{rows.map((row) => (
          <tr key={row.grid?.id}>
            <td>{plainName(row.grid?.name ?? '')}<br /><span className="small muted">{nameOf(row.community)}</span></td>
            <td>{row.met ? <span className="badge badge-ok">{t('staff.isMet')}</span> : <ul>{row.missing.map((one) => <li key={one.rule}><span className="badge badge-warn">{t('staff.short')}</span> <span className="small">{t('staff.lacks', { rule: rule(one.rule), have: one.have })}</span></li>)}</ul>}</td>
            <td><ul className="chips-line">{row.people.map((one) => <Chip key={one.id} place={one} onPress={data.can_tend ? () => onLeave(one) : undefined} />)}</ul></td>
            {data.can_tend && <td className="nowrap"><Button size="small" aria-label={`${t('staff.place')} ${plainName(row.grid?.name ?? '')}`} onClick={() => onPlace(row)}>{t('staff.place')}</Button></td>}
          </tr>
        ))}</tbody>
      </table>
    </div>
  );
}

/** A person at a grid: role and name, the period when it is not open; pressing it ends the place. */
function Chip({ place, onPress }: { place: StaffPlace; onPress?: () => void }) {
  const text = <><span className="muted">{said(place.role_name, place.role_name_en)}</span> {plainName(place.name)}{place.stands_for_name && <span className="muted"> {t('staff.standsFor', { name: plainName(place.stands_for_name) })}</span>}{!place.begun && <span className="muted"> {t('staff.from', { day: place.from })}</span>}{place.until && <span className="muted"> {t('staff.until', { day: place.until })}</span>}</>;
  return <li>{onPress ? <button type="button" className="chip" onClick={onPress}>{text}</button> : <span className="badge">{text}</span>}</li>;
}
