// Two browsers: what one does, the other sees without a reload; a step done twice is answered with words, and nothing typed is lost.
import { check, same } from '../lib/context.mjs';
import { find, register, step } from '../lib/steps.mjs';

export const name = 'two browsers see each other, and a lost race loses no words';

// All parts of the page (map, diagram, form) have been loaded: nothing arrived for a second.
const settled = (page) => page.waitForFunction(() => {
  const ends = performance.getEntriesByType('resource').map((entry) => entry.responseEnd);
  return performance.now() - Math.max(0, ...ends) > 1000;
});

export default async function run(story) {
  const { people } = story;
  story.expected.push(/Worker failed to load/);                     // the map, while one browser is offline
  const one = await story.login(people.dispatch);
  const two = await story.login(people.dispatch);
  const row = (page, made) => page.locator('.virtual-row').filter({ hasText: made.number });

  const made = await register(story, one, '饭店桌子摆到人行道上');
  await row(two, made).waitFor();                                   // appears by itself
  await row(one, made).click();
  await step(one, { outcome: '派遣' });
  await row(two, made).waitFor({ state: 'detached' });              // leaves by itself

  const raced = await register(story, one, '大排档跨门经营');
  await find(one, raced.number);
  await find(two, raced.number);
  await settled(two);
  await two.context().setOffline(true);                             // does not hear of the other's step
  await two.getByRole('textbox', { name: '说明' }).fill('请尽快到场');
  await step(one, { outcome: '派遣' });
  await two.getByRole('button', { name: '派遣', exact: true }).click();
  await two.getByText('连不上服务器，填写的内容已保留').waitFor();
  same(await two.getByRole('textbox', { name: '说明' }).inputValue(), '请尽快到场', 'the words are kept');
  await two.context().setOffline(false);
  await two.getByText('正在等待').waitFor();                        // and catches up by itself
  await two.getByText('待签收').first().waitFor();
  check(await two.getByRole('button', { name: '派遣', exact: true }).count() === 0, 'the done step is gone');
}
