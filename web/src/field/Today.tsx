// My cases, the most pressing first.
import { useEffect } from 'react';
import DayLinks from './DayLinks';
import Duty from './Duty';
import { Light } from '../components/Light';
import { Empty, Shown } from '../components/States';
import { stageOf, t } from '../i18n';
import type { TaskRow } from '../lib/api';
import { typeName } from '../lib/names';
import { useOutbox } from '../lib/outbox';
import { follow, pages } from '../lib/router';
import { useMe } from '../lib/session';
import { dateTime } from '../lib/time';
import { useMyTasks } from './offline';
import { skew, skewWords, useRules } from './stamp';

export default function Today() {
  const me = useMe();
  const query = useMyTasks(me.id);
  const waiting = useOutbox().filter((item) => item.kind === 'complete').map((item) => item.caseId);
  useEffect(() => { document.title = `${t('field.today')} · ${t('app.name')}`; }, []);
  return (
    <>
      <h1>{t('field.today')}</h1>
      <Clock />
      <Duty />
      <DayLinks />
      <Shown query={query} rows={6}>
        {({ data, at, old }) => (
          <>
            {old && <p className="notice notice-warn" role="status">{t('field.old', { at: dateTime(at) })}</p>}
            {data.items.length === 0 ? <Empty title={t('list.nothing')} /> : <ul className="cards">{data.items.map((row) => <Card key={row.id} row={row} waiting={waiting.includes(row.case_id)} />)}</ul>}
          </>
        )}
      </Shown>
    </>
  );
}

/** A phone whose clock is wrong is told so; the server's time counts. */
function Clock() {
  const off = skew(useRules(useMe().id).data);
  return off ? <p className="notice notice-warn" role="status">{skewWords(off)}</p> : null;
}

function Card({ row, waiting }: { row: TaskRow; waiting: boolean }) {
  return (
    <li>
      <a className="card" href={pages.fieldCase(row.case_id)} onClick={follow}>
        <span className="row"><Light light={row.light} row={row} provisional={row.provisional} /><span className="grow" /><span className="badge badge-info">{stageOf(row)}</span></span>
        <strong>{typeName(row)}</strong>
        <span className="card-text">{row.text}</span>
        <span className="muted">{row.address}</span>
        {waiting && <span className="badge badge-warn">{t('field.waitingHere')}</span>}
      </a>
    </li>
  );
}
