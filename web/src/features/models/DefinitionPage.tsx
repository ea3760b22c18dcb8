// One definition in force: to read, its versions, two of them compared, the figures of its steps; and the way to a draft.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { lazy, useEffect } from 'react';
import { Part } from '../../components/Boundary';
import { Failure, Shown } from '../../components/States';
import { drafts, models, type Kind, type ModelView } from '../../lib/models';
import { follow, go, pages, useQueryState } from '../../lib/router';
import { useSession } from '../../lib/session';
import { dateTime } from '../../lib/time';
import Compare from './compare/Compare';
import History from './History';
import { STATE_LOOK } from './ModelList';
import View from './view/View';
import { t } from './words';

const Heat = lazy(() => import('./heat/Heat'));
const Rehearse = lazy(() => import('./rehearse/Rehearse'));
const TABS = ['view', 'history', 'compare', 'rehearse', 'heat'] as const;

export default function DefinitionPage({ kind, name }: { kind: Kind; name: string }) {
  const query = useQuery({ queryKey: ['model', kind, name], queryFn: () => models.read(kind, name) });
  const title = query.data?.name || name;
  useEffect(() => { document.title = `${title} · ${t('app.name')}`; }, [title]);
  return <div className="page model-page"><Shown query={query} rows={10}>{(model) => <Definition model={model} />}</Shown></div>;
}

function Definition({ model }: { model: ModelView }) {
  const [params, setParams] = useQueryState();
  const release = Number(params.release) || model.release;
  const text = useQuery({ queryKey: ['model-text', model.kind, model.key, { release }], queryFn: () => models.text(model.kind, model.key, release), staleTime: Infinity });
  const tabs = TABS.filter((one) => (one === 'heat' ? model.kind === 'process' : one === 'rehearse' ? model.kind !== 'catalogue' : one === 'compare' ? model.history.length > 1 : true));
  const tab = tabs.find((one) => one === params.tab) ?? 'view';
  return (
    <>
      <header className="page-head">
        <div className="grow">
          <p className="small"><a href={pages.models} onClick={follow}>{t('nav.models')}</a> › {t(`model.kind.${model.kind}`)}</p>
          <h1>{model.name || model.key}{model.name && model.name !== model.key && <span className="muted mono model-head-key"> {model.key}</span>}</h1>
          <p className="small muted">{t('model.now', { release: model.release, at: model.active_at ? dateTime(model.active_at) : '—' })}{model.by_name && ` · ${t('model.by')} ${model.by_name}`}{model.approved_by_name && ` · ${t('model.approvedBy')} ${model.approved_by_name}`}</p>
        </div>
        <Start model={model} />
      </header>
      {model.drafts.length > 0 && <p className="notice row">{t('model.hasDrafts')} {model.drafts.map((draft) => <a key={draft.id} href={pages.draft(draft.id)} onClick={follow}><span className={STATE_LOOK[draft.state]}>{t(`model.state.${draft.state}`)}</span> {draft.changed_by_name}</a>)}</p>}
      <nav className="model-tabs" aria-label={t('model.parts')}>
        {tabs.map((one) => <a key={one} href={pages.model(model.kind, model.key, one)} onClick={follow} aria-current={one === tab ? 'page' : undefined}>{t(`model.tab.${one}`)}</a>)}
      </nav>
      {tab === 'view' && (
        <Shown query={text} rows={10}>
          {(found) => <View kind={model.kind} text={found} label={model.name || model.key} note={release !== model.release ? t('model.former', { release }) : undefined} />}
        </Shown>
      )}
      {tab === 'history' && <History model={model} />}
      {tab === 'compare' && <Versions model={model} a={Number(params.a) || model.history[1]?.release} b={Number(params.b) || model.release} onPick={(side, value) => setParams({ [side]: String(value) })} />}
      <Part rows={8}>
        {tab === 'rehearse' && <Shown query={text} rows={6}>{(found) => <Rehearse kind={model.kind} name={model.key} text={found} others={[]} />}</Shown>}
        {tab === 'heat' && <Shown query={text} rows={6}>{(found) => <Heat name={model.key} xml={found} />}</Shown>}
      </Part>
    </>
  );
}

/** Goes on with the open draft, or starts one from what is in force. */
function Start({ model }: { model: ModelView }) {
  const { may } = useSession();
  const client = useQueryClient();
  const open = model.drafts.find((draft) => draft.state === 'open');
  const make = useMutation({
    mutationFn: async () => drafts.create(model.kind, await models.text(model.kind, model.key), model.key, model.release),
    onSuccess: (draft) => { for (const key of ['drafts', 'models', 'model']) void client.invalidateQueries({ queryKey: [key] }); go(pages.draft(draft.id)); },
  });
  if (!may('model.edit')) return null;
  return (
    <div className="model-start">
      {open ? <Button type="primary" href={pages.draft(open.id)} onClick={(event) => { event.preventDefault(); go(pages.draft(open.id)); }}>{t('model.goOn')}</Button>
        : <Button type="primary" loading={make.isPending} onClick={() => make.mutate()}>{t('model.edit')}</Button>}
      {make.error && <Failure why={make.error} />}
    </div>
  );
}

function Versions({ model, a, b, onPick }: { model: ModelView; a: number; b: number; onPick: (side: 'a' | 'b', release: number) => void }) {
  const box = (side: 'a' | 'b', value: number) => (
    <label className="row">{t(`compare.side.${side}`)}
      <select className="native-input" value={value} onChange={(event) => onPick(side, Number(event.target.value))}>
        {model.history.map((one) => <option key={one.release} value={one.release}>{labelOf(one.release, model)}</option>)}
      </select>
    </label>
  );
  return (
    <div className="stack">
      <div className="row model-legend">{box('a', a)}{box('b', b)}</div>
      <Compare key={`${a}-${b}`} kind={model.kind} name={model.key} a={{ side: { release: a }, label: labelOf(a, model) }} b={{ side: { release: b }, label: labelOf(b, model) }} />
    </div>
  );
}

function labelOf(release: number, model: ModelView): string {
  const found = model.history.find((one) => one.release === release);
  return t(release === model.release ? 'compare.inForce' : 'compare.former', { release, at: found?.active_at ? dateTime(found.active_at) : '—' });
}
