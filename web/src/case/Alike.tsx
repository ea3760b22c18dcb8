// Probable duplicates, like words, the same place or reporter: each with its reasons, related or merged by one click; what is due when it keeps coming back.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { useState } from 'react';
import { pick, stageOf, t, word } from '../i18n';
import { cases, type CaseView, type RelatedRow, type Repeat } from '../lib/api';
import { sentence, typeName } from '../lib/names';
import { follow, pages } from '../lib/router';
import { dateTime } from '../lib/time';

const STALE = ['case', 'related', 'worklist', 'tasks', 'counts', 'cases', 'dashboard'];

/** Nothing while there is nothing to tell. */
export function Alike({ view }: { view: CaseView }) {
  const query = useQuery({ queryKey: ['related', view.id, view.version], queryFn: () => cases.related(view.id), staleTime: 60_000 });
  if (!query.data || (!query.data.items.length && !query.data.repeat)) return null;
  return (
    <section className="panel" aria-label={t('alike.title')}>
      <div className="panel-head"><h2>{t('alike.title')}</h2></div>
      {query.data.repeat && <Again repeat={query.data.repeat} />}
      {query.data.items.length > 0 && <ul className="stack">{query.data.items.map((row) => <Row key={row.id} row={row} view={view} />)}</ul>}
    </section>
  );
}

function Again({ repeat }: { repeat: Repeat }) {
  return <p className="notice notice-warn small" role="note">{t('alike.again', { n: repeat.count, days: repeat.days, m: repeat.radius_m })} {pick(repeat)}</p>;
}

function Row({ row, view }: { row: RelatedRow; view: CaseView }) {
  const client = useQueryClient();
  const { message } = App.useApp();
  const [busy, setBusy] = useState('');
  const may = (op: string) => view.actions.some((action) => action.op === op);
  const act = async (op: 'link' | 'merge') => {
    setBusy(op);
    try {
      const reason = row.reasons.map((one) => one.zh).join('；').slice(0, 480);
      await cases.act(view.id, op, op === 'link' ? { version: view.version, to: row.number, kind: 'related' } : { version: view.version, into: row.number, reason });
      void message.success(t(op === 'link' ? 'alike.linked' : 'alike.merged', { number: row.number }));
    } catch (why) {
      void message.error(sentence(why));
    }
    setBusy('');
    for (const name of STALE) void client.invalidateQueries({ queryKey: [name] });
  };
  return (
    <li>
      <p className="row"><a className="mono" href={pages.case(row.id)} onClick={follow}>{row.number}</a> {typeName(row)} <span className="badge badge-info">{stageOf(row)}</span>
        {row.likely && <span className="badge badge-warn">{t('alike.likely')}</span>}{row.linked && <span className="badge">{word('link', row.linked, row.linked)}</span>}</p>
      <p className="small clamp">{row.text}</p>
      <p className="small muted">{row.reasons.map((one) => pick(one)).join(t('alike.and'))} · {dateTime(row.opened_at)}</p>
      <p className="row">
        {!row.linked && may('link') && <Button size="small" loading={busy === 'link'} aria-label={`${t('alike.link')} ${row.number}`} onClick={() => void act('link')}>{t('alike.link')}</Button>}
        {!row.ended && may('merge') && <Button size="small" loading={busy === 'merge'} aria-label={`${t('alike.merge')} ${row.number}`} onClick={() => void act('merge')}>{t('alike.merge')}</Button>}
      </p>
    </li>
  );
}
