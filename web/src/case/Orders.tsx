// 督办单: the table of orders, and those about one case.
import { useQuery } from '@tanstack/react-query';
import { Light } from '../components/Light';
import { stageOf, t } from '../i18n';
import { orders, type OrderRow } from '../lib/api';
import { nameOf, typeName } from '../lib/names';
import { follow, pages } from '../lib/router';
import { dateTime } from '../lib/time';

const BADGE: Record<number, string> = { 1: 'badge-warn', 2: 'badge-warn', 3: 'badge-urgent' };

export function OrderTable({ rows, about }: { rows: OrderRow[]; about?: boolean }) {
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label={t('order.table')}>
      <table className="data">
        <thead><tr><th>{t('col.number')}</th><th>{t('order.unit')}</th>{about && <th>{t('order.about')}</th>}<th>{t('col.stage')}</th><th>{t('order.due')}</th><th>{t('order.issued')}</th></tr></thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <td><a className="mono" href={pages.case(row.id)} onClick={follow}>{row.number}</a><p className="small"><span className={`badge ${BADGE[row.level] ?? ''}`}>{typeName(row)}</span></p></td>
              <td>{nameOf(row.unit)}</td>
              {about && <td>{row.about ? <><a className="mono" href={pages.case(row.about.id)} onClick={follow}>{row.about.number}</a><p className="small muted">{typeName(row.about)} · <span className="clamp">{row.about.text}</span></p></> : '—'}</td>}
              <td><span className="badge badge-info">{row.state === 'closed' ? t('order.settled') : stageOf(row)}</span>{row.sent_back > 0 && <> <span className="badge badge-warn">{t('order.back', { n: row.sent_back })}</span></>}</td>
              <td className="num">{row.state === 'closed' ? dateTime(row.closed_at) : row.answered_at ? t('order.answered', { at: dateTime(row.answered_at) }) : <><Light light={row.light} row={row} /><p className="small muted">{dateTime(row.due_at)}</p></>}</td>
              <td className="num">{dateTime(row.opened_at)}<p className="small muted">{t(row.by_hand ? 'order.byHand' : 'order.byClock')}</p></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** On a case page: nothing while there is none. */
export function CaseOrders({ id }: { id: string }) {
  const query = useQuery({ queryKey: ['orders', 'case', id], queryFn: () => orders.ofCase(id) });
  if (!query.data?.items.length) return null;
  return (
    <section className="panel" aria-label={t('nav.orders')}>
      <div className="panel-head"><h2>{t('nav.orders')}</h2></div>
      <OrderTable rows={query.data.items} />
    </section>
  );
}
