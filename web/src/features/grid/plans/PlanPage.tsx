// One plan: the drawing, what it moves, and its way into force.
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Shown } from '../../../components/States';
import { t, word } from '../../../i18n';
import { gridPlans, type Plan } from '../../../lib/grid-plans';
import { nameOf } from '../../../lib/names';
import { follow, pages } from '../../../lib/router';
import { fullTime } from '../../../lib/time';
import Editor from './Editor';
import { PLAN_LOOK } from './PlanList';
import Preview from './Preview';
import Steps from './Steps';
import './plans.css';

export default function PlanPage({ id }: { id: string }) {
  const query = useQuery({ queryKey: ['grid-plan', id], queryFn: () => gridPlans.read(id), refetchOnWindowFocus: false });
  useEffect(() => { document.title = `${query.data?.name ?? t('nav.gridPlans')} · ${t('app.name')}`; }, [query.data?.name]);
  return <div className="page plan-page"><Shown query={query} rows={10}>{(plan) => <Body plan={plan} />}</Shown></div>;
}

function Body({ plan }: { plan: Plan }) {
  const [fits, setFits] = useState(false);
  const under = plan.state !== 'in_force' && plan.state !== 'dropped';
  return (
    <>
      <header className="page-head">
        <div className="grow">
          <p className="small"><a href={pages.gridPlans} onClick={follow}>{t('nav.gridPlans')}</a> › {[plan.street, plan.community].map(nameOf).join(' › ')}</p>
          <h1>{plan.name}</h1>
        </div>
        <span className={PLAN_LOOK[plan.state]}>{word('plan.state', plan.state)}</span>
      </header>
      {plan.behind && under && <p className="notice notice-warn">{t('plan.behind')}</p>}
      {plan.reason && under && <p className="notice notice-warn">{t('plan.was', { reason: plan.reason })}</p>}
      <dl className="plan-facts small">
        <div><dt>{t('plan.by')}</dt><dd>{plan.created_by_name}</dd></div>
        {plan.state !== 'open' && <div><dt>{t('plan.activeFrom')}</dt><dd>{plan.effective_at ? fullTime(plan.effective_at) : plan.active_from ? fullTime(plan.active_from) : t('plan.onApproval')}</dd></div>}
        {plan.decided_by_name && <div><dt>{t('plan.decidedBy')}</dt><dd>{plan.decided_by_name} {plan.decided_at && fullTime(plan.decided_at)}</dd></div>}
      </dl>
      <Steps plan={plan} fits={fits} />
      <Editor key={`${plan.id}-${plan.state}`} plan={plan} onFits={setFits} />
      {under && <Preview plan={plan} />}
    </>
  );
}
