// 矛盾纠纷: the open disputes of a street by where each stands; a number opens the list behind it.
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Light } from '../../../components/Light';
import { Empty, Shown } from '../../../components/States';
import { t, word } from '../../../i18n';
import { mediations } from '../../../lib/mediation';
import { nameOf, typeName } from '../../../lib/names';
import { follow, pages, useQueryState } from '../../../lib/router';
import { useSession } from '../../../lib/session';
import { dateTime } from '../../../lib/time';

const STANDS = ['begun', 'mediating', 'agreeing', 'performing', 'visit', 'confirmation', 'guided'] as const;

export default function Mediations() {
  const { scope } = useSession();
  const [params, setParams] = useQueryState();
  const stand = params.stand ?? '';
  const street = scope?.kind === 'street' ? scope.id : undefined;
  const query = useQuery({ queryKey: ['mediations', street, stand], queryFn: () => mediations.list(street, stand || undefined) });
  useEffect(() => { document.title = `${t('nav.mediations')} · ${t('app.name')}`; }, []);
  return (
    <div className="page">
      <header className="page-head"><h1>{t('nav.mediations')}</h1><span className="muted">{nameOf(query.data?.street ?? null)}</span><span className="grow" />
        <a className="button-link" href={`${pages.cases}?type=2201&state=closed`} onClick={follow}>{t('mediation.closed')}</a></header>
      <Shown query={query} rows={8}>{(data) => (
        <>
          <ul className="tiles">
            <li><button type="button" className="tile-button" aria-pressed={!stand} onClick={() => setParams({ stand: undefined })}><b className="num">{data.counts.open}</b><span>{t('mediation.stand.open')}</span></button></li>
            {STANDS.map((name) => <li key={name}><button type="button" className="tile-button" aria-pressed={stand === name} onClick={() => setParams({ stand: stand === name ? undefined : name })}><b className="num">{data.counts[name]}</b><span>{t(`mediation.stand.${name}`)}</span></button></li>)}
          </ul>
          <section className="panel flush" aria-label={t('nav.mediations')}>
            {data.items.length === 0 ? <Empty title={t('mediation.none')} /> : (
              <div className="scroll-x" tabIndex={0} role="region" aria-label={t('nav.mediations')}>
                <table className="data">
                  <thead><tr><th>{t('col.number')}</th><th>{t('mediation.about')}</th><th>{t('mediation.where')}</th><th>{t('mediation.standHead')}</th><th>{t('mediation.due')}</th><th>{t('mediation.opened')}</th></tr></thead>
                  <tbody>{data.items.map((row) => (
                    <tr key={row.id}>
                      <td><a className="mono" href={pages.case(row.id)} onClick={follow}>{row.number}</a></td>
                      <td>{typeName(row)}<p className="small muted"><span className="clamp">{row.text}</span></p></td>
                      <td>{nameOf(row.community)}<p className="small muted">{nameOf(row.unit)}</p></td>
                      <td>{row.steps.map((step, i) => <span key={i} className="badge badge-info">{word('mediation.stand', step.stand)}</span>)}</td>
                      <td className="num">{row.steps.map((step, i) => step.step_due_at && <p key={i}>{dateTime(step.step_due_at)}</p>)}<Light light={row.light} row={row} provisional={row.provisional} /></td>
                      <td className="num nowrap">{dateTime(row.opened_at)}</td>
                    </tr>
                  ))}</tbody>
                </table>
              </div>
            )}
          </section>
          {data.truncated && <p className="notice notice-warn">{t('mediation.truncated')}</p>}
        </>
      )}</Shown>
    </div>
  );
}
