// Running cases moved to a newer release, many at once: what would fit (nothing changes), then the moving, case by case.
import { useQuery } from '@tanstack/react-query';
import { Button, Input, Select } from 'antd';
import { useEffect, useId, useState } from 'react';
import { Empty, Failure, Shown } from '../../components/States';
import { pick, t } from '../../i18n';
import { migrations, type MigratedCase, type MigrationSources } from '../../lib/api';
import { said } from '../../lib/names';
import { follow, pages } from '../../lib/router';
import { useMigration, type Ask, type Run } from './migrating';
import './migrations.css';

export default function Migrations() {
  const query = useQuery({ queryKey: ['migrations'], queryFn: () => migrations.sources(), staleTime: 0, gcTime: 0, refetchOnWindowFocus: false });   // what was moved stays on the page
  useEffect(() => { document.title = `${t('nav.migrations')} · ${t('app.name')}`; }, []);
  return (
    <div className="page">
      <header className="page-head"><h1>{t('nav.migrations')}</h1></header>
      <p className="small muted">{t('migrate.about')}</p>
      <Shown query={query} rows={4}>{(sources) => older(sources).length ? <Moving sources={sources} /> : <section className="panel"><Empty title={t('migrate.nothing', { release: sources.release })} /></section>}</Shown>
    </div>
  );
}

const older = (sources: MigrationSources) => sources.items.filter((one) => one.release < sources.release);

function Moving({ sources }: { sources: MigrationSources }) {
  const choices = older(sources);
  const processes = choices.filter((one, i) => choices.findIndex((other) => other.process === one.process) === i);
  const [process, setProcess] = useState(choices[0].process);
  const [from, setFrom] = useState(0);
  const [mapping, setMapping] = useState('');
  const [reason, setReason] = useState('');
  const [asked, setAsked] = useState(false);
  const { run, start, stop, forget } = useMigration();
  const ids = { process: useId(), from: useId(), mapping: useId(), reason: useId() };
  const ask: Ask = { process, mapping: mapping.trim() || undefined, from: from || undefined, release: sources.release };
  const changed = <T,>(set: (value: T) => void) => (value: T) => { forget(); set(value); };
  const fitting = run && !run.going && run.dry && !run.why ? run.fits : 0;

  const move = async () => {
    setAsked(true);
    if (!reason.trim()) return;
    await start({ ...ask, reason: reason.trim() }, false);
  };
  return (
    <>
      <section className="panel stack migrate-form" aria-label={t('migrate.what')}>
        <div className="migrate-choices">
          <div><label className="field-label" htmlFor={ids.process}>{t('migrate.process')}</label>
            <Select id={ids.process} value={process} onChange={changed((one: string) => { setProcess(one); setFrom(0); })} options={processes.map((one) => ({ value: one.process, label: `${said(one.name, one.name_en)} ${one.process}` }))} /></div>
          <div><label className="field-label" htmlFor={ids.from}>{t('migrate.from')}</label>
            <Select id={ids.from} value={from} onChange={changed(setFrom)} options={[{ value: 0, label: t('migrate.anyOlder') }, ...choices.filter((one) => one.process === process).map(({ release }) => ({ value: release, label: t('migrate.release', { release }) }))]} /></div>
          <div><span className="field-label">{t('migrate.to')}</span><p className="migrate-to num">{t('migrate.newest', { release: sources.release })}</p></div>
        </div>
        <div><label className="field-label" htmlFor={ids.mapping}>{t('migrate.mapping')}</label>
          <Input.TextArea id={ids.mapping} className="mono" autoSize={{ minRows: 2, maxRows: 10 }} maxLength={8000} value={mapping} onChange={(e) => changed(setMapping)(e.target.value)} aria-describedby={`${ids.mapping}-hint`} />
          <p className="small muted" id={`${ids.mapping}-hint`}>{t('migrate.mappingHint')}</p></div>
        <p className="row"><Button type={fitting ? 'default' : 'primary'} loading={run?.going && run.dry} disabled={run?.going} onClick={() => void start(ask, true)}>{t('migrate.try')}</Button>
          {run?.going && <Button onClick={stop}>{t('migrate.stop')}</Button>}</p>
        {fitting > 0 && (
          <div className="migrate-do stack">
            <div><label className="field-label" htmlFor={ids.reason}>{t('stuck.reason')}<span className="must">{t('form.required')}</span></label>
              <Input.TextArea id={ids.reason} autoSize={{ minRows: 1, maxRows: 4 }} maxLength={500} value={reason} onChange={(e) => setReason(e.target.value)} />
              {asked && !reason.trim() && <p className="field-error" role="alert">{t('form.fill', { name: t('stuck.reason') })}</p>}</div>
            <p><Button type="primary" onClick={() => void move()}>{t('migrate.do', { count: fitting })}</Button></p>
          </div>
        )}
      </section>
      {run && <Result run={run} />}
    </>
  );
}

function Result({ run }: { run: Run }) {
  const [only, setOnly] = useState<boolean | null>(null);
  const rows = run.rows.filter((one) => only === null || good(run, one) === only);
  return (
    <section className="panel flush" aria-label={t('migrate.result')}>
      <p className="migrate-sum" role="status">{t(run.dry ? (run.going ? 'migrate.trying' : 'migrate.tried') : run.going ? 'migrate.moving' : 'migrate.moved', { seen: run.seen, good: run.dry ? run.fits : run.done, bad: run.seen - (run.dry ? run.fits : run.done) })}{run.stopped && ` ${t('migrate.stopped')}`}</p>
      {run.why !== null && <Failure why={run.why} />}
      {run.seen > 0 && (
        <div className="kinds migrate-kinds" role="group" aria-label={t('migrate.show')}>
          {([null, true, false] as const).map((one) => <button key={String(one)} type="button" aria-pressed={only === one} onClick={() => setOnly(one)}>{t(one === null ? 'state.all' : one ? (run.dry ? 'migrate.fits' : 'migrate.done') : run.dry ? 'migrate.misfits' : 'migrate.refused')}</button>)}
        </div>
      )}
      {rows.length > 0 && (
        <div className="scroll-x" tabIndex={0} role="region" aria-label={t('migrate.result')}>
          <table className="data">
            <thead><tr><th className="tight">{t('copy.case')}</th><th className="tight right">{t('migrate.was')}</th><th className="tight">{t('migrate.state')}</th><th>{t('migrate.why')}</th></tr></thead>
            <tbody>{rows.map((one) => <Row key={one.case_id} run={run} one={one} />)}</tbody>
          </table>
        </div>
      )}
      {!run.going && run.why === null && run.seen === 0 && <Empty title={t('migrate.none')} />}
      {run.seen > run.rows.length && <p className="small muted migrate-sum">{t('migrate.first', { count: run.rows.length })}</p>}
    </section>
  );
}

const good = (run: Run, one: MigratedCase) => run.dry ? one.fits : one.done;

function Row({ run, one }: { run: Run; one: MigratedCase }) {
  const fine = good(run, one);
  return (
    <tr>
      <td className="nowrap"><a className="mono" href={pages.case(one.case_id)} onClick={follow}>{one.number}</a></td>
      <td className="num right">{one.from}</td>
      <td className="nowrap"><span className={fine ? 'badge badge-ok' : 'badge badge-warn'}>{t(fine ? (run.dry ? 'migrate.fits' : 'migrate.done') : run.dry ? 'migrate.misfits' : 'migrate.refused')}</span></td>
      <td className="wrap migrate-why">{!fine && (one.misfits.length ? <ul className="migrate-misfits">{one.misfits.map((misfit) => <li key={`${misfit.process}/${misfit.element}`}>{misfit.name && `${misfit.name} `}<span className="mono small muted">{misfit.process}/{misfit.element}</span> {pick(misfit)}</li>)}</ul> : pick(one))}</td>
    </tr>
  );
}
