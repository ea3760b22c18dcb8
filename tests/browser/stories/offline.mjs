// The worker's phone without a network: the shell opens, drafts with photos survive a reload, steps wait and are sent once.
import { check, same } from '../lib/context.mjs';
import { fresh, openField, report, spot, stands } from '../lib/steps.mjs';

export const name = 'offline: drafts survive a reload and are sent when the network is back';

const TEXT = fresh('树枝断了压在人行道上，要尽快处理');
const NEW = fresh('巡查时发现护栏松动');

/** Waits until the draft with its photo is on the phone. */
const kept = (page, note) => page.waitForFunction((words) => new Promise((done) => {
  const opening = indexedDB.open('shao');
  opening.onerror = () => done(false);
  opening.onsuccess = () => {
    const all = opening.result.transaction('drafts').objectStore('drafts').getAll();
    all.onsuccess = () => { opening.result.close(); done(all.result.some((draft) => draft.note === words && draft.shots?.length === 1)); };
  };
}), note, { polling: 100 });

export default async function run(story) {
  const made = await report(story, TEXT, spot(story));
  const page = await story.login(story.people.worker, '/field');
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await openField(page, TEXT);                                      // fetched ahead, kept for later
  await page.getByRole('link', { name: '今天的件' }).click();
  await page.reload();
  await page.locator('.card').first().waitFor();
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);

  const context = page.context();
  await context.setOffline(true);
  await page.getByText('离线').first().waitFor();
  await openField(page, TEXT);
  await page.locator('.field-now').getByRole('textbox', { name: /说明/ }).fill('已设围挡');
  await page.locator('.field-now input[type=file]').setInputFiles(await story.photo(page, '断枝', '#453'));
  await page.locator('.field-now img').waitFor();
  await kept(page, '已设围挡');

  await page.reload();                                              // still offline
  await page.locator('.field-now').waitFor();
  await page.getByText(/没有网络，显示的是/).waitFor();
  same(await page.locator('.field-now').getByRole('textbox', { name: /说明/ }).inputValue(), '已设围挡', 'the words survive');
  check(await page.locator('.field-now img').count() === 1, 'the photo survives');
  await story.shot(page, 'offline-draft-360', true);
  await page.locator('.field-now').getByRole('button', { name: '情况属实' }).click();
  await page.getByText('有一步待发送').waitFor();

  await page.getByRole('link', { name: '上报', exact: true }).click();
  await page.getByLabel('内容').fill(NEW);
  await page.getByRole('button', { name: '用当前位置' }).click();
  await page.getByText(/已定位/).waitFor();
  await page.getByRole('button', { name: '提交' }).click();
  await page.getByText('等待发送').first().waitFor();
  same(await page.getByText('等待发送').count(), 2, 'two things wait');
  await page.reload();
  await page.getByText('等待发送').first().waitFor();
  same(await page.getByText('等待发送').count(), 2, 'they survive a reload');
  await story.shot(page, 'offline-outbox-360', true);
  await story.axe(page, 'the outbox');
  same((await stands(story, made, 'PENDING_VERIFY')).stage, 'PENDING_VERIFY', 'nothing was sent');

  await context.setOffline(false);
  await page.getByText('都发出去了').waitFor();
  const now = await stands(story, made, 'FILED');
  check(now.photos.length === 1, 'the photo arrived');
  const found = await story.api('GET', `/api/cases?q=${encodeURIComponent(NEW)}&state=all`, undefined, page);
  same(found.body.items.filter((row) => row.text === NEW).length, 1, 'the report arrived once');
}
