// What a plan moves: grids, open cases, people, dedicated grids; each number opens the list behind it.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Shown } from '../../../components/States';
import { language, t, word } from '../../../i18n';
import { gridPlans, type GridPreview, type Plan } from '../../../lib/grid-plans';
import { plainName } from '../../../lib/names';
import { follow, pages } from '../../../lib/router';

type List = 'grids' | 'cases' | 'people' | 'places';
const LISTS: List[] = ['grids', 'cases', 'people', 'places'];
const LOOK: Record<string, string> = { new: 'badge badge-ok', changed: 'badge badge-info', retired: 'badge badge-warn', same: 'badge' };

export default function Preview({ plan }: { plan: Plan }) {
  const query = useQuery({ queryKey: ['grid-preview', plan.id, plan.version], queryFn: () => gridPlans.preview(plan.id), retry: false });
  return (
    <section className="panel stack" aria-label={t('plan.preview')}>
      <h2>{t('plan.preview')}</h2>
      <Shown query={query} rows={4}>{(data) => <Lists data={data} />}</Shown>
    </section>
  );
}

function Lists({ data }: { data: GridPreview }) {
  const [open, setOpen] = useState<List>('grids');
  const counts: Record<List, number> = { grids: data.grids.filter((one) => one.fate !== 'same').length, cases: data.case_count, people: data.people.length, places: data.places.length };
  return (
    <>
      <div className="kinds" role="group" aria-label={t('plan.moved')}>{LISTS.map((one) => <button key={one} type="button" aria-pressed={open === one} onClick={() => setOpen(one)}>{word('plan.list', one)} <span className="num">{counts[one]}</span></button>)}</div>
      <div className="scroll-x" tabIndex={0} role="region" aria-label={word('plan.list', open)}>
        {counts[open] === 0 ? <p className="small muted">{t('plan.nothingMoves')}</p> : open === 'grids' ? <Grids data={data} /> : open === 'cases' ? <Cases data={data} /> : open === 'people' ? <People data={data} /> : <Places data={data} />}
      </div>
      {open === 'cases' && <p className="small muted">{t('plan.casesKeep')}{data.cases_truncated && ` ${t('plan.casesMore', { n: data.cases.length })}`}</p>}
    </>
  );
}

const ha = (m2: number) => (m2 ? t('plan.hectares', { n: (m2 / 10_000).toFixed(2) }) : '—');

function Grids({ data }: { data: GridPreview }) {
  return (
    <table className="data"><thead><tr><th>{t('plan.fate')}</th><th>{t('grid.name')}</th><th className="right">{t('plan.areaBefore')}</th><th className="right">{t('plan.areaAfter')}</th><th className="right">{t('grid.workers')}</th><th className="right">{t('state.open')}</th><th>{t('plan.origin')}</th></tr></thead>
      <tbody>{data.grids.filter((one) => one.fate !== 'same').map((one) => (
        <tr key={one.code}>
          <td><span className={LOOK[one.fate]}>{word('plan.fate', one.fate)}</span></td>
          <td>{plainName(one.name)} <span className="small muted mono">{one.code}</span>{one.name_before && one.name_before !== one.name && <span className="small muted"> ← {plainName(one.name_before)}</span>}</td>
          <td className="right num">{ha(one.area_before_m2)}</td><td className="right num">{ha(one.area_after_m2)}</td>
          <td className="right num">{one.workers}</td>
          <td className="right num">{one.id && one.cases > 0 ? <a href={`${pages.cases}?grid=${one.id}`} onClick={follow}>{one.cases}</a> : one.cases}</td>
          <td className="small">{one.from.filter((from) => from.code !== one.code).map((from) => `${plainName(from.name)} ${ha(from.area_m2)}`).join('、')}{one.heir && (one.fate === 'retired' ? t('plan.goesTo', { code: one.heir }) : '')}</td>
        </tr>
      ))}</tbody></table>
  );
}

function Cases({ data }: { data: GridPreview }) {
  return (
    <table className="data"><thead><tr><th>{t('plan.case')}</th><th>{t('plan.address')}</th><th>{t('plan.keeps')}</th><th>{t('plan.lies')}</th></tr></thead>
      <tbody>{data.cases.map((one) => <tr key={one.id}><td><a href={pages.case(one.id)} onClick={follow}>{language() === 'zh' ? one.type_name : one.type_name_en}</a> <span className="small muted mono">{one.number}</span></td><td>{one.address || '—'}</td><td>{plainName(one.from?.name ?? '')}</td><td>{plainName(one.to?.name ?? '')}</td></tr>)}</tbody></table>
  );
}

function People({ data }: { data: GridPreview }) {
  return (
    <table className="data"><thead><tr><th>{t('grid.workers')}</th><th>{t('grid.name')}</th><th>{t('plan.fate')}</th><th>{t('plan.also')}</th></tr></thead>
      <tbody>{data.people.map((one) => <tr key={`${one.id}-${one.grid}`}><td>{plainName(one.name)}</td><td className="mono small">{one.grid}</td><td><span className={LOOK[one.fate]}>{word('plan.fate', one.fate)}</span></td><td className="mono small">{one.also.join('、') || '—'}</td></tr>)}</tbody></table>
  );
}

function Places({ data }: { data: GridPreview }) {
  return (
    <table className="data"><thead><tr><th>{t('plan.dedicated')}</th><th>{t('plan.hostBefore')}</th><th>{t('plan.hostAfter')}</th></tr></thead>
      <tbody>{data.places.map((one) => <tr key={one.code}><td>{plainName(one.name)} <span className="small muted mono">{one.code}</span></td><td>{plainName(one.from ?? '—')}</td><td>{plainName(one.to ?? '—')}</td></tr>)}</tbody></table>
  );
}
