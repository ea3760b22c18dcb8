// Patrols of the day: which routes were walked often and completely enough, what was missed, and laying the routes.
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { lazy, useState } from 'react';
import { Part } from '../../../components/Boundary';
import { Empty, Shown } from '../../../components/States';
import { t } from '../../../i18n';
import type { PatrolDay, PatrolDayRow, PatrolRoutes, PatrolRun } from '../../../lib/api';
import { day as days } from '../../../lib/day';
import { plainName } from '../../../lib/names';
import { clockTime } from '../../../lib/time';
import type { Scope } from './scope';

const RouteEditor = lazy(() => import('./RouteEditor'));

export default function PatrolTab({ area, day }: Scope) {
  const query = useQuery({ queryKey: ['patrols', area, day], queryFn: () => days.patrols(area, day) });
  const routes = useQuery({ queryKey: ['patrol-routes', area], queryFn: () => days.routes(area) });
  const [editing, setEditing] = useState<string | null>(null);
  if (editing !== null && routes.data) return <Part><RouteEditor area={area} id={editing || null} routes={routes.data} onDone={() => { setEditing(null); void routes.refetch(); void query.refetch(); }} /></Part>;
  return <Shown query={query} rows={8}>{(data) => <Body data={data} routes={routes.data} onEdit={setEditing} />}</Shown>;
}

function Body({ data, routes, onEdit }: { data: PatrolDay; routes: PatrolRoutes | undefined; onEdit: (id: string) => void }) {
  const [unmet, setUnmet] = useState(false);
  const shown = unmet ? data.items.filter((row) => !row.met) : data.items;
  const tiles: [string, string | number][] = [[t('patrolDay.runs'), data.counts.runs], [t('patrolDay.coverage'), data.counts.coverage === null ? '—' : `${data.counts.coverage}%`], [t('patrolDay.missedPoints'), data.counts.missed], [t('patrolDay.met', { all: data.counts.routes }), data.counts.met]];
  return (
    <>
      <ul className="tiles">
        {tiles.map(([name, value]) => <li key={name}><b className="num">{value}</b><span>{name}</span></li>)}
        <li><button type="button" className="tile-button" aria-pressed={unmet} onClick={() => setUnmet(!unmet)}><b className="num">{data.counts.routes - data.counts.met}</b><span>{t('patrolDay.unmet')}</span></button></li>
      </ul>
      <section className="panel flush">
        <div className="panel-head day-head"><p className="small muted">{t(data.work_day ? 'patrolDay.rule' : 'patrolDay.restDay', { n: data.required, share: data.coverage_least })}</p>{routes?.can_edit && <Button onClick={() => onEdit('')}>{t('patrolDay.newRoute')}</Button>}</div>
        {shown.length ? <Table rows={shown} data={data} canEdit={Boolean(routes?.can_edit)} onEdit={onEdit} /> : <Empty title={t(data.items.length ? 'list.nothingFiltered' : 'patrolDay.noRoutes')} />}
      </section>
    </>
  );
}

function Table({ rows, data, canEdit, onEdit }: { rows: PatrolDayRow[]; data: PatrolDay; canEdit: boolean; onEdit: (id: string) => void }) {
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label={t('gridDay.tab.patrol')}>
      <table className="data">
        <thead><tr><th>{t('gridDay.grids')}</th><th>{t('patrolDay.route')}</th><th className="right">{t('patrolDay.points')}</th><th>{t('gridDay.state')}</th><th>{t('patrolDay.runs')}</th></tr></thead>
        <tbody>{rows.map((row) => (
          <tr key={row.id}>
            <td>{row.grid ? plainName(row.grid.name) : '—'}</td>
            <td>{canEdit ? <button type="button" className="text-button" onClick={() => onEdit(row.id)}>{row.name}</button> : row.name}</td>
            <td className="num right">{row.points}</td>
            <td><span className={row.met ? 'badge badge-ok' : data.work_day ? 'badge badge-warn' : 'badge'}>{t('patrolDay.times', { n: row.good_runs, all: data.required })}</span></td>
            <td>{row.runs.length === 0 ? <span className="muted">{t('patrolDay.none')}</span> : <ul>{row.runs.map((run) => <Run key={run.id} run={run} least={data.coverage_least} />)}</ul>}</td>
          </tr>
        ))}</tbody>
      </table>
    </div>
  );
}

function Run({ run, least }: { run: PatrolRun; least: number }) {
  const wrong = run.marks.some((mark) => mark.clock_wrong), late = run.marks.some((mark) => mark.late);
  return (
    <li className="row">
      <span className="num">{clockTime(run.began_at)}–{run.ended_at ? clockTime(run.ended_at) : t('patrolDay.goesOn')}</span> {plainName(run.person)}
      <span className={run.coverage >= least ? 'badge badge-ok' : 'badge badge-warn'}>{run.coverage}%（{run.done}/{run.points}）</span>
      {run.missed.length > 0 && <span className="small muted">{t('patrol.missed', { names: run.missed.map((point) => point.name).join('、') })}</span>}
      {late && <span className="badge badge-warn">{t('gridDay.late')}</span>}{wrong && <span className="badge badge-urgent">{t('gridDay.clock')}</span>}
    </li>
  );
}
