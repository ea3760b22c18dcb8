// Laying a route: points by pressing the map, dragged, named, ordered; or proposed for a grid.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Input, Popconfirm, Select } from 'antd';
import { useEffect, useState } from 'react';
import { Failure } from '../../../components/States';
import { t } from '../../../i18n';
import { grids, type PatrolPoint, type PatrolRoute, type PatrolRoutes } from '../../../lib/api';
import { day as days } from '../../../lib/day';
import { plainName } from '../../../lib/names';
import RouteMap from './RouteMap';

type Point = Omit<PatrolPoint, 'n'> & { n?: number };

export default function RouteEditor({ area, id, routes, onDone }: { area: string; id: string | null; routes: PatrolRoutes; onDone: () => void }) {
  const old: PatrolRoute | undefined = routes.items.find((one) => one.id === id);
  const client = useQueryClient();
  const [grid, setGrid] = useState(old?.grid?.id ?? '');
  const [name, setName] = useState(old?.name ?? '');
  const [points, setPoints] = useState<Point[]>(old?.points ?? []);
  const [busy, setBusy] = useState(false);
  const [why, setWhy] = useState<unknown>(null);
  const list = useQuery({ queryKey: ['grids', area], queryFn: () => grids.list(area) });
  const rows = (list.data?.items ?? []).filter((row) => row.layer === 'comprehensive');
  const at = rows.find((row) => row.id === grid);
  useEffect(() => { if (at && !name) setName(t('patrolDay.defaultName', { name: plainName(at.name) })); }, [at?.id]);
  const doing = async (work: () => Promise<unknown>) => {
    setBusy(true);
    setWhy(null);
    try { await work(); } catch (trouble) { setWhy(trouble); }
    setBusy(false);
  };
  const save = () => doing(async () => {
    const body = { name: name.trim(), points };
    if (old) await days.saveRoute(old.id, { ...body, version: old.version }); else await days.addRoute({ ...body, grid });
    await client.invalidateQueries({ queryKey: ['patrols'] });
    onDone();
  });
  const change = (i: number, part: Partial<Point>) => setPoints(points.map((one, k) => (k === i ? { ...one, ...part } : one)));
  const move = (i: number, by: number) => { const next = [...points]; const [one] = next.splice(i, 1); next.splice(i + by, 0, one); setPoints(next); };
  const full = points.length >= routes.points_most;
  return (
    <div className="day-columns route-editor">
      <section className="panel stack" aria-label={t('patrolDay.route')}>
        <h2>{t(old ? 'patrolDay.editRoute' : 'patrolDay.newRoute')}</h2>
        <label className="field-label">{t('gridDay.grids')}
          <Select style={{ width: '100%' }} aria-label={t('gridDay.grids')} disabled={Boolean(old)} value={grid || undefined} loading={list.isPending} placeholder={t('patrolDay.chooseGrid')} showSearch={{ optionFilterProp: 'label' }}
            options={rows.map((row) => ({ value: row.id, label: plainName(row.name) }))} onChange={(next: string) => { setGrid(next); setPoints([]); setName(''); }} /></label>
        <label className="field-label">{t('patrolDay.name')}<Input value={name} maxLength={60} onChange={(e) => setName(e.target.value)} /></label>
        <p className="small muted">{t('patrolDay.hint', { n: points.length, most: routes.points_most })}</p>
        <ol className="stack route-points">{points.map((point, i) => (
          <li key={point.n ?? `new-${i}`} className="row">
            <span className="num route-number">{i + 1}</span>
            <Input aria-label={t('patrolDay.pointName', { n: i + 1 })} value={point.name} maxLength={60} onChange={(e) => change(i, { name: e.target.value })} />
            <Button size="small" disabled={i === 0} aria-label={t('patrolDay.up', { n: i + 1 })} onClick={() => move(i, -1)}>↑</Button>
            <Button size="small" disabled={i === points.length - 1} aria-label={t('patrolDay.down', { n: i + 1 })} onClick={() => move(i, 1)}>↓</Button>
            <Button size="small" aria-label={t('patrolDay.remove', { n: i + 1 })} onClick={() => setPoints(points.filter((_, k) => k !== i))}>✕</Button>
          </li>
        ))}</ol>
        {why !== null && <Failure why={why} />}
        <div className="row">
          <Button type="primary" loading={busy} disabled={!grid || !points.length || !name.trim()} onClick={() => void save()}>{t('patrolDay.save')}</Button>
          <Button disabled={!grid || busy} onClick={() => void doing(async () => setPoints((await days.propose(grid)).points.map((point) => ({ ...point, n: undefined }))))}>{t('patrolDay.propose')}</Button>
          <Button onClick={onDone}>{t('action.cancel')}</Button>
          {old && <Popconfirm title={t('patrolDay.dropAsk')} okText={t('patrolDay.drop')} cancelText={t('action.cancel')} onConfirm={() => void doing(async () => { await days.dropRoute(old.id, old.version); onDone(); })}><Button danger>{t('patrolDay.drop')}</Button></Popconfirm>}
        </div>
      </section>
      <aside className="panel"><RouteMap area={area} middle={at ?? points[0]} points={points} onAdd={(place) => { if (grid && !full) setPoints([...points, { name: t('patrolDay.pointDefault', { n: points.length + 1 }), ...place }]); }} onMove={(i, place) => change(i, place)} /></aside>
    </div>
  );
}
