// What is in force, by kind, and the drafts that wait: mine, others', and those to be approved.
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Empty, Shown } from '../../components/States';
import { drafts, models, type DraftRow, type Kind, type ModelRow } from '../../lib/models';
import { said } from '../../lib/names';
import { follow, pages, useQueryState } from '../../lib/router';
import { dateTime } from '../../lib/time';
import { KINDS } from './editor';
import NewModel from './NewModel';
import { t } from './words';

export const STATE_LOOK: Record<string, string> = { open: 'badge', submitted: 'badge badge-warn', scheduled: 'badge badge-info', released: 'badge badge-ok', failed: 'badge badge-urgent', dropped: 'badge' };

export default function ModelList() {
  const [params, setParams] = useQueryState();
  const inForce = useQuery({ queryKey: ['models'], queryFn: () => models.list() });
  const waiting = useQuery({ queryKey: ['drafts'], queryFn: () => drafts.list() });
  const kind = KINDS.find((one) => one === params.kind);
  useEffect(() => { document.title = `${t('nav.models')} · ${t('app.name')}`; }, []);
  return (
    <div className="page">
      <header className="page-head">
        <h1>{t('nav.models')}</h1>
        <div className="row filters">
          <div className="kinds" role="group" aria-label={t('model.kind')}>
            {[undefined, ...KINDS].map((one) => <button key={one ?? 'all'} type="button" aria-pressed={one === kind} onClick={() => setParams({ kind: one })}>{one ? t(`model.kind.${one}`) : t('state.all')}</button>)}
          </div>
          <a className="button-link" href={pages.typeModels} onClick={follow}>{t('learned.title')}</a>
          <NewModel taken={inForce.data?.items ?? []} />
        </div>
      </header>
      <Shown query={waiting} rows={2}>{({ items }) => <Drafts rows={items.filter((row) => !kind || row.kind === kind)} />}</Shown>
      <section className="panel flush" aria-label={t('model.inForce')}>
        <Shown query={inForce} rows={10}>{({ items }) => <Rows rows={(kind ? [kind] : KINDS).flatMap((one) => items.filter((row) => row.kind === one))} />}</Shown>
      </section>
    </div>
  );
}

function Drafts({ rows }: { rows: DraftRow[] }) {
  if (!rows.length) return null;
  return (
    <section className="panel flush" aria-label={t('model.drafts')}>
      <div className="scroll-x" tabIndex={0} role="region" aria-label={t('model.drafts')}>
        <table className="data">
          <thead><tr><th>{t('model.drafts')}</th><th>{t('model.kind')}</th><th>{t('model.state')}</th><th>{t('model.changedBy')}</th><th>{t('model.changedAt')}</th><th>{t('model.note')}</th></tr></thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.id}>
                <td><a href={pages.draft(row.id)} onClick={follow}>{row.name || row.key}</a>{row.name && row.name !== row.key && <span className="muted mono"> {row.key}</span>}</td>
                <td>{t(`model.kind.${row.kind}`)}</td>
                <td><span className={STATE_LOOK[row.state]}>{t(`model.state.${row.state}`)}</span>{row.active_from && row.state === 'scheduled' && <span className="num nowrap"> {dateTime(row.active_from)}</span>}{row.behind && <> <span className="badge badge-warn">{t('model.behind')}</span></>}{row.reason && <> <span className="small">{row.reason}</span></>}</td>
                <td>{row.changed_by_name}{row.mine && <span className="muted">{t('model.mine')}</span>}</td>
                <td className="num nowrap">{dateTime(row.changed_at)}</td>
                <td>{row.note}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Rows({ rows }: { rows: ModelRow[] }) {
  if (!rows.length) return <Empty title={t('model.empty')} />;
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label={t('model.inForce')}>
      <table className="data">
        <thead><tr><th>{t('model.name')}</th><th>{t('model.kind')}</th><th className="right">{t('model.release')}</th><th>{t('model.activeAt')}</th><th>{t('model.by')}</th><th>{t('model.approvedBy')}</th><th>{t('model.note')}</th><th>{t('model.drafts')}</th></tr></thead>
        <tbody>{rows.map((row) => <Row key={`${row.kind}/${row.key}`} row={row} />)}</tbody>
      </table>
    </div>
  );
}

function Row({ row }: { row: ModelRow }) {
  return (
    <tr>
      <td><a href={pages.model(row.kind, row.key)} onClick={follow}>{said(row.name, row.name_en) || row.key}</a>{row.name && row.name !== row.key && <span className="muted mono"> {row.key}</span>}</td>
      <td className="nowrap">{t(`model.kind.${row.kind as Kind}`)}</td>
      <td className="num right">{row.release}{row.versions > 1 && <span className="muted small nowrap">{t('model.ofVersions', { count: row.versions })}</span>}</td>
      <td className="num nowrap">{row.active_at ? dateTime(row.active_at) : ''}</td>
      <td>{row.by_name}</td>
      <td>{row.approved_by_name}</td>
      <td className="model-note">{row.note}</td>
      <td>{row.drafts.map((draft) => <a key={draft.id} className="model-draft-link" href={pages.draft(draft.id)} onClick={follow}><span className={STATE_LOOK[draft.state]}>{t(`model.state.${draft.state}`)}</span> {draft.changed_by_name}</a>)}</td>
    </tr>
  );
}
