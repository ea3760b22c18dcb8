// Two versions side by side, with what was added, removed, changed or moved, and the list of differences; a difference shows its place.
import { useQuery } from '@tanstack/react-query';
import { lazy, useMemo, useRef, useState } from 'react';
import { Part } from '../../../components/Boundary';
import { Shown } from '../../../components/States';
import { pick } from '../../../i18n';
import { drafts, models, type Change, type Kind, type Side } from '../../../lib/models';
import type { PictureHandle } from '../view/Picture';
import Sheets, { type Marks } from '../view/Sheets';
import { t } from '../words';
import { columnsOf, fieldOf } from './sayings';

const Picture = lazy(() => import('../view/Picture'));

export interface Shown2 { side: Side; label: string }
interface Props { kind: Kind; name: string; a: Shown2; b: Shown2 }

/** The text of a side: as given, or read. */
function useText(kind: Kind, name: string, side: Side) {
  return useQuery({
    queryKey: ['model-text', kind, name, side],
    queryFn: () => (side.text !== undefined ? Promise.resolve(side.text) : side.draft ? drafts.read(side.draft).then((draft) => draft.text) : models.text(kind, name, side.release)),
    staleTime: Infinity,
  });
}

/** The marks of one side: what the other does not have, what differs. */
function marksOf(changes: Change[], only: 'removed' | 'added'): Marks {
  const marks: Marks = new Map();
  const weight: Record<string, number> = { moved: 1, changed: 2, added: 3, removed: 3 };
  for (const { element, what, field } of changes) {
    if ((what === 'added' || what === 'removed') && what !== only) continue;
    if ((weight[what] ?? 0) > (weight[marks.get(element) ?? ''] ?? 0)) marks.set(element, what);
    if (field) marks.set(`${element}/${field}`, what);
  }
  return marks;
}

export default function Compare({ kind, name, a, b }: Props) {
  const query = useQuery({ queryKey: ['model-compare', kind, name, a.side, b.side], queryFn: () => models.compare(kind, name, a.side, b.side), staleTime: 30_000 });
  return <Shown query={query} rows={8}>{(answer) => <Pair kind={kind} name={name} a={a} b={b} changes={answer.changes} same={answer.same} truncated={answer.truncated} />}</Shown>;
}

function Pair({ kind, name, a, b, changes, same, truncated }: Props & { changes: Change[]; same: boolean; truncated: boolean }) {
  const left = useRef<PictureHandle>(null);
  const right = useRef<PictureHandle>(null);
  const [picked, setPicked] = useState(-1);
  const [onlyMarked, setOnlyMarked] = useState(kind !== 'process');
  const [before, after] = useMemo(() => [marksOf(changes, 'removed'), marksOf(changes, 'added')], [changes]);
  const [was, is] = [useText(kind, name, a.side).data, useText(kind, name, b.side).data];
  const columns = useMemo(() => columnsOf(kind, was, is), [kind, was, is]);
  if (same) return <p className="notice">{t('compare.same')}</p>;
  const show = (change: Change, at: number) => { setPicked(at); left.current?.show(change.element); right.current?.show(change.element); };
  return (
    <div className="stack">
      <div className="row model-legend">
        {(['added', 'removed', 'changed', 'moved'] as const).map((what) => <span key={what} className={`model-key model-key-${what}`}>{t(`compare.${what}`)} <b className="num">{changes.filter((one) => one.what === what).length}</b></span>)}
        {kind !== 'process' && <label className="row small"><input type="checkbox" checked={onlyMarked} onChange={(event) => setOnlyMarked(event.target.checked)} /> {t('compare.onlyMarked')}</label>}
      </div>
      <div className="model-pair">
        <figure><figcaption>{a.label}</figcaption><OneSide ref2={left} kind={kind} name={name} shown={a} marks={before} onlyMarked={onlyMarked} /></figure>
        <figure><figcaption>{b.label}</figcaption><OneSide ref2={right} kind={kind} name={name} shown={b} marks={after} onlyMarked={onlyMarked} /></figure>
      </div>
      <section aria-label={t('compare.list')}>
        <h3>{t('compare.list')}</h3>
        {truncated && <p className="notice notice-warn">{t('compare.truncated')}</p>}
        <ol className="model-changes">
          {changes.map((change, i) => (
            <li key={i}>
              <button type="button" className="model-change" aria-pressed={picked === i} onClick={() => show(change, i)}>
                <span className={`model-key model-key-${change.what}`}>{t(`compare.${change.what}`)}</span>
                <Said change={change} columns={columns} />
              </button>
            </li>
          ))}
        </ol>
      </section>
    </div>
  );
}

function Said({ change, columns }: { change: Change; columns: Map<string, string> }) {
  if (!change.field) return <span className="grow">{pick(change)}</span>;
  return (
    <span className="grow model-said">
      <b>{change.name || change.element}</b> {change.name && <span className="mono small muted">{change.element}</span>} · {fieldOf(change, columns)}
      {t('compare.colon')}<del>{change.before || t('model.none')}</del> → <ins>{change.after || t('model.none')}</ins>
    </span>
  );
}

function OneSide({ ref2, kind, name, shown, marks, onlyMarked }: { ref2: React.Ref<PictureHandle>; kind: Kind; name: string; shown: Shown2; marks: Marks; onlyMarked: boolean }) {
  const query = useText(kind, name, shown.side);
  return (
    <Shown query={query} rows={8}>
      {(text) => (kind === 'process'
        ? <Part rows={8}><Picture ref={ref2} xml={text} label={shown.label} marks={marks} /></Part>
        : <Sheets ref={ref2} kind={kind} text={text} label={shown.label} marks={marks} onlyMarked={onlyMarked} />)}
    </Shown>
  );
}
