// The process drawn by bpmn-js: the current step lit, the path taken coloured. Its bpmn.io mark stays visible.
import { useQuery } from '@tanstack/react-query';
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-font/css/bpmn.css';
import { useEffect, useRef, useState } from 'react';
import { Empty, Shown } from '../components/States';
import { t, useLanguage } from '../i18n';
import { cases, type Diagram as Answer } from '../lib/api';
import { said } from '../lib/names';

type Drawn = Answer['processes'][number];

export default function Diagram({ caseId }: { caseId: string }) {
  const query = useQuery({ queryKey: ['diagram', caseId], queryFn: () => cases.diagram(caseId) });
  const [at, setAt] = useState(0);
  return (
    <Shown query={query} rows={6}>
      {({ processes }) => {
        const process = processes[Math.min(at, processes.length - 1)];
        if (!process) return <Empty title={t('diagram.none')} />;
        return (
          <>
            {processes.length > 1 && (
              <div className="row diagram-tabs">
                {processes.map((p, i) => <button key={p.id} type="button" className="plain-button" aria-pressed={p === process} onClick={() => setAt(i)}>{said(p.name, p.name_en)}</button>)}
              </div>
            )}
            <Canvas key={process.id} process={process} />
            <p className="row small diagram-legend"><span className="legend-now">{t('diagram.now')}</span><span className="legend-done">{t('diagram.done')}</span><span className="muted">{t('diagram.hint')}</span></p>
          </>
        );
      }}
    </Shown>
  );
}

interface Viewer {
  importXML(xml: string): Promise<unknown>;
  get(name: string): unknown;
  destroy(): void;
}
interface Box { x: number; y: number; width: number; height: number }
interface Paper { zoom(to: 'fit-viewport' | number, center?: 'auto' | { x: number; y: number }): number; viewbox(box?: Box): { scale: number; outer: { width: number; height: number } }; addMarker(id: string, name: string): void; removeMarker(id: string, name: string): void }
interface Registry { get(id: string): (Box & { businessObject: { name?: string }; parent?: unknown }) | undefined }

const READABLE = 0.75;
/** The whole drawing, or when that is too small to read the part around `element`. */
function show(viewer: Viewer, element: string | undefined, whole: boolean): void {
  const paper = viewer.get('canvas') as Paper;
  const scale = paper.zoom('fit-viewport', 'auto');
  const at = element ? (viewer.get('elementRegistry') as Registry).get(element) : undefined;
  if (whole || scale >= READABLE || !at) return;
  const { outer } = paper.viewbox();
  const [width, height] = [outer.width / READABLE, outer.height / READABLE];
  paper.viewbox({ x: at.x + at.width / 2 - width / 2, y: at.y + at.height / 2 - height / 2, width, height });
}

const LABEL_WIDTH = 84;
/** The drawing with its words in English, where there are English ones. */
function inEnglish(process: Drawn): string {
  const words = new Map(process.labels.map((label) => [label.zh, label.en]));
  const escaped = (text: string) => text.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;');
  /* English is wider than the room the drawing leaves for Chinese beside flows and gateways. */
  const wider = (text: string) => text.replace(/x="(-?[\d.]+)"([^>]*?)width="([\d.]+)"/, (whole, x: string, between: string, width: string) =>
    (Number(width) >= LABEL_WIDTH ? whole : `x="${Number(x) - (LABEL_WIDTH - Number(width)) / 2}"${between}width="${LABEL_WIDTH}"`));
  return (process.xml ?? '').replace(/<bpmndi:BPMNLabel[\s\S]*?<\/bpmndi:BPMNLabel>/g, wider).replace(/ name="([^"]*)"/g, (whole, zh: string) => (words.has(zh) ? ` name="${escaped(words.get(zh) ?? zh)}"` : whole));
}

function Canvas({ process }: { process: Drawn }) {
  const language = useLanguage();
  const box = useRef<HTMLDivElement>(null);
  const [viewer, setViewer] = useState<Viewer | null>(null);
  const [broken, setBroken] = useState(false);
  const [steps, setSteps] = useState('');

  useEffect(() => {
    if (!box.current) return;
    if (!process.xml) { setBroken(true); return; }
    const made = new NavigatedViewer({ container: box.current }) as Viewer;
    let gone = false;
    made.importXML(language === 'en' ? inEnglish(process) : process.xml).then(
      () => { if (!gone) setViewer(made); },
      () => { if (!gone) setBroken(true); },
    );
    return () => { gone = true; made.destroy(); setViewer(null); };
  }, [process.xml, language]);

  useEffect(() => {
    if (!viewer) return;
    const paper = viewer.get('canvas') as Paper;
    const registry = viewer.get('elementRegistry') as Registry;
    const marks: [string, string][] = [
      ...process.done.map((id): [string, string] => [id, 'step-done']),
      ...process.flows.map((id): [string, string] => [id, 'flow-done']),
      ...process.current.map((id): [string, string] => [id, 'step-now']),
    ].filter(([id]) => registry.get(id)?.parent) as [string, string][];   // the process itself is no step
    marks.forEach(([id, name]) => paper.addMarker(id, name));
    const now = process.current.filter((id) => registry.get(id)?.parent);
    setSteps(now.map((id) => registry.get(id)?.businessObject.name ?? id).join(t('word.comma')));
    show(viewer, now.at(-1) ?? process.done.at(-1), false);
    return () => { try { marks.forEach(([id, name]) => paper.removeMarker(id, name)); } catch { /* the viewer is gone */ } };
  }, [viewer, process.current.join(), process.done.join(), process.flows.join()]);

  if (broken) return <Empty title={t('diagram.broken')} />;
  return (
    <>
      <div ref={box} className="diagram-box" role="group" aria-label={t('diagram.label', { name: said(process.name, process.name_en), steps: steps || '—' })} />
      <p className="row diagram-tabs">
        <button type="button" className="plain-button" onClick={() => viewer && show(viewer, undefined, true)}>{t('diagram.whole')}</button>
        <button type="button" className="plain-button" onClick={() => viewer && show(viewer, process.current.at(-1), false)}>{t('diagram.toNow')}</button>
      </p>
    </>
  );
}
