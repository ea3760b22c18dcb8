// 考核评价: the table of a street, sorted, grouped and drilled into; a number opens its list; formulas in words; CSV.
import { check, same } from '../lib/context.mjs';
import { fresh, register, wholeList } from '../lib/steps.mjs';

export const name = 'the evaluation: from the city down to a grid, every number with its list';

const rows = (page) => page.locator('.evaluation-lines tbody tr');
const heading = (page, text) => page.getByRole('navigation', { name: '上级辖区' }).getByText(text, { exact: true });

export default async function run(story) {
  const dispatch = await story.login(story.people.dispatch);
  await register(story, dispatch, fresh('店外堆货占道'), { type: '0504', lon: story.people.place.lon, lat: story.people.place.lat });
  const page = await story.login('viewer');
  await page.goto(`${story.url}/desk/evaluation`);
  await rows(page).first().waitFor();
  same(await rows(page).count(), 12, 'twelve districts');
  await story.shot(page, 'evaluation-city-1366', true);

  // down: district, street, community
  for (const [name, grouping] of [['玄武区', '街道'], [story.people.street, '社区']]) {
    await page.getByRole('rowheader', { name }).getByRole('link').click();
    await heading(page, name).waitFor();
    await page.getByRole('columnheader', { name: grouping }).waitFor();
  }
  await page.getByRole('button', { name: '类型', exact: true }).click();
  const line = rows(page).filter({ hasText: '店外经营' });
  await line.waitFor();

  // a number is as long as its list
  const number = line.getByRole('link', { name: /上报数 \d+$/ }).first(), said = Number(await number.textContent());
  check(said > 0, 'something was reported');
  await number.click();
  await page.getByRole('heading', { name: '上报数' }).waitFor();
  same(await wholeList(page), said, 'the list behind the number');
  await story.axe(page, 'the list behind a number');
  await page.getByRole('button', { name: '返回' }).click();
  await line.waitFor();

  // sorting, the formula in words, the score sheet
  await page.getByRole('button', { name: '结案率', exact: true }).click();
  await page.locator('th[aria-sort="ascending"]').filter({ hasText: '结案率' }).first().waitFor();
  await page.getByText('结案数 ÷（应结案数 − 缓办数）').first().waitFor();
  await page.getByText('满分 50，目标 70%，每差 1 个百分点扣 1 分').waitFor();
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: '下载 CSV' }).click();
  check(/^evaluation-320102002-type-/.test((await saved).suggestedFilename()), 'the file says what it holds');
  await story.axe(page, 'evaluation of a street by type');

  // up again
  await page.getByRole('navigation', { name: '上级辖区' }).getByRole('link', { name: '玄武区' }).click();
  await heading(page, '玄武区').waitFor();
}
