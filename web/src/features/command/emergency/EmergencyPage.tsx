// One emergency response: its level, what to do now, how far each task list is, the situation log and who is on shift.
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Shown } from '../../../components/States';
import { TaskPanel } from '../../../case/TaskPanel';
import { useCase } from '../../../case/CasePage';
import { Timeline } from '../../../case/Timeline';
import { stageOf, t, word } from '../../../i18n';
import { emergencies, roster, type Emergency, type EmergencyTask } from '../../../lib/api';
import { nameOf, said } from '../../../lib/names';
import { follow, pages } from '../../../lib/router';
import { dateTime, fullTime } from '../../../lib/time';
import { levelName } from './Emergencies';
import { ShiftList } from './Roster';

const WHILE_SENDING_MS = 1000;

export default function EmergencyPage({ id }: { id: string }) {
  const query = useQuery({
    queryKey: ['emergency', id], queryFn: () => emergencies.read(id),
    refetchInterval: ({ state }) => (state.data && state.data.state === 'open' && (!state.data.tasks.length || state.data.tasks.some((one) => one.sending)) ? WHILE_SENDING_MS : false),
  });
  useEffect(() => { document.title = `${query.data?.number ?? ''} ${t('nav.emergencies')} · ${t('app.name')}`; }, [query.data?.number]);
  return <div className="page"><Shown query={query} rows={8}>{(one) => <Body one={one} />}</Shown></div>;
}

function Body({ one }: { one: Emergency }) {
  const view = useCase(one.id);
  const plans = useQuery({ queryKey: ['emergency-plans'], queryFn: () => emergencies.plans(), staleTime: 300_000 });
  const name = plans.data?.items.find((plan) => plan.code === one.plan);
  const shifts = useQuery({ queryKey: ['roster', one.unit?.id, 'today'], queryFn: () => roster.read({ unit: one.unit?.id }) });
  const done = one.tasks.reduce((sum, task) => sum + task.done, 0), total = one.tasks.reduce((sum, task) => sum + task.total, 0);
  return (
    <>
      <header className="page-head">
        <h1>{name ? said(name.name, name.name_en) : t('nav.emergencies')}</h1><span className={`badge emergency-level-${one.level}`}>{levelName(one.level)}</span>
        <span className={one.state === 'closed' ? 'badge' : 'badge badge-urgent'}>{one.state === 'closed' ? t('emergency.over') : stageOf(one)}</span>
        <span className="grow" /><a className="mono" href={pages.case(one.id)} onClick={follow}>{one.number}</a>
      </header>
      <p className="small muted">{one.text} · {nameOf(one.unit)} · {fullTime(one.opened_at)}{total > 0 && ` · ${t('instruction.done')} ${done}/${total}`}</p>
      <div className="case-columns">
        <div className="stack">
          {view.data?.tasks.map((task) => <TaskPanel key={task.id} task={task} view={view.data} />)}
          <Tasks rows={one.tasks} />
        </div>
        <div className="stack">
          <section className="panel" aria-label={t('emergency.log')}><h2>{t('emergency.log')}</h2><Shown query={view} rows={4}>{({ journal }) => <Timeline rows={journal} />}</Shown></section>
          <section className="panel" aria-label={t('nav.roster')}><h2>{t('nav.roster')}</h2><Shown query={shifts} rows={2}>{({ items }) => <ShiftList items={items.filter((shift) => shift.now)} />}</Shown></section>
        </div>
      </div>
    </>
  );
}

function Tasks({ rows }: { rows: EmergencyTask[] }) {
  return (
    <section className="panel" aria-label={t('emergency.tasks')}>
      <h2>{t('emergency.tasks')}</h2>
      <div className="scroll-x" tabIndex={0} role="region" aria-label={t('emergency.tasks')}>
        <table className="data">
          <thead><tr><th>{t('emergency.task')}</th><th className="tight">{t('emergency.whom')}</th><th className="right">{t('instruction.received')}</th><th className="right">{t('instruction.done')}</th><th className="right">{t('instruction.late')}</th><th className="tight">{t('instruction.due')}</th></tr></thead>
          <tbody>{rows.map((one) => (
            <tr key={one.id}>
              <td style={{ minWidth: 200 }}><a href={pages.instruction(one.id)} onClick={follow}>{said(one.text, one.text_en)}</a> {one.sending && <span className="badge badge-info">{t('emergency.sending')}</span>} {one.state === 'closed' && <span className="badge">{t('instruction.over')}</span>}</td>
              <td className="nowrap">{word('emergency.to', one.to, one.to)}</td>
              <td className="num right">{one.received}/{one.total}</td><td className="num right">{one.done}/{one.total}</td>
              <td className="num right">{one.late > 0 ? <span className="badge badge-warn">{one.late}</span> : 0}</td>
              <td className="num nowrap">{dateTime(one.due_at)}</td>
            </tr>
          ))}</tbody>
        </table>
      </div>
    </section>
  );
}
