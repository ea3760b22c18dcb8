// 通知公告: published at the desk, read and confirmed on a phone without a network, and seen to be read.
import { check } from '../lib/context.mjs';
import { fresh } from '../lib/steps.mjs';

export const name = 'a notice is published, read and confirmed offline, and its readers are seen';

const TITLE = fresh('明日暴雨，加密巡查');

async function publish(story) {
  const page = await story.login('grid');
  await page.getByRole('link', { name: '通知公告' }).click();
  await page.getByRole('button', { name: '发布通知' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('标题').fill(TITLE);
  await dialog.getByLabel('内容').fill('今晚起每两小时巡查一次低洼点位，有情况随手报。');
  await story.axe(page, 'publishing a notice');
  await story.shot(page, 'notice-publish-1366');
  await dialog.getByRole('button', { name: '发布通知' }).click();
  await page.getByRole('row').filter({ hasText: TITLE }).waitFor();
  return page;
}

async function read(story) {
  const page = await story.login(story.people.worker, '/field');
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await page.reload();
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await page.getByRole('link', { name: /^通知公告 *\d+ 条要看/ }).click();
  const card = page.locator('.card').filter({ hasText: TITLE });
  await card.getByText('未读').waitFor();
  await page.context().setOffline(true);
  await page.getByText('离线').first().waitFor();
  await page.reload();
  await card.getByRole('button', { name: '查看' }).click();
  await card.getByRole('button', { name: '确认收到' }).click();
  await card.getByText('已确认').waitFor();
  await card.getByText('有一步待发送').waitFor();
  await story.shot(page, 'field-notices-360', true);
  await page.context().setOffline(false);
  await card.getByText('有一步待发送').waitFor({ state: 'hidden' });
  await card.getByText('已确认').waitFor();
  await story.axe(page, 'notices on the phone');
}

export default async function run(story) {
  const page = await publish(story);
  await read(story);
  await page.reload();
  await page.getByRole('button', { name: TITLE }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: /已确认$/ }).click();
  check(await dialog.locator('tbody tr').count() === 1, 'who confirmed');
  await story.axe(page, 'a notice with its readers');
  await story.shot(page, 'notice-readers-1366');
  await dialog.getByRole('button', { name: /撤\s?回/ }).click();
  await dialog.getByRole('button', { name: /撤\s?回/ }).waitFor({ state: 'hidden' });
}
