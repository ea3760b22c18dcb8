// 考核评价: figures, rates and scores of an area by what lies in it, by unit, type, source or month; every number opens the list behind it.
import { useQuery } from '@tanstack/react-query';
import { Button, Select } from 'antd';
import { useEffect, useMemo } from 'react';
import { Panel } from '../../../case/CasePage';
import { Empty, Shown } from '../../../components/States';
import { t, word } from '../../../i18n';
import { evaluation, type Evaluation as Table, type EvaluationLine } from '../../../lib/api';
import { downloadCsv } from '../../../lib/csv';
import { said } from '../../../lib/names';
import { follow, pages, useQueryState } from '../../../lib/router';
import { useSession } from '../../../lib/session';
import { MonthInput, thisMonth } from '../Whistles';
import { Formulas } from './Formulas';
import { Lines } from './Lines';
import { figureOf, listBehind, rateText } from './words';

export default function Evaluation() {
  const [params, setParams] = useQueryState();
  const { scope } = useSession();
  const to = params.to ?? thisMonth(), from = params.from ?? to;
  const area = params.area ?? scope?.id;
  const ask = { area, from, to, by: params.by, sheet: params.sheet, type: params.type, source: params.source };
  const query = useQuery({ queryKey: ['evaluation', ask], queryFn: () => evaluation.table(ask) });
  useEffect(() => { document.title = `${t('nav.evaluation')} · ${t('app.name')}`; }, []);
  return (
    <div className="page">
      <header className="page-head">
        <h1>{t('nav.evaluation')}</h1>
        <Trail name={query.data?.area.name} />
        <span className="grow" />
        <span className="row small">{t('evaluation.from')}<MonthInput value={from} onChange={(next) => setParams({ from: next, to: next > to ? next : to })} /></span>
        <span className="row small">{t('evaluation.to')}<MonthInput value={to} onChange={(next) => setParams({ to: next, from: next < from ? next : from })} /></span>
      </header>
      <Shown query={query} rows={10}>{(data) => <Board data={data} />}</Shown>
    </div>
  );
}

/** The areas one came down from, each a way back. */
function Trail({ name }: { name?: string }) {
  const [params] = useQueryState();
  const steps = (params.trail ?? '').split('|').filter(Boolean).map((step) => step.split('~'));
  const at = (index: number) => {
    const next = new URLSearchParams({ ...params, area: steps[index][0] });
    next.delete('by');
    const before = steps.slice(0, index).map((step) => step.join('~')).join('|');
    if (before) next.set('trail', before); else next.delete('trail');
    return `${pages.evaluation}?${next.toString()}`;
  };
  return (
    <nav className="row evaluation-trail" aria-label={t('evaluation.trail')}>
      {steps.map(([id, label], index) => <span key={id}><a href={at(index)} onClick={follow}>{label}</a> <span aria-hidden="true">›</span></span>)}
      <span aria-current="page">{name}</span>
    </nav>
  );
}

function Board({ data }: { data: Table }) {
  const [, setParams] = useQueryState();
  const sheets = data.sheets.map((sheet) => ({ value: sheet.code, label: `${said(sheet.name, sheet.name_en)}（${sheet.full}）` }));
  return (
    <>
      <Tiles data={data} />
      <Panel title={t('evaluation.table')} extra={<Button size="small" onClick={() => csv(data)}>{t('chart.csv')}</Button>}>
        <div className="row filters">
          <span className="row" role="group" aria-label={t('evaluation.by')}>
            {data.groupings.map((by) => <Button key={by} size="small" type={by === data.by ? 'primary' : 'default'} aria-pressed={by === data.by} onClick={() => setParams({ by, type: undefined, source: undefined })}>{word('evaluation.by', by)}</Button>)}
          </span>
          <span className="grow" />
          {sheets.length > 0 && <label className="row small">{t('evaluation.sheet')}<Select aria-label={t('evaluation.sheet')} value={data.sheet} options={sheets} popupMatchSelectWidth={false} style={{ minWidth: 160 }} onChange={(sheet: string) => setParams({ sheet })} /></label>}
        </div>
        {data.items.length === 0 ? <Empty title={t('evaluation.empty')} /> : <Lines data={data} />}
      </Panel>
      <Formulas data={data} />
    </>
  );
}

const TILES = ['reported', 'filed', 'due', 'closed', 'closed_in_time', 'overdue'];

function Tiles({ data }: { data: Table }) {
  const onTime = data.indicators.findIndex((one) => one.code === 'on_time_rate');
  const total = useMemo(() => TILES.map((code) => ({ code, measure: data.measures.find((one) => one.code === code), n: figureOf(data, data.total, code) })), [data]);
  return (
    <ul className="tiles">
      {total.map(({ code, measure, n }) => measure && (
        <li key={code} className={code === 'overdue' && n > 0 ? 'tile-bad' : undefined}>
          <a href={listBehind(data, data.total, code)} onClick={follow} title={said(measure.meaning, measure.meaning_en)}><span className="small muted">{said(measure.name, measure.name_en)}</span><b className="num">{n}</b></a>
        </li>
      ))}
      {onTime >= 0 && <li><span className="small muted">{said(data.indicators[onTime].name, data.indicators[onTime].name_en)}</span><b className="num">{rateText(data.total.rates[onTime])}</b></li>}
      <li><span className="small muted">{t('evaluation.score')}</span><b className="num">{data.total.score === null ? '—' : data.total.score.toFixed(1)}</b></li>
    </ul>
  );
}

/** Every figure, rate and point of every line. */
function csv(data: Table) {
  const head = [t('evaluation.rank'), word('evaluation.by', data.by), t('evaluation.score'), ...data.indicators.map((one) => `${said(one.name, one.name_en)} %`), ...data.measures.map((one) => said(one.name, one.name_en))];
  const row = (line: EvaluationLine) => [line.rank ?? '', said(line.name, line.name_en), line.score ?? '', ...line.rates.map((rate) => rate ?? ''), ...line.figures];
  downloadCsv(`evaluation-${data.area.code}-${data.by}-${data.from}-${data.to}.csv`, head, [...data.items.map(row), row({ ...data.total, name: t('evaluation.total'), name_en: t('evaluation.total') })]);
}
