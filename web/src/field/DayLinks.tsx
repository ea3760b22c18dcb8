// The day's other work in big tiles: each shows how far it is.
import { t } from '../i18n';
import { follow, pages } from '../lib/router';
import { useUnread } from './Notices';
import { usePatrols } from './Patrol';
import { useServices } from './Services';

export default function DayLinks() {
  const patrols = usePatrols().data?.data;
  const services = useServices().data?.data;
  const unread = useUnread();
  if (!patrols) return null;
  const good = patrols.runs.filter((run) => run.coverage >= patrols.coverage_least).length;
  return (
    <ul className="day-links">
      <li><a href={pages.fieldPatrol} onClick={follow}><b>{t('patrol.title')}</b><span className="num muted">{patrols.work_day ? `${good}/${patrols.required}` : t('day.restDay')}</span></a></li>
      {services && <li><a href={pages.fieldServices} onClick={follow}><b>{t('service.title')}</b><span className="num muted">{t('service.dueNow', { n: services.items.filter((row) => row.state === 'missed' || row.state === 'due').length })}</span></a></li>}
      <li><a href={pages.fieldNotices} onClick={follow}><b>{t('notice.title')}</b>{unread ? <span className="badge badge-urgent">{t('notice.unread', { n: unread })}</span> : <span className="muted">{t('notice.allRead')}</span>}</a></li>
      <li><a href={pages.fieldLog} onClick={follow}><b>{t('log.title')}</b><span className="muted">{t('log.five')}</span></a></li>
    </ul>
  );
}
