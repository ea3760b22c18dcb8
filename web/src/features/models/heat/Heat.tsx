// Where a process is busy, slow or sent back: figures of its steps on the picture, and the same as a table.
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { lazy, useMemo, useState } from 'react';
import { Part } from '../../../components/Boundary';
import { Shown } from '../../../components/States';
import { UnitSelect } from '../../../components/UnitSelect';
import { language } from '../../../i18n';
import { downloadCsv } from '../../../lib/csv';
import { models, type Heat as Figures, type HeatElement } from '../../../lib/models';
import { useQueryState } from '../../../lib/router';
import { t } from '../words';
import type { Badge } from '../view/Picture';
import { scaleOf, STEPS, type Scale } from './scale';

const Picture = lazy(() => import('../view/Picture'));
const MEASURES = ['ended', 'median_s', 'p95_s', 'returned'] as const;
type Measure = (typeof MEASURES)[number];

const month = (back: number) => { const now = new Date(Date.now() + 8 * 3600_000); return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back, 1)).toISOString().slice(0, 7); };

/** A span of time in the two largest units that say something. */
export function span(seconds: number | null): string {
  if (seconds === null) return '—';
  const zh = language() === 'zh';
  const [days, hours, minutes] = [Math.floor(seconds / 86400), Math.floor((seconds % 86400) / 3600), Math.round((seconds % 3600) / 60)];
  if (days) return zh ? `${days} 天${hours ? ` ${hours} 小时` : ''}` : `${days} d${hours ? ` ${hours} h` : ''}`;
  if (hours) return zh ? `${hours} 小时${minutes ? ` ${minutes} 分` : ''}` : `${hours} h${minutes ? ` ${minutes} min` : ''}`;
  return zh ? (seconds < 60 ? `${Math.round(seconds)} 秒` : `${minutes} 分`) : seconds < 60 ? `${Math.round(seconds)} s` : `${minutes} min`;
}
const said = (measure: Measure, value: number | null) => (measure === 'ended' || measure === 'returned' ? String(value ?? 0) : span(value));

export default function Heat({ name, xml }: { name: string; xml: string }) {
  const [params, setParams] = useQueryState();
  const street = params.street || undefined;
  const [from, to] = [params.from || month(5), params.to || month(0)];
  const measure = MEASURES.find((one) => one === params.measure) ?? 'median_s';
  const query = useQuery({ queryKey: ['model-heat', name, from, to, street], queryFn: () => models.heat(name, { from, to, street }) });
  return (
    <div className="stack">
      <div className="row model-heat-tools">
        <div className="kinds" role="group" aria-label={t('heat.measure')}>{MEASURES.map((one) => <button key={one} type="button" aria-pressed={one === measure} onClick={() => setParams({ measure: one })}>{t(`heat.${one}`)}</button>)}</div>
        <label className="row">{t('heat.from')} <input type="month" className="native-input" value={from} max={to} onChange={(event) => setParams({ from: event.target.value })} /></label>
        <label className="row">{t('heat.to')} <input type="month" className="native-input" value={to} min={from} onChange={(event) => setParams({ to: event.target.value })} /></label>
        <span className="model-heat-unit"><UnitSelect value={street} kind="street" by="id" label={t('heat.street')} onChange={(next) => setParams({ street: next })} /></span>
      </div>
      <Shown query={query} rows={10}>{(figures) => <Drawn figures={figures} name={name} xml={xml} measure={measure} />}</Shown>
    </div>
  );
}

function Drawn({ figures, name, xml, measure }: { figures: Figures; name: string; xml: string; measure: Measure }) {
  const [picked, setPicked] = useState('');
  const scale = useMemo(() => scaleOf(figures.elements.map((one) => one[measure] ?? 0)), [figures, measure]);
  const [fills, badges] = useMemo(() => {
    const shown = figures.elements.filter((one) => one[measure] !== null);
    return [
      new Map(shown.map((one) => [one.element, STEPS[scale.of(one[measure] ?? 0)]])),
      new Map<string, Badge>([...ways(figures, measure, xml), ...shown.map((one): [string, Badge] => { const step = STEPS[scale.of(one[measure] ?? 0)]; return [one.element, { text: said(measure, one[measure]), title: sentence(one), colour: step.colour, ink: step.ink }]; })]),
    ];
  }, [figures, measure, scale, xml]);
  const names = useMemo(() => namesOf(xml), [xml]);
  if (!figures.elements.length && !figures.passed.length) return <p className="notice">{t('heat.none')}</p>;
  return (
    <div className="stack">
      <Legend scale={scale} measure={measure} />
      <Part rows={8}><Picture xml={xml} label={t('heat.picture', { measure: t(`heat.${measure}`) })} fills={fills} badges={badges} at={picked} /></Part>
      <HeatTable figures={figures} name={name} names={names} measure={measure} scale={scale} onPick={setPicked} />
      <p className="muted small">{t('heat.about')}</p>
    </div>
  );
}

/** How many cases took each way out of a gateway: shown with the counts only. */
function ways(figures: Figures, measure: Measure, xml: string): [string, Badge][] {
  if (measure !== 'ended') return [];
  const document = new DOMParser().parseFromString(xml, 'text/xml');
  const gateways = new Set([...document.querySelectorAll('*')].filter((one) => /Gateway$/.test(one.localName)).map((one) => one.getAttribute('id')));
  const choices = new Set([...document.querySelectorAll('*')].filter((one) => one.localName === 'sequenceFlow' && gateways.has(one.getAttribute('sourceRef'))).map((one) => one.getAttribute('id')));
  return figures.flows.filter((one) => choices.has(one.flow)).map((one) => [one.flow, { text: String(one.cases), tone: 'quiet', title: t('heat.passed', { count: one.cases }) }]);
}

const sentence = (one: HeatElement) => t('heat.sentence', { ended: one.ended, done: one.done, returned: one.returned, median: span(one.median_s), p95: span(one.p95_s) });

function Legend({ scale, measure }: { scale: Scale; measure: Measure }) {
  if (!scale.bounds.length) return null;
  return (
    <div className="row model-scale" role="img" aria-label={t('heat.legend', { measure: t(`heat.${measure}`), low: said(measure, Math.round(scale.bounds[0])), high: said(measure, Math.round(scale.bounds[scale.bounds.length - 1])) })}>
      <b className="small">{t(`heat.${measure}`)}</b>
      {scale.bounds.map((bound, i) => <span key={i} className="model-scale-step" style={{ background: STEPS[i + 1].colour, color: STEPS[i + 1].ink }}>≥ {said(measure, Math.round(bound))}</span>)}
    </div>
  );
}

function HeatTable({ figures, name, names, measure, scale, onPick }: { figures: Figures; name: string; names: Map<string, string>; measure: Measure; scale: Scale; onPick: (id: string) => void }) {
  const rows = [...figures.elements].sort((a, b) => (b[measure] ?? 0) - (a[measure] ?? 0));
  const head = [t('heat.step'), t('heat.ended'), t('heat.done'), t('heat.returned'), t('heat.returnedShare'), t('heat.median_s'), t('heat.p95_s')];
  const share = (one: HeatElement) => (one.done ? `${Math.round((one.returned / one.done) * 1000) / 10} %` : '—');
  const csv = () => downloadCsv(`heat-${name}-${figures.from}-${figures.to}.csv`, head, rows.map((one) => [names.get(one.element) ?? one.element, one.ended, one.done, one.returned, share(one), one.median_s, one.p95_s]));
  return (
    <section className="panel flush" aria-label={t('heat.table')}>
      <div className="panel-head model-heat-head"><h2>{t('heat.table')}</h2><Button size="small" onClick={csv}>CSV</Button></div>
      <div className="scroll-x" tabIndex={0} role="region" aria-label={t('heat.table')}>
        <table className="data">
          <thead><tr>{head.map((one, i) => <th key={one} className={i ? 'right' : undefined}>{one}</th>)}</tr></thead>
          <tbody>
            {rows.map((one) => (
              <tr key={one.element}>
                <td><button type="button" className="text-button" onClick={() => { onPick(''); requestAnimationFrame(() => onPick(one.element)); }}><span className="model-swatch" style={{ background: STEPS[scale.of(one[measure] ?? 0)].colour }} aria-hidden="true" /> {names.get(one.element) ?? one.element}</button></td>
                <td className="num right">{one.ended}</td><td className="num right">{one.done}</td><td className="num right">{one.returned}</td><td className="num right">{share(one)}</td><td className="num right">{span(one.median_s)}</td><td className="num right">{span(one.p95_s)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** Element id → name, read from the drawing. */
export function namesOf(xml: string): Map<string, string> {
  const document = new DOMParser().parseFromString(xml, 'text/xml');
  return new Map([...document.querySelectorAll('[id][name]')].map((one) => [one.getAttribute('id') ?? '', one.getAttribute('name') ?? '']));
}
