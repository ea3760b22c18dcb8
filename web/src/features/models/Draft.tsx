// The page of a draft around its editor: tabs in the address, the editor kept alive behind them.
import { useMutation } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { lazy, useRef, useState } from 'react';
import { Part } from '../../components/Boundary';
import { Failure } from '../../components/States';
import { models, type Check, type DraftView, type Problem } from '../../lib/models';
import { useNarrow } from '../../lib/narrow';
import { follow, pages, useQueryState } from '../../lib/router';
import { dateTime } from '../../lib/time';
import { useChoices } from './choices';
import Compare from './compare/Compare';
import Conflict from './Conflict';
import Decide, { Drop } from './Decide';
import type { EditorHandle } from './editor';
import EditorOf from './EditorOf';
import { STATE_LOOK } from './ModelList';
import Problems from './Problems';
import Submit from './Submit';
import View from './view/View';
import { t } from './words';
import { useWork } from './work';

const Rehearse = lazy(() => import('./rehearse/Rehearse'));
const TABS = ['edit', 'compare', 'rehearse'] as const;
type Tab = (typeof TABS)[number];

export default function Draft({ draft }: { draft: DraftView }) {
  const narrow = useNarrow();   // drawing needs a desk; a phone shows what is drawn
  const editor = useRef<EditorHandle>(null);
  const work = useWork(draft, editor);
  const choices = useChoices();
  const { message } = App.useApp();
  const [params, setParams] = useQueryState();
  const [check, setCheck] = useState<{ of: string; found: Check } | null>(null);
  const [submitting, setSubmitting] = useState(false);
  const [rehearsed, setRehearsed] = useState<{ of: string; said: string } | null>(null);
  const tab: Tab = TABS.find((one) => one === params.tab) ?? (draft.can_edit ? 'edit' : 'compare');
  const visit = async (next: Tab) => { if (tab === 'edit' && draft.can_edit) await work.read(); setParams({ tab: next }); };
  const others = draft.bundle_drafts.filter((one) => one.id !== draft.id).map((one) => one.id);

  const checking = useMutation({
    mutationFn: async () => { const of = draft.can_edit ? await work.read() : draft.text; return { of, found: await models.check(draft.kind, of, draft.key, others) }; },
    onSuccess: (answer) => { setCheck(answer); editor.current?.mark?.(answer.found.problems.filter((one) => one.key === draft.key)); },
  });
  const save = async () => { if (await work.save()) void message.success(t('draft.saved')); };
  const submit = async () => {
    if (work.dirty && !(await work.save())) return;
    const answer = await checking.mutateAsync().catch(() => null);
    if (answer?.found.ok) setSubmitting(true);
  };
  const show = (problem: Problem) => {
    setParams({ tab: 'edit' });
    requestAnimationFrame(() => { if (!editor.current?.show(problem)) void message.info(t('check.nowhere')); });
  };
  const keys = (event: React.KeyboardEvent) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 's') return;
    event.preventDefault();
    if (draft.can_edit) void save();
  };
  const shownText = draft.can_edit ? work.text : draft.text;
  return (
    <div className="model-draft" onKeyDown={keys}>
      <Head draft={draft}>
        {draft.can_edit && <>
          <Drop draft={draft} />
          <Button onClick={() => editor.current?.undo()} disabled={tab !== 'edit'} aria-label={t('draft.undo')} title={t('draft.undo')}>↶</Button>
          <Button onClick={() => editor.current?.redo()} disabled={tab !== 'edit'} aria-label={t('draft.redo')} title={t('draft.redo')}>↷</Button>
        </>}
        <Button loading={checking.isPending} onClick={() => checking.mutate()}>{t('draft.check')}</Button>
        {draft.can_edit && <Button loading={work.saving} disabled={!work.dirty} onClick={() => void save()} title="Ctrl+S">{work.dirty ? t('draft.save') : t('draft.isSaved')}</Button>}
        {draft.can_submit && <Button type="primary" onClick={() => void submit()}>{t('draft.submit')}</Button>}
      </Head>
      <Conflict draft={draft} work={work} />
      <Decide draft={draft} />
      {(work.error || checking.error) && <Failure why={work.error ?? checking.error} />}
      {check && <Problems check={check.found} kind={draft.kind} name={draft.key} onShow={show} stale={draft.can_edit && check.of !== work.text} />}
      <div className="model-tabs" role="tablist" aria-label={t('model.draft')}>
        {TABS.map((one) => <button key={one} type="button" role="tab" id={`tab-${one}`} aria-controls={`panel-${one}`} aria-selected={one === tab} tabIndex={one === tab ? 0 : -1} onClick={() => void visit(one)} onKeyDown={(event) => { const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]; if (step) { const next = TABS[(TABS.indexOf(tab) + step + TABS.length) % TABS.length]; void visit(next); document.getElementById(`tab-${next}`)?.focus(); } }}>{t(one === 'edit' && !draft.can_edit ? 'draft.tab.view' : `draft.tab.${one}`)}</button>)}
      </div>
      <div id="panel-edit" role="tabpanel" aria-labelledby="tab-edit" hidden={tab !== 'edit'} className="model-edit">
        {draft.can_edit && !narrow
          ? <EditorOf key={work.round} ref={editor} kind={draft.kind} text={work.start} choices={choices} onChange={work.changed} />
          : tab === 'edit' && <View kind={draft.kind} text={shownText} label={draft.name} note={draft.can_edit ? t('draft.deskOnly') : undefined} />}
      </div>
      {tab === 'compare' && (
        <div id="panel-compare" role="tabpanel" aria-labelledby="tab-compare">
          {draft.base_release > 0
            ? <Compare kind={draft.kind} name={draft.key} a={{ side: { release: draft.base_release }, label: t('compare.base', { release: draft.base_release }) }} b={{ side: draft.can_edit ? { text: shownText } : { draft: draft.id }, label: t('compare.draft') }} />
            : <View kind={draft.kind} text={shownText} label={draft.name} note={t('compare.isNew')} />}
        </div>
      )}
      {tab === 'rehearse' && (
        <div id="panel-rehearse" role="tabpanel" aria-labelledby="tab-rehearse">
          <Part rows={8}><Rehearse kind={draft.kind} name={draft.key} text={shownText} others={others} onResult={(said) => setRehearsed({ of: shownText, said })} /></Part>
        </div>
      )}
      {submitting && <Submit draft={draft} rehearsed={rehearsed && rehearsed.of === work.text ? rehearsed.said : ''} onClose={() => setSubmitting(false)} />}
    </div>
  );
}

function Head({ draft, children }: { draft: DraftView; children: React.ReactNode }) {
  return (
    <header className="page-head">
      <div className="grow">
        <p className="small"><a href={pages.models} onClick={follow}>{t('nav.models')}</a> › {t(`model.kind.${draft.kind}`)}</p>
        <h1>{draft.name || draft.key} <span className={STATE_LOOK[draft.state]}>{t(`model.state.${draft.state}`)}</span></h1>
        <p className="small muted">{draft.base_release > 0 ? <a href={pages.model(draft.kind, draft.key)} onClick={follow}>{t('draft.base', { release: draft.base_release })}</a> : t('draft.isNew')} · {t('draft.changed', { name: draft.changed_by_name ?? '', at: dateTime(draft.changed_at) })}</p>
      </div>
      <div className="row model-actions">{children}</div>
    </header>
  );
}
