// Hot spots: several cases about one matter come out as one row, are looked at together, and merged by hand.
import { check, same } from '../lib/context.mjs';
import { fresh, register } from '../lib/steps.mjs';

export const name = 'a hot spot: gathered, looked at, merged';
const WORDS = ['夜市烧烤摊油烟熏得关窗', '夜市烧烤摊半夜冒油烟', '夜市烧烤摊的油烟太大'];
const WIDTHS = [[360, 740], [1366, 768], [1920, 1080]];

export default async function run(story) {
  const page = await story.login(story.people.intake);
  const { lon, lat } = story.people.place;
  const made = [];
  for (const [i, words] of WORDS.entries()) made.push(await register(story, page, fresh(words), { type: '0504', lon: lon + 0.0009 * (i + 1), lat: lat + 0.0008 * (i + 1) }));

  await page.goto(`${story.url}/desk/hotspots?days=7`);
  const row = page.getByRole('row').filter({ hasText: /烧烤|油烟/ }).first();
  await row.getByRole('button').click();
  const behind = page.getByRole('region', { name: '热点里的办件' });
  for (const one of made) await behind.getByRole('link', { name: one.number }).waitFor();
  await behind.locator('canvas').first().waitFor();
  for (const [width, height] of WIDTHS) {
    await page.setViewportSize({ width, height });
    await story.shot(page, `hotspots-${width}`, true);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    check(over <= 1, `the page scrolls sideways by ${over} px at ${width}`);
  }
  await page.setViewportSize({ width: 1366, height: 768 });
  await story.axe(page, 'hot spots');

  for (const one of made) await behind.getByRole('checkbox', { name: new RegExp(one.number) }).check();
  await behind.getByRole('button', { name: '合并选中的 3 件' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('把 2 件并入一件').waitFor();
  await story.axe(page, 'merging a hot spot');
  await dialog.getByRole('button', { name: '合并', exact: true }).click();
  await dialog.waitFor({ state: 'hidden' });
  await page.getByText('已并入 2 件').waitFor();
  const states = await Promise.all(made.map(async ({ id }) => (await page.request.get(`${story.url}/api/cases/${id}`)).json()));
  same(states.filter((one) => one.state === 'merged').length, 2, 'two were merged');
}
