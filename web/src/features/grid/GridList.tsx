// Grids as a list: the areas as a tree on the left, on the right what lies in the chosen one, with its people and its open cases.
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useEffect, useState, type ReactNode } from 'react';
import { Empty, Shown } from '../../components/States';
import { t, word } from '../../i18n';
import { grids, places, type AreaFeature, type GridRow, type UnitRef } from '../../lib/api';
import { useArea } from '../../lib/area';
import { isArea, plainName } from '../../lib/names';
import { follow, pages, useQueryState } from '../../lib/router';
import GridDetail from './GridDetail';

const DEEP = new Set(['street', 'community']);   // areas small enough to list their grids

export default function GridList() {
  const home = useArea();
  const [params, setParams] = useQueryState();
  const id = params.area || home?.id;
  const [names, setNames] = useState<Record<string, UnitRef>>({});
  const area = id ? names[id] ?? (home?.id === id ? home : undefined) : undefined;
  useEffect(() => { document.title = `${t('nav.grids')} · ${t('app.name')}`; }, []);
  const choose = (unit: UnitRef) => { setNames((old) => ({ ...old, [unit.id]: unit })); setParams({ area: unit.id, kind: unit.kind, grid: '' }); };
  const kind = area?.kind ?? params.kind;
  return (
    <div className="page">
      <header className="page-head"><h1>{t('nav.grids')}</h1></header>
      <div className="grid-columns">
        <nav className="panel grid-tree" aria-label={t('grid.areas')}>
          {home === null ? <Empty title={t('grid.noArea')} /> : home && <ul className="tree"><Branch unit={home} chosen={id} onChoose={choose} open /></ul>}
        </nav>
        <div className="stack">
          {id && (DEEP.has(kind ?? '') ? <Grids key={id} area={id} chosen={params.grid} onGrid={(grid) => setParams({ grid })} /> : <Parts key={id} area={id} onChoose={choose} />)}
        </div>
        {params.grid && <GridDetail key={params.grid} id={params.grid} onClose={() => setParams({ grid: '' })} />}
      </div>
    </div>
  );
}

function Branch({ unit, chosen, onChoose, open = false }: { unit: UnitRef; chosen?: string; onChoose: (unit: UnitRef) => void; open?: boolean }) {
  const [shown, setShown] = useState(open);
  const query = useQuery({ queryKey: ['units', 'of', unit.id], queryFn: () => places.units({ parent: unit.id }), enabled: shown && unit.kind !== 'community', staleTime: 60_000 });
  const name = <button type="button" className="tree-name" aria-current={chosen === unit.id ? 'true' : undefined} onClick={() => { setShown(true); onChoose(unit); }}>{plainName(unit.name)}</button>;
  if (unit.kind === 'community') return <li className="tree-leaf">{name}</li>;
  return (
    <li>
      <span className="row tree-row"><button type="button" className="tree-node" aria-expanded={shown} aria-label={t(shown ? 'grid.fold' : 'grid.unfold', { name: unit.name })} onClick={() => setShown(!shown)} />{name}</span>
      {shown && <Shown query={query} rows={2}>{(data) => <ul className="tree">{data.items.filter(isArea).map((child) => <Branch key={child.id} unit={child} chosen={chosen} onChoose={onChoose} />)}</ul>}</Shown>}
    </li>
  );
}

function Figure({ name, value, to, bad }: { name: string; value: ReactNode; to?: string; bad?: boolean }) {
  const text = <><span className="small muted">{name}</span><b className="num">{value}</b></>;
  return <li className={bad ? 'tile-bad' : undefined}>{to ? <a href={to} onClick={follow}>{text}</a> : text}</li>;
}

/** A number that opens the list behind it. */
export function Count({ value, to, name }: { value: number | undefined; to: string; name: string }) {
  if (!value) return <span className="muted num">{value ?? '—'}</span>;
  return <a className="num" href={to} onClick={follow} aria-label={`${name} ${value}`}>{value}</a>;
}

/** The streets of a district: too many grids to list at once. */
function Parts({ area, onChoose }: { area: string; onChoose: (unit: UnitRef) => void }) {
  const query = useQuery({ queryKey: ['areas', area, false], queryFn: () => places.areas(area) });
  return (
    <section className="panel flush" aria-label={t('grid.parts')}>
      <Shown query={query} rows={8}>
        {(data) => (data.features.length === 0 ? <Empty title={t('grid.none')} /> : (
          <div className="scroll-x" tabIndex={0} role="region" aria-label={t('grid.parts')}>
            <table className="data">
              <thead><tr><th>{t('grid.area')}</th><th className="right">{t('state.open')}</th><th className="right">{t('list.overdue')}</th><th /></tr></thead>
              <tbody>{data.features.map(({ properties: one }: AreaFeature) => (
                <tr key={one.id}>
                  <td><button type="button" className="text-button" onClick={() => onChoose(one)}>{plainName(one.name)}</button> <span className="small muted">{word('unit', one.kind)}</span></td>
                  <td className="right"><Count value={one.open} to={casesAt(one)} name={t('state.open')} /></td>
                  <td className="right"><Count value={one.overdue} to={casesAt(one, true)} name={t('list.overdue')} /></td>
                  <td className="right nowrap"><a href={`${pages.map}?area=${one.id}`} onClick={follow}>{t('grid.onMap')}<span className="hidden-text"> {one.name}</span></a></td>
                </tr>
              ))}</tbody>
            </table>
          </div>
        ))}
      </Shown>
    </section>
  );
}

const casesAt = (area: { id: string; kind: string }, overdue = false) => `${pages.cases}?${area.kind === 'street' || area.kind === 'community' ? `${area.kind}=${area.id}` : ''}${overdue ? '&light=overdue' : ''}`;
const casesOf = (grid: string, overdue = false) => `${pages.cases}?grid=${grid}${overdue ? '&light=overdue' : ''}`;

/** Every page of them: a street has some hundred. */
async function everyGrid(parent: string, signal: AbortSignal): Promise<GridRow[]> {
  const rows: GridRow[] = [];
  let after: string | undefined;
  do {
    const page = await grids.list(parent, after, signal);
    rows.push(...page.items);
    after = page.next ?? undefined;
  } while (after);
  return rows;
}

function Grids({ area, chosen, onGrid }: { area: string; chosen?: string; onGrid: (id: string) => void }) {
  const [dutyOnly, setDutyOnly] = useState(false);
  const [loadOnly, setLoadOnly] = useState(false);
  const query = useQuery({ queryKey: ['grids', area], queryFn: ({ signal }) => everyGrid(area, signal) });
  return (
    <Shown query={query} rows={10}>
      {(rows) => {
        const whole = rows.filter((row) => row.layer === 'comprehensive');
        const people = new Map(rows.flatMap((row) => row.workers).map((one) => [one.id, one.on_duty]));
        const sum = (name: 'open' | 'overdue') => whole.reduce((all, row) => all + row[name], 0);
        const shown = rows.filter((row) => (!dutyOnly || row.workers.some((one) => one.on_duty)) && (!loadOnly || row.open > 0));
        return (
          <>
            <ul className="tiles tiles-small">
              <Figure name={t('grid.count')} value={whole.length} /><Figure name={t('grid.dedicatedCount')} value={rows.length - whole.length} />
              <Figure name={t('grid.workers')} value={people.size} /><Figure name={t('assign.onDuty')} value={[...people.values()].filter(Boolean).length} />
              <Figure name={t('state.open')} value={sum('open')} /><Figure name={t('list.overdue')} value={sum('overdue')} bad={sum('overdue') > 0} />
            </ul>
            <div className="row">
              <div className="kinds" role="group" aria-label={t('grid.filter')}>
                <button type="button" aria-pressed={dutyOnly} onClick={() => setDutyOnly(!dutyOnly)}>{t('grid.dutyOnly')}</button>
                <button type="button" aria-pressed={loadOnly} onClick={() => setLoadOnly(!loadOnly)}>{t('grid.loadOnly')}</button>
              </div>
              <span className="grow" />
              <a href={`${pages.map}?area=${area}&grids=1`} onClick={follow}>{t('grid.onMap')}</a>
            </div>
            <section className="panel flush">{shown.length === 0 ? <Empty title={t('list.nothingFiltered')}>{(dutyOnly || loadOnly) && <Button onClick={() => { setDutyOnly(false); setLoadOnly(false); }}>{t('list.clear')}</Button>}</Empty> : <Table rows={shown} chosen={chosen} onGrid={onGrid} />}</section>
          </>
        );
      }}
    </Shown>
  );
}

function Table({ rows, chosen, onGrid }: { rows: GridRow[]; chosen?: string; onGrid: (id: string) => void }) {
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label={t('nav.grids')}>
      <table className="data">
        <thead><tr><th>{t('grid.name')}</th><th>{t('grid.workers')}</th><th className="right">{t('state.open')}</th><th className="right">{t('list.overdue')}</th></tr></thead>
        <tbody>{rows.map((row) => (
          <tr key={row.id} aria-current={chosen === row.id ? 'true' : undefined}>
            <td>
              <button type="button" className="text-button" onClick={() => onGrid(row.id)}>{plainName(row.name)}</button>
              {row.layer === 'dedicated' && <span className="badge badge-info">{word('grid.kind', row.kind)}</span>}
              {' '}<span className="small muted mono">{row.code}</span>
            </td>
            <td>{row.workers.length ? <ul className="workers">{row.workers.map((one) => <li key={one.id}><span className={one.on_duty ? 'duty duty-on' : 'duty'}>{plainName(one.name)}<span className="hidden-text"> {t(one.on_duty ? 'assign.onDuty' : 'assign.offDuty')}</span></span></li>)}</ul> : <span className="small muted">{row.layer === 'dedicated' ? t('grid.hostServes') : t('grid.noWorkers')}</span>}</td>
            <td className="right"><Count value={row.open} to={casesOf(row.id)} name={`${row.name} ${t('state.open')}`} /></td>
            <td className="right"><Count value={row.overdue} to={casesOf(row.id, true)} name={`${row.name} ${t('list.overdue')}`} /></td>
          </tr>
        ))}</tbody>
      </table>
    </div>
  );
}
