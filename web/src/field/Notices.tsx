// 通知公告 on the phone: kept for reading without a network; opening and confirming wait in the outbox like any other step.
import { useEffect, useState } from 'react';
import { Empty, Shown } from '../components/States';
import { t } from '../i18n';
import type { NoticeToMe } from '../lib/api';
import { nameOf } from '../lib/names';
import { notices } from '../lib/notices';
import { act, useOutbox } from '../lib/outbox';
import { useMe } from '../lib/session';
import { dateTime } from '../lib/time';
import { useKept } from './offline';

export const useNotices = () => useKept(useMe().id, 'notices', notices.mine);

/** What this phone will tell the server: notices opened, notices confirmed. */
function useTold() {
  const waiting = useOutbox().filter((item) => item.kind === 'act' && item.act === 'notice') as { body: { id: string; confirm?: boolean } }[];
  return { opened: (id: string) => waiting.some((item) => item.body.id === id), confirmed: (id: string) => waiting.some((item) => item.body.id === id && item.body.confirm) };
}

/** How many still want something of me. */
export function useUnread(): number {
  const told = useTold();
  return (useNotices().data?.data.items ?? []).filter((one) => (!one.read_at && !told.opened(one.id)) || (one.must_confirm && !one.confirmed_at && !told.confirmed(one.id))).length;
}

export default function Notices() {
  const query = useNotices();
  useEffect(() => { document.title = `${t('notice.title')} · ${t('app.name')}`; }, []);
  return (
    <>
      <h1>{t('notice.title')}</h1>
      <Shown query={query} rows={4}>
        {({ data, at, old }) => (
          <>
            {old && <p className="notice notice-warn" role="status">{t('field.old', { at: dateTime(at) })}</p>}
            {data.items.length === 0 ? <Empty title={t('notice.none')} /> : <ul className="cards">{data.items.map((one) => <Card key={one.id} one={one} />)}</ul>}
          </>
        )}
      </Shown>
    </>
  );
}

function Card({ one }: { one: NoticeToMe }) {
  const me = useMe();
  const told = useTold();
  const [open, setOpen] = useState(false);
  const read = Boolean(one.read_at) || told.opened(one.id), waits = told.opened(one.id), confirmed = Boolean(one.confirmed_at) || told.confirmed(one.id);
  const say = (confirm: boolean) => act(me.id, 'notice', { id: one.id, confirm: confirm || undefined }, `${t(confirm ? 'notice.confirm' : 'notice.opened')} · ${one.title}`);
  const turn = () => { setOpen(!open); if (!open && !read) void say(false); };
  return (
    <li className="card">
      <span className="row wrap">
        {!read && <span className="badge badge-urgent">{t('notice.new')}</span>}
        {one.must_confirm && <span className={confirmed ? 'badge badge-ok' : 'badge badge-warn'}>{t(confirmed ? 'notice.confirmed' : 'notice.mustConfirm')}</span>}
        {waits && <span className="badge badge-warn">{t('field.waitingHere')}</span>}
      </span>
      <h2>{one.title}</h2>
      <span className="muted">{nameOf(one.unit)} · <span className="num">{dateTime(one.from)}</span></span>
      {open && <p className="case-text">{one.text}</p>}
      {open && <span className="muted small">{t('notice.until', { at: dateTime(one.until) })}</span>}
      <button type="button" className="big-button" aria-expanded={open} onClick={turn}>{t(open ? 'notice.close' : 'notice.read')}</button>
      {open && one.must_confirm && !confirmed && <button type="button" className="big-button main-button" onClick={() => void say(true)}>{t('notice.confirm')}</button>}
    </li>
  );
}
