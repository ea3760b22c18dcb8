// 督办: the centre orders an answer, the unit answers, is sent back, answers again, is called to account; who owes what stands in one list.
import { check, same } from '../lib/context.mjs';
import { find, fresh, register, step } from '../lib/steps.mjs';

export const name = 'an order: demanded, answered, sent back, accepted, called to account';

const TEXT = fresh('门前垃圾桶满溢，已催过两次');

/** The form has choices of its own, and the step one outcome. */
async function answer(page, note) {
  const now = page.getByRole('region', { name: '现在要做：' });
  await now.getByText('已整改到位').first().click();
  await now.getByLabel(/逾期原因/).fill('人手不足');
  await now.getByLabel(/措施和完成时间/).fill('已清运，增派一班');
  await now.getByRole('textbox', { name: /^说明|^理由/ }).fill(note);
  const done = page.waitForResponse((reply) => /complete$/.test(reply.url()));
  await now.getByRole('button', { name: '报送答复', exact: true }).click();
  const reply = await done;
  check(reply.ok(), `${reply.status()} ${await reply.text()}`);
}

export default async function run(story) {
  const dispatch = await story.login(story.people.dispatch);
  const made = await register(story, dispatch, TEXT, { type: '0102' });
  await find(dispatch, made.number);
  await step(dispatch, { outcome: '派遣', unit: '环卫所' });

  const command = await story.login(story.people.command);
  await find(command, made.number);
  await command.locator('.case-header').getByRole('button', { name: '督办', exact: true }).click();
  const dialog = command.getByRole('dialog');
  await dialog.getByRole('combobox', { name: /督办级别/ }).click();
  await command.locator('.ant-select-item-option').filter({ hasText: '红牌' }).click();
  await dialog.getByLabel(/督办要求/).fill('今天清完，书面说明原因');
  await story.shot(command, 'order-dialog-1366');
  await dialog.getByRole('button', { name: '督办' }).click();
  await dialog.waitFor({ state: 'hidden' });
  const panel = command.getByRole('region', { name: '督办', exact: true });
  await panel.getByRole('link').first().waitFor();
  const number = (await panel.getByRole('link').first().innerText()).trim();
  await story.looked(command, 'order-on-case');

  const unit = await story.login('sanitation');
  await unit.goto(`${story.url}/desk/orders`);
  await unit.getByRole('link', { name: number }).waitFor();
  await story.looked(unit, 'orders-owed');
  await unit.getByRole('link', { name: number }).click();
  await answer(unit, '已清运');

  await command.goto(`${story.url}/desk/orders`);
  await command.getByRole('row').filter({ hasText: number }).getByText('已答复').waitFor();
  await command.getByRole('link', { name: number }).click();
  await command.getByRole('heading', { name: '督办单（红）' }).waitFor();
  await story.looked(command, 'order-page');
  await command.getByRole('region', { name: '现在要做：' }).filter({ hasText: '审督办答复' }).getByRole('radio', { name: '退回重答' }).check();
  const review = command.getByRole('region', { name: '现在要做：' }).filter({ hasText: '审督办答复' });
  await review.getByRole('textbox', { name: /说明|理由/ }).fill('照片里还有');
  await review.getByRole('button', { name: '退回重答', exact: true }).click();
  await command.getByText('待答复督办单').first().waitFor();

  await find(unit, number);
  await answer(unit, '这次清完了');
  await command.reload();
  await review.getByRole('radio', { name: '答复属实，通过' }).check();
  await review.getByRole('button', { name: '答复属实，通过', exact: true }).click();
  await review.waitFor({ state: 'detached' });
  const talk = command.getByRole('region', { name: '现在要做：' }).filter({ hasText: '约谈' });
  await talk.getByLabel(/约谈日期/).fill('2026/3/10');
  await command.keyboard.press('Tab');
  for (const [label, words] of [['约谈人', '指挥中心主任'], ['被约谈人', '环卫所所长'], ['指出的问题', '两次超时'], ['整改承诺', '一周内整改到位']]) await talk.getByLabel(new RegExp(`^${label}`)).fill(words);
  await story.shot(command, 'order-talk-1366', true);
  await talk.getByRole('button', { name: '约谈已记录', exact: true }).click();
  await command.getByText('本件已办完').first().waitFor();

  await command.goto(`${story.url}/desk/orders?state=all`);
  const row = command.getByRole('row').filter({ hasText: number });
  await row.getByText('已销号').waitFor();
  same(await row.getByText('退回 1 次').count(), 1, 'it was sent back once');
  await command.goto(`${story.url}/desk/whistles/table`);
  await command.getByRole('row').filter({ hasText: '环卫' }).first().waitFor();
}
