// 照片水印: a picture taken in the field carries time, place and person, upright and legible, with and without a network; the log takes pictures too.
import { check, same } from '../lib/context.mjs';
import { fresh } from '../lib/steps.mjs';

export const name = 'the mark in photos: time, place and person, offline too; photos in the grid log';

const TEXT = fresh('河边堆了旧家具');

/** The same JPEG, told to be shown turned by a quarter (EXIF orientation 6). */
function turned(photo) {
  const exif = Buffer.from('ffe1002245786966000049492a0008000000010012010300010000000600000000000000', 'hex');
  return { ...photo, buffer: Buffer.concat([photo.buffer.subarray(0, 2), exif, photo.buffer.subarray(2)]) };
}

/** Size, and how dark and how light the foot is, of the preview at `index`. */
const look = (page, index) => page.locator('.camera img').nth(index).evaluate(async (img) => {
  await img.decode();
  const canvas = document.createElement('canvas'), { naturalWidth: w, naturalHeight: h } = img;
  canvas.width = w; canvas.height = h;
  const c = canvas.getContext('2d');
  c.drawImage(img, 0, 0);
  const { data } = c.getImageData(0, h - Math.round(Math.min(w, h) / 6), w, Math.round(Math.min(w, h) / 6));
  let light = 0, dark = 0;
  for (let i = 0; i < data.length; i += 4) { if (data[i] > 215) light += 1; if (data[i] < 60) dark += 1; }
  return { w, h, light, dark };
});

const words = (page) => page.evaluate(() => window.drawn.join('\n'));

async function take(page, photo, count) {
  await page.locator('.camera input[type=file]').setInputFiles(photo);
  await page.waitForFunction((n) => document.querySelectorAll('.camera img').length === n, count);
}

export default async function run(story) {
  const page = await story.login(story.people.worker, '/field');
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await page.addInitScript(() => {
    window.drawn = [];
    const { fillText } = CanvasRenderingContext2D.prototype;
    CanvasRenderingContext2D.prototype.fillText = function note(text, ...rest) { window.drawn.push(text); return fillText.call(this, text, ...rest); };
  });
  await page.reload();
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await page.getByRole('link', { name: /^网格日志/ }).click();
  await page.getByRole('button', { name: '环境整治' }).click();
  const light = await story.photo(page, '浅', '#fafafa'), dark = await story.photo(page, '深', '#080808');
  await page.context().setOffline(true);
  await page.getByText('离线').first().waitFor();
  await take(page, light, 1);
  const me = (await page.evaluate(() => window.drawn.join('\n')));
  const { lon, lat } = story.people.place;
  check(/\d{4}\/\d{2}\/\d{2} \d{2}:\d{2}:\d{2}/.test(me) && me.includes(`${lon.toFixed(5)}, ${lat.toFixed(5)}`) && me.includes(`（${story.people.worker}）`), `time, place and person: ${me}`);
  await page.context().clearPermissions();
  await page.context().setGeolocation(null);
  await take(page, turned(dark), 2);
  check((await words(page)).includes('位置未知'), 'without a position the mark says so');
  const [first, second] = [await look(page, 0), await look(page, 1)];
  same([first.w, first.h, second.w, second.h], [640, 480, 480, 640], 'upright');
  for (const one of [first, second]) check(one.light > 300 && one.dark > 300, `letters and their edge: ${JSON.stringify(one)}`);
  await story.shot(page, 'field-mark-360', true);
  await page.reload();   // still offline
  await page.waitForFunction(() => document.querySelectorAll('.camera img').length === 2);
  await page.getByLabel('情况').fill(TEXT);
  await page.getByRole('button', { name: '只记日志' }).click();
  const mine = page.getByRole('region', { name: '我的日志' });
  await mine.getByText('等待发送').waitFor();
  await page.context().setOffline(false);
  const row = mine.getByRole('listitem').filter({ hasText: TEXT }).first();
  await row.locator('img').nth(1).waitFor();
  const sent = await row.locator('a').first().getAttribute('href');
  same(await page.evaluate(async (address) => { const image = await createImageBitmap(await (await fetch(address)).blob()); return [image.width, image.height]; }, sent), [640, 480], 'the server has the picture as it was marked');
  await story.axe(page, 'the log with pictures');
  await story.shot(page, 'field-log-photos-360', true);
}
