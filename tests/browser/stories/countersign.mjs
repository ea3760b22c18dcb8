// 会签 on a task that runs: three are asked and two thirds are enough, so the second agreement decides; asked again, all of them must
// agree, and the first refusal decides.  The one who asks uses the keyboard alone.
import { same } from '../lib/context.mjs';
import { find, fresh, register, step } from '../lib/steps.mjs';

export const name = 'a task is countersigned: decided early, and refused';

const SIGNERS = [['320102002-enforcement-handle-1', '承办人1'], ['320102002-enforcement-handle-2', '承办人2'], ['320102002-enforcement-leader-1', '负责人1']];

/** Walks a menu or a list with the arrow keys until the wanted entry is the current one. */
async function walkTo(page, current, wanted) {
  for (let i = 0; i < 30; i++) {
    const before = await current();
    if (before?.trim() === wanted) return;
    await page.keyboard.press('ArrowDown');
    for (let k = 0; k < 20 && await current() === before; k++) await page.evaluate(() => new Promise(requestAnimationFrame));
  }
  throw new Error(`${wanted} is not reached with the arrow keys`);
}

/** Opens the dialog of countersigning from the keyboard. */
async function open(page) {
  const more = page.locator('.case-header').getByRole('button', { name: '更多操作' });
  await more.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('menuitem', { name: '会签', exact: true }).waitFor();
  await page.keyboard.press('Tab');
  await walkTo(page, () => page.evaluate(() => document.activeElement?.getAttribute('role') === 'menuitem' ? document.activeElement.textContent : ''), '会签');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: /^会签/ });
  await dialog.waitFor();
  return dialog;
}

/** Types into a list of choices and takes what is found. */
async function pick(page, box, text) {
  await box.focus();
  await page.keyboard.type(text);
  await page.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option-active').filter({ hasText: text }).waitFor();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
}

async function ask(story, page, { rule, share, reason, shot }) {
  const dialog = await open(page);
  for (const [, who] of SIGNERS) await pick(page, dialog.getByRole('combobox', { name: '会签人' }), who);
  const rules = dialog.getByRole('combobox', { name: '通过规则' });
  await rules.focus();
  await page.keyboard.press('Enter');
  await walkTo(page, () => page.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option-active').textContent().catch(() => ''), rule);
  await page.keyboard.press('Enter');
  if (share) await dialog.getByLabel(/比例/).fill(share);
  await dialog.getByLabel(/理由|事由|说明/).fill(reason);
  if (shot) await story.looked(page, shot, { full: false, settled: () => dialog.waitFor() });
  await dialog.getByRole('button', { name: '会签' }).focus();
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'hidden' });
}

async function vote(story, pages, i, number, outcome, note) {
  const page = pages[i] ??= await story.login(SIGNERS[i][0]);
  await find(page, number);
  await step(page, { outcome, note });
  return page;
}

export default async function run(story) {
  const dispatcher = await story.login(story.people.dispatch), pages = [];
  const made = await register(story, dispatcher, fresh('违建拆除方案要几位一起定'), { type: '0507' });
  const view = (await story.api('GET', `/api/cases/${made.id}`, undefined, dispatcher)).body;
  same((await story.api('POST', `/api/tasks/${view.tasks[0].id}/complete`, { version: view.tasks[0].version, outcome: 'dispatch', unit: '320102002-enforcement' }, dispatcher)).status, 200, 'dispatched');

  const page = await story.login(story.people.handler);
  await find(page, made.number);
  const round = page.getByRole('region', { name: '会签' });

  /* Two thirds of three: open, then decided by the second agreement; the third need not sign any more. */
  await ask(story, page, { rule: '按比例同意', share: '60', reason: '三位的意见都要听', shot: 'countersign-ask' });
  await round.getByText('同意 0，不同意 0，应签 3').waitFor();
  await story.looked(page, 'countersign-open', { full: false, settled: () => round.waitFor() });
  const signer = await vote(story, pages, 0, made.number, '同意');
  await signer.getByText('同意 1，不同意 0，应签 3').waitFor();
  await vote(story, pages, 1, made.number, '同意');
  await page.reload();
  await round.getByText('同意 2，不同意 0，应签 3').waitFor();
  await round.getByText('通过', { exact: true }).waitFor();
  await page.getByRole('region', { name: '现在要做：' }).waitFor();
  await story.looked(page, 'countersign-agreed', { full: false, settled: () => round.waitFor() });

  /* All have to agree: the first refusal decides, with its reason. */
  await ask(story, page, { rule: '全部同意', reason: '再定一次' });
  await round.getByText('应签 3').first().waitFor();
  await vote(story, pages, 0, made.number, '不同意', '安全措施没有写清');
  await page.reload();
  await round.getByText('同意 0，不同意 1，应签 3').waitFor();
  await round.getByText('未通过').waitFor();
  await page.getByText('安全措施没有写清').first().waitFor();
  await page.getByRole('region', { name: '现在要做：' }).waitFor();
  await story.looked(page, 'countersign-refused', { full: false, settled: () => round.waitFor() });
  same((await story.api('GET', `/api/cases/${made.id}`, undefined, page)).body.tasks.length, 1, 'no vote is left over');
}
