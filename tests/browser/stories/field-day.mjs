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

/** A route with a point where the phone is: walked without a network, sent later, counted once. */
async function patrol(story, page) {
  const { lon, lat } = story.people.place, desk = await story.login('grid');
  const found = (await story.api('GET', `/api/locate?lon=${lon}&lat=${lat}`, undefined, desk)).body;
  const points = [{ name: '菜场门口', lon, lat }, { name: '河边', lon: lon + 0.0002, lat }, { name: '学校后门', lon: lon + 0.0009, lat }];
  const made = await story.api('POST', '/api/patrol-routes', { grid: found.grid.id, name: '早巡一线', points }, desk);
  same(made.status, 201, 'a route');
  await page.getByRole('link', { name: /^巡查/ }).click();
  await page.getByRole('button', { name: /^开始巡查 早巡一线/ }).click();
  const now = page.getByRole('region', { name: '正在巡查' });
  await now.getByRole('button', { name: '到点打卡 菜场门口' }).click();
  await now.getByText(/33%/).waitFor();
  await now.getByText(/已打卡/).waitFor();
  await page.context().setOffline(true);
  await page.getByText('离线').first().waitFor();
  await now.getByRole('button', { name: '到点打卡 河边' }).click();
  await now.getByText('等待发送').waitFor();
  check(await now.getByRole('button', { name: '到点打卡 学校后门' }).isDisabled(), 'too far to check in');
  await page.reload();
  await now.getByText(/66%/).waitFor();
  await story.shot(page, 'field-patrol-offline-360', true);
  await now.getByRole('button', { name: '结束巡查' }).click();
  await page.context().setOffline(false);
  const today = page.getByRole('region', { name: '今天的巡查' });
  await today.getByText(/66%（2\/3）/).waitFor();
  await today.getByText('漏巡：学校后门').waitFor();
  await story.axe(page, 'the patrol on the phone');
  await page.getByRole('link', { name: '今天的件' }).click();
  return made.body.id;
}

/** One tap opens the case of the duty, without a network too. */
async function log(story, page) {
  await page.getByRole('link', { name: /^网格日志/ }).click();
  await page.getByRole('button', { name: '环境整治' }).click();
  await page.context().setOffline(true);
  await page.getByText('离线').first().waitFor();
  await page.getByLabel('情况').fill('桥下堆着垃圾袋');
  await page.getByRole('button', { name: '立保洁件' }).click();
  await page.getByRole('region', { name: '我的日志' }).getByText('等待发送').waitFor();
  await page.context().setOffline(false);
  await page.getByRole('link', { name: /^已立件 / }).first().waitFor();
  await story.axe(page, 'the log on the phone');
  await story.shot(page, 'field-log-360', true);
}

/** Asked for at the desk, visited without a network, done at the desk; the name only with a reason. */
async function service(story, page) {
  const desk = await story.login('grid'), me = (await story.api('GET', '/api/session', undefined, page)).body;
  const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
  const body = { grid: me.grids[0].id, kind: 'alone', worker: me.id, asked_by: 'self', asked_on: today, consent: '本人当面签字', name: '欧阳测试', phone: '025-0000-0001', address: '5幢101室', first_day: today };
  same((await story.api('POST', '/api/services', body, desk)).status, 201, 'a service');
  await page.getByRole('link', { name: '今天的件' }).click();
  await page.getByRole('link', { name: /^服务清单/ }).click();
  const mine = page.locator('.card').filter({ hasText: '欧**' });
  await mine.getByRole('button', { name: '查看姓名、电话、住址' }).click();
  await mine.getByLabel('查看原因').fill('约定时间');
  await mine.getByRole('button', { name: '查看', exact: true }).click();
  await mine.getByText('欧阳测试').waitFor();
  check((await mine.getByRole('link', { name: /拨打/ }).getAttribute('href')) === 'tel:025-0000-0001', 'one tap calls');
  await story.axe(page, 'a service opened');
  await story.shot(page, 'field-service-360', true);
  await mine.getByRole('button', { name: '收起' }).click();
  await page.context().setOffline(true);
  await page.getByText('离线').first().waitFor();
  await mine.getByRole('button', { name: /^记走访/ }).click();
  check(await mine.getByRole('button', { name: '已上门' }).isDisabled(), 'not without their agreement');
  await mine.getByLabel('对方同意这次走访和记录').check();
  await mine.getByLabel(/^说明/).fill('一切都好');
  await mine.getByRole('button', { name: '已上门' }).click();
  await mine.getByText('等待发送').waitFor();
  await page.context().setOffline(false);
  await mine.getByText('已完成').waitFor();
}

/** The same at the desk; then the route is changed there. */
async function routes(story, page) {
  await page.getByRole('button', { name: '巡查', exact: true }).click();
  const row = page.getByRole('row').filter({ hasText: '早巡一线' });
  await row.getByText('漏巡：学校后门').waitFor();
  await story.shot(page, 'grid-day-patrol-1366');
  await story.axe(page, 'patrols at the desk');
  await row.getByRole('button', { name: '早巡一线' }).click();
  await page.locator('.map-box[data-status="ready"]').waitFor();
  await page.getByRole('textbox', { name: '第 3 点名称' }).fill('学校正门');
  await page.getByRole('button', { name: '第 3 点上移' }).click();
  await story.shot(page, 'grid-day-route-1366');
  await story.axe(page, 'laying a route');
  await page.getByRole('button', { name: '保存路线' }).click();
  await row.waitFor();
  await page.getByRole('button', { name: '日志', exact: true }).click();
  await page.getByRole('row').filter({ hasText: '桥下堆着垃圾袋' }).getByRole('link').waitFor();
  await story.axe(page, 'the log at the desk');
  await story.shot(page, 'grid-day-log-1366');
  await page.getByRole('button', { name: '服务清单', exact: true }).click();
  const served = page.getByRole('row').filter({ hasText: '欧**' });
  await served.getByText('已完成').waitFor();
  check(!(await page.locator('main').textContent()).includes('欧阳'), 'the desk sees the mask');
  await story.shot(page, 'grid-day-service-1366');
  await story.axe(page, 'the service list');
  await page.getByRole('button', { name: '登记服务' }).click();
  await story.axe(page, 'adding a service');
  await story.shot(page, 'grid-day-service-add-1366');
  await page.keyboard.press('Escape');
  await served.getByRole('button', { name: '结束' }).click();
  await page.getByRole('dialog').getByLabel('原因').fill('试验完毕');
  await page.getByRole('dialog').getByRole('button', { name: /结\s?束/ }).click();
  await served.waitFor({ state: 'hidden' });
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
  await routes(story, page);
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
  const route = await patrol(story, page);
  await log(story, page);
  await service(story, page);
  await centre(story);
  await offDuty(story, page);
  const boss = await story.login('grid'), list = (await story.api('GET', '/api/patrol-routes', undefined, boss)).body.items;
  same((await story.api('DELETE', `/api/patrol-routes/${route}?version=${list.find((one) => one.id === route).version}`, undefined, boss)).status, 200, 'the route is taken away');
}
