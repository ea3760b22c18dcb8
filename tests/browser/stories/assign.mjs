// The worklist by many and by name: several rows at once with what was refused and why, a filter of one's own, and who handles a task.
import { check, same } from '../lib/context.mjs';
import { find, fresh, register } from '../lib/steps.mjs';

export const name = 'the worklist: several at once, naming who handles a task, filters of one\'s own';
const TYPE = '0507';   // 楼道堆物 goes to the dispatcher, who has a proposal for each

const stageOf = async (story, page, made) => (await story.api('GET', `/api/cases/${made.id}`, undefined, page)).body.stage;

async function severalAtOnce(story, page) {
  const made = [];
  for (let i = 0; i < 4; i++) made.push(await register(story, page, fresh(`楼道堆物 第${i}处`), { type: TYPE }));
  await page.route('**/api/events', (route) => route.abort());   // a list that has grown old, as after a break in the line
  await page.goto(`${story.url}/desk/tasks?stage=FILED&type=${TYPE}`);
  const list = page.getByRole('listbox', { name: '我的待办' });
  await list.getByRole('option').first().waitFor();
  check(await list.evaluate((one) => one === document.activeElement), 'the list has the keys at once');
  await page.keyboard.press('x');
  await page.getByText('已选 1 件').waitFor();
  await page.keyboard.press('Escape');
  await page.getByText('已选 1 件').waitFor({ state: 'detached' });
  await page.keyboard.press('Control+a');
  const count = await list.getByRole('option', { checked: true }).count();
  check(count >= made.length, `all ${made.length} are ticked, not ${count}`);
  await page.getByText(`已选 ${count} 件`).waitFor();
  await story.shot(page, 'tasks-several-1366');
  await story.axe(page, 'the worklist with ticked rows');

  const early = (await story.api('GET', `/api/cases/${made[0].id}`, undefined, page)).body.tasks[0];   // somebody was quicker with one of them
  const reply = await story.api('POST', `/api/tasks/${early.id}/complete`, { version: early.version, outcome: 'dispatch', unit: early.proposal.unit.code }, page);
  same(reply.status, 200, 'the quicker one');

  await page.getByRole('button', { name: '一并办理…' }).click();
  await page.getByRole('menuitem', { name: '派遣（按各件的系统建议）' }).click();
  const ask = page.getByRole('dialog', { name: /^派遣/ });
  await ask.getByLabel(/说明/).fill('早会统一派遣');
  await ask.getByRole('button', { name: '派遣', exact: true }).click();
  const over = page.getByRole('dialog', { name: '派遣：结果' });
  await over.getByText(`办成 ${count - 1} 件`).waitFor();
  await over.getByText('未办成 1 件').waitFor();
  await over.getByText(made[0].number).waitFor();
  check(await over.locator('li').getByText(/已|变|办/).count() >= 1, 'the refused one says why');
  await story.shot(page, 'tasks-several-over-1366');
  await story.axe(page, 'what became of several');
  await over.getByRole('button', { name: '关闭' }).last().click();
  await over.waitFor({ state: 'hidden' });
  for (const one of made) same(await stageOf(story, page, one), 'DISPATCHED', one.number);
  const journal = (await story.api('GET', `/api/cases/${made[1].id}`, undefined, page)).body.journal;
  check(journal.some((row) => row.note === '早会统一派遣'), 'the note stands in each journal');
  await page.unroute('**/api/events');
}

async function filters(story, page) {
  await page.goto(`${story.url}/desk/tasks`);
  check(await page.getByText('保存这个筛选').count() === 0, 'nothing to keep without a filter');
  await page.getByRole('button', { name: /^将到期/ }).click();
  await page.getByRole('button', { name: '只看我领取的' }).click();
  await page.getByRole('button', { name: '保存这个筛选' }).click();
  await page.getByLabel('起个名字').fill('我的急件');
  await page.keyboard.press('Enter');
  const kept = page.getByRole('button', { name: '★ 我的急件' });
  same(await kept.getAttribute('aria-pressed'), 'true', 'the filter is on');
  await page.goto(`${story.url}/desk/tasks`);
  same(await kept.getAttribute('aria-pressed'), 'false', 'kept over a visit, and off');
  await kept.click();
  check(/light=soon/.test(page.url()) && /mine=1/.test(page.url()), 'it sets what it held');
  await kept.click();
  check(!/light=|mine=/.test(page.url()), 'and takes it off again');
  await page.getByRole('button', { name: '删除筛选“我的急件”' }).click();
  await kept.waitFor({ state: 'detached' });
}

/** The head of the enforcement team gives a task to an officer; the officer finds it in hand, and puts it back. */
async function byName(story, page) {
  const text = fresh('店铺占道 请指派专人');
  const made = await register(story, page, text, { type: '0504' });
  const task = (await story.api('GET', `/api/cases/${made.id}`, undefined, page)).body.tasks[0];
  await story.api('POST', `/api/tasks/${task.id}/complete`, { version: task.version, outcome: 'dispatch', unit: task.proposal.unit.code }, page);

  const head = await story.login('leader');
  await find(head, made.number);
  await head.getByRole('button', { name: '指派…' }).click();
  const dialog = head.getByRole('dialog', { name: /^指派/ });
  await dialog.getByRole('button', { name: '指派', exact: true }).click();
  await dialog.getByText('请选择给谁').waitFor();
  await dialog.getByText('请写明理由').waitFor();
  const people = dialog.getByRole('radio');
  check(await people.count() >= 2, 'the officers of the team');
  await dialog.locator('.member').first().getByText(/手上 \d+ 件/).waitFor();
  await dialog.locator('.member').first().getByText(/上岗|在岗/).waitFor();
  check(await dialog.evaluate((one) => getComputedStyle(one).opacity === '1'), 'dialogs are seen where motion is reduced');
  await story.shot(head, 'assign-1366');
  await story.axe(head, 'naming who handles a task');
  await people.first().focus();
  await head.keyboard.press('ArrowDown');                                   // by keyboard alone
  await dialog.getByRole('radio', { name: /综合执法队员（合成）/ }).check();
  await dialog.getByRole('button', { name: '熟悉这一片' }).click();
  await head.keyboard.press('Control+Enter');
  await dialog.waitFor({ state: 'hidden' });
  await head.getByText('综合执法队员（合成） 正在办理').waitFor();

  const officer = await story.login(story.people.handler);
  await officer.getByRole('button', { name: '只看我领取的' }).click();
  await officer.getByRole('option').filter({ hasText: text }).first().click();
  await officer.getByText('在我手上').waitFor();
  await find(officer, made.number);
  await officer.getByRole('button', { name: '放回' }).click();
  await officer.getByRole('button', { name: '领取' }).waitFor();
  const view = (await story.api('GET', `/api/cases/${made.id}`, undefined, officer)).body;
  check(view.journal.some((row) => row.note === '熟悉这一片'), 'why he was named is recorded');
  same(view.tasks[0].assignee, null, 'nobody holds it');
}

export default async function run(story) {
  const page = await story.login(story.people.dispatch);
  await severalAtOnce(story, page);
  await filters(story, page);
  await byName(story, page);
}
