// A worker's day: on duty inside and outside, without a network and with a wrong clock, and what the grid centre sees of it.
import { check, same } from '../lib/context.mjs';

export const name = "a day's work: duty, offline and online, and the grid centre's page";

const FAR = { longitude: 118.65, latitude: 32.02 };   // in the city, in another district
const card = (page) => page.getByRole('region', { name: '打卡' });

/** At the end of the duty whatever an earlier story left. */
async function offDuty(story, page) {
  const now = (await story.api('GET', '/api/duty', undefined, page)).body;
  if (now.on) same((await story.api('POST', '/api/duty', { on: false }, page)).status, 200, 'off duty');
}

async function outside(story, page) {
  await page.context().setGeolocation(FAR);
  await card(page).getByRole('button', { name: '上岗打卡' }).click();
  await card(page).getByText(/外勤打卡要写明事由/).waitFor();
  await story.shot(page, 'field-duty-outside-360', true);
  await story.axe(page, 'outside of one’s grids');
  await card(page).getByLabel('外勤事由').fill('去街道开会');
  await card(page).getByRole('button', { name: '按外勤打卡' }).click();
  await card(page).getByText(/网格外 \d+ 米，外勤（去街道开会）/).waitFor();
  await card(page).getByRole('button', { name: '离岗' }).click();
  await card(page).getByText('未上岗').waitFor();
}

async function offline(story, page) {
  const { lon, lat } = story.people.place;
  await page.context().setGeolocation({ longitude: lon, latitude: lat });
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await page.reload();
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await card(page).getByText('未上岗').waitFor();
  await page.context().setOffline(true);
  await page.getByText('离线').first().waitFor();
  await card(page).getByRole('button', { name: '上岗打卡' }).click();
  await card(page).getByText(/在岗，/).waitFor();
  await card(page).getByText('有一步待发送').waitFor();
  await page.reload();   // still offline: nothing is lost
  await card(page).getByText(/在岗，/).waitFor();
  await story.shot(page, 'field-duty-offline-360', true);
}

/** Meanwhile somebody went on duty with another phone: what was kept is refused, shown, and not lost by itself. */
async function conflict(story, page) {
  const other = await story.login(story.people.worker, '/field');
  same((await story.api('POST', '/api/duty', { on: true }, other)).status, 200, 'on duty by another phone');
  await page.context().setOffline(false);
  await card(page).getByText('已经在岗').waitFor();
  await page.getByRole('link', { name: /待发送/ }).click();
  await page.getByText('与现在的情况冲突').waitFor();
  await story.axe(page, 'a conflict');
  await story.shot(page, 'field-conflict-360', true);
  await page.getByRole('link', { name: '今天的件' }).click();
  await card(page).getByRole('button', { name: '不打这次卡' }).click();
  await card(page).getByRole('button', { name: '离岗' }).waitFor();
}

async function centre(story) {
  const page = await story.login('grid');
  await page.getByRole('link', { name: '网格一日' }).click();
  const row = page.locator('tbody tr').filter({ hasText: '去街道开会' }).first();
  await row.getByText('在岗').first().waitFor();
  await row.getByText(/网格外 \d+ 米：去街道开会/).waitFor();
  await page.locator('.map-box[data-people]').waitFor();
  await story.drawn(page);
  await story.shot(page, 'grid-day-duty-1366');
  await story.axe(page, 'the grid centre’s page');
  await page.getByRole('button', { name: /有外勤/ }).click();
  check(await page.locator('tbody tr').count() >= 1, 'a number opens the people behind it');
}

export default async function run(story) {
  const page = await story.login(story.people.worker, '/field');
  await card(page).waitFor();
  await offDuty(story, page);
  await page.reload();
  await card(page).getByText('未上岗').waitFor();
  await outside(story, page);
  await offline(story, page);
  await conflict(story, page);
  await centre(story);
  await offDuty(story, page);
}
