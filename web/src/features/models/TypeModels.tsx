// Models of words that learn from the cases: what each was trained from, how good it was, which one is in force. One trains, another puts in force.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Modal } from 'antd';
import { useEffect, useState } from 'react';
import { Empty, Failure, Shown } from '../../components/States';
import { models, type TypeModel } from '../../lib/models';
import { said, sentence } from '../../lib/names';
import { follow, pages } from '../../lib/router';
import { useMe } from '../../lib/session';
import { dateTime } from '../../lib/time';
import { t } from './words';

const percent = (part: number) => `${(part * 100).toFixed(1)} %`;

export default function TypeModels() {
  const me = useMe();
  const query = useQuery({ queryKey: ['type-models'], queryFn: () => models.learned() });
  const [seen, setSeen] = useState<string | null>(null);
  useEffect(() => { document.title = `${t('learned.title')} · ${t('app.name')}`; }, []);
  const shown = query.data?.items.find((one) => one.id === seen) ?? query.data?.items.find((one) => one.in_force) ?? query.data?.items[0];
  return (
    <div className="page">
      <header className="page-head">
        <div><p className="small muted"><a href={pages.models} onClick={follow}>{t('nav.models')}</a></p><h1>{t('learned.title')}</h1></div>
        {me.rights.includes('model.edit') && <Train />}
      </header>
      <p className="small muted">{t('learned.about')}</p>
      <Shown query={query} rows={6}>{({ items }) => (
        <>
          <List rows={items} shown={shown} show={setSeen} mayUse={me.rights.includes('model.approve')} />
          {shown && <Figures model={shown} />}
        </>
      )}</Shown>
    </div>
  );
}

function Train() {
  const client = useQueryClient();
  const { message } = App.useApp();
  const run = useMutation({
    mutationFn: () => models.train(),
    onSuccess: (made) => { void client.invalidateQueries({ queryKey: ['type-models'] }); void message.success(t('learned.trained', { n: made.number })); },
  });
  return (
    <div className="row">
      {run.error && <span role="alert" className="field-error">{sentence(run.error)}</span>}
      <Button type="primary" loading={run.isPending} onClick={() => run.mutate()}>{t('learned.train')}</Button>
    </div>
  );
}

function List({ rows, shown, show, mayUse }: { rows: TypeModel[]; shown?: TypeModel; show: (id: string) => void; mayUse: boolean }) {
  const [using, setUsing] = useState<TypeModel | 'none' | null>(null);
  if (!rows.length) return <section className="panel"><Empty title={t('learned.none')} /></section>;
  const inForce = rows.find((one) => one.in_force);
  return (
    <section className="panel flush" aria-label={t('learned.title')}>
      <div className="scroll-x" tabIndex={0} role="region" aria-label={t('learned.title')}>
        <table className="data">
          <thead><tr><th className="tight">{t('learned.number')}</th><th className="tight">{t('model.state')}</th><th className="tight">{t('learned.made')}</th><th className="tight">{t('learned.cases')}</th><th className="tight">{t('learned.corrected')}</th><th className="tight">{t('learned.accuracy')}</th><th className="tight">{t('learned.words')}</th><th className="tight">{t('learned.alone')}</th><th>{t('learned.sure')}</th>{mayUse && <th className="tight">{t('learned.action')}</th>}</tr></thead>
          <tbody>{rows.map((one) => (
            <tr key={one.id} className={one.id === shown?.id ? 'row-unread' : undefined}>
              <td className="num nowrap"><button type="button" className="text-button" aria-pressed={one.id === shown?.id} onClick={() => show(one.id)}>{t('learned.nth', { n: one.number })}</button></td>
              <td className="nowrap">{one.in_force ? <span className="badge badge-ok">{t('model.inForce')}</span> : <span className="badge">{t('learned.idle')}</span>}</td>
              <td className="nowrap num">{dateTime(one.made_at)} {one.made_by_name}</td>
              <td className="num">{one.cases}</td>
              <td className="num">{one.corrected}</td>
              <td className="num nowrap"><strong>{percent(one.accuracy)}</strong></td>
              <td className="num nowrap">{percent(one.words_accuracy)}</td>
              <td className="num nowrap">{percent(one.cases_accuracy)}</td>
              <td className="small">{one.sure > 1 ? t('learned.neverSure') : t('learned.sureLine', { from: Math.round(one.sure * 100), share: percent(one.sure_share), right: percent(one.sure_right) })}</td>
              {mayUse && <td className="nowrap">{one.can_use && <Button size="small" onClick={() => setUsing(one)}>{t('learned.use')}</Button>}{one.in_force && <Button size="small" onClick={() => setUsing('none')}>{t('learned.stop')}</Button>}</td>}
            </tr>
          ))}</tbody>
        </table>
      </div>
      {using && <Use model={using} before={inForce} close={() => setUsing(null)} />}
    </section>
  );
}

function Use({ model, before, close }: { model: TypeModel | 'none'; before?: TypeModel; close: () => void }) {
  const client = useQueryClient();
  const run = useMutation({
    mutationFn: () => models.use(model === 'none' ? undefined : model.id),
    onSuccess: (list) => { client.setQueryData(['type-models'], list); close(); },
  });
  const title = model === 'none' ? t('learned.stopTitle') : t('learned.useTitle', { n: model.number });
  return (
    <Modal open title={title} onCancel={close} onOk={() => run.mutate()} okText={model === 'none' ? t('learned.stop') : t('learned.use')} cancelText={t('action.cancel')} confirmLoading={run.isPending}>
      <p>{model === 'none' ? t('learned.stopNote') : t('learned.useNote', { accuracy: percent(model.accuracy), words: percent(model.words_accuracy) })}</p>
      {before && model !== 'none' && <p className="small muted">{t('learned.instead', { n: before.number, accuracy: percent(before.accuracy) })}</p>}
      {run.error && <Failure why={run.error} />}
    </Modal>
  );
}

function Figures({ model }: { model: TypeModel }) {
  return (
    <section className="panel" aria-label={t('learned.byType')}>
      <h2>{t('learned.byTypeOf', { n: model.number })}</h2>
      <p className="small muted">{t('learned.share', { share: percent(model.share), runs: model.runs })} <span className="mono">SM3 {model.digest.slice(0, 16)}…</span></p>
      <div className="scroll-x" tabIndex={0} role="region" aria-label={t('learned.byType')}>
        <table className="data">
          <thead><tr><th>{t('learned.type')}</th><th className="tight">{t('learned.texts')}</th><th className="tight">{t('learned.found')}</th><th className="tight">{t('learned.right')}</th></tr></thead>
          <tbody>{model.types.map((one) => (
            <tr key={one.code}><td>{said(one.name, one.name_en)}</td><td className="num">{one.texts}</td><td className="num nowrap">{percent(one.found)}</td><td className="num nowrap">{percent(one.right)}</td></tr>
          ))}</tbody>
        </table>
      </div>
    </section>
  );
}
