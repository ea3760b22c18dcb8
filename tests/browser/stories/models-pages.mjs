// The pages of processes and rules: read on a phone, drawn at a desk, light and dark, without an axe finding or a sideways scroll.
import { check } from '../lib/context.mjs';

export const name = 'processes and rules are readable on a phone and drawn at a desk';

const READ = [
  ['list', '/desk/models', 'table.data'], ['process', '/desk/models/process/event-main', '.djs-shape'], ['decision', '/desk/models/decision/limits', '.model-table'],
  ['form', '/desk/models/form/facts', '.model-table'], ['catalogue', '/desk/models/catalogue/stages', '.model-table'], ['versions', '/desk/models/process/event-main?tab=history', 'table.data'],
  ['heat', '/desk/models/process/event-main?tab=heat', '.model-heat-tools'],
  ['types', '/desk/models/types', 'table.data, .empty'], ['form-rehearsal', '/desk/models/form/on-site?tab=rehearse', '.fjs-container'],
];
const DRAWN = [['process', 'p4-rescue', '.djs-palette'], ['decision', 'escalation', '.dmn-decision-table-container'], ['form', 'facts', '.fjs-palette-field'], ['catalogue', 'grades', 'table[role=grid]']];

async function narrow(story, page, what) {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  check(over <= 1, `${what} scrolls sideways by ${over} px`);
}

async function reading(story, page) {
  for (const [what, path, sign] of READ) {
    await page.goto(story.url + path);
    await page.locator(sign).first().waitFor();
    await story.still(page);
    for (const [width, height] of [[1366, 768], [1920, 1080], [360, 740]]) {
      await page.setViewportSize({ width, height });
      await story.still(page);
      await story.shot(page, `models-${what}-${width}`);
      await narrow(story, page, `${what} at ${width} px`);
    }
    await story.axe(page, `${what} on a phone`);
  }
}

async function drawing(story, page) {
  await page.setViewportSize({ width: 1366, height: 768 });
  for (const [kind, key, sign] of DRAWN) {
    await page.goto(`${story.url}/desk/models/${kind}/${key}`);
    await page.getByRole('button', { name: '修改', exact: true }).or(page.getByRole('link', { name: '继续修改' })).click();
    await page.locator(sign).first().waitFor();
    await story.still(page);
    await story.axe(page, `the editor of a ${kind}, light`);
    await story.shot(page, `models-edit-${kind}-1366`);
    await narrow(story, page, `the editor of a ${kind}`);
    await page.getByRole('button', { name: '深色' }).click();
    await page.mouse.move(5, 400);
    await story.still(page);
    await story.axe(page, `the editor of a ${kind}, dark`);
    await page.getByRole('button', { name: '浅色' }).click();
    const logo = page.locator('a.bjs-powered-by, a.fjs-powered-by-link, .fjs-powered-by, .dmn-js-logo, .bjs-powered-by').first();
    check(kind === 'catalogue' || await logo.isVisible(), `the mark of bpmn.io stays visible on the ${kind}`);
    await page.setViewportSize({ width: 360, height: 740 });
    await page.getByText('请在电脑上修改').waitFor();
    await page.setViewportSize({ width: 1366, height: 768 });
    await page.getByRole('button', { name: '放弃草稿' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '放弃草稿' }).click();
    await page.getByRole('heading', { name: '流程与规则' }).waitFor();
  }
}

/** A catalogue is edited by keys alone, and two who save the same draft learn of each other. */
async function typing(story, page) {
  await page.goto(`${story.url}/desk/models/catalogue/urgencies`);
  await page.getByRole('button', { name: '修改', exact: true }).or(page.getByRole('link', { name: '继续修改' })).click();
  const cell = page.getByRole('gridcell').first();
  await cell.focus();
  for (const key of ['ArrowRight', 'F2', 'Control+a']) await page.keyboard.press(key);
  await page.keyboard.insertText('特别紧急');
  await page.keyboard.press('Enter');
  await page.getByRole('gridcell', { name: '特别紧急' }).waitFor();
  const id = new URL(page.url()).pathname.split('/').pop();
  const { body: draft } = await story.api('GET', `/api/drafts/${id}`, undefined, page);
  const theirs = await story.api('POST', `/api/drafts/${id}`, { version: draft.version, text: draft.text.replace('Urgent', 'Pressing') }, page);
  check(theirs.status === 200, `the other save: ${theirs.status}`);
  await page.keyboard.press('Control+s');
  await page.getByText('您的修改还在').waitFor();
  await story.shot(page, 'models-conflict-1366');
  await story.axe(page, 'two who changed the same draft');
  await page.getByRole('button', { name: '以我的为准保存' }).click();
  await page.getByRole('button', { name: /确\s?定/ }).click();
  await page.getByRole('button', { name: '已保存' }).waitFor();
  const { body: saved } = await story.api('GET', `/api/drafts/${id}`, undefined, page);
  check(saved.text.includes('特别紧急') && !saved.text.includes('Pressing'), 'mine was saved over theirs, as asked');
  const { status } = await story.api('DELETE', `/api/drafts/${id}?version=${saved.version}`, undefined, page);
  check(status === 200 || status === 204, `dropping it: ${status}`);
}

export default async function run(story) {
  const page = await story.login(story.people.modeler);
  await page.getByRole('heading', { name: '流程与规则' }).waitFor();   // a modeler lands here
  await reading(story, page);
  await drawing(story, page);
  await typing(story, page);
}
