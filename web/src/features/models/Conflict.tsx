// When a draft is not alone: unsaved changes taken up again, somebody else's save, another release since.
import { Button, Popconfirm } from 'antd';
import { useState } from 'react';
import type { DraftView } from '../../lib/models';
import { follow, pages } from '../../lib/router';
import { dateTime } from '../../lib/time';
import Compare from './compare/Compare';
import { models } from '../../lib/models';
import type { Work } from './work';
import { t } from './words';

export default function Conflict({ draft, work }: { draft: DraftView; work: Work }) {
  const [looking, setLooking] = useState(false);
  const { conflict } = work;
  if (conflict) {
    return (
      <section className="notice notice-warn stack" role="alert">
        <p><b>{t('conflict.title', { name: conflict.changed_by_name ?? '', at: dateTime(conflict.changed_at) })}</b> {t('conflict.kept')}</p>
        <div className="row">
          <Button size="small" onClick={() => setLooking(!looking)} aria-expanded={looking}>{t('conflict.look')}</Button>
          <Popconfirm title={t('conflict.overSure')} onConfirm={() => void work.save(conflict)} okText={t('action.sure')} cancelText={t('action.cancel')}><Button size="small">{t('conflict.over')}</Button></Popconfirm>
          <Popconfirm title={t('conflict.theirsSure')} onConfirm={work.discard} okText={t('action.sure')} cancelText={t('action.cancel')}><Button size="small">{t('conflict.theirs')}</Button></Popconfirm>
        </div>
        {looking && <Compare kind={draft.kind} name={draft.key} a={{ side: { text: conflict.text }, label: t('conflict.saved', { name: conflict.changed_by_name ?? '' }) }} b={{ side: { text: work.text }, label: t('conflict.mine') }} />}
      </section>
    );
  }
  return (
    <>
      {work.restored && (
        <p className="notice row">{t('draft.restored')} <Popconfirm title={t('draft.discardSure')} onConfirm={work.discard} okText={t('action.sure')} cancelText={t('action.cancel')}><button type="button" className="text-button">{t('draft.discard')}</button></Popconfirm></p>
      )}
      {draft.reason && draft.state !== 'submitted' && <p className="notice notice-warn">{t(draft.state === 'failed' ? 'draft.failedWhy' : 'draft.rejectedWhy', { reason: draft.reason })}</p>}
      {draft.behind && draft.can_edit && <Behind draft={draft} work={work} />}
    </>
  );
}

/** Another release came since: what it changed, and then to go on from it. */
function Behind({ draft, work }: { draft: DraftView; work: Work }) {
  const rebase = async () => { const now = await models.read(draft.kind, draft.key); await work.save(undefined, now.release); };
  return (
    <div className="notice notice-warn stack">
      <p>{t('draft.behindWhy')} <a href={pages.model(draft.kind, draft.key, 'compare')} onClick={follow}>{t('draft.behindLook')}</a></p>
      <p><Popconfirm title={t('draft.rebaseSure')} onConfirm={() => void rebase()} okText={t('action.sure')} cancelText={t('action.cancel')}><Button size="small">{t('draft.rebase')}</Button></Popconfirm></p>
    </div>
  );
}
