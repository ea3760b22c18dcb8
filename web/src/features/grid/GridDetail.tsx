// One grid: where it belongs, who works there and since when they are on duty, what is open, and the grids inside it.
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { lazy } from 'react';
import { Part } from '../../components/Boundary';
import { Shown } from '../../components/States';
import { t, word } from '../../i18n';
import { grids, type Grid } from '../../lib/api';
import { nameOf, plainName } from '../../lib/names';
import { follow, pages } from '../../lib/router';
import { dateTime } from '../../lib/time';

const PointMap = lazy(() => import('../../components/PointMap'));

export default function GridDetail({ id, onClose }: { id: string; onClose: () => void }) {
  const query = useQuery({ queryKey: ['grid', id], queryFn: () => grids.read(id) });
  return (
    <aside className="panel stack grid-detail" aria-label={t('grid.one')}>
      <Shown query={query} rows={6}>{(grid) => <Body grid={grid} onClose={onClose} />}</Shown>
    </aside>
  );
}

function Body({ grid, onClose }: { grid: Grid; onClose: () => void }) {
  return (
    <>
      <div className="row"><h2 className="grow">{plainName(grid.name)}</h2><Button size="small" type="text" onClick={onClose}>{t('action.close')}</Button></div>
      <p className="small muted"><span className="mono">{grid.code}</span> · {[grid.district, grid.street, grid.community].map(nameOf).filter(Boolean).join(' › ')}{grid.steering && ` · ${t('people.steering')} ${nameOf(grid.steering)}`}</p>
      <p className="row">
        <a href={`${pages.cases}?grid=${grid.id}`} onClick={follow}>{t('grid.openCases', { n: grid.open })}</a>
        {grid.overdue > 0 && <a className="badge badge-urgent" href={`${pages.cases}?grid=${grid.id}&light=overdue`} onClick={follow}>{t('grid.overdueCases', { n: grid.overdue })}</a>}
        <a href={`${pages.map}?area=${grid.community?.id ?? ''}&grids=1`} onClick={follow}>{t('grid.onMap')}</a>
      </p>
      <Part><PointMap value={{ lon: grid.lon, lat: grid.lat }} area={grid.street?.id} height={180} /></Part>
      <section className="stack" aria-label={t('grid.workers')}>
        <h3>{t('grid.workers')}</h3>
        {grid.workers.length === 0 && <p className="small muted">{grid.host ? t('grid.hostServes') : t('grid.noWorkers')}</p>}
        <ul>{grid.workers.map((one) => (
          <li key={one.id} className="map-case"><span className="grow">{plainName(one.name)}</span><span className={one.on_duty ? 'duty duty-on' : 'duty'}>{t(one.on_duty ? 'assign.onDuty' : 'assign.offDuty')}</span>{one.position && <span className="small muted num">{t('grid.seenAt', { at: dateTime(one.position.at) })}</span>}</li>
        ))}</ul>
      </section>
      {grid.host && <p className="small">{t('grid.inside', { name: plainName(grid.host.name) })}</p>}
      {grid.dedicated.length > 0 && (
        <section className="stack" aria-label={t('grid.dedicated')}>
          <h3>{t('grid.dedicated')}</h3>
          <ul>{grid.dedicated.map((one) => <li key={one.id} className="map-case"><span className="badge badge-info">{word('grid.kind', one.kind)}</span><span className="grow">{plainName(one.name)}</span></li>)}</ul>
        </section>
      )}
    </>
  );
}
