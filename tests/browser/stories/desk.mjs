// The desk by keyboard: register with suggestion and duplicate, walk the worklist, filters in the URL, drafts, an expired session.
import { check, same } from '../lib/context.mjs';
import { register, spot } from '../lib/steps.mjs';

export const name = 'the desk: registering, keyboard, filters, drafts, expired session';

async function registering(story, page) {
  const place = spot(story);
  await register(story, page, '路口有人摆摊卖水果占道', { ...place, source: 'walkin', type: '0501' });
  await page.goto(`${story.url}/desk/intake`);
  const text = page.getByLabel('内容');
  await text.fill('路口有人摆摊卖水果，把人行道占满了');
  await page.getByRole('button', { name: '占道经营' }).click();
  await page.getByLabel('经度').fill(String(place.lon));
  await page.getByLabel('纬度').fill(String(place.lat));
  await page.getByText(story.people.street).last().waitFor();
  await page.getByText('附近刚有同类办件').waitFor();                // offered, not forced
  await page.getByLabel('电话').fill('13800001234');
  await page.reload();
  same(await page.getByLabel('内容').inputValue(), '路口有人摆摊卖水果，把人行道占满了', 'the draft survives a reload');
  await page.getByText('附近刚有同类办件').waitFor();
  await story.shot(page, 'intake-filled-1366', true);
  await story.axe(page, 'registration filled in');

  await page.context().clearCookies();
  await page.getByRole('button', { name: '登记' }).click();
  const dialog = page.getByRole('dialog', { name: /登录已过期/ });
  await dialog.waitFor();
  await story.shot(page, 'expired-1366');
  await dialog.getByLabel('密码', { exact: true }).fill(story.people.password);
  await dialog.getByRole('button', { name: '登录' }).click();
  await dialog.waitFor({ state: 'detached' });
  same(await page.getByLabel('内容').inputValue(), '路口有人摆摊卖水果，把人行道占满了', 'an expired session loses nothing');
  await page.getByRole('button', { name: '登记' }).click();
  await page.getByText('已登记：').waitFor();
  same(await page.getByLabel('内容').inputValue(), '', 'the form is empty again');
}

async function worklist(story, page) {
  for (let i = 0; i < 3; i++) await register(story, page, `店铺占用人行道 第${i}处`);
  await page.goto(`${story.url}/desk/tasks`);
  const list = page.getByRole('listbox', { name: '我的待办' });
  await list.focus();
  const active = () => list.getByRole('option', { selected: true }).getAttribute('aria-posinset');
  same(await active(), '1', 'the first row is active');
  await page.keyboard.press('j');
  same(await active(), '2', 'j goes down');
  await page.keyboard.press('k');
  same(await active(), '1', 'k goes up');
  await page.getByRole('button', { name: /^将到期/ }).click();
  check(page.url().includes('light=soon'), 'the filter lives in the URL');
  await page.reload();
  same(await page.getByRole('button', { name: /^将到期/ }).getAttribute('aria-pressed'), 'true', 'and survives a reload');
  await page.getByRole('button', { name: /^将到期/ }).click();
  await list.focus();
  await page.keyboard.press('Enter');
  await page.locator('.case-header').waitFor();
  await page.getByText('为什么到这里').waitFor();
  await page.getByRole('heading', { name: '流程图' }).scrollIntoViewIfNeeded();
  await page.locator('.djs-container').waitFor();
  check(await page.locator('.diagram-box .step-now').count() >= 1, 'the current step is lit');
  await page.goBack();
  await list.waitFor();
}

async function places(story, page) {
  await page.goto(`${story.url}/desk/map`);
  await page.locator('[data-status="ready"]').waitFor();
  const grids = page.waitForResponse((reply) => reply.url().includes('level=grid') && reply.ok());
  await page.getByRole('button', { name: '显示网格' }).click();
  await grids;
  await story.still(page);
  await story.drawn(page);
  await story.shot(page, 'map-grids-1366');
  await page.goto(`${story.url}/desk/dashboard`);
  await page.getByRole('button', { name: '看表格' }).first().click();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: '下载 CSV' }).first().click();
  check((await download).suggestedFilename().endsWith('.csv'), 'a CSV file comes down');
  await page.getByRole('button', { name: 'EN', exact: true }).click();
  await page.getByRole('heading', { name: 'Dashboard' }).waitFor();
  await story.shot(page, 'dashboard-english-1366', true);
  await page.getByRole('button', { name: '中文' }).click();
}

async function administration(story) {
  const page = await story.login(story.people.sysadmin);
  await page.getByRole('heading', { name: '账号' }).waitFor();       // an administrator has no worklist
  await page.locator('table.data').waitFor();
  await story.shot(page, 'accounts-1366');
  await story.axe(page, 'accounts');
}

export default async function run(story) {
  const page = await story.login(story.people.dispatch);
  await registering(story, page);
  await worklist(story, page);
  await places(story, page);
  await administration(story);
}
