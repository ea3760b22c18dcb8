// Three apart: the system administrator makes an account, the security administrator lets it in, grants and makes a key that is shown once, the auditor sees it all.
import { check, same } from '../lib/context.mjs';
import { choose } from '../lib/steps.mjs';

export const name = 'three apart: accounts, grants, a key shown once, the audit trail';
const LOGIN = `t${Date.now().toString(36)}`;

async function makeAccount(story) {
  const page = await story.login('sysadmin');
  await page.getByRole('heading', { name: '账号' }).waitFor();
  await page.getByText('三员分立').waitFor();
  const nav = page.getByRole('navigation', { name: '主导航' });
  for (const name of ['接口密钥', '审计记录', '我的待办']) same(await nav.getByRole('link', { name }).count(), 0, `${name} is not the system administrator's`);
  await page.getByRole('button', { name: '新建账号' }).click();
  const dialog = page.getByRole('dialog', { name: '新建账号' });
  await dialog.getByLabel('账号').fill(LOGIN);
  await dialog.getByLabel('姓名').fill('路口传感器');
  await choose(page, dialog.getByRole('combobox', { name: '机构' }), story.people.street);
  await dialog.getByRole('button', { name: '新建账号' }).click();
  await page.getByText('密码只显示这一次').waitFor();
  same((await story.api('GET', '/api/keys', undefined, page)).status, 403, 'keys are not his');
  same((await story.api('GET', '/api/audit', undefined, page)).status, 403, 'nor is the trail');
}

async function grantAndKey(story) {
  const page = await story.login('secadmin');
  await page.getByRole('button', { name: '待批准' }).click();
  await page.getByRole('button', { name: LOGIN }).click();
  const dialog = page.getByRole('dialog', { name: new RegExp(LOGIN) });
  await dialog.getByRole('button', { name: '批准' }).click();
  await dialog.getByText(/· 启用/).waitFor();
  await choose(page, dialog.getByRole('combobox', { name: '角色' }), '外部来源');
  await choose(page, dialog.getByRole('combobox', { name: '机构' }), story.people.street);
  await dialog.getByRole('button', { name: '授予' }).click();
  await dialog.getByText(new RegExp(`外部来源 · ${story.people.street}`)).waitFor();
  await story.axe(page, 'an account and its grants');
  await page.keyboard.press('Escape');

  await page.getByRole('link', { name: '接口密钥' }).click();
  await page.getByRole('button', { name: '新建密钥' }).click();
  const making = page.getByRole('dialog', { name: '新建密钥' });
  await making.getByRole('button', { name: '生成密钥' }).click();
  await making.getByText('都要填').waitFor();
  await making.getByLabel('用途').fill('路口传感器接口');
  await choose(page, making.getByRole('combobox', { name: '代表账号' }), LOGIN);
  await choose(page, making.getByRole('combobox', { name: '来源' }), '物联感知');
  await making.getByRole('checkbox', { name: '外部来源上报' }).check();
  await making.getByRole('checkbox', { name: '上报与登记' }).check();
  await story.shot(page, 'key-new-1366');
  await story.axe(page, 'making a key');
  await making.getByRole('button', { name: '生成密钥' }).click();
  const told = page.getByRole('dialog', { name: '密钥已生成' });
  const key = (await told.locator('[data-key]').textContent()).trim();
  check(/^[0-9a-f]{64}$/.test(key), `a key: ${key.length} characters`);
  await page.keyboard.press('Escape');
  check(await told.isVisible(), 'it goes only when it was kept');
  await told.getByRole('button', { name: '我已保存' }).click();
  await told.waitFor({ state: 'hidden' });
  const row = page.getByRole('row').filter({ hasText: '路口传感器接口' });
  await row.getByText('物联感知').waitFor();
  check(!(await page.content()).includes(key), 'the key is nowhere on the page any more');
  await story.shot(page, 'keys-1366');
  await story.axe(page, 'keys');

  const post = (more = {}) => page.request.fetch(`${story.url}/api/cases`, { method: 'POST', headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' }, data: JSON.stringify({ source: 'sensor', type: 'P0101', text: '井盖倾斜', confidence: 0.98, lon: story.people.place.lon, lat: story.people.place.lat, ...more }) });
  same((await post({ source_no: LOGIN })).status(), 201, 'the key posts');
  await row.getByRole('button', { name: /停用/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: '停用' }).click();
  await row.getByText('已停用').waitFor();
  same((await post({ source_no: `${LOGIN}b` })).status(), 401, 'a disabled key is nobody');
}

async function trail(story) {
  const page = await story.login('auditor');
  await page.getByRole('heading', { name: '审计记录' }).waitFor();       // lands at the trail
  await page.locator('table.data tbody tr').first().waitFor();
  const nav = page.getByRole('navigation', { name: '主导航' });
  same(await nav.getByRole('link', { name: '接口密钥' }).count(), 0, 'keys are not the auditor\'s');
  await page.getByRole('button', { name: '授权' }).click();
  await page.getByRole('row').filter({ hasText: '授予角色' }).filter({ hasText: LOGIN }).waitFor();
  await page.getByRole('button', { name: '密钥', exact: true }).click();
  await page.getByRole('row').filter({ hasText: '新建密钥' }).filter({ hasText: '路口传感器接口' }).waitFor();
  check(page.url().includes('group=key'), 'the choice lives in the URL');
  await page.getByRole('button', { name: '账号', exact: true }).click();
  await page.getByRole('row').filter({ hasText: '批准账号' }).filter({ hasText: '安全管理员' }).first().waitFor();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: '下载 CSV' }).click();
  same((await download).suggestedFilename(), 'audit.csv', 'the trail comes down');
  await story.shot(page, 'audit-1366');
  await story.axe(page, 'the audit trail');
}

export default async function run(story) {
  await makeAccount(story);
  await grantAndKey(story);
  await trail(story);
}
