// What several stories do: report something, find it as staff, do a step at the desk or in the field.
import { check } from './context.mjs';

const run = Date.now().toString(36).slice(-4);
/** Words of this run alone: stories may be told again to the same server. */
export const fresh = (text) => `${text}（${run}）`;

let used = 0;
/** A grid of its own in the demo street, so that no story's report is another's duplicate. */
export function spot(story, community) {
  const places = story.people.places.filter((place) => !community || place.community === community);
  used += 1;
  const { lon, lat } = places[used % places.length];
  return { lon, lat };
}

/** Reports through the public API: {number, code, …}. */
export async function report(story, text, place = spot(story), more = {}) {
  const reply = await story.api('POST', '/api/public/reports', { text, ...place, ...more });
  check(reply.status === 201, `report: ${reply.status} ${JSON.stringify(reply.body)}`);
  return reply.body;
}

/** Registers as staff through the API, with the login of `page`: {id, number, …}. */
export async function register(story, page, text, more = {}) {
  const reply = await story.api('POST', '/api/cases', { text, source: 'superior', ...spot(story), ...more }, page);
  check(reply.status === 201, `register: ${reply.status} ${JSON.stringify(reply.body)}`);
  return reply.body;
}

/** Opens a case at the desk by searching its number, as a person does. */
export async function find(page, number) {
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: '搜索' }).fill(number);
  await page.locator('#search-hits').getByRole('option', { name: number }).click();
  await page.locator('.case-header').getByText(number).waitFor();
}

const panel = (page) => page.getByRole('region', { name: '现在要做：' });

/** Does the step in front at the desk; once more when the panel was replaced under our hands, as a step just done does. */
export async function step(page, { outcome, note, photo, unit, fill }) {
  const now = panel(page);
  const prepare = async () => {
    await now.waitFor();
    if (outcome && await now.getByRole('radio').count()) await now.getByRole('radio', { name: outcome, exact: true }).check();
    if (unit) await choose(page, now.getByRole('combobox', { name: '责任单位' }), unit);
    if (note) await now.getByRole('textbox', { name: /说明|理由/ }).fill(note);
    if (fill) await fill(now);
    if (photo) {
      await now.locator('input[type=file]').setInputFiles(photo);
      await now.getByRole('button', { name: /移除/ }).first().waitFor();
    }
  };
  const done = page.waitForResponse((reply) => /\/api\/tasks\/\d+\/complete$/.test(reply.url()));
  done.catch(() => undefined);   // what went wrong before it is the failure to tell
  const send = now.getByRole('button', { name: outcome, exact: true });
  await prepare();
  await send.click({ timeout: 6_000 }).catch(async () => { await prepare(); await send.click(); });
  const reply = await done;
  check(reply.ok(), `${outcome}: ${reply.status()} ${await reply.text()}`);
}

/** Picks in an Ant Design select by typing. */
export async function choose(page, box, text) {
  await box.click();
  await box.fill(text);
  await page.locator('.ant-select-item-option').filter({ hasText: text }).first().click();
}

/** An operation of the case by its button or the menu of more. */
export async function operate(page, name, fields = {}) {
  const direct = page.locator('.case-header').getByRole('button', { name, exact: true });
  await page.locator('.case-header').getByRole('button').first().waitFor();
  if (await direct.count()) await direct.click();
  else {
    await page.locator('.case-header').getByRole('button', { name: '更多操作' }).click();
    await page.getByRole('menuitem', { name }).click();
  }
  const dialog = page.getByRole('dialog');
  for (const [label, value] of Object.entries(fields)) await dialog.getByLabel(label).fill(value);
  await dialog.getByRole('button', { name }).click();
  await dialog.waitFor({ state: 'hidden' });
}

/** Opens a case on the worker's phone by its text. */
export async function openField(page, text) {
  const card = page.locator('.card').filter({ hasText: text });
  await card.waitFor();
  await card.click();
  await page.locator('.field-now').waitFor();
}

/** Does the step in front on the phone; waits until the server has it. */
export async function fieldStep(page, { outcome, note, photo, wait = true }) {
  const now = page.locator('.field-now');
  if (note) await now.getByRole('textbox', { name: /说明/ }).fill(note);
  if (photo) {
    await now.locator('input[type=file]').setInputFiles(photo);
    await now.getByRole('button', { name: '移除' }).first().waitFor();
  }
  const done = wait ? page.waitForResponse((reply) => /\/api\/tasks\/\d+\/complete$/.test(reply.url())) : null;
  await now.getByRole('button', { name: outcome }).click();
  if (!done) return;
  const reply = await done;
  check(reply.ok(), `${outcome}: ${reply.status()} ${await reply.text()}`);
}

/** What the public sees of a report. */
export async function progress(story, made) {
  return (await story.api('GET', `/api/public/reports/${made.number}?code=${made.code}`)).body;
}

/** Waits until the report stands at `stage`. */
export async function stands(story, made, stage) {
  for (let i = 0; i < 50; i++) {
    const now = await progress(story, made);
    if (now.stage === stage) return now;
    await new Promise((done) => setTimeout(done, 200));
  }
  check(false, `${made.number} stands at ${(await progress(story, made)).stage}, not ${stage}`);
}

/** How many rows a list has once all of it is loaded. */
export async function wholeList(page) {
  const rows = page.locator('table.data tbody tr');
  await rows.first().waitFor();
  for (let more = page.getByRole('button', { name: '加载更多' }); await more.count();) { const was = await rows.count(); await more.click(); await page.waitForFunction((n) => document.querySelectorAll('table.data tbody tr').length > n, was); }
  return rows.count();
}

/** form-js draws its own select: opened by a click, chosen by its text. */
export async function pickForm(page, panel, label, option) {
  const field = panel.locator('.fjs-form-field').filter({ hasText: label }).first();
  await field.locator('.fjs-input-group, input').first().click();
  await page.locator('.fjs-dropdownlist-item').filter({ hasText: option }).first().click();
}
