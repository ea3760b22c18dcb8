// The grids: the tree of areas, who works where, and every number the same on the list of grids, the map, the dashboard and the list of cases behind it.
import { check, same } from '../lib/context.mjs';
import { fresh, register, spot } from '../lib/steps.mjs';

export const name = 'grids, map and dashboard: each number opens the list behind it';

const CLICK_MS = 2000;   // what a click on the map may take to be answered

/** All cases behind an address of the list, as the page itself would ask for them. */
async function listed(story, page, href) {
  const query = new URLSearchParams(href.split('?')[1] ?? '');
  const day = (text, later) => Date.parse(`${text}T00:00:00+08:00`) + later * 86_400_000;
  for (const [name, later] of [['from', 0], ['to', 1], ['closed_from', 0], ['closed_to', 1]]) if (query.get(name)) query.set(name, String(day(query.get(name), later)));
  let count = 0;
  for (let after = ''; after !== null;) {
    const reply = await story.api('GET', `/api/cases?${query.toString()}&limit=200${after ? `&after=${after}` : ''}`, undefined, page);
    same(reply.status, 200, href);
    count += reply.body.items.length;
    after = reply.body.next;
  }
  return count;
}

async function gridList(story, page) {
  const place = spot(story);
  await register(story, page, fresh('网格里的件'), { ...place, type: '0102' });
  const { grid, community } = (await story.api('GET', `/api/locate?lon=${place.lon}&lat=${place.lat}`, undefined, page)).body;
  await page.getByRole('link', { name: '网格列表' }).click();
  await page.getByRole('navigation', { name: '区域' }).getByRole('button', { name: community.name.replace(/（.*/, '') }).click();
  check(page.url().includes(`area=${community.id}`), 'the area lives in the URL');
  const row = page.getByRole('row').filter({ hasText: grid.code });
  await row.getByText(/网格员/).first().waitFor();
  const link = row.getByRole('link', { name: /在办/ });
  const open = Number(await link.textContent());
  check(open >= 1, 'the new case is counted');
  await row.getByRole('button').first().click();
  await page.getByRole('complementary', { name: '网格详情' }).getByRole('link', { name: `在办 ${open} 件` }).waitFor();
  await page.getByRole('complementary', { name: '网格详情' }).locator('canvas').waitFor();
  await story.drawn(page, 'aside .map-box, .grid-detail .map-box');
  await story.shot(page, 'grid-detail-1366');
  await story.axe(page, 'the list of grids');
  await page.getByRole('button', { name: '有在办的件' }).click();
  await row.waitFor();
  const href = await link.getAttribute('href');
  same(await listed(story, page, href), open, 'cases behind the number of a grid');
  await link.click();
  await page.getByRole('button', { name: /^只看.*点击取消/ }).waitFor();
  await page.locator('table.data tbody tr').first().waitFor();
  same(await page.locator('table.data tbody tr').count(), Math.min(open, 50), 'rows on the page');
  await page.getByRole('button', { name: /^只看.*点击取消/ }).click();
  check(!page.url().includes('grid='), 'the area can be taken off');
}

/** What the map tells of a community is what the list has. */
async function map(story, page) {
  const { unit } = (await story.api('GET', '/api/session', undefined, page)).body;
  const areas = (await story.api('GET', `/api/map/areas?parent=${unit.id}`, undefined, page)).body.features;
  for (const { properties } of areas) same(await listed(story, page, `?community=${properties.id}`), properties.open, properties.name);
  await page.goto(`${story.url}/desk/map?grids=1`);
  await page.locator('[data-status="ready"]').waitFor();
  await story.drawn(page);
  const canvas = page.locator('.map-box canvas').first();
  const box = await canvas.boundingBox();
  await page.getByText('点办件打开，点区域看数字。').waitFor();
  for (const [dx, dy] of [[0, 0], [40, 30], [-40, 30], [60, -40], [-70, -50]]) {   // an area, not one of the cases upon it
    await page.mouse.click(box.x + box.width / 2 + dx, box.y + box.height / 2 + dy);
    const told = page.locator('.map-line [role=status]');
    await Promise.race([told.waitFor({ timeout: CLICK_MS }).catch(() => undefined), page.waitForURL((url) => !url.pathname.startsWith('/desk/map'), { timeout: CLICK_MS }).catch(() => undefined)]);
    if (!page.url().includes('/desk/map')) { await page.goBack(); await page.locator('[data-status="ready"]').waitFor(); await story.drawn(page); continue; }
    if (await told.count()) break;
  }
  await page.locator('.map-line [role=status]').getByRole('link', { name: /在办 \d+ 件/ }).waitFor();
  await page.getByRole('list', { name: '图例' }).getByText('严重超时').waitFor();
  await story.axe(page, 'the map with an area picked');
}

async function dashboard(story, page) {
  await page.goto(`${story.url}/desk/dashboard`);
  await page.locator('.tiles a').first().waitFor();
  const tiles = await page.locator('.tiles li').evaluateAll((list) => list.map((one) => ({ text: one.querySelector('b').textContent, name: one.querySelector('span').textContent, href: one.querySelector('a')?.getAttribute('href') })));
  same(tiles.length, 5, 'tiles');
  for (const { name, text, href } of tiles) {
    check(href, `${name} opens a list`);
    if (!text.includes('%') && text !== '—') same(await listed(story, page, href), Number(text), name);
  }
  for (const question of ['什么问题最多？（上报件数）', '什么积压、什么超时？（在办件数）', '办得过来吗？（每天上报与办结件数）']) {
    const panel = page.getByRole('region', { name: question });
    await panel.getByRole('button', { name: '看表格' }).click();
    const links = await panel.locator('tbody tr').first().getByRole('link').evaluateAll((list) => list.map((one) => [one.textContent, one.getAttribute('href')]));
    check(links.length >= 1, `${question}: the numbers of the table are links`);
    for (const [text, href] of links) if (!text.includes('%')) same(await listed(story, page, href), Number(text), `${question} ${href}`);
  }
  await page.getByRole('region', { name: '什么问题最多？（上报件数）' }).locator('tbody').getByRole('link').first().click();
  await page.getByRole('heading', { name: '全部办件' }).waitFor();
  check(/type=/.test(page.url()) && /state=all/.test(page.url()), page.url());
  await page.locator('table.data tbody tr').first().waitFor();
}

export default async function run(story) {
  const page = await story.login(story.people.dispatch);
  await gridList(story, page);
  await map(story, page);
  await dashboard(story, page);
}
