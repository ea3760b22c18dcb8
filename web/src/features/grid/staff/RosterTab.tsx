// The roster of a week: who works on which day at each grid, and where nobody does.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Checkbox, Modal } from 'antd';
import { useState } from 'react';
import { Empty, Failure, Shown } from '../../../components/States';
import { t, type Key } from '../../../i18n';
import { nameOf, plainName } from '../../../lib/names';
import { staff, type StaffGrid, type StaffGrids, type StaffPlace, type StaffShift } from '../../../lib/staff';
import type { Scope } from './StaffPage';

const DAYS = [1, 2, 3, 4, 5, 6, 7];
const dayName = (day: number) => t(`staff.day${day}` as Key);
const working = (row: StaffGrid) => row.people.filter((one) => one.desk && one.begun);
const empty = (row: StaffGrid) => DAYS.slice(0, 5).some((day) => !working(row).some((one) => one.week.some((shift) => shift.day === day)));

export default function RosterTab({ area }: Scope) {
  const query = useQuery({ queryKey: ['staff', 'grids', area], queryFn: () => staff.grids(area) });
  return <Shown query={query} rows={10}>{(data) => <Body data={data} />}</Shown>;
}

function Body({ data }: { data: StaffGrids }) {
  const [only, setOnly] = useState(false);
  const [editing, setEditing] = useState<StaffPlace | null>(null);
  const open = data.items.filter(empty);
  const shown = only ? open : data.items;
  return (
    <section className="panel flush" aria-label={t('staff.tab.roster')}>
      <div className="panel-head day-head">
        <p className="small muted">{t('staff.rosterRule')} {t('staff.weekdaysOpen')}：<b className="num">{open.length}</b></p>
        <Checkbox checked={only} onChange={(e) => setOnly(e.target.checked)}>{t('staff.onlyOpen')}</Checkbox>
      </div>
      {shown.length === 0 ? <Empty title={t(data.items.length ? 'list.nothingFiltered' : 'staff.noGrids')} /> : (
        <div className="scroll-x" tabIndex={0} role="region" aria-label={t('staff.tab.roster')}>
          <table className="data roster">
            <thead><tr><th>{t('staff.grid')}</th><th>{t('staff.shifts')}</th>{DAYS.map((day) => <th key={day}>{dayName(day)}</th>)}</tr></thead>
            <tbody>{shown.map((row) => (
              <tr key={row.grid?.id}>
                <td>{plainName(row.grid?.name ?? '')}<br /><span className="small muted">{nameOf(row.community)}</span></td>
                <td><ul className="chips-line">{working(row).map((one) => <li key={one.id}>{data.can_tend ? <button type="button" className="chip" aria-label={t('staff.editWeek', { name: plainName(one.name) })} onClick={() => setEditing(one)}>{plainName(one.name)}</button> : plainName(one.name)}</li>)}</ul></td>
                {DAYS.map((day) => <Cell key={day} row={row} day={day} />)}
              </tr>
            ))}</tbody>
          </table>
        </div>
      )}
      {editing && <Week place={editing} onClose={() => setEditing(null)} />}
    </section>
  );
}

function Cell({ row, day }: { row: StaffGrid; day: number }) {
  const on = working(row).flatMap((one) => one.week.filter((shift) => shift.day === day).map((shift) => ({ one, shift })));
  if (on.length === 0) return <td>{day <= 5 ? <span className="badge badge-warn">{t('staff.uncovered')}</span> : <span className="muted">—</span>}</td>;
  const times = [...new Set(on.map(({ shift }) => `${shift.from}–${shift.to}`))];
  return <td className="small">{times.map((time) => <div key={time}><span className="num nowrap">{time}</span> <span className="muted">×{on.filter(({ shift }) => `${shift.from}–${shift.to}` === time).length}</span></div>)}</td>;
}

/** One shift a day is what most have; more are kept as they are until the day is changed. */
function Week({ place, onClose }: { place: StaffPlace; onClose: () => void }) {
  const client = useQueryClient();
  const [week, setWeek] = useState<StaffShift[]>(place.week);
  const [why, setWhy] = useState<unknown>(null);
  const of = (day: number) => week.find((shift) => shift.day === day);
  const put = (day: number, part: Partial<StaffShift>) => {
    const next = { day, from: of(day)?.from ?? '08:30', to: of(day)?.to ?? '17:30', ...part };
    const rest = week.filter((shift) => shift.day !== day);
    setWeek(next.from && next.to ? [...rest, next].sort((a, b) => a.day - b.day) : rest);
  };
  const save = async () => {
    setWhy(null);
    try { await staff.week(place.id, place.version, week); await client.invalidateQueries({ queryKey: ['staff'] }); onClose(); } catch (trouble) { setWhy(trouble); }
  };
  return (
    <Modal open title={t('staff.editWeek', { name: plainName(place.name) })} onCancel={onClose} onOk={() => void save()} okText={t('staff.save')} cancelText={t('action.cancel')}>
      <div className="stack">
        <div className="row"><Button size="small" onClick={() => setWeek(DAYS.slice(0, 5).map((day) => ({ day, from: '08:30', to: '17:30' })))}>{t('staff.officeHours')}</Button><Button size="small" onClick={() => setWeek([])}>{t('staff.clearWeek')}</Button></div>
        {DAYS.map((day) => (
          <div key={day} className="row"><span style={{ width: 48 }}>{dayName(day)}</span>
            <input type="time" className="coordinate" aria-label={t('staff.fromTime', { day: dayName(day) })} value={of(day)?.from ?? ''} onChange={(e) => put(day, { from: e.target.value })} /> –
            <input type="time" className="coordinate" aria-label={t('staff.toTime', { day: dayName(day) })} value={of(day)?.to ?? ''} onChange={(e) => put(day, { to: e.target.value })} />
          </div>
        ))}
        {why !== null && <Failure why={why} />}
      </div>
    </Modal>
  );
}
