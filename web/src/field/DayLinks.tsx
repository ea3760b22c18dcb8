// The day's other work in big tiles: each shows how far it is.
import { t } from '../i18n';
import { follow, pages } from '../lib/router';
import { usePatrols } from './Patrol';

export default function DayLinks() {
  const patrols = usePatrols().data?.data;
  if (!patrols) return null;
  const good = patrols.runs.filter((run) => run.coverage >= patrols.coverage_least).length;
  return (
    <ul className="day-links">
      <li><a href={pages.fieldPatrol} onClick={follow}><b>{t('patrol.title')}</b><span className="num muted">{patrols.work_day ? `${good}/${patrols.required}` : t('day.restDay')}</span></a></li>
      <li><a href={pages.fieldLog} onClick={follow}><b>{t('log.title')}</b><span className="muted">{t('log.five')}</span></a></li>
    </ul>
  );
}
