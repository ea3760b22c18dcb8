// A grid manager draws, a second person approves: split, a border moved with undo, a gap shown, merge, preview, in force; at three widths.
import { check, same } from '../lib/context.mjs';

export const name = 'grids are redrawn on the map, checked, approved by a second person and in force';

const mercator = (lat) => Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360));

/** Where a place is on the screen. */
async function pixel(page, lon, lat) {
  const frame = page.locator('.plan-map'), box = await frame.boundingBox();
  const [west, south, east, north] = (await frame.getAttribute('data-bounds')).split(',').map(Number);
  return { x: box.x + ((lon - west) / (east - west)) * box.width, y: box.y + ((mercator(north) - mercator(lat)) / (mercator(north) - mercator(south))) * box.height };
}

async function ready(page) {
  await page.locator('.plan-map[data-status="ready"][data-bounds]').waitFor();
  await page.waitForTimeout(500);
}

const saved = (page) => page.getByText('已保存', { exact: true }).waitFor();
const rings = (part) => (part.geometry.type === 'Polygon' ? [part.geometry.coordinates] : part.geometry.coordinates).flat();
const noSideways = async (page, what) => check(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth) <= 1, `${what} scrolls sideways`);

async function draw(story, page, community) {
  await page.getByRole('button', { name: '新建方案' }).first().click();
  await page.getByRole('combobox', { name: '社区' }).click();
  await page.locator('.ant-select-item-option').filter({ hasText: community.name.replace(/居委会$/, '') }).first().click();
  await page.getByLabel('调整什么、为什么').fill('故事：分一个，动一条边界');
  await page.getByRole('button', { name: '开始画' }).click();
  await ready(page);
  await page.getByText('没有空隙和重叠。').waitFor();
  return /grid-plans\/(\d+)/.exec(page.url())[1];
}

/** Split between two corners, from the keyboard. */
async function split(story, page) {
  const grids = page.getByRole('list', { name: '网格' }).getByRole('listitem');
  const before = await grids.count();
  await page.getByRole('button', { name: '分割', exact: true }).click();
  await page.getByText('先点要分割的网格。').waitFor();
  await grids.first().getByRole('button').click();
  await page.getByRole('group', { name: '按界点分割' }).getByRole('button', { name: '分割' }).click();
  await page.getByText('新', { exact: true }).first().waitFor();
  same(await grids.count(), before + 1, 'one more grid');
  await page.getByText('没有空隙和重叠。').waitFor();
  await saved(page);
  await story.shot(page, 'grid-plan-split-1366');
  await page.keyboard.press('Control+z');
  same(await grids.count(), before, 'undone');
  await page.keyboard.press('Control+y');
  same(await grids.count(), before + 1, 'and done again');
  await saved(page);
}

/** A corner that several grids share is dragged: they follow, so that there is no gap. */
async function border(story, page, id) {
  const plan = (await story.api('GET', `/api/grid-plans/${id}`, undefined, page)).body, whole = plan.parts.filter((one) => one.layer === 'comprehensive');
  const count = new Map();
  for (const part of whole) for (const key of new Set(rings(part).flat().map(String))) count.set(key, (count.get(key) ?? 0) + 1);
  const shared = [...count].filter(([key, n]) => n >= 3 && !rings({ geometry: plan.outline }).flat().map(String).includes(key)).map(([key]) => key.split(',').map(Number))[0];
  check(shared, 'there is a corner where three grids meet');
  const at = plan.parts.findIndex((one) => one.layer === 'comprehensive' && rings(one).flat().map(String).includes(String(shared)));
  await page.getByRole('button', { name: '选择', exact: true }).click();
  await page.getByRole('list', { name: '网格' }).getByRole('listitem').nth(at).getByRole('button').click();
  await page.getByRole('button', { name: '改边界' }).click();
  await page.waitForTimeout(400);
  const here = await pixel(page, ...shared);
  await page.mouse.move(here.x, here.y);
  await page.mouse.down();
  await page.keyboard.down('Alt');
  await page.mouse.move(here.x + 12, here.y - 9, { steps: 4 });
  await page.mouse.up();
  await page.keyboard.up('Alt');
  let after = plan.parts;
  const there = (parts) => parts.filter((one) => rings(one).flat().map(String).includes(String(shared))).length;
  for (let i = 0; i < 60 && there(after); i += 1) {
    await page.waitForTimeout(200);
    after = (await story.api('GET', `/api/grid-plans/${id}`, undefined, page)).body.parts;
  }
  same(there(after), 0, 'nobody has the corner where it was');
  await saved(page);
  await page.getByText('没有空隙和重叠。').waitFor();
  check(after.filter((one, i) => JSON.stringify(one.geometry) !== JSON.stringify(plan.parts[i]?.geometry)).length >= 3, 'all three grids moved');
  await story.shot(page, 'grid-plan-border-1366');
  const way = page.getByRole('group', { name: '移动 1 米' });
  await way.getByRole('button', { name: '东' }).click();
  await saved(page);
}

/** A gap in a file that is imported is shown with its place; undo takes it away. */
async function fault(story, page, id) {
  const plan = (await story.api('GET', `/api/grid-plans/${id}`, undefined, page)).body, whole = plan.parts.filter((one) => one.layer === 'comprehensive');
  const features = whole.slice(1).map((one) => ({ type: 'Feature', properties: { NAME: one.name }, geometry: one.geometry }));
  await page.getByRole('button', { name: '导入' }).click();
  await page.getByLabel('GeoJSON 文件').setInputFiles({ name: 'old.geojson', mimeType: 'application/geo+json', buffer: Buffer.from(JSON.stringify({ type: 'FeatureCollection', features: [...features, { type: 'Feature', properties: { NAME: '远处' }, geometry: { type: 'Polygon', coordinates: [[[120, 30], [120.1, 30], [120.1, 30.1], [120, 30]]] } }] })) });
  await page.getByText(/读到 \d+ 个，可用 \d+ 个，不能用 1 个/).waitFor();
  await page.getByText(/不在这个社区范围内/).waitFor();
  await story.shot(page, 'grid-plan-import-1366');
  await page.getByRole('button', { name: `采用 ${features.length} 个` }).click();
  const gap = page.getByRole('button', { name: /^空隙/ });
  await gap.first().waitFor();
  await gap.first().click();
  await page.waitForTimeout(700);
  await story.shot(page, 'grid-plan-gap-1366');
  await story.axe(page, 'a plan with a gap');
  check(await page.getByRole('button', { name: '提交' }).isDisabled(), 'it cannot be submitted');
  await page.getByRole('button', { name: '撤销' }).click();
  await page.getByText('没有空隙和重叠。').waitFor();
  await saved(page);
}

async function approve(story, page, id) {
  const preview = page.getByRole('region', { name: '影响', exact: true });
  await preview.getByRole('button', { name: /^网格/ }).waitFor();
  for (const list of ['在办件', '人员', '专属网格', '网格']) await preview.getByRole('button', { name: new RegExp(`^${list} `) }).click();
  await preview.getByText('新设').first().waitFor();
  await page.getByRole('button', { name: '提交' }).click();
  await page.getByRole('dialog').getByRole('button', { name: /提\s*交/ }).click();
  await page.getByText('等另一人批准').waitFor();
  const second = await story.login(story.people.command);
  await second.goto(`${story.url}/desk/grid-plans/${id}`);
  await ready(second);
  await second.getByText('只能查看。').waitFor();
  await story.shot(second, 'grid-plan-approve-1366', true);
  await second.getByRole('button', { name: /^批\s*准$/ }).click();
  await second.getByRole('dialog').getByRole('button', { name: /批\s*准/ }).click();
  await second.getByText('已生效').first().waitFor();
  const plan = (await story.api('GET', `/api/grid-plans/${id}`, undefined, second)).body;
  same(plan.state, 'in_force', 'in force');
  const grids = (await story.api('GET', `/api/map/areas?level=grid&parent=${plan.community.id}`, undefined, second)).body.features;
  same(grids.length, plan.parts.length, 'the map has what was drawn');
}

async function widths(story, page, path, what) {
  for (const [width, height, theme] of [[360, 740, 'light'], [1366, 768, 'dark'], [1366, 768, 'light'], [1920, 1080, 'light']]) {
    await page.evaluate((look) => localStorage.setItem('shao.theme', look), theme);
    await page.setViewportSize({ width, height });
    await page.goto(story.url + path);
    if (what === 'grid-plan') await ready(page); else await page.locator('table.data, .empty').first().waitFor();
    await page.waitForTimeout(400);
    await story.shot(page, `${what}-${width}${theme === 'dark' ? '-dark' : ''}`, true);
    await noSideways(page, `${what} at ${width} px`);
    await story.axe(page, `${what} at ${width} px, ${theme}`);
  }
}

export default async function tell(story) {
  const page = await story.login('grid');
  await page.getByRole('link', { name: '网格调整' }).click();
  await page.getByRole('heading', { name: '网格调整' }).waitFor();
  const { unit } = (await story.api('GET', '/api/session', undefined, page)).body;
  const communities = (await story.api('GET', `/api/units?parent=${unit.id}&kind=community`, undefined, page)).body.items;
  const waiting = (await story.api('GET', '/api/grid-plans', undefined, page)).body.items.map((one) => one.community.id);
  const id = await draw(story, page, communities.find((one) => !waiting.includes(one.id)));
  await split(story, page);
  await border(story, page, id);
  await fault(story, page, id);
  await approve(story, page, id);
  await widths(story, page, '/desk/grid-plans', 'grid-plans');
  const shown = (await story.api('GET', '/api/grid-plans', undefined, page)).body.items[0];
  await widths(story, page, `/desk/grid-plans/${shown.id}`, 'grid-plan');
}
