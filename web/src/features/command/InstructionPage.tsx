// One instruction: how far it is, by unit, and each receiver; what is sent in batches is seen arriving.
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useEffect } from 'react';
import { Empty, Shown } from '../../components/States';
import { stageOf, t, word } from '../../i18n';
import { instructions, type Instruction, type InstructionReceiver, type InstructionTally, type Page } from '../../lib/api';
import { downloadCsv } from '../../lib/csv';
import { nameOf } from '../../lib/names';
import { follow, pages, useQueryState } from '../../lib/router';
import { dateTime } from '../../lib/time';

const COUNTS = ['total', 'received', 'working', 'done', 'waiting', 'late', 'recalled'] as const;
const WHILE_SENDING_MS = 1000;

export default function InstructionPage({ id }: { id: string }) {
  const query = useQuery({
    queryKey: ['instruction', id], queryFn: () => instructions.read(id),
    refetchInterval: ({ state }) => (state.data && state.data.state === 'open' && state.data.all.total < state.data.planned ? WHILE_SENDING_MS : false),
  });
  useEffect(() => { document.title = `${query.data?.number ?? ''} ${t('nav.instructions')} · ${t('app.name')}`; }, [query.data?.number]);
  return <div className="page"><Shown query={query} rows={8}>{(one) => <Body one={one} />}</Shown></div>;
}

function Body({ one }: { one: Instruction }) {
  const share = one.all.total ? Math.round((one.all.done * 100) / one.all.total) : 0;
  return (
    <>
      <header className="page-head">
        <h1>{t('nav.instructions')}</h1><span className="mono muted">{one.number}</span><span className="badge badge-info">{one.state === 'closed' ? t('instruction.over') : stageOf(one)}</span><span className="grow" />
        <a className="button-link" href={pages.case(one.id)} onClick={follow}>{t('instruction.act')}</a>
      </header>
      <section className="panel" aria-label={t('instruction.text')}>
        <p className="case-text">{one.text}</p>
        <p className="small muted">{one.address} · {word('instruction.to', one.level)} · {t('instruction.by', { at: dateTime(one.due_at) })} · {nameOf(one.unit)}</p>
        {one.all.total < one.planned && <p className="notice" role="status">{t('instruction.sending', { n: one.all.total, total: one.planned })}</p>}
        <ul className="tiles">
          {COUNTS.map((name) => <li key={name} className={name === 'late' && one.all.late ? 'tile-bad' : undefined}><span className="muted small">{t(`instruction.${name}`)}</span><b className="num">{one.all[name]}</b></li>)}
          <li><span className="muted small">{t('instruction.share')}</span><b className="num">{share}%</b></li>
        </ul>
      </section>
      {one.by.length > 1 && <ByUnit one={one} />}
      <Receivers id={one.id} />
    </>
  );
}

function ByUnit({ one }: { one: Instruction }) {
  const cells = (row: InstructionTally) => COUNTS.map((name) => row[name]);
  return (
    <section className="panel" aria-label={t('instruction.byUnit')}>
      <div className="panel-head"><h2>{t('instruction.byUnit')}</h2>
        <Button size="small" onClick={() => downloadCsv(`${one.number}.csv`, [t('instruction.unit'), ...COUNTS.map((name) => t(`instruction.${name}`))], one.by.map((row) => [nameOf(row.unit), ...cells(row)]))}>{t('chart.csv')}</Button></div>
      <div className="scroll-x" tabIndex={0} role="region" aria-label={t('instruction.byUnit')}>
        <table className="data">
          <thead><tr><th>{t('instruction.unit')}</th>{COUNTS.map((name) => <th key={name} className="right">{t(`instruction.${name}`)}</th>)}</tr></thead>
          <tbody>{one.by.map((row) => <tr key={row.unit?.id ?? ''}><td>{nameOf(row.unit)}</td>{COUNTS.map((name) => <td key={name} className="num right">{row[name]}</td>)}</tr>)}</tbody>
        </table>
      </div>
    </section>
  );
}

const STATES = ['', 'waiting', 'working', 'done', 'late', 'recalled'] as const;

function Receivers({ id }: { id: string }) {
  const [params, setParams] = useQueryState();
  const state = params.state ?? '';
  const query = useInfiniteQuery({
    queryKey: ['instruction', id, 'receivers', state], initialPageParam: undefined as string | undefined, getNextPageParam: (page: Page<InstructionReceiver>) => page.next ?? undefined,
    queryFn: ({ pageParam }) => instructions.receivers(id, { state: state || undefined, limit: 50, after: pageParam }),
  });
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className="panel" aria-label={t('instruction.receivers')}>
      <div className="panel-head"><h2>{t('instruction.receivers')}</h2>
        <span className="row">{STATES.map((one) => <Button key={one} size="small" aria-pressed={state === one} onClick={() => setParams({ state: one || undefined })}>{one ? t(`instruction.${one}`) : t('instruction.every')}</Button>)}</span></div>
      <Shown query={query} rows={5}>{() => (rows.length === 0 ? <Empty title={t('instruction.nobody')} /> : (
        <div className="scroll-x" tabIndex={0} role="region" aria-label={t('instruction.receivers')}>
          <table className="data">
            <thead><tr><th>{t('instruction.receiver')}</th><th>{t('col.number')}</th><th>{t('col.stage')}</th><th>{t('instruction.receivedAt')}</th><th>{t('instruction.doneAt')}</th></tr></thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.id}>
                  <td>{row.to}</td>
                  <td><a className="mono" href={pages.case(row.id)} onClick={follow}>{row.number}</a></td>
                  <td><span className="badge badge-info">{word('instruction', row.stand)}</span>{row.late && <> <span className="badge badge-warn">{t('instruction.late')}</span></>}</td>
                  <td className="num">{dateTime(row.received_at)}</td>
                  <td className="num">{dateTime(row.done_at)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ))}</Shown>
      {query.hasNextPage && <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t('list.more')}</Button>}
    </section>
  );
}
