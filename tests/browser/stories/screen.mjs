// 指挥大屏: a login of its own, numbers that follow an event, drilling by click and keys, the hour of old data, heap after many refreshes.
import { check, same } from '../lib/context.mjs';
import { fresh, register } from '../lib/steps.mjs';

export const name = 'the wall: live, down to a grid by click and keys, honest when the line is broken, whole when it is back, flat memory';

const SIZES = [[1366, 768], [1920, 1080], [3840, 2160]];
const REFRESHES = 60, GROWTH_BYTES = 4_000_000;
const area = (page, code) => page.locator(`.wall[data-area="${code}"]`);

async function enter(story, look) {
  const page = await story.open('/screen', look);
  await page.getByLabel('账号').fill('screen');
  await page.getByLabel('密码').fill(story.people.password);
  await page.getByRole('button', { name: '登录' }).click();
  await area(page, '320102').waitFor();
  return page;
}

async function heap(cdp) {
  for (let i = 0; i < 3; i += 1) await cdp.send('HeapProfiler.collectGarbage');
  return (await cdp.send('Runtime.getHeapUsage')).usedSize;
}

export default async function run(story) {
  const page = await enter(story, 'wall'), dispatch = await story.login(story.people.dispatch);
  await page.locator('[data-status="ready"]').waitFor();
  check(!(await page.getByRole('link').count()), 'nothing leads away from the wall');

  // an event
  const open = () => page.evaluate(() => Number(document.querySelector('[data-number="open"] b').textContent.replaceAll(',', '')));   // "2,023"; not a number while "…"
  await page.waitForFunction(() => /^[\d,]+$/.test(document.querySelector('[data-number="open"] b').textContent));
  const before = await open();
  const began = Date.now();
  await register(story, dispatch, fresh('店外堆货占道'), { type: '0504', lon: story.people.place.lon, lat: story.people.place.lat });
  await page.waitForFunction((n) => Number(document.querySelector('[data-number="open"] b').textContent.replaceAll(',', '')) > n, before);
  console.log(`      from the click that reports to the wall: ${Date.now() - began} ms`);

  await page.getByRole('region', { name: '最新上报' }).getByText('店外经营').first().waitFor();
  check(await page.evaluate(() => document.documentElement.dataset.theme) === 'dark', 'a wall is dark until somebody chooses');

  // what it looks like
  for (const scheme of ['dark', 'light']) {
    await page.evaluate((theme) => { localStorage.setItem('shao.theme', theme); }, scheme);
    await page.reload();
    await page.locator('[data-status="ready"]').waitFor();
    for (const [width, height] of scheme === 'dark' ? SIZES : [[1920, 1080]]) {
      await page.setViewportSize({ width, height });
      await page.locator('[data-status="ready"][data-drawn="yes"]').waitFor();
      await story.shot(page, `screen-${scheme}-${width}`);
      const over = await page.evaluate(() => [document.documentElement.scrollWidth - innerWidth, document.documentElement.scrollHeight - innerHeight]);
      check(over[0] <= 1 && over[1] <= 1, `one screen at ${width}: ${over}`);
      const size = await page.evaluate(() => parseFloat(getComputedStyle(document.querySelector('.wall-tiles b')).fontSize) / innerHeight);
      check(size >= 0.03, `big numbers are ${(size * 100).toFixed(1)} % of the height at ${width}`);
    }
    await story.axe(page, `screen ${scheme}`);
  }
  await page.setViewportSize({ width: 1920, height: 1080 });

  // down by keys, up by key, down by click
  const rows = page.locator('.wall tbody tr');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await page.locator('.wall:not([data-area="320102"])').waitFor();
  await page.keyboard.press('Escape');
  await area(page, '320102').waitFor();
  await rows.filter({ hasText: story.people.street }).getByRole('button').click();
  await area(page, '320102002').waitFor();
  await rows.first().getByRole('button').click();
  await page.locator('.wall[data-area^="320102002"]:not([data-area="320102002"])').waitFor();
  same(await rows.first().getByRole('button').count(), 0, 'grids are the last level');
  await story.shot(page, 'screen-community-1920');
  await page.getByRole('button', { name: /^返回/ }).click();
  await area(page, '320102002').waitFor();

  // many refreshes, then the heap again
  const cdp = await page.context().newCDPSession(page), refreshed = async () => { const reply = page.waitForResponse((one) => one.url().includes('/api/screen?') || one.url().endsWith('/api/screen')); await page.evaluate(() => window.dispatchEvent(new Event('wall-refresh'))); await reply; };
  for (let i = 0; i < 10; i += 1) await refreshed();
  const first = await heap(cdp);
  for (let i = 0; i < REFRESHES; i += 1) await refreshed();
  const grown = await heap(cdp) - first;
  console.log(`      heap after ${REFRESHES} refreshes: ${(grown / 1e6).toFixed(2)} MB more`);
  check(grown < GROWTH_BYTES, `the heap grew by ${grown} bytes`);

  // the line breaks
  await page.context().setOffline(true);
  await page.locator('.wall-stale').waitFor();
  await page.getByText(/^数据停在 \d\d:\d\d:\d\d，正在重连$/).waitFor();
  await story.shot(page, 'screen-stale-1920');

  // and is mended: what came meanwhile is there, and events arrive again
  const stale = await open();
  await register(story, dispatch, fresh('断线时的堆货'), { type: '0504', lon: story.people.place.lon, lat: story.people.place.lat });
  await page.context().setOffline(false);
  await page.locator('.wall-stale').waitFor({ state: 'detached' });
  await page.waitForFunction((n) => Number(document.querySelector('[data-number="open"] b').textContent.replaceAll(',', '')) > n, stale);
  const mended = await open();
  await register(story, dispatch, fresh('接通后的堆货'), { type: '0504', lon: story.people.place.lon, lat: story.people.place.lat });
  await page.waitForFunction((n) => Number(document.querySelector('[data-number="open"] b').textContent.replaceAll(',', '')) > n, mended);
}
