// Hot spots: what several cases say about one place. Each row opens the cases behind it, on a map and as a list, to look at and to merge.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Checkbox, Select } from 'antd';
import { lazy, Suspense, useEffect, useState } from 'react';
import { Light } from '../../components/Light';
import { Empty, Failure, Loading } from '../../components/States';
import { stageOf, t } from '../../i18n';
import { figures, type CaseRow, type HotKin, type HotSpot } from '../../lib/api';
import { sentence, typeName } from '../../lib/names';
import { follow, pages, useQueryState } from '../../lib/router';
import { useMe } from '../../lib/session';
import { dateTime } from '../../lib/time';
import MergeDialog from './MergeDialog';

const HotMap = lazy(() => import('./HotMap'));
const DAYS = [7, 30, 90, 180];
const MERGERS = ['case.intake', 'case.dispatch'];

export default function Hotspots() {
  const [params, setParams] = useQueryState();
  const me = useMe();
  const days = Number(params.days) || undefined;
  const query = useQuery({ queryKey: ['hotspots', days], queryFn: () => figures.hotspots(days), refetchInterval: 20_000 });
  const spots = query.data?.items ?? [];
  const chosen = spots.find((one) => keyOf(one) === params.spot) ?? spots[0];
  useEffect(() => { document.title = `${t('nav.hotspots')} · ${t('app.name')}`; }, []);
  return (
    <div className="page">
      <header className="page-head">
        <h1>{t('nav.hotspots')}</h1>
        <div className="row filters">
          <Select aria-label={t('hot.days')} value={days ?? query.data?.days} onChange={(n) => setParams({ days: String(n), spot: '' })} style={{ minWidth: 120 }} options={DAYS.map((n) => ({ value: n, label: t('hot.lastDays', { n }) }))} />
        </div>
      </header>
      <p className="small muted">{t('hot.about')}{query.data && ` ${t(query.data.truncated ? 'hot.lookedMost' : 'hot.looked', { n: query.data.looked_at })}`}</p>
      {query.error && !spots.length ? <Failure why={query.error} retry={() => void query.refetch()} />
        : query.isPending ? <Loading rows={6} />
          : !chosen ? <section className="panel"><Empty title={t('hot.none')} /></section>
            : <>{me.rights.includes('case.dispatch') && <Kin list={query.data?.kin ?? []} spots={spots} />}<List spots={spots} chosen={chosen} choose={(one) => setParams({ spot: keyOf(one) })} /><Behind key={keyOf(chosen)} spot={chosen} /></>}
    </div>
  );
}

/** A spot has no number of its own: its first case names it while the list changes. */
const keyOf = (spot: HotSpot) => spot.cases[0]?.id ?? '';
const nameOf = (spot: HotSpot) => [spot.place, spot.subject].filter(Boolean).join(' · ');

function List({ spots, chosen, choose }: { spots: HotSpot[]; chosen: HotSpot; choose: (spot: HotSpot) => void }) {
  return (
    <section className="panel flush">
      <div className="scroll-x" tabIndex={0} role="region" aria-label={t('nav.hotspots')}>
        <table className="data">
          <thead><tr><th className="tight">{t('hot.rank')}</th><th>{t('hot.what')}</th><th className="tight">{t('hot.size')}</th><th className="tight">{t('hot.open')}</th><th className="tight">{t('hot.people')}</th><th className="tight">{t('hot.growth')}</th><th className="tight">{t('hot.lasting')}</th><th className="tight">{t('hot.last')}</th></tr></thead>
          <tbody>{spots.map((spot, i) => (
            <tr key={keyOf(spot)} className={spot === chosen ? 'row-unread' : undefined}>
              <td className="num">{i + 1}</td>
              <td><button type="button" className="text-button" aria-pressed={spot === chosen} onClick={() => choose(spot)}>{nameOf(spot)}</button></td>
              <td className="num">{spot.size}</td>
              <td className="num">{spot.open}</td>
              <td className="num">{spot.people}</td>
              <td className="nowrap"><Bars spot={spot} /> <span className="num">+{spot.rise}</span></td>
              <td className="num nowrap">{t('hot.forDays', { n: lastingDays(spot) })}</td>
              <td className="num nowrap">{dateTime(spot.last_at)}</td>
            </tr>
          ))}</tbody>
        </table>
      </div>
    </section>
  );
}

const lastingDays = (spot: HotSpot) => Math.round((Date.parse(spot.last_at) - Date.parse(spot.first_at)) / 86_400_000) + 1;

/** Spots that are alike: a person says whether they are one. */
function Kin({ list, spots }: { list: HotKin[]; spots: HotSpot[] }) {
  const client = useQueryClient();
  const { message } = App.useApp();
  const [busy, setBusy] = useState('');
  const of = (id: string) => spots.find((one) => keyOf(one) === id);
  const say = async (pair: HotKin, same: boolean) => {
    setBusy(`${pair.a}${pair.b}`);
    try { await figures.tieHotspots(pair.a, pair.b, same); } catch (why) { void message.error(sentence(why)); }
    await client.invalidateQueries({ queryKey: ['hotspots'] });
    setBusy('');
  };
  const pairs = list.map((pair) => ({ pair, a: of(pair.a), b: of(pair.b) })).filter((one) => one.a && one.b);
  if (!pairs.length) return null;
  return (
    <section className="panel" aria-label={t('hot.kin')}>
      <h2>{t('hot.kin')}</h2>
      <ul className="stack">{pairs.map(({ pair, a, b }) => a && b && (
        <li key={`${pair.a}${pair.b}`} className="row spread">
          <span>{nameOf(a)} <span className="muted">({a.size})</span> · {nameOf(b)} <span className="muted">({b.size})</span> <span className="small muted">{t('hot.alike', { n: pair.alike })}</span></span>
          <span className="row"><Button size="small" type="primary" loading={busy === `${pair.a}${pair.b}`} onClick={() => void say(pair, true)}>{t('hot.same')}</Button><Button size="small" disabled={!!busy} onClick={() => void say(pair, false)}>{t('hot.notSame')}</Button></span>
        </li>
      ))}</ul>
    </section>
  );
}

/** Cases a day, oldest left; said in words for those who do not see it. */
function Bars({ spot }: { spot: HotSpot }) {
  const most = Math.max(1, ...spot.days.map((one) => one.count)), width = 120 / spot.days.length;
  return (
    <svg width="120" height="24" viewBox="0 0 120 24" role="img" aria-label={t('hot.bars', { n: spot.size, most })} className="hot-bars">
      {spot.days.map((one, i) => one.count > 0 && <rect key={one.day} x={i * width} width={Math.max(1, width - 0.5)} y={24 - (22 * one.count) / most} height={(22 * one.count) / most}><title>{one.day} {one.count}</title></rect>)}
    </svg>
  );
}

function Behind({ spot }: { spot: HotSpot }) {
  const me = useMe();
  const [ticked, setTicked] = useState<string[]>([]);
  const [merging, setMerging] = useState(false);
  const mergers = MERGERS.some((right) => me.rights.includes(right));
  const open = spot.cases.filter((one) => one.state !== 'closed');
  const rows = open.filter((one) => ticked.includes(one.id));
  const tick = (id: string, on: boolean) => setTicked((now) => (on ? [...now, id] : now.filter((one) => one !== id)));
  return (
    <section className="panel" aria-label={t('hot.behind')}>
      <div className="row spread">
        <h2>{nameOf(spot)}</h2>
        {mergers && open.length > 1 && (
          <span className="row">
            <Button size="small" onClick={() => setTicked(rows.length === open.length ? [] : open.map((one) => one.id))}>{t(rows.length === open.length ? 'hot.untick' : 'hot.tickAll')}</Button>
            <Button size="small" type="primary" disabled={rows.length < 2} onClick={() => setMerging(true)}>{t('hot.mergeTicked', { n: rows.length })}</Button>
          </span>
        )}
      </div>
      <Suspense fallback={<Loading rows={4} />}><HotMap cases={spot.cases} /></Suspense>
      <Cases rows={spot.cases} ticked={ticked} tick={mergers ? tick : undefined} />
      {merging && <MergeDialog rows={rows} reason={t('hot.reasonText', { name: nameOf(spot) })} onClose={(done) => { setMerging(false); if (done) setTicked([]); }} />}
    </section>
  );
}

function Cases({ rows, ticked, tick }: { rows: CaseRow[]; ticked: string[]; tick?: (id: string, on: boolean) => void }) {
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label={t('hot.cases')}>
      <table className="data">
        <thead><tr>{tick && <th className="tight"><span className="hidden-text">{t('hot.tick')}</span></th>}<th className="tight">{t('col.number')}</th><th className="tight">{t('col.type')}</th><th className="tight">{t('col.stage')}</th><th>{t('col.text')}</th><th className="tight">{t('hot.opened')}</th></tr></thead>
        <tbody>{rows.map((row) => (
          <tr key={row.id}>
            {tick && <td>{row.state !== 'closed' && <Checkbox checked={ticked.includes(row.id)} aria-label={`${t('hot.tick')} ${row.number}`} onChange={(event) => tick(row.id, event.target.checked)} />}</td>}
            <td className="nowrap"><Light light={row.light} /> <a className="mono" href={pages.case(row.id)} onClick={follow}>{row.number}</a></td>
            <td className="nowrap">{typeName(row)}</td>
            <td className="nowrap">{stageOf(row)}</td>
            <td className="wrap">{row.text}</td>
            <td className="num nowrap">{dateTime(row.opened_at)}</td>
          </tr>
        ))}</tbody>
      </table>
    </div>
  );
}
