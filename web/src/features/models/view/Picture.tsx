// A process as a picture: marks on its elements, badges beside them, and an element shown on request.
import { forwardRef, useEffect, useImperativeHandle, useRef, useState } from 'react';
import { t } from '../words';
import { makeViewer } from '../bpmn/viewer';
import { labelBoard } from '../bpmn/labels';
import { centre, fit, mark, type Drawing } from '../bpmn/paper';

export interface PictureHandle { show(id: string): boolean }
export interface Badge { text: string; title?: string; tone?: string; colour?: string; ink?: string }
interface Props {
  xml: string;
  label: string;
  marks?: Map<string, string>;
  badges?: Map<string, Badge>;
  /** Colours of elements, by id. */
  fills?: Map<string, { colour: string; ink: string }>;
  onPick?: (id: string) => void;
  /** Brought to the middle when it changes. */
  at?: string;
}

const Picture = forwardRef<PictureHandle, Props>(function Picture({ xml, label, marks, badges, fills, onPick, at }, handle) {
  const box = useRef<HTMLDivElement>(null);
  const [drawing, setDrawing] = useState<Drawing | null>(null);
  const [broken, setBroken] = useState('');
  const pick = useRef(onPick);
  pick.current = onPick;

  useEffect(() => {
    if (!box.current) return;
    const made = makeViewer(box.current);
    const stop = labelBoard(box.current);
    let gone = false;
    made.importXML(xml).then(
      () => { if (gone) return; fit(made); setBroken(''); setDrawing(made); made.on('element.click', ({ element }) => pick.current?.(element.id)); },
      (why: Error) => { if (!gone) setBroken(why.message); },
    );
    return () => { gone = true; stop(); made.destroy(); setDrawing(null); };
  }, [xml]);

  useEffect(() => { if (drawing) mark(drawing, 'mark-', marks ?? new Map()); }, [drawing, marks]);
  useEffect(() => { if (drawing && at) centre(drawing, at); }, [drawing, at]);
  useEffect(() => {
    if (!drawing) return;
    const overlays = drawing.get('overlays');
    overlays.remove({ type: 'shao-badge' });
    for (const [id, badge] of badges ?? []) if (drawing.get('elementRegistry').get(id)?.parent) overlays.add(id, 'shao-badge', { position: { top: -14, right: 24 }, html: badgeOf(badge) });
  }, [drawing, badges]);
  useEffect(() => {
    if (!drawing || !box.current) return;
    for (const [id, { colour, ink }] of fills ?? []) {
      const visual = box.current.querySelector<SVGElement>(`g[data-element-id="${CSS.escape(id)}"] > .djs-visual`);
      (visual?.firstElementChild as SVGElement | null)?.style.setProperty('fill', colour, 'important');
      visual?.querySelectorAll<SVGElement>('text').forEach((text) => text.style.setProperty('fill', ink, 'important'));
    }
  }, [drawing, fills]);

  useImperativeHandle(handle, () => ({
    show: (id) => {
      if (!drawing || !centre(drawing, id)) return false;
      mark(drawing, 'shown-', new Map([[id, 'here']]));
      return true;
    },
  }), [drawing]);
  if (broken) return <p className="notice notice-bad" role="alert">{t('model.broken', { why: broken })}</p>;
  const zoom = (by: number) => { const paper = drawing?.get('canvas'); if (paper) paper.zoom(Math.min(4, Math.max(0.2, paper.viewbox().scale * by)), 'auto'); };
  return (
    <div className="model-frame">
      <div ref={box} className="model-picture" role="group" aria-label={label} />
      <div className="model-zoom" role="group" aria-label={t('model.zoom')}>
        <button type="button" className="plain-button" onClick={() => zoom(1.25)} aria-label={t('model.zoom.in')}>+</button>
        <button type="button" className="plain-button" onClick={() => zoom(0.8)} aria-label={t('model.zoom.out')}>−</button>
        <button type="button" className="plain-button" onClick={() => drawing?.get('canvas').zoom('fit-viewport', 'auto')} aria-label={t('model.zoom.whole')}>⤢</button>
      </div>
    </div>
  );
});
export default Picture;

function badgeOf({ text, title, tone, colour, ink }: Badge): HTMLElement {
  const html = document.createElement('span');
  html.className = `model-badge${tone ? ` model-badge-${tone}` : ''}`;
  html.textContent = text;
  if (title) html.title = title;
  if (colour) html.style.background = colour;
  if (ink) html.style.color = ink;
  return html;
}
