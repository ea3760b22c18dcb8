// 巡查: a route's points with the distance to each; checking in is kept on the phone until the server has it.
import { useEffect, useState } from 'react';
import { Empty, Shown } from '../components/States';
import { t } from '../i18n';
import { newKey, type PatrolRoute, type PatrolsOfMine } from '../lib/api';
import { day } from '../lib/day';
import { distance, useHere } from '../lib/here';
import { box } from '../lib/idb';
import { plainName } from '../lib/names';
import { act, useOutbox, type ActItem } from '../lib/outbox';
import { follow, pages } from '../lib/router';
import { useMe } from '../lib/session';
import { clockTime, dateTime } from '../lib/time';
import { useDuty } from './Duty';
import { useKept } from './offline';

interface Walk { key: string; route: PatrolRoute; at: string }
const markOf = (item: { kind: string; act?: string }): item is ActItem<'mark'> => item.kind === 'act' && item.act === 'mark';

/** The walk that goes on, with its route as it was when it began: it survives a reload without network. */
function useWalk(owner: string): [Walk | null, (walk: Walk | null) => void, boolean] {
  const [walk, setWalk] = useState<Walk | null>(null);
  const [read, setRead] = useState(false);
  const name = `${owner}.walk`;
  useEffect(() => { void box.get<Walk>('drafts', name).catch(() => undefined).then((found) => { setWalk(found ?? null); setRead(true); }); }, [name]);
  const change = (next: Walk | null) => {
    setWalk(next);
    void (next ? box.put('drafts', name, next) : box.drop('drafts', name)).catch(() => undefined);
  };
  return [walk, change, read];
}

export const usePatrols = () => {
  const me = useMe();
  return useKept(me.id, 'patrols', day.patrolsMine);
};

export default function Patrol() {
  const me = useMe();
  const query = usePatrols();
  const [walk, setWalk, read] = useWalk(me.id);
  useEffect(() => { document.title = `${t('patrol.title')} · ${t('app.name')}`; }, []);
  return (
    <>
      <h1>{t('patrol.title')}</h1>
      <Shown query={query} rows={6}>
        {({ data, at, old }) => (
          <>
            {old && <p className="notice notice-warn" role="status">{t('field.old', { at: dateTime(at) })}</p>}
            {read && (walk ? <Walking walk={walk} data={data} onEnd={() => setWalk(null)} /> : <Routes data={data} onBegin={(route) => setWalk({ key: newKey(), route, at: new Date().toISOString() })} />)}
            <Runs data={data} />
          </>
        )}
      </Shown>
    </>
  );
}

function Routes({ data, onBegin }: { data: PatrolsOfMine; onBegin: (route: PatrolRoute) => void }) {
  const { on } = useDuty();
  const place = useHere();
  if (!data.routes.length) return <Empty title={t('patrol.noRoutes')} />;
  const near = (route: PatrolRoute) => (place ? Math.min(...route.points.map((point) => distance(place, point))) : 0);
  const shown = [...data.routes].sort((a, b) => near(a) - near(b)).slice(0, 20);
  return (
    <>
      {!on && <p className="notice notice-warn">{t('patrol.dutyFirst')} <a className="tap" href={pages.field} onClick={follow}>{t('duty.begin')}</a></p>}
      <ul className="cards">{shown.map((route) => (
        <li key={route.id} className="card">
          <strong>{route.name}</strong>
          <span className="muted">{route.grid && plainName(route.grid.name)} · {t('patrol.points', { n: route.points.length })}{place && ` · ${t('patrol.away', { m: Math.round(near(route)) })}`}</span>
          <button type="button" className="big-button main-button" disabled={!on} onClick={() => onBegin(route)} aria-label={`${t('patrol.begin')} ${route.name} ${route.grid?.name ?? ''}`}>{t('patrol.begin')}</button>
        </li>
      ))}</ul>
    </>
  );
}

function Walking({ walk, data, onEnd }: { walk: Walk; data: PatrolsOfMine; onEnd: () => void }) {
  const me = useMe();
  const place = useHere();
  const waiting = useOutbox().filter(markOf).filter((item) => item.body.key === walk.key);
  const run = data.runs.find((one) => one.key === walk.key);
  const done = new Map<number, string>([...(run?.marks ?? []).map((mark) => [mark.n, t('patrol.doneAt', { at: clockTime(mark.done_at) })] as const),
    ...waiting.map((item) => [item.body.point, t(item.state === 'refused' ? 'patrol.refused' : 'field.state.waiting')] as const)]);
  const reach = (accuracy: number) => data.reach_m + Math.min(accuracy, data.accuracy_m);
  const check = (n: number, name: string) => { if (place) void act(me.id, 'mark', { key: walk.key, route: walk.route.id, version: walk.route.version, point: n, ...place }, t('patrol.markTitle', { name })); };
  const finish = async () => {
    if (done.size) await act(me.id, 'finish', { key: walk.key }, t('patrol.finishTitle', { name: walk.route.name }));
    onEnd();
  };
  const share = Math.floor((done.size * 100) / walk.route.points.length);
  return (
    <section className="panel stack" aria-label={t('patrol.now')}>
      <p className="row"><strong className="grow">{walk.route.name}</strong><span className={share >= data.coverage_least ? 'badge badge-ok' : 'badge badge-warn'}>{t('patrol.coverage', { n: share, done: done.size, all: walk.route.points.length })}</span></p>
      {!place && <p className="small" role="status">{t('patrol.noPlace')}</p>}
      <ul className="cards">{walk.route.points.map((point) => {
        const away = place ? Math.round(distance(place, point)) : null;
        const state = done.get(point.n);
        return (
          <li key={point.n} className="row point-row">
            <span className="grow"><b>{point.name}</b><br /><span className="muted num">{state ?? (away === null ? '—' : t('patrol.away', { m: away }))}</span></span>
            {!state && <button type="button" className="big-button point-button" disabled={away === null || away > reach(place?.accuracy ?? 0)} onClick={() => check(point.n, point.name)} aria-label={`${t('patrol.check')} ${point.name}`}>{t('patrol.check')}</button>}
          </li>
        );
      })}</ul>
      <button type="button" className="big-button main-button" onClick={() => void finish()}>{t(done.size ? 'patrol.finish' : 'patrol.cancel')}</button>
    </section>
  );
}

/** Today's, as the server has them. */
function Runs({ data }: { data: PatrolsOfMine }) {
  if (!data.runs.length) return null;
  return (
    <section className="panel stack" aria-label={t('patrol.today')}>
      <h2>{t('patrol.today')} <span className="num muted">{t('patrol.ofRequired', { n: data.runs.filter((run) => run.coverage >= data.coverage_least).length, all: data.required })}</span></h2>
      <ul className="stack">{data.runs.map((run) => (
        <li key={run.id}>{clockTime(run.began_at)} {data.routes.find((route) => route.id === run.route)?.name ?? ''} <span className={run.coverage >= data.coverage_least ? 'badge badge-ok' : 'badge badge-warn'}>{t('patrol.coverage', { n: run.coverage, done: run.done, all: run.points })}</span>
          {run.missed.length > 0 && <p className="small muted">{t('patrol.missed', { names: run.missed.map((point) => point.name).join('、') })}</p>}</li>
      ))}</ul>
    </section>
  );
}
