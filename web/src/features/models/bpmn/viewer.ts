// bpmn-js to look at a process: the picture alone, without what it takes to draw. Dragging moves it; the wheel scrolls the page.
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import zeebe from 'zeebe-bpmn-moddle/resources/zeebe.json';
import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-font/css/bpmn.css';
import type { Drawing } from './paper';

export const makeViewer = (container: HTMLElement): Drawing =>
  new NavigatedViewer({ container, moddleExtensions: { zeebe }, zoomScroll: { enabled: false } } as object) as unknown as Drawing;
