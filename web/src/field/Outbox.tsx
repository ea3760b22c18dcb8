// What still has to be sent, and what the server refused, with its reason.
import { useEffect } from 'react';
import { Empty } from '../components/States';
import { language, t } from '../i18n';
import { box } from '../lib/idb';
import { discard, flush, retry, useOutbox, type Item } from '../lib/outbox';
import { go, pages } from '../lib/router';
import { useMe } from '../lib/session';
import { bytes, dateTime } from '../lib/time';

export default function Outbox() {
  const me = useMe();
  const items = useOutbox();
  useEffect(() => { document.title = `${t('field.outbox')} · ${t('app.name')}`; }, []);
  return (
    <>
      <h1>{t('field.outbox')}</h1>
      {items.length === 0 ? <Empty title={t('field.allSent')} /> : (
        <>
          <ul className="cards">{items.map((item) => <Row key={item.id} item={item} owner={me.id} />)}</ul>
          <button type="button" className="big-button" onClick={() => void flush(me.id, true)}>{t('field.sendNow')}</button>
        </>
      )}
    </>
  );
}

const LOOK = { waiting: 'badge badge-warn', sending: 'badge badge-info', refused: 'badge badge-urgent' } as const;

function Row({ item, owner }: { item: Item; owner: string }) {
  const again = async () => { await retry(item.id); void flush(owner, true); };
  const edit = async () => {
    if (item.kind === 'act') return;
    const body = item.kind === 'complete'
      ? { outcome: item.body.outcome, note: item.body.note ?? '', fields: item.body.fields ?? {}, shots: item.shots }
      : { ...item.body, shots: item.shots };
    await box.put('drafts', item.draft, body);
    await discard(item.id);
    go(item.kind === 'complete' ? pages.fieldCase(item.caseId) : pages.fieldReport);
  };
  const drop = () => { if (window.confirm(t('field.dropAsk'))) void discard(item.id); };
  const size = item.shots.reduce((sum, shot) => sum + shot.blob.size, 0);
  return (
    <li className="card">
      <span className="row"><span className={LOOK[item.state]}>{t(`field.state.${item.state}`)}</span><span className="muted num">{dateTime(item.at)}</span></span>
      <strong>{item.title}</strong>
      {item.shots.length > 0 && <span className="muted">{t('field.shots', { n: item.shots.length, size: bytes(size) })}</span>}
      {item.error?.error === 'CONFLICT' && <span className="badge badge-urgent">{t('field.conflict')}</span>}
      {item.error && <span className="field-error" role="alert">{language() === 'zh' ? item.error.zh : item.error.en}</span>}
      {item.owner !== owner && <span className="muted">{t('field.otherOwner')}</span>}
      {item.state === 'refused' && (
        <span className="row">
          {item.kind !== 'act' && <button type="button" className="plain-button" onClick={() => void edit()}>{t('field.edit')}</button>}
          <button type="button" className="plain-button" onClick={() => void again()}>{t('field.again')}</button>
          <button type="button" className="plain-button" onClick={drop}>{t('field.drop')}</button>
        </span>
      )}
    </li>
  );
}
