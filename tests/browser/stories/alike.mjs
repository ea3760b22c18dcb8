// The case page says what is probably the same and why; one click relates, one merges.
import { check } from '../lib/context.mjs';
import { fresh, register, spot } from '../lib/steps.mjs';

export const name = 'alike: probable duplicates with reasons, related and merged by one click';

export default async function run(story) {
  const page = await story.login(story.people.dispatch), place = spot(story);
  const near = (n) => ({ type: '0504', lon: +(place.lon + n * 0.0001).toFixed(6), lat: place.lat });
  const one = await register(story, page, fresh('锦绣里水果店货架占盲道'), near(0)), two = await register(story, page, fresh('锦绣里水果店的货架占了盲道'), near(2)), three = await register(story, page, '店外堆货', near(4));
  await page.goto(`${story.url}/desk/case/${one.id}`);
  const panel = page.getByRole('region', { name: '相似与同源' });
  await panel.getByRole('link', { name: two.number }).waitFor();
  await panel.getByText('疑似重复').first().waitFor();
  check(/文字相近 \d+%，都说到“/.test(await panel.textContent()), 'the words both say');
  await panel.getByText('30日内3次以上：立案查处').waitFor({ state: 'detached' });
  await panel.scrollIntoViewIfNeeded();
  await story.looked(page, 'alike');
  await panel.getByRole('button', { name: `关联 ${three.number}` }).click();
  await page.getByRole('region', { name: '相关办件' }).getByRole('link', { name: three.number }).waitFor();
  await panel.getByRole('button', { name: `并入它 ${two.number}` }).click();
  await page.locator('.case-header').getByText('已合并').waitFor();
}
