// Who is on duty: numbers, the people with their marks, and where those on duty were last seen.
import { useQuery } from '@tanstack/react-query';
import { lazy, useState } from 'react';
import { Part } from '../../../components/Boundary';
import { Empty, Shown } from '../../../components/States';
import { t, type Key } from '../../../i18n';
import type { DutyDay, DutyMark, DutyPerson } from '../../../lib/api';
import { day as days } from '../../../lib/day';
import { plainName } from '../../../lib/names';
import { clockTime, dateTime } from '../../../lib/time';
import type { Scope } from './scope';

const PeopleMap = lazy(() => import('./PeopleMap'));
const AGAIN_MS = 30_000;
type Filter = 'people' | 'on' | 'came' | 'outside' | 'late' | 'clock_wrong';
const TILES: [Filter, Key][] = [['people', 'gridDay.people'], ['on', 'gridDay.on'], ['came', 'gridDay.came'], ['outside', 'gridDay.outside'], ['late', 'gridDay.late'], ['clock_wrong', 'gridDay.clock']];

/** The people a number counts. */
const behind: Record<Filter, (one: DutyPerson) => boolean> = {
  people: () => true, on: (one) => one.on, came: (one) => one.on || one.marks.length > 0, outside: (one) => one.marks.some((mark) => mark.inside === false),
  late: (one) => one.marks.some((mark) => mark.late), clock_wrong: (one) => one.marks.some((mark) => mark.clock_wrong),
};

export default function DutyTab({ area, day }: Scope) {
  const query = useQuery({ queryKey: ['duty-day', area, day], queryFn: () => days.present(area, day), refetchInterval: AGAIN_MS });
  return <Shown query={query} rows={8}>{(data) => <Body data={data} area={area} />}</Shown>;
}

function Body({ data, area }: { data: DutyDay; area: string }) {
  const [filter, setFilter] = useState<Filter>('people');
  const shown = data.items.filter(behind[filter]);
  return (
    <>
      <ul className="tiles">{TILES.map(([key, name]) => (
        <li key={key}><button type="button" className="tile-button" aria-pressed={filter === key} onClick={() => setFilter(key)}><b className="num">{data.counts[key]}</b><span>{t(name)}</span></button></li>
      ))}</ul>
      <div className="day-columns">
        <section className="panel flush" aria-label={t('gridDay.people')}>{shown.length ? <People rows={shown} /> : <Empty title={t(data.items.length ? 'list.nothingFiltered' : 'gridDay.noPeople')} />}</section>
        <aside className="panel stack" aria-label={t('gridDay.map')}>
          <h2>{t('gridDay.map')}</h2>
          <Part><PeopleMap area={area} people={data.items.filter((one) => one.position)} /></Part>
          <p className="small muted">{data.items.some((one) => one.position) ? t('gridDay.mapRule') : t('gridDay.mapNone')}</p>
        </aside>
      </div>
    </>
  );
}

function People({ rows }: { rows: DutyPerson[] }) {
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label={t('gridDay.people')}>
      <table className="data">
        <thead><tr><th>{t('gridDay.name')}</th><th>{t('gridDay.grids')}</th><th>{t('gridDay.state')}</th><th>{t('gridDay.marks')}</th></tr></thead>
        <tbody>{rows.map((one) => (
          <tr key={one.id}>
            <td className="name-cell">{plainName(one.name)}</td>
            <td>{one.grids.map((grid) => plainName(grid.name)).join('、')}{one.grid_count > one.grids.length && <span className="muted"> {t('gridDay.more', { n: one.grid_count })}</span>}</td>
            <td>{one.on ? <span className="badge badge-ok">{t('gridDay.isOn')}</span> : one.marks.length ? <span className="badge">{t('gridDay.wentOff')}</span> : <span className="badge badge-warn">{t('gridDay.absent')}</span>}</td>
            <td><ul>{one.marks.map((mark) => <Mark key={mark.id} mark={mark} />)}</ul></td>
          </tr>
        ))}</tbody>
      </table>
    </div>
  );
}

/** Wrong clocks and late sending are shown, never hidden: the time at the front is the server's. */
function Mark({ mark }: { mark: DutyMark }) {
  const minutes = Math.max(1, Math.round(Math.abs(mark.skew_s ?? 0) / 60));
  return (
    <li className="row">
      <span className="num">{clockTime(mark.at)}</span><span>{t(mark.on ? 'gridDay.turnOn' : 'gridDay.turnOff')}</span>
      {mark.inside === false && <span className="badge badge-info">{t('gridDay.markOutside', { m: mark.away_m, reason: mark.reason || '—' })}</span>}
      {mark.inside === null && <span className="badge">{t('gridDay.markNoPlace')}</span>}
      {mark.late && <span className="badge badge-warn">{t('gridDay.markLate', { at: dateTime(mark.done_at) })}</span>}
      {mark.clock_wrong && <span className="badge badge-urgent">{t((mark.skew_s ?? 0) > 0 ? 'gridDay.markFast' : 'gridDay.markSlow', { n: minutes })}</span>}
    </li>
  );
}
