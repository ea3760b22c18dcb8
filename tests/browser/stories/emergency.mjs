// 应急处置: a flood, from one button to the review, with its tasks at the phones of those on shift; an epidemic wave with its plan; a shift on the roster; a stock counted.
import { check, same } from '../lib/context.mjs';
import { find, step } from '../lib/steps.mjs';

export const name = 'emergencies: flood and epidemic activated by one button, followed, level raised, ended, reviewed';

async function activate(story, page, plan, level, text) {
  await page.goto(`${story.url}/desk/emergencies`);
  const panel = page.getByRole('region', { name: '启动预案' });
  await panel.getByText(plan, { exact: true }).click();
  await panel.getByRole('radio', { name: level }).check();
  await panel.getByText('触发条件').waitFor();
  await panel.getByLabel('情况').fill(text);
  return panel;
}

async function go(page, panel) {
  await panel.getByRole('button', { name: '一键启动' }).click();
  const made = page.waitForResponse((reply) => reply.url().endsWith('/api/emergencies') && reply.request().method() === 'POST');
  await page.getByRole('dialog').getByRole('button', { name: '一键启动' }).click();
  const reply = await made;
  check(reply.status() === 201, `activated: ${reply.status()} ${await reply.text()}`);
  const one = await reply.json();
  await page.getByRole('region', { name: '任务清单' }).locator('tbody tr').first().waitFor();
  await page.getByText('正在下达').first().waitFor({ state: 'detached' });
  return one;
}

/** Signs for a task and opens it again: the list goes on to the next one of this person, if there is one. */
async function sign(page, words) {
  await page.getByRole('option').filter({ hasText: words }).first().click();
  await step(page, { outcome: '签收' });
  await page.getByRole('option').filter({ hasText: words }).filter({ hasText: '落实中' }).first().click();
  await page.getByRole('heading', { name: /落实并报告/ }).first().waitFor();
}

async function flood(story, page) {
  const panel = await activate(story, page, '防汛应急预案', 'Ⅳ级（蓝）', '气象台发布暴雨蓝色预警');
  await panel.getByText(/现在值班 [1-9]\d* 人/).waitFor();
  await story.looked(page, 'emergencies');
  const made = await go(page, panel);
  const tasks = page.getByRole('region', { name: '任务清单' }).locator('tbody tr');
  same(await tasks.count(), 3, 'the lists of level IV');

  const handler = await story.login(story.people.handler);                    // on shift: his task waits for him by name
  await handler.getByRole('button', { name: '只看我领取的' }).click();
  await sign(handler, '值班人员全部到岗');
  await step(handler, { outcome: '已完成', note: '19:12 到岗' });

  await step(page, { outcome: '记情况', note: '梅园路口积水 8 厘米，已设警示' });
  await page.getByRole('region', { name: '情况日志' }).getByText('梅园路口积水 8 厘米，已设警示').waitFor();
  await step(page, { outcome: '调整等级', note: '升为橙色', fill: async (now) => {
    await now.locator('.fjs-form-field').filter({ hasText: '新的等级' }).first().locator('.fjs-input-group').first().click();
    await page.getByText('Ⅱ级（橙）', { exact: true }).last().click();
  } });
  await page.locator('.emergency-level-2').waitFor();
  await page.getByRole('region', { name: '任务清单' }).getByText('下穿通道').waitFor();
  await page.getByText('正在下达').first().waitFor({ state: 'detached' });
  same(await tasks.count(), 7, 'what level II adds, and nothing twice');
  await story.looked(page, 'emergency');
  await step(page, { outcome: '终止响应', note: '雨停，积水已退' });
  await page.getByRole('heading', { name: /总结评估/ }).waitFor();
  await step(page, { outcome: '总结完成', note: '泵车不足，列入采购' });
  await page.locator('.page-head').getByText('已结束').waitFor();
  return made;
}

async function epidemic(story, page) {
  const panel = await activate(story, page, '疫情应急预案', 'Ⅲ级（黄）', '两所学校聚集性发热');
  await panel.getByText('经本人同意后登记').waitFor();
  const made = await go(page, panel);
  same(await page.getByRole('region', { name: '任务清单' }).locator('tbody tr').count(), 5, 'the lists of level III');
  const community = await story.login('community');
  await community.goto(`${story.url}/desk/tasks`);
  await sign(community, '张贴健康提示');
  await step(community, { outcome: '已完成', note: '已张贴，缺消毒液 6 桶' });
  await page.getByRole('region', { name: '任务清单' }).getByRole('row').filter({ hasText: '张贴健康提示' }).getByText(/^1\//).first().waitFor();
  await step(page, { outcome: '终止响应', note: '连续七日无新增' });
  await page.getByRole('heading', { name: /总结评估/ }).waitFor();
  await step(page, { outcome: '总结完成', note: '送药小组转为常备' });
  await find(page, made.number);
}

async function rosterAndStocks(story, page) {
  await page.goto(`${story.url}/desk/roster`);
  await page.getByRole('region', { name: '值班表' }).locator('tbody tr').first().waitFor();
  await story.looked(page, 'roster');
  await page.goto(`${story.url}/desk/emergencies`);
  const stocks = page.getByRole('region', { name: '应急物资' }).first();
  await stocks.getByText('不足').first().waitFor();
  const rubber = stocks.getByRole('spinbutton', { name: /雨衣雨靴/ });
  await rubber.fill('80');
  await rubber.press('Enter');
  await stocks.getByRole('row').filter({ hasText: '雨衣雨靴' }).getByText('不足').waitFor({ state: 'detached' });
}

export default async function run(story) {
  const page = await story.login(story.people.command);
  await flood(story, page);
  await epidemic(story, page);
  await rosterAndStocks(story, page);
}
