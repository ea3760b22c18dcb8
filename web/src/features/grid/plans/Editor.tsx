// Drawing a plan: tools, undo, the check after every change, and saving by itself.
import { DeleteOutlined, RedoOutlined, UndoOutlined } from '@ant-design/icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { Failure, Loading } from '../../../components/States';
import { t, word } from '../../../i18n';
import { ApiError } from '../../../lib/api';
import { gridPlans, type Fault, type Part, type Plan, type Point, type Reshape } from '../../../lib/grid-plans';
import { plainName } from '../../../lib/names';
import { addCorner, areaOf, cornersOf, fairCut, keyOf, moveCorner, removeCorner, shift, useHistory } from './drawing';
import Faults from './Faults';
import Import from './Import';
import type { Calls, Tool } from './PlanMap';

const PlanMap = lazy(() => import('./PlanMap'));
const CHECK_MS = 350;
const TOOLS: Tool[] = ['pick', 'border', 'split', 'merge', 'draw'];
const NONE: ReadonlySet<number> = new Set();
const STEP_M = 1, LEAP_M = 10;
const NUDGES: Record<string, [number, number]> = { ArrowUp: [0, 1], ArrowDown: [0, -1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

/** `onFits` tells whether what is drawn has no faults and is saved. */
export default function Editor({ plan, onFits }: { plan: Plan; onFits: (fits: boolean) => void }) {
  const client = useQueryClient();
  const community = plan.community?.id ?? '';
  const { parts, canUndo, canRedo, commit, quiet, undo, redo } = useHistory(plan.parts);
  const [tool, setTool] = useState<Tool>('pick');
  const [chosen, setChosen] = useState<number | null>(null);
  const [marked, setMarked] = useState<ReadonlySet<number>>(NONE);
  const [corner, setCorner] = useState<string | null>(null);
  const [focus, setFocus] = useState<Point | null>(null);
  const [importing, setImporting] = useState(false);
  const before = useRef<Part[] | null>(null);
  const saved = useRef({ version: plan.version, parts: plan.parts });
  const part = chosen === null ? undefined : parts[chosen];

  /* ── After each change: check, take the borders as they fit, save ───────── */
  const [settled, setSettled] = useState(parts);
  useEffect(() => { const timer = window.setTimeout(() => { if (!before.current) setSettled(parts); }, CHECK_MS); return () => window.clearTimeout(timer); }, [parts]);
  const check = useQuery({ queryKey: ['grid-check', community, settled], queryFn: ({ signal }) => gridPlans.check(community, settled, signal), placeholderData: (old) => old, retry: false, gcTime: 60_000 });
  const save = useMutation({
    mutationFn: (next: Part[]) => gridPlans.save(plan.id, { version: saved.current.version, parts: next }),
    onSuccess: (next, sent) => { saved.current = { version: next.version, parts: sent }; client.setQueryData(['grid-plan', plan.id], next); void client.invalidateQueries({ queryKey: ['grid-preview', plan.id] }); },
  });
  const { mutate } = save;
  useEffect(() => { if (plan.can_edit && settled !== saved.current.parts && !save.isPending && !save.error) mutate(settled); }, [plan.can_edit, settled, save.isPending, save.error, mutate]);

  const fits = check.data?.ok === true && !check.isPlaceholderData && settled === parts && saved.current.parts === parts && !save.isPending;
  useEffect(() => onFits(fits), [fits, onFits]);

  const reshape = useMutation({
    mutationFn: (change: Reshape) => gridPlans.reshape(community, parts, change),
    onSuccess: (made, change) => {
      commit(made.parts);
      setMarked(NONE);
      setTool('pick');
      setChosen(change.op === 'split' ? change.part : change.op === 'draw' ? made.parts.length - 1 : null);
    },
  });

  const choose = useCallback((next: Tool) => { setTool(next); setCorner(null); setMarked(NONE); reshape.reset(); }, [reshape]);
  const layer = part?.layer ?? 'comprehensive';
  const takeCorner = useCallback((key: string) => {
    const next = removeCorner(parts, layer, key);
    if (next !== parts) commit(next);
    setCorner(null);
  }, [parts, layer, commit]);
  const nudge = useCallback((key: string, east: number, north: number) => {
    const here = cornersOf(part, plan.outline).find((one) => one.key === key);
    if (!here || here.fixed) return;
    const to = shift(here.at, east, north);
    commit(moveCorner(parts, layer, key, to));
    setCorner(keyOf(to));
  }, [part, parts, layer, plan.outline, commit]);

  const calls = useMemo<Calls>(() => ({
    onPick: (index) => {
      if (tool !== 'merge') { setChosen(index); return; }
      if (index !== null) setMarked((old) => { const next = new Set(old); if (!next.delete(index)) next.add(index); return next; });
    },
    onCorner: setCorner,
    onDrag: (key, to) => { before.current ??= parts; quiet(moveCorner(parts, layer, key, to)); setCorner(keyOf(to)); },
    onDrop: () => { const from = before.current; before.current = null; if (from) commit([...parts], from); },
    onAdd: (middle) => { commit(addCorner(parts, layer, middle.a, middle.b, middle.at)); setCorner(keyOf(middle.at)); },
    onRemove: takeCorner,
    onSketch: (points) => {
      if (tool === 'split' && chosen !== null) reshape.mutate({ op: 'split', part: chosen, line: points });
      if (tool === 'draw') reshape.mutate({ op: 'draw', geometry: { type: 'Polygon', coordinates: [[...points, points[0]]] } });
    },
  }), [tool, chosen, parts, layer, quiet, commit, takeCorner, reshape]);

  useEffect(() => {
    const keys = (event: KeyboardEvent) => {
      const typing = (event.target as HTMLElement).closest('input, textarea, select, [role="dialog"]');
      if (typing || !plan.can_edit) return;
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'z') { event.preventDefault(); if (event.shiftKey) redo(); else undo(); return; }
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'y') { event.preventDefault(); redo(); return; }
      if (!corner || tool !== 'border') return;
      const by = NUDGES[event.key];
      if (by) { event.preventDefault(); event.stopPropagation(); nudge(corner, by[0] * (event.shiftKey ? LEAP_M : STEP_M), by[1] * (event.shiftKey ? LEAP_M : STEP_M)); }
      if (event.key === 'Delete') takeCorner(corner);
    };
    window.addEventListener('keydown', keys, true);
    return () => window.removeEventListener('keydown', keys, true);
  }, [plan.can_edit, corner, tool, undo, redo, nudge, takeCorner]);

  const faults: Fault[] = check.data?.faults ?? [];
  return (
    <div className="plan-columns">
      <div className="map-frame">
        <div className="row plan-tools">
          {plan.can_edit && (
            <div className="kinds" role="group" aria-label={t('plan.tools')}>
              {TOOLS.map((one) => <button key={one} type="button" aria-pressed={tool === one} onClick={() => choose(one)}>{word('plan.tool', one)}</button>)}
            </div>
          )}
          {plan.can_edit && <Button size="small" icon={<UndoOutlined />} disabled={!canUndo} onClick={undo} aria-label={t('plan.undo')} title={`${t('plan.undo')} Ctrl+Z`} />}
          {plan.can_edit && <Button size="small" icon={<RedoOutlined />} disabled={!canRedo} onClick={redo} aria-label={t('plan.redo')} title={`${t('plan.redo')} Ctrl+Y`} />}
          {plan.can_edit && <Button size="small" onClick={() => setImporting(true)}>{t('plan.import')}</Button>}
          <span className="grow" />
          <Saved pending={save.isPending || settled !== parts} error={save.error} shown={plan.can_edit} />
        </div>
        <Suspense fallback={<Loading rows={10} />}>
          <PlanMap plan={plan} parts={parts} tool={tool} chosen={chosen} marked={marked} corner={corner} faults={faults} focus={focus} editable={plan.can_edit} calls={calls} />
        </Suspense>
        <p className="small muted plan-hint" role="status">{plan.can_edit ? t(tool === 'split' && chosen === null ? 'plan.hint.splitFirst' : (`plan.hint.${tool}` as const)) : t('plan.hint.look')}</p>
      </div>
      <aside className="plan-side stack" aria-label={t('plan.grids')}>
        {save.error && <Failure why={save.error} retry={save.error instanceof ApiError && save.error.status === 409 ? undefined : () => save.reset()} />}
        {reshape.error && <Failure why={reshape.error} />}
        {check.error ? <Failure why={check.error} retry={() => void check.refetch()} /> : <Faults check={check.data} parts={settled} onShow={(fault) => { setFocus([fault.lon, fault.lat]); if (fault.part !== null) setChosen(fault.part); }} />}
        {tool === 'merge' && <Button type="primary" loading={reshape.isPending} disabled={marked.size < 2} onClick={() => { const [into, ...others] = [...marked].sort((a, b) => rank(parts[a], a) - rank(parts[b], b)); reshape.mutate({ op: 'merge', part: into, others }); }}>{t('plan.merge', { n: marked.size })}</Button>}
        {tool === 'split' && part?.layer === 'comprehensive' && <SplitBetween key={chosen} part={part} plan={plan} busy={reshape.isPending} onSplit={(line) => reshape.mutate({ op: 'split', part: parts.indexOf(part), line })} />}
        {tool === 'border' && part && plan.can_edit && <Corners part={part} plan={plan} corner={corner} onCorner={setCorner} onNudge={nudge} onRemove={takeCorner} />}
        <ul className="plan-parts" aria-label={t('plan.grids')}>
          {parts.map((one, i) => (
            <li key={one.id ?? `new-${i}`} aria-current={i === chosen ? 'true' : undefined}>
              {tool === 'merge' && one.layer === 'comprehensive'
                ? <label className="grow"><input type="checkbox" checked={marked.has(i)} onChange={() => calls.onPick(i)} /> {plainName(one.name)}</label>
                : <button type="button" className="text-button grow" onClick={() => { setChosen(i); setCorner(null); }}>{plainName(one.name)}</button>}
              {one.layer === 'dedicated' && <span className="badge badge-info">{word('grid.kind', one.kind, t('plan.dedicated'))}</span>}
              {one.id === null && <span className="badge badge-ok">{t('plan.new')}</span>}
              <span className="num small muted">{hectares(areaOf(one.geometry))}</span>
            </li>
          ))}
        </ul>
        {part && plan.can_edit && <Name key={`${chosen}-${part.name}`} part={part} onName={(name) => commit(parts.map((one) => (one === part ? { ...one, name } : one)))} />}
        {part && plan.can_edit && part.layer === 'dedicated' && <Button danger type="text" icon={<DeleteOutlined />} onClick={() => { commit(parts.filter((one) => one !== part)); setChosen(null); }}>{t('plan.removeDedicated')}</Button>}
      </aside>
      {importing && <Import community={community} onClose={() => setImporting(false)} onTake={(next) => { commit(next); setChosen(null); setImporting(false); }} />}
    </div>
  );
}

/** Merged grids go into one that exists already, if there is one. */
const rank = (part: Part, at: number) => (part.id === null ? 1_000_000 : 0) + at;
const hectares = (m2: number) => t('plan.hectares', { n: (m2 / 10_000).toFixed(2) });

function Saved({ pending, error, shown }: { pending: boolean; error: unknown; shown: boolean }) {
  if (!shown) return null;
  return <span className="small muted" role="status">{error ? t('plan.notSaved') : pending ? t('plan.saving') : t('plan.saved')}</span>;
}

function Name({ part, onName }: { part: Part; onName: (name: string) => void }) {
  const [text, setText] = useState(part.name);
  const take = () => { const name = text.trim(); if (name && name !== part.name) onName(name); };
  return <label className="stack"><span className="small muted">{t('plan.name')}</span><Input value={text} maxLength={60} onChange={(event) => setText(event.target.value)} onBlur={take} onPressEnter={take} /></label>;
}

/** Cutting without a pointer: from one corner to another. */
function SplitBetween({ part, plan, busy, onSplit }: { part: Part; plan: Plan; busy: boolean; onSplit: (line: Point[]) => void }) {
  const corners = cornersOf(part, plan.outline);
  const [[from, to], setEnds] = useState(() => fairCut(corners));
  const setFrom = (at: number) => setEnds([at, to]), setTo = (at: number) => setEnds([from, at]);
  const select = (value: number, set: (at: number) => void, label: string) => (
    <label className="row small">{label} <select className="native-input" value={Math.min(value, corners.length - 1)} onChange={(event) => set(Number(event.target.value))}>{corners.map((_, i) => <option key={i} value={i}>{i + 1}</option>)}</select></label>
  );
  return (
    <fieldset className="row plan-between"><legend className="small muted">{t('plan.between')}</legend>
      {select(from, setFrom, t('plan.from'))}{select(to, setTo, t('plan.to'))}
      <Button size="small" loading={busy} disabled={from === to} onClick={() => onSplit([corners[Math.min(from, corners.length - 1)].at, corners[Math.min(to, corners.length - 1)].at])}>{t('plan.cut')}</Button>
    </fieldset>
  );
}

/** The chosen corner, with keys and by number. */
function Corners({ part, plan, corner, onCorner, onNudge, onRemove }: {
  part: Part; plan: Plan; corner: string | null; onCorner: (key: string) => void; onNudge: (key: string, east: number, north: number) => void; onRemove: (key: string) => void;
}) {
  const corners = cornersOf(part, plan.outline), at = corners.findIndex((one) => one.key === corner), one = corners[at];
  const turn = (by: number) => onCorner(corners[(at + by + corners.length) % corners.length].key);
  return (
    <fieldset className="stack plan-between"><legend className="small muted">{t('plan.corner')}</legend>
      <div className="row">
        <Button size="small" onClick={() => turn(-1)}>{t('plan.before')}</Button>
        <span className="num">{at < 0 ? '—' : `${at + 1}/${corners.length}`}</span>
        <Button size="small" onClick={() => turn(1)}>{t('plan.next')}</Button>
        {one && !one.fixed && <Button size="small" danger type="text" onClick={() => onRemove(one.key)}>{t('plan.takeCorner')}</Button>}
      </div>
      {one && <p className="small mono">{one.at[0].toFixed(6)}, {one.at[1].toFixed(6)}</p>}
      {one && (one.fixed ? <p className="small muted">{t('plan.fixed')}</p> : (
        <div className="row" role="group" aria-label={t('plan.nudge')}>
          {([['west', -1, 0], ['north', 0, 1], ['south', 0, -1], ['east', 1, 0]] as const).map(([name, east, north]) => <Button key={name} size="small" onClick={() => onNudge(one.key, east, north)}>{word('plan.way', name)}</Button>)}
        </div>
      ))}
    </fieldset>
  );
}
