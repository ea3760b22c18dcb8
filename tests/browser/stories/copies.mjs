// A case is sent to a team to read: it shows up unread, opening it marks it read, and it can be read but not worked on.
import { check } from '../lib/context.mjs';
import { choose, fresh, register } from '../lib/steps.mjs';

export const name = 'copies: sent to a team, unread, read';

export default async function run(story) {
  const desk = await story.login(story.people.dispatch);
  const text = fresh('沿街店铺把货架摆到了盲道上');
  const { id, number } = await register(story, desk, text);
  await desk.goto(`${story.url}/desk/case/${id}`);
  await desk.locator('.case-header').getByRole('button').first().waitFor();
  const direct = desk.locator('.case-header').getByRole('button', { name: '抄送', exact: true });
  if (await direct.count()) await direct.click();
  else {
    await desk.locator('.case-header').getByRole('button', { name: '更多操作' }).click();
    await desk.getByRole('menuitem', { name: '抄送' }).click();
  }
  const dialog = desk.getByRole('dialog');
  await choose(desk, dialog.getByRole('combobox', { name: '或者抄送给单位' }), story.people.handlerUnit);
  await dialog.getByLabel('附言').fill('请阅知');
  await dialog.getByRole('button', { name: '抄送' }).click();
  await dialog.waitFor({ state: 'hidden' });

  const page = await story.login('leader');
  const nav = page.getByRole('navigation', { name: '主导航' }).getByRole('link', { name: '抄送给我' });
  await nav.getByText('未读').waitFor({ state: 'attached' });
  await nav.click();
  const row = page.getByRole('row').filter({ hasText: number });
  await row.waitFor();
  check(/row-unread/.test(await row.getAttribute('class')), 'the copy is unread');
  await story.axe(page, 'copies');
  await story.shot(page, 'copies-unread-1366');
  const marked = page.waitForResponse((reply) => /\/api\/copies\/\d+\/read$/.test(reply.url()));
  await row.getByRole('link', { name: number }).click();
  check((await marked).ok(), 'marked read');
  await page.locator('.case-header').getByText(number).waitFor();
  check(await page.getByRole('region', { name: '现在要做：' }).count() === 0, 'a copy gives nothing to do');
  await page.goto(`${story.url}/desk/copies`);
  await page.getByRole('row').filter({ hasText: number }).getByText('已读').waitFor();
  await page.getByRole('button', { name: '只看未读' }).click();
  await page.getByRole('row').filter({ hasText: number }).waitFor({ state: 'detached' });

  const other = await story.login('sanitation', '/desk');
  await other.goto(`${story.url}/desk/copies`);
  await other.locator('.empty, table.data').first().waitFor();
  check(await other.getByText(number).count() === 0, 'a copy is for whom it was sent to');
}
