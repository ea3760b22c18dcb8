// A long list of equal rows that draws only what is seen; the keyboard moves one active row and ticks rows.
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';

const EXTRA = 8;

/** Ticking rows: `set` ticks or unticks from one index to another, both included; `none` unticks all. */
export interface Ticks { has: (index: number) => boolean; set: (from: number, to: number, on: boolean) => void; none: () => void }

export function VirtualList({ id, label, count, total, rowHeight, active, ticks, onActive, onOpen, onNearEnd, row }: {
  id: string; label: string; count: number; total: number; rowHeight: number; active: number; ticks?: Ticks;
  onActive: (index: number) => void; onOpen: (index: number) => void; onNearEnd: () => void; row: (index: number) => ReactNode;
}) {
  const box = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const [height, setHeight] = useState(600);
  const lastTick = useRef(0);

  useEffect(() => {
    if (!box.current) return;
    const watch = new ResizeObserver(([entry]) => setHeight(entry.contentRect.height));
    watch.observe(box.current);
    if (document.activeElement === document.body) box.current.focus({ preventScroll: true });   // the keys work at once
    return () => watch.disconnect();
  }, []);

  const first = Math.max(0, Math.floor(top / rowHeight) - EXTRA);
  const last = Math.min(count, Math.ceil((top + height) / rowHeight) + EXTRA);
  useEffect(() => { if (last > count - 40) onNearEnd(); }, [last, count]);

  const show = (index: number) => {
    const frame = box.current;
    if (!frame) return;
    const y = index * rowHeight;
    if (y < frame.scrollTop) frame.scrollTop = y;
    else if (y + rowHeight > frame.scrollTop + frame.clientHeight) frame.scrollTop = y + rowHeight - frame.clientHeight;
  };
  const move = (index: number) => {
    const next = Math.max(0, Math.min(count - 1, index));
    onActive(next);
    show(next);
  };
  const tick = (index: number, through = false) => {
    if (!ticks) return;
    const on = !ticks.has(index);
    ticks.set(through ? lastTick.current : index, index, through || on);
    lastTick.current = index;
  };
  const keys = (event: KeyboardEvent) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'a') { event.preventDefault(); ticks?.set(0, count - 1, true); return; }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor(height / rowHeight) - 1);
    const steps: Record<string, () => void> = {
      j: () => move(active + 1), ArrowDown: () => move(active + 1), k: () => move(active - 1), ArrowUp: () => move(active - 1),
      PageDown: () => move(active + page), PageUp: () => move(active - page), Home: () => move(0), End: () => move(count - 1), Enter: () => onOpen(active),
      x: () => tick(active), X: () => tick(active, true), Escape: () => ticks?.none(),
    };
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    step();
  };

  return (
    <div ref={box} id={id} className="virtual" role="listbox" aria-multiselectable={ticks !== undefined} tabIndex={0} aria-label={label} onKeyDown={keys}
      aria-activedescendant={count ? `${id}-${active}` : undefined} onScroll={(event) => setTop(event.currentTarget.scrollTop)}>
      <div role="presentation" style={{ height: count * rowHeight, position: 'relative' }}>
        {Array.from({ length: Math.max(0, last - first) }, (_, i) => first + i).map((index) => (
          <div key={index} id={`${id}-${index}`} role="option" aria-selected={index === active} aria-checked={ticks?.has(index)} aria-setsize={Math.max(total, count)} aria-posinset={index + 1}
            className="virtual-row" style={{ top: index * rowHeight, height: rowHeight }} onClick={(event) => { onActive(index); if (event.ctrlKey || event.metaKey) tick(index); else if (event.shiftKey) tick(index, true); }} onDoubleClick={() => onOpen(index)}>
            {ticks && <span className="tick" aria-hidden="true" onClick={(event) => { event.stopPropagation(); onActive(index); tick(index, event.shiftKey); }} onDoubleClick={(event) => event.stopPropagation()}><i /></span>}
            {row(index)}
          </div>
        ))}
      </div>
    </div>
  );
}
