// Tables to read, with marks on rows and cells, and a row shown on request.
import { forwardRef, useImperativeHandle, useMemo, useRef } from 'react';
import type { Kind } from '../../../lib/models';
import { t } from '../words';
import type { PictureHandle } from './Picture';
import { sheetsOf, type Row, type Sheet } from './sheets';

/** Tables with more columns than this are wide; these name a row. */
const WIDE = 8;
const NAMING = new Set(['name', 'zh', 'code']);

/** What is marked: by element the kind of mark, and for a cell also its column (`element/field`). */
export type Marks = Map<string, string>;

const Sheets = forwardRef<PictureHandle, { kind: Exclude<Kind, 'process'>; text: string; label: string; marks?: Marks; onlyMarked?: boolean }>(
  function Sheets({ kind, text, label, marks, onlyMarked }, handle) {
    const box = useRef<HTMLDivElement>(null);
    const sheets = useMemo(() => sheetsOf(kind, text), [kind, text]);
    useImperativeHandle(handle, () => ({
      show: (id) => {
        const row = box.current?.querySelector<HTMLElement>(`[data-spot="${CSS.escape(id)}"], [data-spots~="${CSS.escape(id)}"]`);
        box.current?.querySelectorAll('.mark-shown').forEach((one) => one.classList.remove('mark-shown'));
        if (!row) return false;
        row.classList.add('mark-shown');
        row.scrollIntoView({ block: 'center', inline: 'nearest' });
        return true;
      },
    }), []);
    return (
      <div ref={box} className="model-sheets" role="region" aria-label={label} tabIndex={0}>
        {sheets.map((sheet) => <OneSheet key={sheet.id} sheet={sheet} marks={marks} onlyMarked={onlyMarked} alone={sheets.length === 1} />)}
      </div>
    );
  },
);
export default Sheets;

function OneSheet({ sheet, marks, onlyMarked, alone }: { sheet: Sheet; marks?: Marks; onlyMarked?: boolean; alone: boolean }) {
  const markOf = (row: Row) => marks?.get(row.id) ?? row.ids?.map((id) => marks?.get(id)).find(Boolean);
  // What differs and has no column of its own is shown in the last.
  const fields = useMemo(() => {
    const found = new Map<string, Set<string>>();
    for (const key of marks?.keys() ?? []) {
      const cut = key.indexOf('/');
      if (cut < 0) continue;
      const field = key.slice(cut + 1);
      const id = key.slice(0, cut);
      found.set(id, (found.get(id) ?? new Set()).add(sheet.columns.includes(field) ? field : ''));
    }
    return found;
  }, [marks, sheet]);
  const cellMark = (row: Row, i: number) => Boolean((row.ids?.[i] && marks?.get(row.ids[i])) || fields.get(row.id)?.has(sheet.columns[i] ?? '') || (i === sheet.head.length - 1 && fields.get(row.id)?.has('')));
  const rows = onlyMarked ? sheet.rows.filter(markOf) : sheet.rows;
  // Of a wide table only what names a row and what differs is of interest, unless whole rows came or went.
  const narrow = onlyMarked && sheet.head.length > WIDE && rows.every((row) => ['changed', 'moved'].includes(markOf(row) ?? ''));
  const shown = sheet.head.map((_, i) => i).filter((i) => !narrow || i === 0 || NAMING.has(sheet.head[i]) || rows.some((row) => cellMark(row, i)));
  if (onlyMarked && !rows.length && !marks?.get(sheet.id)) return null;
  return (
    <section className={`model-sheet-part${marks?.get(sheet.id) ? ` mark-${marks.get(sheet.id)}` : ''}`}>
      {!alone && <h3 data-spot={sheet.id}>{sheet.title}</h3>}
      {sheet.note && <p className="muted small">{sheet.note}</p>}
      <table className="model-table">
        <thead><tr><th scope="col" className="model-row-number">{t('model.row.number')}</th>{shown.map((i) => <th key={i} scope="col" data-spot={sheet.columns[i] || undefined} className={sheet.columns[i] && marks?.get(sheet.columns[i]) ? `mark-${marks.get(sheet.columns[i])}` : undefined}>{sheet.head[i]}</th>)}</tr></thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id} data-spot={row.id} data-spots={row.ids?.join(' ')} className={markOf(row) ? `mark-${markOf(row)}` : undefined}>
              <td className="num muted model-row-number">{sheet.rows.indexOf(row) + 1}</td>
              {shown.map((i) => <td key={i} className={cellMark(row, i) ? 'mark-cell' : undefined}>{row.cells[i]}</td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
