// 人员配备: every grid against the standard; a worker leaves a grid with a task in hand, which passes to the successor; a volunteer enters; the roster.
import { check, same } from '../lib/context.mjs';
import { choose, fresh } from '../lib/steps.mjs';

export const name = 'people of a street: staffing, handover, a volunteer, the roster';

const pick = async (page, dialog, label, text) => {
  await dialog.getByRole('combobox', { name: label }).click();
  await page.locator('.ant-select-dropdown:visible .ant-select-item-option').filter({ hasText: text }).first().click();
};

/** A report in this grid, taken by the worker: what must not be lost. */
async function inHand(story, worker, place) {
  const text = fresh('楼道口垃圾成堆');
  const made = await story.api('POST', '/api/public/reports', { text, type: '0102', lon: place.lon, lat: place.lat });
  same(made.status, 201, 'reported');
  const { items } = (await story.api('GET', `/api/tasks?q=${made.body.number}`, undefined, worker)).body;
  same(items.length, 1, 'it waits at the grid');
  same((await story.api('POST', `/api/tasks/${items[0].id}/claim`, { version: items[0].version }, worker)).status, 200, 'taken');
  return { number: made.body.number, id: items[0].case_id };
}

export default async function run(story) {
  const place = story.people.places.at(-1);
  const worker = await story.open(null);
  same((await story.api('POST', '/api/session', { user: story.people.worker, password: story.people.password }, worker)).status, 200, 'the worker is in');
  const held = await inHand(story, worker, place);
  const page = await story.login('grid');
  const grid = (await story.api('GET', `/api/locate?lon=${place.lon}&lat=${place.lat}`, undefined, page)).body.grid;
  const plain = grid.name.replace(/[(（]合成[)）]/, '');
  await page.goto(`${story.url}/desk/staff`);
  const rows = page.getByRole('region', { name: '网格配备' }).first();
  await rows.getByRole('row').nth(5).waitFor();
  await page.getByRole('button', { name: /缺员/ }).click();
  check(await rows.getByText('配齐', { exact: true }).count() === 0, 'only those that are short');
  await page.locator('.tile-button').first().click();

  // the worker leaves the grid
  await page.getByLabel('按网格或姓名查找').fill(plain);
  await page.getByRole('button', { name: '兼职网格员 网格员', exact: true }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText(held.number).waitFor();
  check(await dialog.getByRole('button', { name: '结束并交接' }).isDisabled(), 'not without a successor');
  const people = (await story.api('GET', '/api/staff/grids', undefined, page)).body.items.find((row) => row.grid.id === grid.id).people;
  const successor = people.find((one) => one.role === 'full').name.replace(/[(（]合成[)）]/, '');
  await choose(page, dialog.getByRole('combobox', { name: '接手人' }), successor);
  await dialog.getByLabel('原因').fill('调到别的网格');
  await story.axe(page, 'the handover');
  await story.shot(page, 'staff-handover-1366');
  await dialog.getByRole('button', { name: '结束并交接' }).click();
  await page.getByText(/已交接 \d+ 个任务/).waitFor();
  await dialog.waitFor({ state: 'hidden' });
  const seen = (await story.api('GET', `/api/cases/${held.id}`, undefined, page)).body;
  check(seen.tasks[0].assignee_name.startsWith(successor), 'the successor has it');
  check(seen.journal.some((row) => row.kind === 'pass' && row.note === '调到别的网格'), 'the journal says so');

  // and comes back
  await page.getByRole('button', { name: `安排任职 ${plain}` }).click();
  await pick(page, dialog, '任职', '兼职网格员');
  await choose(page, dialog.getByRole('combobox', { name: '人员' }), '网格员 ·');
  await dialog.getByRole('button', { name: '保存' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await page.getByRole('button', { name: '兼职网格员 网格员', exact: true }).first().waitFor();

  await page.getByRole('button', { name: '人员名册' }).click();
  await page.getByRole('button', { name: '登记人员' }).click();
  await dialog.getByText('无账号（微网格员、志愿者）').click();
  await dialog.getByLabel('姓名').fill('楼栋长老周（合成）');
  await choose(page, dialog.getByRole('combobox', { name: '岗位类别' }), '微网格员与志愿者');
  await dialog.getByLabel('电话').fill('13900002222');
  await dialog.getByRole('button', { name: '保存' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await page.getByRole('button', { name: '楼栋长老周' }).waitFor();
  await page.getByText('139****2222').waitFor();
  await story.axe(page, 'the register');
  await story.shot(page, 'staff-people-1366');
  await page.getByRole('button', { name: '楼栋长老周' }).click();
  await page.getByRole('dialog').getByRole('heading', { name: '资格与培训' }).waitFor();
  await story.still(page);
  await story.axe(page, 'a person');
  await story.shot(page, 'staff-person-1366');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: '排班' }).click();
  await page.locator('.roster tbody tr').first().waitFor();
  await story.axe(page, 'the roster');
  await story.shot(page, 'staff-roster-1366');

  await page.getByRole('button', { name: '合作单位' }).click();
  await page.getByRole('cell', { name: /安居物业/ }).first().waitFor();
  await story.axe(page, 'the partners');
  await story.shot(page, 'staff-partners-1366');

  // a quota: proposed and explained, asked for here, approved by the district
  await page.getByRole('button', { name: '员额', exact: true }).click();
  await page.getByRole('button', { name: '申请调整 妇女工作者' }).click();
  await dialog.getByText('每个社区 1 名妇女工作者').waitFor();
  await dialog.getByLabel('调整为').fill('10');
  await dialog.getByLabel('理由').fill('新增两个小区');
  await dialog.getByRole('button', { name: '提交审批' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await page.getByRole('button', { name: '撤回' }).first().waitFor();
  await page.getByRole('row', { name: /^专职网格员/ }).locator('summary').click();
  await story.axe(page, 'the quotas');
  await story.shot(page, 'staff-posts-1366');

  const district = await story.login(story.people.district);
  await district.goto(`${story.url}/desk/staff`);
  await district.getByRole('button', { name: story.people.street }).waitFor();
  await story.axe(district, 'the streets');
  await story.shot(district, 'staff-streets-1366');
  await district.getByRole('button', { name: story.people.street }).click();
  await district.getByRole('button', { name: '员额', exact: true }).click();
  const row = district.getByRole('row', { name: /^妇女工作者 编外/ }).first();
  await row.getByRole('button', { name: '批准', exact: true }).click();
  await row.getByText('待区里审批').waitFor({ state: 'hidden' });
  check((await row.getByRole('cell').nth(2).innerText()) === '10', 'in force');
}
