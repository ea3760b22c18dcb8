// The worker's outbox: its order is no clock's, what fails or is refused holds up nobody else, and a changed item keeps its place.
import { check, same } from '../lib/context.mjs';
import { fresh } from '../lib/steps.mjs';

export const name = 'the outbox: order without a clock, no waiting for others, changed in its place';

const FIRST = fresh('一号路面有坑'), SECOND = fresh('二号护栏松动'), MENDED = fresh('一号路面有深坑');
const sends = (text) => (request) => request.method() === 'POST' && new URL(request.url()).pathname === '/api/cases' && request.postDataJSON().text === text;

async function write(page, text) {
  await page.getByRole('link', { name: '上报', exact: true }).click();
  await page.getByLabel('内容').fill(text);
  await page.getByRole('button', { name: '用当前位置' }).click();
  await page.getByText(/已定位/).waitFor();
  await page.getByRole('button', { name: '提交' }).click();
  await page.locator('.card').getByText(text.slice(0, 30)).waitFor();
}

/** What the server answers to `text` until it is called again with null. */
async function answering(page, text, answer) {
  await page.unroute('**/api/cases');
  if (answer) await page.route('**/api/cases', (route) => (sends(text)(route.request()) ? route.fulfill({ status: answer.status, json: answer.body }) : route.fallback()));
}

export default async function run(story) {
  const page = await story.login(story.people.worker, '/field');
  story.expected.push(/^503 POST .*\/api\/cases$/, /status of (503|422)/);   // what the server is made to answer
  const titles = () => page.locator('.card strong').allTextContents();
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await page.reload();
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await page.context().setOffline(true);
  await write(page, FIRST);
  await page.addInitScript(() => { const Real = Date; window.Date = class extends Real { constructor(...given) { super(...(given.length ? given : [Real.now() - 7_200_000])); } static now() { return Real.now() - 7_200_000; } }; });
  await page.reload();                                              // the phone's clock is two hours back now
  await page.locator('.card').first().waitFor();
  await write(page, SECOND);
  await page.reload();
  await page.locator('.card').nth(1).waitFor();
  same((await titles()).join(), [FIRST, SECOND].map((text) => text.slice(0, 30)).join(), 'in the order they were made');

  const broken = { error: 'INTERNAL', zh: '服务器出错', en: 'the server failed', field: null, request: 'x' };
  await answering(page, FIRST, { status: 503, body: broken });
  const passed = page.waitForResponse((reply) => sends(SECOND)(reply.request()) && reply.status() === 201);
  await page.context().setOffline(false);
  await passed;                                                     // the first failed; the second went
  await page.locator('.card').nth(1).waitFor({ state: 'detached' });
  await page.locator('.card').filter({ hasText: FIRST.slice(0, 30) }).getByText('等待发送').waitFor();   // not refused
  same((await titles()).join(), FIRST.slice(0, 30), 'only what failed waits');

  await answering(page, FIRST, { status: 422, body: { ...broken, error: 'UNPROCESSABLE', zh: '请写得清楚些', en: 'say it more clearly' } });
  await page.getByRole('button', { name: '现在发送' }).click();
  await page.getByRole('alert').getByText('请写得清楚些').waitFor();
  await story.shot(page, 'outbox-refused-360', true);
  await story.axe(page, 'a refused item');
  await page.context().setOffline(true);
  await page.getByRole('button', { name: '修改' }).click();
  await page.getByText('正在改未被接受的一步').waitFor();
  await page.reload();                                              // nothing is lost while it is being changed
  await page.getByText('正在改未被接受的一步').waitFor();
  same(await page.getByLabel('内容').inputValue(), FIRST, 'with its words');
  await page.getByLabel('内容').fill(MENDED);
  await story.shot(page, 'outbox-change-360', true);
  await page.getByRole('button', { name: '提交' }).click();
  await page.locator('.card').getByText(MENDED.slice(0, 30)).waitFor();
  same((await titles()).join(), MENDED.slice(0, 30), 'it took the place of the refused one');
  const sent = page.waitForResponse((reply) => sends(MENDED)(reply.request()) && reply.status() === 201);
  await page.context().setOffline(false);
  await sent;
  await page.getByText('都发出去了').waitFor();
  for (const text of [SECOND, MENDED]) {
    const found = await story.api('GET', `/api/cases?q=${encodeURIComponent(text)}&state=all`, undefined, page);
    same(found.body.items.filter((row) => row.text === text).length, 1, `${text} arrived once`);
  }
  const never = await story.api('GET', `/api/cases?q=${encodeURIComponent(FIRST)}&state=all`, undefined, page);
  check(!never.body.items.some((row) => row.text === FIRST), 'what was changed did not arrive as it was');
}
