// The duty roster (值班表): a week of shifts, who leads, how to reach them; adding and taking out for whoever may supervise.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Select } from 'antd';
import { useEffect, useState } from 'react';
import { Empty, Failure, Shown } from '../../../components/States';
import { UnitSelect } from '../../../components/UnitSelect';
import { t } from '../../../i18n';
import { places, roster, type DutyPost, type DutyShift } from '../../../lib/api';
import { nameOf, said, sentence } from '../../../lib/names';
import { useQueryState } from '../../../lib/router';
import { useSession } from '../../../lib/session';
import { dateTime } from '../../../lib/time';

const WEEK = 7;
const today = () => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);

export default function Roster() {
  const { scope, may } = useSession();
  const [params, setParams] = useQueryState();
  const day = params.day ?? today();
  const query = useQuery({ queryKey: ['roster', scope?.id, day], queryFn: () => roster.read({ unit: scope?.id, day, days: WEEK }) });
  useEffect(() => { document.title = `${t('nav.roster')} · ${t('app.name')}`; }, []);
  return (
    <div className="page">
      <header className="page-head"><h1>{t('nav.roster')}</h1><span className="muted">{scope?.name}</span>
        <label className="row small">{t('roster.week')} <input className="month-input" type="date" value={day} onChange={(event) => setParams({ day: event.target.value || undefined })} /></label></header>
      <p className="small muted">{t('roster.about')}</p>
      {may('case.supervise') && query.data && <Add posts={query.data.posts} />}
      <section className="panel" aria-label={t('nav.roster')}>
        <Shown query={query} rows={5}>{({ items }) => (items.length === 0 ? <Empty title={t('roster.none')} /> : <Shifts items={items} drop={may('case.supervise')} />)}</Shown>
      </section>
    </div>
  );
}

/** The people on shift, those who lead first; for pages that show the roster beside something else. */
export function ShiftList({ items }: { items: DutyShift[] }) {
  if (!items.length) return <p className="small muted">{t('emergency.noShift')}</p>;
  return (
    <ul className="near-list">{[...items].sort((a, b) => Number(b.leads) - Number(a.leads)).map((one) => (
      <li key={one.id} className="row">
        <span className="grow"><strong>{one.name}</strong> <span className="small muted">{said(one.post_name, one.post_name_en)} · {nameOf(one.unit)}</span></span>
        {one.phone && <a className="num" href={`tel:${one.phone}`}>{one.phone}</a>}
        <span className={one.on_duty ? 'duty duty-on' : 'duty'}>{t(one.on_duty ? 'roster.onDuty' : 'roster.offDuty')}</span>
      </li>
    ))}</ul>
  );
}

function Shifts({ items, drop }: { items: DutyShift[]; drop: boolean }) {
  const client = useQueryClient();
  const { message, modal } = App.useApp();
  const take = (one: DutyShift) => void modal.confirm({
    title: t('roster.dropSure', { name: one.name }), okText: t('roster.drop'), cancelText: t('action.cancel'), okButtonProps: { danger: true },
    onOk: async () => {
      try { await roster.drop(one.id); } catch (why) { void message.error(sentence(why)); }
      await client.invalidateQueries({ queryKey: ['roster'] });
    },
  });
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label={t('nav.roster')}>
      <table className="data">
        <thead><tr><th>{t('roster.time')}</th><th>{t('roster.post')}</th><th>{t('roster.person')}</th><th>{t('roster.unit')}</th><th>{t('roster.phone')}</th><th>{t('roster.state')}</th>{drop && <th><span className="hidden-text">{t('roster.drop')}</span></th>}</tr></thead>
        <tbody>{[...items].sort((a, b) => a.from.localeCompare(b.from)).map((one) => (
          <tr key={one.id}>
            <td className="num nowrap">{dateTime(one.from)} – {dateTime(one.until)}</td>
            <td className="nowrap">{said(one.post_name, one.post_name_en)} {one.leads && <span className="badge badge-info">{t('roster.leads')}</span>}</td>
            <td className="nowrap">{one.name}</td><td className="nowrap">{nameOf(one.unit)}</td>
            <td className="num nowrap">{one.phone && <a href={`tel:${one.phone}`}>{one.phone}</a>}</td>
            <td className="nowrap">{one.now && <><span className="badge badge-ok">{t('roster.now')}</span> <span className={one.on_duty ? 'duty duty-on' : 'duty'}>{t(one.on_duty ? 'roster.onDuty' : 'roster.offDuty')}</span></>}</td>
            {drop && <td><Button size="small" onClick={() => take(one)}>{t('roster.drop')}</Button></td>}
          </tr>
        ))}</tbody>
      </table>
    </div>
  );
}

function Add({ posts }: { posts: DutyPost[] }) {
  const { scope } = useSession();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [unit, setUnit] = useState(scope?.code ?? '');
  const [post, setPost] = useState(posts[0]?.code ?? '');
  const [account, setAccount] = useState('');
  const [from, setFrom] = useState(`${today()}T08:30`);
  const [until, setUntil] = useState('');
  const [asked, setAsked] = useState(false);
  const [why, setWhy] = useState<unknown>(null);
  const place = useQuery({ queryKey: ['units', 'code', unit], queryFn: () => places.units({ q: unit, limit: 5 }), enabled: Boolean(unit), staleTime: 60_000 });
  const id = place.data?.items.find((one) => one.code === unit)?.id;
  const people = useQuery({ queryKey: ['roster-people', id], queryFn: () => roster.people(id), enabled: Boolean(id) });
  const lacks = !unit || !post || !account || !from || !until;
  const send = async () => {
    setAsked(true);
    if (lacks) return;
    setWhy(null);
    try {
      const made = await roster.add({ unit, post, account, from: `${from}:00+08:00`, until: `${until}:00+08:00` });
      void message.success(`${made.name} ${dateTime(made.from)}`);
      setAccount('');
      setAsked(false);
      void client.invalidateQueries({ queryKey: ['roster'] });
    } catch (trouble) { setWhy(trouble); }
  };
  return (
    <section className="panel stack" aria-label={t('roster.add')}>
      <h2>{t('roster.add')}</h2>
      <div className="two">
        <div><label className="field-label" htmlFor="roster-unit">{t('roster.unit')}</label><UnitSelect id="roster-unit" label={t('roster.unit')} value={unit} within={scope?.id} onChange={(code) => { setUnit(code ?? ''); setAccount(''); }} /></div>
        <div><label className="field-label" htmlFor="roster-post">{t('roster.post')}</label><Select id="roster-post" aria-label={t('roster.post')} value={post || undefined} onChange={setPost} style={{ width: '100%' }} options={posts.map((one) => ({ value: one.code, label: said(one.name, one.name_en) }))} /></div>
        <div><label className="field-label" htmlFor="roster-person">{t('roster.person')}</label><Select id="roster-person" aria-label={t('roster.person')} value={account || undefined} onChange={setAccount} style={{ width: '100%' }} showSearch={{ optionFilterProp: 'label' }} options={(people.data?.items ?? []).map((one) => ({ value: one.id, label: one.name }))} /></div>
        <div><label className="field-label" htmlFor="roster-from">{t('roster.from')}</label><input id="roster-from" className="month-input" type="datetime-local" value={from} onChange={(event) => setFrom(event.target.value)} /></div>
        <div><label className="field-label" htmlFor="roster-until">{t('roster.until')}</label><input id="roster-until" className="month-input" type="datetime-local" value={until} onChange={(event) => setUntil(event.target.value)} /></div>
      </div>
      {asked && lacks && <p className="field-error" role="alert">{t('roster.lacks')}</p>}
      {why !== null && <Failure why={why} />}
      <div className="row"><Button type="primary" onClick={() => void send()}>{t('roster.add')}</Button></div>
    </section>
  );
}
