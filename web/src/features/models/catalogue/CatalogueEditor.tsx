// A catalogue as an editable table: arrows move, Enter or typing edits, Escape takes back; rows are added, moved and removed.
import { Button } from 'antd';
import { forwardRef, useEffect, useImperativeHandle, useRef, useState, type KeyboardEvent } from 'react';
import { t } from '../words';
import type { EditorHandle, EditorProps, Spot } from '../editor';
import { rowsOf, textOf } from './table';

interface At { row: number; column: number }
interface Past { undo: string[][][]; redo: string[][][] }

const CatalogueEditor = forwardRef<EditorHandle, EditorProps>(function CatalogueEditor({ text, onChange }, handle) {
  const [[head, ...rows], setTable] = useState(() => rowsOf(text));
  const [at, setAt] = useState<At>({ row: 0, column: 0 });
  const [editing, setEditing] = useState<string | null>(null);
  const box = useRef<HTMLTableElement>(null);
  const past = useRef<Past>({ undo: [], redo: [] });
  const table = useRef<string[][]>([]);
  table.current = [head ?? [], ...rows];

  const put = (next: string[][], keep = true) => {
    if (keep) past.current = { undo: [...past.current.undo.slice(-200), table.current], redo: [] };
    setTable(next);
    table.current = next;
    onChange();
  };
  const back = (from: 'undo' | 'redo', to: 'undo' | 'redo') => {
    const next = past.current[from].pop();
    if (!next) return;
    past.current[to].push(table.current);
    put(next, false);
  };
  useImperativeHandle(handle, () => ({
    read: async () => textOf(table.current),
    show: (spot: Spot) => {
      const row = spot.line && spot.line > 1 ? spot.line - 2 : table.current.slice(1).findIndex((one) => one[0] === spot.element);
      if (row < 0 || row >= table.current.length - 1) return false;
      setEditing(null);
      setAt({ row, column: Math.max(0, (table.current[0] ?? []).indexOf(spot.field)) });
      focusSoon.current = true;
      return true;
    },
    undo: () => back('undo', 'redo'),
    redo: () => back('redo', 'undo'),
  }));

  const focusSoon = useRef(false);
  useEffect(() => {
    if (!focusSoon.current) return;
    focusSoon.current = false;
    const cell = box.current?.querySelector<HTMLElement>('td[tabindex="0"]');
    cell?.focus();
    cell?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  });

  const move = (row: number, column: number) => {
    setAt({ row: Math.min(Math.max(row, 0), rows.length - 1), column: Math.min(Math.max(column, 0), (head?.length ?? 1) - 1) });
    focusSoon.current = true;
  };
  const settle = (keep: boolean) => {
    if (editing !== null && keep && editing !== rows[at.row]?.[at.column]) put([head, ...rows.map((row, i) => (i === at.row ? row.map((cell, j) => (j === at.column ? editing : cell)) : row))]);
    setEditing(null);
    focusSoon.current = true;
  };
  const keys = (event: KeyboardEvent) => {
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (editing !== null) {
      if (event.key === 'Escape') { event.preventDefault(); settle(false); }
      if (event.key === 'Enter' && !event.shiftKey) { event.preventDefault(); settle(true); }
      return;
    }
    if (step) { event.preventDefault(); move(at.row + step[0], at.column + step[1]); }
    else if (event.key === 'Home') { event.preventDefault(); move(at.row, 0); }
    else if (event.key === 'End') { event.preventDefault(); move(at.row, head.length - 1); }
    else if (event.key === 'Enter' || event.key === 'F2') { event.preventDefault(); setEditing(rows[at.row]?.[at.column] ?? ''); }
    else if (event.key === 'Process') setEditing(rows[at.row]?.[at.column] ?? '');   // an input method begins
    else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) { event.preventDefault(); setEditing(event.key); }
    else if (event.key === 'Delete') put([head, ...rows.map((row, i) => (i === at.row ? row.map((cell, j) => (j === at.column ? '' : cell)) : row))]);
  };
  const add = () => { put([head, ...rows.slice(0, at.row + 1), head.map(() => ''), ...rows.slice(at.row + 1)]); move(at.row + (rows.length ? 1 : 0), 0); };
  const remove = () => { put([head, ...rows.filter((_, i) => i !== at.row)]); move(Math.min(at.row, rows.length - 2), at.column); };
  const shift = (by: number) => {
    const to = at.row + by;
    if (to < 0 || to >= rows.length) return;
    const next = [...rows];
    [next[at.row], next[to]] = [next[to], next[at.row]];
    put([head, ...next]);
    move(to, at.column);
  };
  if (!head) return <p className="notice notice-bad" role="alert">{t('model.catalogue.empty')}</p>;
  return (
    <div className="model-catalogue">
      <div className="row model-catalogue-tools">
        <Button size="small" onClick={add}>{t('model.row.add')}</Button>
        <Button size="small" disabled={!rows.length} onClick={remove}>{t('model.row.remove')}</Button>
        <Button size="small" disabled={at.row < 1} onClick={() => shift(-1)}>{t('model.row.up')}</Button>
        <Button size="small" disabled={at.row >= rows.length - 1} onClick={() => shift(1)}>{t('model.row.down')}</Button>
        <span className="muted small">{t('model.catalogue.hint')}</span>
      </div>
      <div className="model-catalogue-scroll">
        <table ref={box} role="grid" aria-label={t('model.catalogue.table')} onKeyDown={keys}>
          <thead><tr>{head.map((name) => <th key={name} scope="col">{name}</th>)}</tr></thead>
          <tbody>
            {rows.map((row, i) => (
              <tr key={i}>
                {head.map((name, j) => {
                  const here = i === at.row && j === at.column;
                  return (
                    <td key={name} role="gridcell" tabIndex={here ? 0 : -1} aria-selected={here} onClick={() => { if (!here || editing === null) move(i, j); }} onDoubleClick={() => setEditing(row[j] ?? '')}>
                      {here && editing !== null
                        ? <textarea autoFocus aria-label={`${row[0]} ${name}`} value={editing} onChange={(event) => setEditing(event.target.value)} onBlur={() => settle(true)} onKeyDown={(event) => { if (event.key === 'Tab') settle(true); }} />
                        : <span className="model-cell">{row[j]}</span>}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
});
export default CatalogueEditor;
