// A long list of equal rows that draws only what is seen; the keyboard moves one active row.
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';

const EXTRA = 8;

export function VirtualList({ id, label, count, total, rowHeight, active, onActive, onOpen, onNearEnd, row }: {
  id: string; label: string; count: number; total: number; rowHeight: number; active: number;
  onActive: (index: number) => void; onOpen: (index: number) => void; onNearEnd: () => void; row: (index: number) => ReactNode;
}) {
  const box = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const [height, setHeight] = useState(600);

  useEffect(() => {
    if (!box.current) return;
    const watch = new ResizeObserver(([entry]) => setHeight(entry.contentRect.height));
    watch.observe(box.current);
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
  const keys = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor(height / rowHeight) - 1);
    const steps: Record<string, () => void> = {
      j: () => move(active + 1), ArrowDown: () => move(active + 1), k: () => move(active - 1), ArrowUp: () => move(active - 1),
      PageDown: () => move(active + page), PageUp: () => move(active - page), Home: () => move(0), End: () => move(count - 1), Enter: () => onOpen(active),
    };
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    step();
  };

  return (
    <div ref={box} id={id} className="virtual" role="listbox" tabIndex={0} aria-label={label} onKeyDown={keys}
      aria-activedescendant={count ? `${id}-${active}` : undefined} onScroll={(event) => setTop(event.currentTarget.scrollTop)}>
      <div role="presentation" style={{ height: count * rowHeight, position: 'relative' }}>
        {Array.from({ length: Math.max(0, last - first) }, (_, i) => first + i).map((index) => (
          <div key={index} id={`${id}-${index}`} role="option" aria-selected={index === active} aria-setsize={Math.max(total, count)} aria-posinset={index + 1}
            className="virtual-row" style={{ top: index * rowHeight, height: rowHeight }} onClick={() => onActive(index)} onDoubleClick={() => onOpen(index)}>
            {row(index)}
          </div>
        ))}
      </div>
    </div>
  );
}
