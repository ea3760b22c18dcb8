// One briefing: what came, how it went, against the time before; charts, and every number opens the list behind it.
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { lazy, useEffect } from 'react';
import { Part } from '../../../components/Boundary';
import { Shown } from '../../../components/States';
import { t, useLanguage, word } from '../../../i18n';
import { briefs, type Brief, type BriefGroup, type BriefLine, type FigureRow } from '../../../lib/api';
import { said } from '../../../lib/names';
import { follow, go, pages } from '../../../lib/router';
import { dateTime } from '../../../lib/time';
import { listBehind as openNow } from '../behind';
import { spanOf } from './Briefs';

const Chart = lazy(() => import('../Chart'));
const SUMMARY = ['reported', 'filed', 'due', 'closed', 'closed_in_time', 'self_closed', 'reworked', 'supervised'];
const COLUMNS = [['reported', 'brief.reported'], ['due', 'brief.due'], ['closed', 'brief.closed'], ['overdue', 'brief.late']] as const;
const CHARTED = 12;

const at = (brief: Brief, figures: number[], code: string) => figures[brief.measures.findIndex((one) => one.code === code)] ?? 0;
const rateAt = (brief: Brief, rates: (number | null)[], code: string) => rates[brief.indicators.findIndex((one) => one.code === code)] ?? null;
const percent = (rate: number | null) => (rate === null ? '—' : `${rate.toFixed(1)}%`);

/** The cases a number counts, as they are now. */
function listBehind(brief: Brief, measure: string, by?: string, line?: BriefLine): string {
  const ask = new URLSearchParams({ area: brief.area.id, measure, since: String(line?.since ?? brief.since), until: String(line?.until ?? brief.until) });
  if (line && by === 'area') ask.set('area', line.key);
  else if (line && by && by !== 'slot') ask.set(by, line.key);
  return `${pages.evaluationCases}?${ask.toString()}`;
}

export default function BriefPage({ id }: { id: string }) {
  const query = useQuery({ queryKey: ['brief', id], queryFn: () => briefs.read(id) });
  const language = useLanguage();
  const brief = query.data, title = brief ? word('brief.title', brief.kind).replace('{area}', brief.area.name) : t('nav.briefs');
  useEffect(() => { document.title = `${title} · ${t('app.name')}`; }, [title]);
  return (
    <div className="page">
      <header className="page-head">
        <h1>{title}</h1>
        {brief && <span className="muted">{spanOf(brief)} · {t('brief.made')} {dateTime(brief.made_at)}{!brief.whole && ` · ${t('brief.soFar')}`}</span>}
        <span className="grow" />
        <Button size="small" href={briefs.file(id, 'pdf', language)} download={`${title}-${brief?.from ?? ''}.pdf`}>{t('brief.pdf')}</Button>
        <Button size="small" href={briefs.file(id, 'xlsx', language)} download={`${title}-${brief?.from ?? ''}.xlsx`}>{t('brief.xlsx')}</Button>
      </header>
      <Shown query={query} rows={10}>{(data) => <Body brief={data} />}</Shown>
    </div>
  );
}

function Body({ brief }: { brief: Brief }) {
  const groups = brief.groups.filter((group) => group.items.length > 0);
  return (
    <>
      <ul className="tiles">
        {(['reported', 'closed'] as const).map((code) => <li key={code}><a href={listBehind(brief, code)} onClick={follow}><span className="small muted">{word('brief', code)}</span><b className="num">{at(brief, brief.figures, code)}</b></a></li>)}
        {(['open', 'overdue'] as const).map((code) => <li key={code} className={code === 'overdue' && brief.overdue > 0 ? 'tile-bad' : undefined}><a href={openNow(code, brief.area.id) ?? undefined} onClick={follow}><span className="small muted">{word('brief', code)}</span><b className="num">{brief[code]}</b></a></li>)}
        <li><span className="small muted">{t('brief.onTime')}</span><b className="num">{percent(rateAt(brief, brief.rates, 'on_time_rate'))}</b></li>
      </ul>
      <p className="small muted">{t('brief.moved')}</p>
      <div className="chart-grid">
        {groups.filter((group) => group.by === 'slot').map((group) => <Group key={group.by} brief={brief} group={group} />)}
        <Summary brief={brief} />
        <Rates brief={brief} />
        {groups.filter((group) => group.by !== 'slot').map((group) => <Group key={group.by} brief={brief} group={group} />)}
      </div>
    </>
  );
}

function Summary({ brief }: { brief: Brief }) {
  return (
    <section className="panel" aria-label={t('brief.summary')}>
      <h2>{t('brief.summary')}</h2>
      <div className="scroll-x" tabIndex={0} role="region" aria-label={t('brief.summary')}><table className="data">
        <thead><tr><th>{t('brief.item')}</th><th className="right">{t('brief.now')}</th><th className="right">{t('brief.before')}</th><th className="right">{t('brief.change')}</th></tr></thead>
        <tbody>{SUMMARY.map((code) => {
          const measure = brief.measures.find((one) => one.code === code), now = at(brief, brief.figures, code), before = at(brief, brief.before, code);
          return measure && <tr key={code}><td>{said(measure.name, measure.name_en)}</td><td className="num right"><a href={listBehind(brief, code)} onClick={follow}>{now}</a></td><td className="num right">{before}</td><td className="num right">{now > before ? '+' : ''}{now - before}</td></tr>;
        })}</tbody>
      </table></div>
    </section>
  );
}

function Rates({ brief }: { brief: Brief }) {
  return (
    <section className="panel" aria-label={t('brief.rates')}>
      <h2>{t('brief.rates')}</h2>
      <div className="scroll-x" tabIndex={0} role="region" aria-label={t('brief.rates')}><table className="data">
        <thead><tr><th>{t('brief.rate')}</th><th className="right">{t('brief.now')}</th><th className="right">{t('brief.before')}</th><th className="right">{t('brief.target')}</th></tr></thead>
        <tbody>{brief.indicators.map((one, i) => (
          <tr key={one.code}><td>{said(one.name, one.name_en)}</td><td className="num right"><a href={listBehind(brief, one.numerator)} onClick={follow}>{percent(brief.rates[i])}</a></td><td className="num right">{percent(brief.rates_before[i])}</td><td className="num right">{percent(one.target)}</td></tr>
        ))}</tbody>
      </table></div>
    </section>
  );
}

/** As the dashboard's charts take their rows. */
const charted = (brief: Brief, line: BriefLine): FigureRow => ({
  key: line.key, name: said(line.name, line.name_en), name_en: line.name_en, opened: at(brief, line.figures, 'reported'), open: at(brief, line.figures, 'open'), closed: at(brief, line.figures, 'closed'),
  overdue: at(brief, line.figures, 'overdue'), on_time_rate: rateAt(brief, line.rates, 'on_time_rate'),
});

function Group({ brief, group }: { brief: Brief; group: BriefGroup }) {
  const slots = group.by === 'slot', shown = slots ? group.items : group.items.slice(0, CHARTED), title = word('brief.by', group.by);
  const pick = (series: number, index: number) => { const line = shown[index]; if (line && line.key !== '0') go(listBehind(brief, series ? 'closed' : 'reported', group.by, line)); };
  return (
    <section className={`panel ${slots ? 'chart-wide' : ''}`} aria-label={title}>
      <h2>{title}</h2>
      <Part at={group.by} waiting={<div style={{ height: 200 }} />}><Chart kind={slots ? 'days' : 'opened'} rows={shown.map((line) => charted(brief, line))} title={title} onPick={pick} /></Part>
      <div className="scroll-x" tabIndex={0} role="region" aria-label={title}>
        <table className="data">
          <thead><tr><th>{title}</th>{COLUMNS.map(([code, name]) => <th key={code} className="right">{t(name)}</th>)}<th className="right">{t('brief.onTime')}</th></tr></thead>
          <tbody>{group.items.map((line) => (
            <tr key={line.key}>
              <td className="nowrap">{said(line.name, line.name_en)}</td>
              {COLUMNS.map(([code]) => <td key={code} className="num right">{line.key === '0' ? at(brief, line.figures, code) : <a href={listBehind(brief, code, group.by, line)} onClick={follow}>{at(brief, line.figures, code)}</a>}</td>)}
              <td className="num right">{percent(rateAt(brief, line.rates, 'on_time_rate'))}</td>
            </tr>
          ))}</tbody>
        </table>
      </div>
    </section>
  );
}
