// The small script of the public pages. Everything it improves also works without it.
import './public.css';
import { showMine } from './mine';
import { setUpProgress } from './progress';
import { setUpReport } from './report';
import { setUpLooks } from './text';

setUpLooks();
const form = document.querySelector<HTMLFormElement>('[data-report]');
const box = document.querySelector<HTMLElement>('[data-progress]');
if (form) setUpReport(form);
if (box) setUpProgress(box);
showMine();
