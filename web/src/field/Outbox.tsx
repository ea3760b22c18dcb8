// What still has to be sent, in its order, and what the server refused: its reason and what one may do.
import { useEffect, useState } from 'react';
import { Empty } from '../components/States';
import { language, pick, stageOf, t } from '../i18n';
import { box } from '../lib/idb';
import { sentence } from '../lib/names';
import { amend, discard, flush, heldBy, redo, useOutbox, type CompleteItem, type Item } from '../lib/outbox';
import { follow, go, pages } from '../lib/router';
import { useMe } from '../lib/session';
import { bytes, dateTime } from '../lib/time';
import { reportDraft, useKeptCase } from './offline';

export default function Outbox() {
  const me = useMe();
  const items = useOutbox();
  useEffect(() => { document.title = `${t('field.outbox')} · ${t('app.name')}`; }, []);
  return (
    <>
      <h1>{t('field.outbox')}</h1>
      {items.length === 0 ? <Empty title={t('field.allSent')} /> : (
        <>
          <ul className="cards">{items.map((item) => <Row key={item.id} item={item} before={heldBy(items, item)} owner={me.id} />)}</ul>
          <button type="button" className="big-button" onClick={() => void flush(me.id, true)}>{t('field.sendNow')}</button>
        </>
      )}
    </>
  );
}

const LOOK = { waiting: 'badge badge-warn', sending: 'badge badge-info', refused: 'badge badge-urgent' } as const;

function Row({ item, before, owner }: { item: Item; before: Item | undefined; owner: string }) {
  const size = item.shots.reduce((sum, shot) => sum + shot.blob.size, 0);
  const conflict = item.error?.error === 'CONFLICT';
  const refused = item.state === 'refused', held = item.state === 'waiting' && before?.state === 'refused';
  const drop = () => { if (window.confirm(t('field.dropAsk'))) void discard(item); };
  return (
    <li className="card">
      <span className="row"><span className={LOOK[item.state]}>{held ? t('field.held') : t(`field.state.${item.state}`)}</span><span className="muted num">{dateTime(item.at)}</span></span>
      <strong>{item.title}</strong>
      {item.shots.length > 0 && <span className="muted">{t('field.shots', { n: item.shots.length, size: bytes(size) })}</span>}
      {held && before && <span className="muted">{t('field.heldBy', { title: before.title })}</span>}
      {conflict && <span className="badge badge-urgent">{t('field.conflict')}</span>}
      {item.error && <span className="field-error" role="alert">{language() === 'zh' ? item.error.zh : item.error.en}</span>}
      {item.owner !== owner && <span className="muted">{t('field.otherOwner')}</span>}
      {refused && conflict && item.kind === 'complete' && <AsItIs item={item} owner={owner} />}
      {(refused || held) && (
        <span className="row wrap">
          {refused && item.kind !== 'act' && <button type="button" className="plain-button" onClick={() => void change(item)}>{t('field.edit')}</button>}
          {refused && !(conflict && item.kind === 'complete') && <button type="button" className="plain-button" onClick={() => void amend(item)}>{t('field.again')}</button>}
          <button type="button" className="plain-button" onClick={drop}>{t('field.drop')}</button>
        </span>
      )}
    </li>
  );
}

/** To the page it was written on. It stays here, and what is sent from there takes its place. */
async function change(item: Exclude<Item, { kind: 'act' }>): Promise<void> {
  if (item.kind === 'complete') {
    await box.put('drafts', `task.${item.taskId}`, { outcome: item.body.outcome, note: item.body.note ?? '', fields: item.body.fields ?? {}, shots: item.shots, replaces: item.id });
    go(pages.fieldCase(item.caseId));
  } else {
    const { text, type = '', address = '', lon, lat, on_spot = false } = item.body;
    await box.put('drafts', reportDraft(item.id), { text, type, address, lon, lat, accuracy: null, on_spot, shots: item.shots });
    go(pages.fieldReportChange(item.id));
  }
}

/** Somebody was faster: what the case is now, and the step once more upon that. */
function AsItIs({ item, owner }: { item: CompleteItem; owner: string }) {
  const view = useKeptCase(owner, item.caseId).data?.data;
  const [said, setSaid] = useState('');
  const last = view?.journal.reduce((a, b) => (a.seq > b.seq ? a : b));
  const again = async () => {
    try { if (!(await redo(item))) setSaid(t('field.notYours')); } catch (why) { setSaid(sentence(why)); }
  };
  return (
    <span className="stack">
      {view && <span>{t('field.nowIs', { stage: stageOf(view) })}{last && <span className="muted"> · <span className="num">{dateTime(last.at)}</span> {pick(last)}</span>}</span>}
      {said && <span className="field-error" role="alert">{said}</span>}
      <span className="row wrap">
        <button type="button" className="plain-button" onClick={() => void again()}>{t('field.asItIs')}</button>
        <a className="plain-button" href={pages.fieldCase(item.caseId)} onClick={follow}>{t('field.look')}</a>
      </span>
    </span>
  );
}
