// A limit in a table and a label in a process are changed, checked, rehearsed, submitted and approved; new reports follow; then back.
import { check, same } from '../lib/context.mjs';
import { find, fresh, register, step } from '../lib/steps.mjs';

export const name = 'a rule and a process are changed by two people, rehearsed before, followed after, and rolled back';

const LABEL = '现场处置（新规）';
const finishOf = async (story, page, id) => (await story.api('GET', `/api/cases/${id}`, undefined, page)).body.clock.limit;
const stall = (story, page, words) => register(story, page, fresh(words), { type: '0501' });

/** Opens a definition from the list and begins a draft of it. */
async function begin(page, title) {
  await page.getByRole('navigation', { name: '主导航' }).getByRole('link', { name: '流程与规则' }).click();
  await page.getByRole('region', { name: '现行' }).first().getByRole('link', { name: title, exact: true }).click();
  await page.getByRole('button', { name: '修改', exact: true }).or(page.getByRole('link', { name: '继续修改' })).click();
  await page.getByRole('tab', { name: '编辑' }).waitFor();
}

/** Types into a cell of the table, as a person does. */
async function writeCell(page, id, text) {
  const cell = page.locator(`[data-element-id="${id}"]`);
  await cell.click();
  await page.keyboard.press('Control+a');
  await page.keyboard.type(text);
  await page.getByRole('button', { name: '保存草稿' }).waitFor();
}

async function changeLimit(story, page) {
  await begin(page, '办件时限');
  await writeCell(page, 'limit_0501_o3', '"1 work-hours" +');
  await page.getByRole('button', { name: '提交审批' }).click();
  await page.getByText('不能提交').waitFor();                                    // refused, and it says where
  check(await page.getByRole('dialog').count() === 0, 'a broken table is not submitted');
  await page.getByRole('button', { name: '▦ 按紧急程度的时限' }).click();
  await page.getByRole('button', { name: /limit_0501_o3/ }).click();
  await page.locator('td[data-spot][data-element-id="limit_0501_o3"]').waitFor();   // the table is opened and the cell chosen
  await story.shot(page, 'models-refused-1366');
  await story.axe(page, 'a refused decision');
  await writeCell(page, 'limit_0501_o3', '"1 work-hours"');
  await page.getByRole('button', { name: '检查' }).click();
  await page.getByText('检查通过').waitFor();
  await page.keyboard.press('Control+s');
  await page.getByRole('button', { name: '已保存' }).waitFor();
  await page.getByRole('tab', { name: '试演' }).click();
  await page.getByRole('button', { name: '试算' }).click();
  await page.getByText(/件会有不同的结果/).waitFor();
  await page.getByRole('region', { name: '逐件' }).first().getByText('占道经营').first().waitFor();
  await story.shot(page, 'models-decision-rehearsal-1366', true);
  await story.axe(page, 'the rehearsal of a decision');
}

async function changeLabel(story, page) {
  await begin(page, 'P1 快速处置');
  const shape = page.locator('.model-paper g.djs-shape[data-element-id="act"]');
  await shape.dblclick();
  const box = page.locator('.djs-direct-editing-content');
  await box.waitFor();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(LABEL);
  await page.keyboard.press('Enter');
  await shape.click();
  await page.getByRole('region', { name: '所选元素的属性' }).getByLabel('由谁办').waitFor();
  same(await page.getByLabel('由谁办').inputValue(), 'handle@unit', 'the panel offers the desk by name');
  await story.shot(page, 'models-process-1366');
  await story.axe(page, 'a process being drawn');
  await page.reload();                                                            // not saved, and yet not lost
  await page.getByText('已恢复上次没有保存的修改').waitFor();
  await page.locator('.model-paper').getByText(LABEL).first().waitFor();
  await page.getByRole('button', { name: '保存草稿' }).click();
  await page.getByRole('button', { name: '已保存' }).waitFor();
}

async function rehearse(story, page) {
  await page.getByRole('tab', { name: '试演' }).click();
  await page.getByRole('button', { name: '开始试演' }).click();
  const waiting = page.getByRole('region', { name: '等待' });
  await waiting.getByRole('heading', { name: '签收' }).waitFor();
  await waiting.getByRole('button', { name: '签收', exact: true }).click();
  await waiting.getByRole('button', { name: '已到场' }).click();
  await waiting.getByRole('heading', { name: LABEL }).waitFor();
  await page.locator('.model-picture .mark-token[data-element-id="act"]').waitFor();
  await story.shot(page, 'models-process-rehearsal-1366', true);
  await story.axe(page, 'the rehearsal of a process');
  await page.getByRole('button', { name: '退回一步' }).click();
  await waiting.getByRole('heading', { name: '到场劝导' }).waitFor();
  await page.reload();                                                            // begun behind another tab, the editor is whole when it is shown
  await page.getByRole('button', { name: '开始试演' }).waitFor();
  await page.getByRole('tab', { name: '编辑' }).click();
  await page.locator('.model-outline option').filter({ hasText: LABEL }).first().waitFor({ state: 'attached' });
  await page.locator('.model-paper g.djs-shape[data-element-id="act"]').waitFor();
}

/** Submits the draft in front together with the other; the address to approve it at. */
async function submit(page, note, other) {
  await page.getByRole('button', { name: '提交审批' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('为什么改').fill(note);
  if (other) await dialog.getByRole('checkbox', { name: new RegExp(other) }).check();
  await dialog.getByRole('button', { name: /提\s?交/ }).click();
  await page.getByText('等待另一人批准').waitFor();
  return new URL(page.url()).pathname;
}

async function approve(story, page, path) {
  await page.goto(story.url + path);
  await page.getByRole('button', { name: '批准' }).click();
  await page.getByRole('dialog').getByRole('button', { name: /批\s?准/ }).click();
  await page.getByRole('heading', { level: 1 }).getByText('已生效').waitFor();
  const release = page.getByRole('region', { name: '审批' }).getByRole('link', { name: /^\d+$/ });
  const number = await release.textContent();
  await release.click();                                                          // the definition as it now is
  await page.getByText(`第 ${number} 版，`).waitFor();
}

async function look(story, page, path) {
  await page.goto(story.url + path);
  await page.getByRole('tab', { name: '与现行比较' }).click();
  const changes = page.getByRole('region', { name: '差别清单' });
  await changes.getByRole('button').first().click();
  await page.locator('.model-picture .mark-changed[data-element-id="act"]').nth(1).waitFor();
  await story.shot(page, 'models-compare-1366', true);
  await story.axe(page, 'two versions of a process');
}

export default async function run(story) {
  const { people } = story;
  const staff = await story.login(people.dispatch);
  const before = await stall(story, staff, '三轮车占着人行道卖水果');
  same(await finishOf(story, staff, before.id), '2 work-hours', 'the limit in force');

  const modeler = await story.login(people.modeler);
  await changeLimit(story, modeler);
  await changeLabel(story, modeler);
  await rehearse(story, modeler);
  const path = await submit(modeler, '按新的考核办法缩短办结时限', '办件时限');
  check(await modeler.getByRole('button', { name: '批准' }).count() === 0, 'who wrote it is not offered to approve it');

  const secadmin = await story.login(people.secadmin);
  await look(story, secadmin, path);
  await approve(story, secadmin, path);

  const after = await stall(story, staff, '路口又有流动摊贩摆摊');
  same(await finishOf(story, staff, after.id), '1 work-hours', 'a new report follows the new table');
  same(await finishOf(story, staff, before.id), '2 work-hours', 'a running case stays as it was');
  const handler = await story.login(people.handler);
  await find(handler, after.number);
  const take = handler.getByRole('button', { name: '领取' });                        // when it was given to a colleague
  await take.or(handler.getByRole('region', { name: '现在要做：' })).first().waitFor();
  if (await take.count()) await take.click();
  await step(handler, { outcome: '签收' });
  await step(handler, { outcome: '已到场' });
  await handler.getByText(LABEL).first().waitFor();                               // and the new drawing

  await modeler.goto(`${story.url}/desk/models/process/p1-quick?tab=heat&measure=ended`);   // what was done is on the map
  const signed = modeler.getByRole('region', { name: '各步骤的数字' }).getByRole('row').filter({ hasText: '签收' });
  await signed.waitFor();
  check(Number(await signed.getByRole('cell').nth(2).textContent()) >= 1, 'the step that was done is counted');
  await modeler.locator('.model-picture .model-badge').first().waitFor();
  await story.shot(modeler, 'models-heat-counted-1366', true);
  await story.axe(modeler, 'the heat map');

  await modeler.goto(`${story.url}/desk/models/decision/limits?tab=history`);
  await modeler.getByRole('row').last().getByRole('button', { name: '恢复此版' }).click();
  await modeler.getByRole('dialog').getByLabel('为什么改').fill('考核办法暂缓执行');
  await modeler.getByRole('dialog').getByRole('button', { name: '提交审批' }).click();
  await modeler.getByText('等待另一人批准').waitFor();
  await approve(story, secadmin, new URL(modeler.url()).pathname);
  const back = await stall(story, staff, '公交站旁有人摆地摊');
  same(await finishOf(story, staff, back.id), '2 work-hours', 'after going back the old limit holds again');
}
