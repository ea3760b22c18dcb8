// Alerts: a fresh city has no earlier weeks to compare with and says so; with them, what stands out opens its evidence.
import { check } from '../lib/context.mjs';
import { fresh, register } from '../lib/steps.mjs';

export const name = 'alerts: no earlier weeks is said, an alert opens its evidence';

export default async function run(story) {
  const page = await story.login(story.people.dispatch);
  const { lon, lat } = story.people.place;
  for (let i = 0; i < 6; i += 1) await register(story, page, fresh(`店外桌椅第${i}处`), { type: '0504', lon, lat });
  await page.getByRole('navigation', { name: '主导航' }).getByRole('link', { name: '预警' }).click();
  await page.getByRole('heading', { name: '预警' }).waitFor();
  const answer = await story.api('GET', '/api/surges', undefined, page);
  check(answer.status === 200, `surges: ${answer.status}`);
  if (answer.body.weeks === 0) await page.getByText('还没有满一周的往期可比').waitFor();
  else {
    const [alert] = answer.body.items;
    const evidence = page.getByRole('region', { name: '预警依据' });
    await page.getByRole('region', { name: '预警' }).getByRole('button', { name: alert.type_name }).first().click();
    await evidence.getByRole('link', { name: alert.cases[0].number }).waitFor();
    await evidence.locator('canvas').first().waitFor();
  }
  await story.looked(page, 'surges-story');
}
