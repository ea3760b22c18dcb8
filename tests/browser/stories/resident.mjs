// A resident reports with three taps, sees progress, loses no draft; and does it all without script too.
import { check, same } from '../lib/context.mjs';
import { spot } from '../lib/steps.mjs';

export const name = 'a resident reports, with and without script';

async function withScript(story) {
  const place = spot(story);
  const page = await story.open('/', 'phone', { geolocation: { longitude: place.lon, latitude: place.lat } });
  await page.getByLabel('发生了什么？').fill('垃圾桶满了两天没人收，味道很大');
  await page.getByRole('button', { name: '暴露垃圾' }).waitFor();
  await page.reload();
  same(await page.getByLabel('发生了什么？').inputValue(), '垃圾桶满了两天没人收，味道很大', 'the draft survives a reload');

  await page.getByRole('button', { name: '提交' }).click();
  await page.getByText('请告诉我们在哪里').waitFor();
  await page.getByRole('button', { name: '我在这里' }).click();
  await page.getByText(`位置：${story.people.street}`).waitFor();
  await page.locator('#photo').setInputFiles(await story.photo(page, '现场', '#864'));
  await page.getByRole('button', { name: '去掉' }).waitFor();
  await page.getByRole('button', { name: '在地图上选位置' }).click();
  await page.locator('[data-map][data-status="ready"] canvas').waitFor();
  await story.drawn(page, '[data-map]');
  await page.locator('[data-map]').scrollIntoViewIfNeeded();
  await story.shot(page, 'resident-map-360');
  await page.getByRole('button', { name: '暴露垃圾' }).click();
  await page.getByLabel('联系方式').fill('13800001234');
  await story.shot(page, 'resident-filled-360', true);
  await story.axe(page, 'the filled report');
  await page.getByRole('button', { name: '提交' }).click();
  await page.getByText('收到了，谢谢！').waitFor();
  await story.shot(page, 'resident-done-360', true);
  await story.axe(page, 'the answer');
  const number = await page.locator('.done dd').first().textContent();
  check(/^\d{15,}$/.test(number), `a number: ${number}`);

  await page.getByRole('link', { name: '看进度' }).click();
  await page.getByText(number).first().waitFor();
  await page.getByText('待核实').waitFor();
  check(await page.locator('[data-steps] li').count() >= 1, 'the progress page has steps');
  await page.locator('[data-photo-list] img').first().waitFor();
  await story.shot(page, 'resident-progress-360', true);
  await story.axe(page, 'progress');
  await page.goto(`${story.url}/`);
  await page.getByText('我报过的').waitFor();
}

async function withoutScript(story) {
  const page = await story.open('/', 'phone', { javaScriptEnabled: false });
  await page.getByLabel('发生了什么？').fill('路灯坏了，晚上一片黑 <b>&"');
  await story.shot(page, 'resident-plain-360', true);
  await page.getByRole('button', { name: '提交' }).click();
  await page.locator('.message').getByText(/街道|位置|定位/).waitFor();
  same(await page.getByLabel('发生了什么？').inputValue(), '路灯坏了，晚上一片黑 <b>&"', 'a refused form keeps the words');
  const street = page.getByLabel('在哪个街道');
  await street.selectOption({ label: await street.locator('option').filter({ hasText: story.people.street }).textContent() });
  await page.getByRole('button', { name: '提交' }).click();
  await page.waitForURL(/\/progress\?number=/);
  await page.getByText('待核实').waitFor();
  await story.shot(page, 'resident-plain-progress-360', true);
}

/** The code on a component opens the form for it; another of those near by is picked. */
async function scanned(story) {
  const keeper = await story.login('grid'), at = spot(story), serial = Number(String(Date.now()).slice(-6));
  const codes = [serial, (serial + 1) % 1_000_000].map((n) => `3201020102${String(n).padStart(6, '0')}`);
  for (const [i, code] of codes.entries()) {
    const made = await story.api('POST', '/api/places', { class: '0102', code, name: `示例井盖${i}`, lon: at.lon + i * 5e-5, lat: at.lat }, keeper);
    check(made.status === 201, `a component: ${made.status} ${JSON.stringify(made.body)}`);
  }
  const page = await story.open(`/?place=${codes[0]}`, 'phone');
  const chip = (n) => page.getByRole('button', { name: new RegExp(codes[n]) });
  await page.getByText('已选好位置').waitFor();
  await page.getByLabel('发生了什么？').fill('井盖破了一个角');
  await chip(1).waitFor();
  same(await chip(0).getAttribute('aria-pressed'), 'true', 'the one scanned is taken');
  await chip(1).click();
  same([await chip(0).getAttribute('aria-pressed'), await chip(1).getAttribute('aria-pressed')].join(), 'false,true', 'another is picked');
  await story.shot(page, 'resident-component-360', true);
  await story.axe(page, 'the form of a component');
  await page.getByRole('button', { name: '提交' }).click();
  await page.getByText('收到了，谢谢！').waitFor();
  const number = await page.locator('.done dd').first().textContent();
  const [kept] = (await story.api('GET', `/api/places?code=${codes[1]}`, undefined, keeper)).body.items;
  const { cases } = (await story.api('GET', `/api/places/${kept.id}`, undefined, keeper)).body;
  same(cases.map((one) => one.number).join(), number, 'the case is about the one picked');
}

async function offline(story) {
  const page = await story.open('/', 'phone');
  await page.getByLabel('发生了什么？').fill('共享单车堆在盲道上');
  await page.getByRole('button', { name: '我在这里' }).click();
  await page.locator('.place').getByText(story.people.street).waitFor();
  await page.context().setOffline(true);
  await page.getByRole('button', { name: '提交' }).click();
  await page.getByText('没有网络，内容已留在这台手机上').waitFor();
  await page.context().setOffline(false);
  await page.getByRole('button', { name: '提交' }).click();
  await page.getByText('收到了，谢谢！').waitFor();
}

async function english(story) {
  const page = await story.open('/', 'phone');
  await page.getByRole('link', { name: 'English' }).click();
  await page.getByRole('heading', { name: 'What happened?' }).waitFor();
  await story.shot(page, 'public-english-360', true);
  await story.axe(page, 'the report page in English');
}

export default async function run(story) {
  await withScript(story);
  await withoutScript(story);
  await scanned(story);
  await offline(story);
  await english(story);
}
