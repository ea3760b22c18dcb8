// An edited decision against the newest real cases: which of them would have gone elsewhere or got another limit.
import { useMutation } from '@tanstack/react-query';
import { Button, Progress } from 'antd';
import { useMemo, useRef, useState } from 'react';
import { Failure } from '../../../components/States';
import { pick } from '../../../i18n';
import { downloadCsv } from '../../../lib/csv';
import { rehearsals, type Replay, type Replayed } from '../../../lib/models';
import { follow, pages } from '../../../lib/router';
import { useSession } from '../../../lib/session';
import { fullTime } from '../../../lib/time';
import { outputsOf } from '../view/sheets';
import { t } from '../words';
import type { RehearseProps } from './Rehearse';

const COUNTS = [50, 200, 1000];
type Sum = Omit<Replay, 'next' | 'decision'>;
const NOTHING: Sum = { compared: 0, changed: 0, failed: 0, skipped: 0, done: false, totals: [], items: [] };

const plain = (value: unknown): string => (value === null || value === undefined ? '—' : typeof value === 'object' ? JSON.stringify(value) : String(value));
/** The change in words, where the server has some. */
type Sides = Pick<Replayed['changes'][number], 'before' | 'after' | 'before_zh' | 'before_en' | 'after_zh' | 'after_en'>;
const side = (change: Sides, which: 'before' | 'after') => pick({ zh: change[`${which}_zh`], en: change[`${which}_en`] }) || plain(change[which]);

/** The totals of several answers as one: equal changes are added up. */
function together(a: Replay['totals'], b: Replay['totals']): Replay['totals'] {
  const sum = new Map<string, Replay['totals'][number]>();
  for (const one of [...a, ...b]) {
    const key = JSON.stringify([one.field, one.before, one.after]);
    sum.set(key, { ...one, count: one.count + (sum.get(key)?.count ?? 0) });
  }
  return [...sum.values()].sort((x, y) => y.count - x.count);
}

const saidOf = (sum: Sum) => (sum.changed ? t('rehearse.saidChanged', { compared: sum.compared, changed: sum.changed }) : t('rehearse.saidSame', { compared: sum.compared }));

export default function DecisionRehearsal({ name, text, onResult }: RehearseProps) {
  const [count, setCount] = useState(200);
  const [sum, setSum] = useState<Sum | null>(null);
  const [all, setAll] = useState(false);
  const stopped = useRef(false);
  const run = useMutation({
    mutationFn: async () => {
      let now: Sum = NOTHING;
      let after: string | undefined;
      stopped.current = false;
      setSum(now);
      do {
        const left = count - now.compared - now.failed - now.skipped;
        const answer = await rehearsals.decision(name, { text }, { count: left, after });
        now = { compared: now.compared + answer.compared, changed: now.changed + answer.changed, failed: now.failed + answer.failed, skipped: now.skipped + answer.skipped, done: answer.done || !answer.next, totals: together(now.totals, answer.totals), items: [...now.items, ...answer.items] };
        after = answer.next ?? undefined;
        setSum(now);
      } while (!now.done && after && now.compared + now.failed + now.skipped < count && !stopped.current);
      if (now.compared) onResult?.(saidOf(now));
    },
  });
  const labels = useMemo(() => outputsOf(text), [text]);
  const shown = sum?.items.filter((one) => all || one.changed || one.error_zh) ?? [];
  return (
    <div className="stack">
      <div className="row">
        <label className="row">{t('rehearse.count')} <select className="native-input" value={count} onChange={(event) => setCount(Number(event.target.value))}>{COUNTS.map((one) => <option key={one} value={one}>{one}</option>)}</select></label>
        <Button type="primary" loading={run.isPending} onClick={() => run.mutate()}>{t('rehearse.run')}</Button>
        {run.isPending && <Button onClick={() => { stopped.current = true; }}>{t('rehearse.stop')}</Button>}
        <span className="muted small">{t('rehearse.decisionHint')}</span>
      </div>
      {run.error && <Failure why={run.error} />}
      {run.isPending && sum && <Progress percent={Math.round(((sum.compared + sum.failed + sum.skipped) / count) * 100)} aria-label={t('rehearse.progress')} />}
      {sum && !run.isPending && <Result sum={sum} name={name} labels={labels} />}
      {sum && (shown.length > 0 || all) && (
        <section className="panel flush" aria-label={t('rehearse.cases')}>
          <div className="panel-head model-heat-head"><h2>{t('rehearse.cases')}</h2><label className="row small"><input type="checkbox" checked={all} onChange={(event) => setAll(event.target.checked)} /> {t('rehearse.all')}</label></div>
          <Cases rows={shown} labels={labels} />
        </section>
      )}
    </div>
  );
}

function Result({ sum, name, labels }: { sum: Sum; name: string; labels: Map<string, string> }) {
  const csv = () => downloadCsv(`rehearsal-${name}.csv`, [t('rehearse.number'), t('rehearse.type'), t('rehearse.street'), t('rehearse.field'), t('rehearse.before'), t('rehearse.after')],
    sum.items.flatMap((one) => one.changes.map((change) => [one.number, one.type_name, one.street, change.field, side(change, 'before'), side(change, 'after')])));
  if (!sum.compared && !sum.failed) return <p className="notice" role="status">{t('rehearse.noCases')}</p>;
  return (
    <section className="stack" aria-label={t('rehearse.result')}>
      <ul className="tiles" role="list">
        <li><span className="muted">{t('rehearse.compared')}</span><b className="num">{sum.compared}</b></li>
        <li><span className="muted">{t('rehearse.changed')}</span><b className="num">{sum.changed}</b></li>
        <li className={sum.failed ? 'tile-bad' : undefined}><span className="muted">{t('rehearse.failed')}</span><b className="num">{sum.failed}</b></li>
        <li><span className="muted">{t('rehearse.skipped')}</span><b className="num">{sum.skipped}</b></li>
      </ul>
      <p role="status">{saidOf(sum)}</p>
      {sum.totals.length > 0 && (
        <section className="panel flush" aria-label={t('rehearse.totals')}>
          <div className="panel-head model-heat-head"><h2>{t('rehearse.totals')}</h2><Button size="small" onClick={csv}>CSV</Button></div>
          <div className="scroll-x" tabIndex={0} role="region" aria-label={t('rehearse.totals')}>
            <table className="data"><thead><tr><th>{t('rehearse.field')}</th><th>{t('rehearse.before')}</th><th>{t('rehearse.after')}</th><th className="right">{t('rehearse.casesCount')}</th></tr></thead>
              <tbody>{sum.totals.map((one, i) => <tr key={i}><td>{labels.get(one.field) ?? one.field}</td><td>{side(one, 'before')}</td><td>{side(one, 'after')}</td><td className="num right">{one.count}</td></tr>)}</tbody></table>
          </div>
        </section>
      )}
    </section>
  );
}

function Cases({ rows, labels }: { rows: Replayed[]; labels: Map<string, string> }) {
  const { may } = useSession();
  const rules = (list: Replayed['rules_before']) => list.map((one) => t('rehearse.rule', { row: one.row, text: pick({ zh: one.text, en: one.text_en }) })).join('\n');
  return (
    <div className="scroll-x model-cases" tabIndex={0} role="region" aria-label={t('rehearse.cases')}>
      <table className="data">
        <thead><tr><th>{t('rehearse.number')}</th><th>{t('rehearse.type')}</th><th>{t('rehearse.street')}</th><th>{t('rehearse.at')}</th><th>{t('rehearse.what')}</th><th>{t('rehearse.rules')}</th></tr></thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <td className="nowrap">{may('case.read') ? <a href={pages.case(row.case_id)} onClick={follow}>{row.number}</a> : row.number}</td>
              <td>{row.type_name}</td><td>{row.street}</td><td className="num nowrap">{fullTime(row.at)}</td>
              <td>
                {row.error_zh ? <span className="model-error">{pick({ zh: row.error_zh, en: row.error_en })}</span>
                  : row.changes.length ? <ul>{row.changes.map((change) => <li key={change.field}>{labels.get(change.field) ?? change.field} <del>{side(change, 'before')}</del> → <ins>{side(change, 'after')}</ins></li>)}</ul> : <span className="muted">{t('rehearse.sameRow')}</span>}
              </td>
              <td className="small model-rules">{rules(row.rules_before) !== rules(row.rules_after) ? <><del>{rules(row.rules_before)}</del><br /><ins>{rules(row.rules_after)}</ins></> : rules(row.rules_after)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
