// The organisation: areas from the city down to the community, with the teams and departments of each.
import { useQuery } from '@tanstack/react-query';
import { Input } from 'antd';
import { useDeferredValue, useEffect, useState } from 'react';
import { Panel } from '../../case/CasePage';
import { Empty, Shown } from '../../components/States';
import { t, word } from '../../i18n';
import { places, type UnitRef } from '../../lib/api';
import { useMe } from '../../lib/session';

export default function Units() {
  const me = useMe();
  const [typed, setTyped] = useState('');
  const q = useDeferredValue(typed.trim());
  const found = useQuery({ queryKey: ['units', q, undefined], queryFn: () => places.units({ q }), enabled: q.length > 0 });
  const tops = me.grants.map((grant) => grant.unit).filter((unit, i, all) => unit && all.findIndex((other) => other.id === unit.id) === i);
  useEffect(() => { document.title = `${t('nav.units')} · ${t('app.name')}`; }, []);
  return (
    <div className="page">
      <header className="page-head"><h1>{t('nav.units')}</h1><Input allowClear aria-label={t('unit.search')} placeholder={t('unit.search')} style={{ width: 280 }} value={typed} onChange={(e) => setTyped(e.target.value)} /></header>
      <Panel title={q ? t('unit.found') : t('unit.mine')}>
        {q ? <Shown query={found}>{(data) => (data.items.length ? <ul className="tree">{data.items.map((unit) => <Node key={unit.id} unit={unit} />)}</ul> : <Empty title={t('unit.none')} />)}</Shown>
          : <ul className="tree">{tops.map((unit) => <Node key={unit.id} unit={unit} open={tops.length === 1} />)}</ul>}
      </Panel>
    </div>
  );
}

/** What has parts of its own first; the rest by kind, side by side where there is room. */
function Children({ units }: { units: UnitRef[] }) {
  const kinds = [...new Set(units.filter((unit) => LEAVES.has(unit.kind)).map((unit) => unit.kind))];
  return (
    <>
      {units.some((unit) => !LEAVES.has(unit.kind)) && <ul className="tree">{units.filter((unit) => !LEAVES.has(unit.kind)).map((unit) => <Node key={unit.id} unit={unit} />)}</ul>}
      {kinds.map((kind) => {
        const some = units.filter((unit) => unit.kind === kind);
        return (
          <div key={kind}>
            <p className="tree-group">{word('unit', kind)} <span className="num">{some.length}</span></p>
            <ul className="tree tree-leaves">{some.map((unit) => <Node key={unit.id} unit={unit} />)}</ul>
          </div>
        );
      })}
    </>
  );
}

const LEAVES = new Set(['team', 'department', 'community']);

function Node({ unit, open = false }: { unit: UnitRef; open?: boolean }) {
  const [shown, setShown] = useState(open);
  const query = useQuery({ queryKey: ['units', 'of', unit.id], queryFn: () => places.units({ parent: unit.id }), enabled: shown, staleTime: 60_000 });
  const line = <><span>{unit.name}</span> <span className="small muted">{word('unit', unit.kind)} <span className="mono">{unit.code}</span></span></>;
  if (LEAVES.has(unit.kind)) return <li className="tree-leaf">{line}</li>;
  return (
    <li>
      <button type="button" className="tree-node" aria-expanded={shown} onClick={() => setShown(!shown)}>{line}</button>
      {shown && <Shown query={query} rows={2}>{(data) => <Children units={data.items} />}</Shown>}
    </li>
  );
}
