// Surges (预警): of which type, from where, more comes than the same hours of earlier weeks had; the cases behind each; what lies ahead.
import { useQuery } from '@tanstack/react-query';
import { Button, Select } from 'antd';
import { lazy, Suspense, useEffect, useState } from 'react';
import { Light } from '../../components/Light';
import { Empty, Failure, Loading } from '../../components/States';
import { stageOf, t, word } from '../../i18n';
import { figures, type CaseRow, type SurgeAhead, type SurgeAlert, type WeekCount } from '../../lib/api';
import { said, typeName } from '../../lib/names';
import { follow, pages, useQueryState } from '../../lib/router';
import { useSession } from '../../lib/session';
import { dateTime } from '../../lib/time';

const HotMap = lazy(() => import('./HotMap'));
const SendList = lazy(() => import('./SendList'));
const HOURS = [6, 12, 24, 48, 72];
const RARE = 1_000_000;   // the server tells no more than that

export default function Surges() {
  const [params, setParams] = useQueryState();
  const hours = Number(params.hours) || undefined;
  const query = useQuery({ queryKey: ['surges', hours], queryFn: () => figures.surges(hours), refetchInterval: 60_000 });
  const list = query.data;
  const chosen = list?.items.find((one) => keyOf(one) === params.alert) ?? list?.items[0];
  useEffect(() => { document.title = `${t('nav.surges')} · ${t('app.name')}`; }, []);
  return (
    <div className="page">
      <header className="page-head">
        <h1>{t('nav.surges')}</h1>
        <div className="row filters">
          <Select aria-label={t('surge.hours')} value={hours ?? list?.hours} onChange={(n) => setParams({ hours: String(n), alert: '' })} style={{ minWidth: 140 }} options={HOURS.map((n) => ({ value: n, label: t('surge.lastHours', { n }) }))} />
        </div>
      </header>
      <p className="small muted">{t('surge.about')}{list && ` ${list.weeks ? t('surge.compared', { n: list.weeks }) : t('surge.noWeeks')}`}{list?.truncated && ` ${t('surge.truncated')}`}</p>
      {query.error && !list ? <Failure why={query.error} retry={() => void query.refetch()} />
        : !list ? <Loading rows={6} />
          : (
            <>
              {chosen ? <><Alerts rows={list.items} chosen={chosen} choose={(one) => setParams({ alert: keyOf(one) })} /><Behind key={keyOf(chosen)} alert={chosen} /></>
                : <section className="panel"><Empty title={t('surge.none')} /></section>}
              {list.ahead.length > 0 && <Ahead rows={list.ahead} hours={list.hours} />}
            </>
          )}
    </div>
  );
}

const keyOf = (one: SurgeAlert) => `${one.type} ${one.source} ${one.area.id}`;

/** How likely so many are by chance. */
const chance = (one: SurgeAlert) => (one.one_in >= RARE ? t('surge.rare') : t('surge.oneIn', { n: one.one_in.toLocaleString('en') }));

/** A type, and its source when the alert is about one. */
const nameOf = (one: SurgeAlert) => [typeName(one), one.source && word('source', one.source, said(one.source_name, one.source_name_en))].filter(Boolean).join(' · ');

/** The weeks before and now, oldest left; said in words for those who do not see it. */
function Bars({ weeks, now }: { weeks: WeekCount[]; now?: number }) {
  const counts = [...weeks.map((one) => one.count), ...(now === undefined ? [] : [now])], most = Math.max(1, ...counts), width = 120 / Math.max(1, counts.length);
  const words = weeks.map((one) => t('surge.ago', { n: one.ago, count: one.count })).join(t('word.comma'));
  return (
    <svg width="120" height="24" viewBox="0 0 120 24" role="img" aria-label={words} className="hot-bars">
      {counts.map((count, i) => <rect key={i} className={now !== undefined && i === counts.length - 1 ? undefined : 'surge-week'} x={i * width} width={Math.max(1, width - 2)} y={24 - (22 * count) / most} height={(22 * count) / most}><title>{i < weeks.length ? t('surge.ago', { n: weeks[i].ago, count }) : count}</title></rect>)}
    </svg>
  );
}

function Alerts({ rows, chosen, choose }: { rows: SurgeAlert[]; chosen: SurgeAlert; choose: (one: SurgeAlert) => void }) {
  return (
    <section className="panel flush">
      <div className="scroll-x" tabIndex={0} role="region" aria-label={t('nav.surges')}>
        <table className="data">
          <thead><tr><th>{t('surge.what')}</th><th>{t('surge.where')}</th><th className="tight">{t('surge.count')}</th><th className="tight">{t('surge.expected')}</th><th className="tight">{t('surge.weeks')}</th><th className="tight">{t('surge.chance')}</th></tr></thead>
          <tbody>{rows.map((one) => (
            <tr key={keyOf(one)} className={one === chosen ? 'row-unread' : undefined}>
              <td><button type="button" className="text-button" aria-pressed={one === chosen} onClick={() => choose(one)}>{nameOf(one)}</button></td>
              <td className="nowrap">{one.area.name}</td>
              <td className="num"><strong>{one.count}</strong></td>
              <td className="num">{one.expected}</td>
              <td className="nowrap"><Bars weeks={one.weeks} now={one.count} /></td>
              <td className="num nowrap">{chance(one)}</td>
            </tr>
          ))}</tbody>
        </table>
      </div>
    </section>
  );
}

function Behind({ alert }: { alert: SurgeAlert }) {
  const { may } = useSession();
  const [sending, setSending] = useState(false);
  return (
    <section className="panel" aria-label={t('surge.evidence')}>
      <div className="panel-head"><h2>{alert.area.name} · {nameOf(alert)}</h2>{may('case.supervise') && <Button size="small" onClick={() => setSending(true)}>{t('list.open')}</Button>}</div>
      {sending && <Suspense fallback={null}><SendList alert={alert} what={nameOf(alert)} onClose={() => setSending(false)} /></Suspense>}
      <p>{t('surge.sentence', { count: alert.count, expected: alert.expected, chance: chance(alert) })}</p>
      {alert.cases.length > 0 && <Suspense fallback={<Loading rows={4} />}><HotMap cases={alert.cases} /></Suspense>}
      <Cases rows={alert.cases} />
    </section>
  );
}

function Cases({ rows }: { rows: CaseRow[] }) {
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label={t('hot.cases')}>
      <table className="data">
        <thead><tr><th className="tight">{t('col.number')}</th><th className="tight">{t('col.stage')}</th><th>{t('col.text')}</th><th className="tight">{t('hot.opened')}</th></tr></thead>
        <tbody>{rows.map((row) => (
          <tr key={row.id}>
            <td className="nowrap"><Light light={row.light} /> <a className="mono" href={pages.case(row.id)} onClick={follow}>{row.number}</a></td>
            <td className="nowrap">{stageOf(row)}</td>
            <td className="wrap" style={{ minWidth: 180 }}>{row.text}</td>
            <td className="num nowrap">{dateTime(row.opened_at)}</td>
          </tr>
        ))}</tbody>
      </table>
    </div>
  );
}

function Ahead({ rows, hours }: { rows: SurgeAhead[]; hours: number }) {
  return (
    <section className="panel" aria-label={t('surge.ahead')}>
      <h2>{t('surge.ahead')}</h2>
      <p className="small muted">{t('surge.aheadNote', { n: hours })}</p>
      <div className="scroll-x" tabIndex={0} role="region" aria-label={t('surge.ahead')}>
        <table className="data">
          <thead><tr><th>{t('col.type')}</th><th className="tight">{t('surge.expected')}</th><th className="tight">{t('surge.ready')}</th><th className="tight">{t('surge.weeks')}</th></tr></thead>
          <tbody>{rows.map((one) => (
            <tr key={one.type}><td style={{ minWidth: 96 }}>{typeName(one)}</td><td className="num">{one.expected}</td><td className="num">{one.ready}</td><td className="nowrap"><Bars weeks={one.weeks} /></td></tr>
          ))}</tbody>
        </table>
      </div>
    </section>
  );
}
