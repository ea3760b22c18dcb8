/*
 * The wall in Chromium: main-thread time a frame while a map with 10,000 open cases is panned and zoomed, from event to
 * number, and the heap over a soak.   node bench/wall.mjs URL [MINUTES]
 *
 * URL is a server with the demo accounts.  The 10,000 points are made here and given in place of the server's answer, so
 * that the page's cost is measured and nothing else; numbers and events are the server's own.  Time a frame is what the
 * renderer's main thread was busy (Performance.getMetrics, TaskDuration) over the frames it drew: software rendering draws
 * in another process, and makes frame rates meaningless.
 * Lines: name value unit limit ratio.
 */
import { launch } from '../tests/browser/lib/browser.mjs';

const [url, minutes = '0'] = process.argv.slice(2), POINTS = 10_000, FRAME_MS = 8, EVENT_MS = 1_000, SOAK_BYTES = 5e6, PASSWORD = 'Shao-demo-2026';
if (!url) { console.error('usage: node bench/wall.mjs URL [MINUTES of soak]'); process.exit(2); }
const line = (name, value, unit, limit) => console.log(name, Number(value.toPrecision(4)), unit, limit ?? '-', limit ? (value / limit).toPrecision(3) : '-');

const browser = await launch(), context = await browser.newContext({ viewport: { width: 1920, height: 1080 } }), page = await context.newPage();
const enter = (user) => context.request.post(`${url}/api/session`, { data: { user, password: PASSWORD } });
await enter('screen');
let seed = 7;
const roll = () => { seed = (seed * 1103515245 + 12345) % 2147483648; return seed / 2147483648; };
const points = Array.from({ length: POINTS }, () => [118.74 + roll() * 0.14, 32.02 + roll() * 0.12, Math.floor(roll() * 5)]);
await page.route('**/api/screen/cases*', (route) => route.fulfill({ json: { points, truncated: false, urgent: 0, red: 0, whistles: 0, whistles_late: 0, alerts: [] } }));
await page.goto(`${url}/screen`);
await page.locator(`[data-status="ready"][data-points="${POINTS}"][data-drawn="yes"]`).waitFor({ timeout: 120_000 });
const cdp = await context.newCDPSession(page);
await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });   // processor time of the thread: others on the machine do not count
const busy = async () => (await cdp.send('Performance.getMetrics')).metrics.find((one) => one.name === 'TaskDuration').value * 1000;
const heap = async () => { for (let i = 0; i < 3; i += 1) await cdp.send('HeapProfiler.collectGarbage'); return (await cdp.send('Runtime.getHeapUsage')).usedSize; };

/* Frames counted in the page while the mouse drags or turns its wheel. */
async function frames(what, act) {
  await page.evaluate(() => { window.drawn = 0; const count = () => { window.drawn += 1; window.counting = requestAnimationFrame(count); }; window.counting = requestAnimationFrame(count); });
  const before = await busy();
  await act();
  const spent = await busy() - before, drawn = await page.evaluate(() => { cancelAnimationFrame(window.counting); return window.drawn; });
  line(`wall_${what}_10000`, spent / drawn, 'ms/frame', FRAME_MS);
  line(`wall_${what}_frames`, drawn, 'frames');
}
const box = await page.locator('.wall-canvas').boundingBox(), x = box.x + box.width / 2, y = box.y + box.height / 2;
await frames('pan', async () => {
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (let i = 0; i < 240; i += 1) await page.mouse.move(x + Math.sin(i / 12) * 250, y + Math.cos(i / 15) * 150);
  await page.mouse.up();
});
await frames('zoom', async () => { for (let i = 0; i < 60; i += 1) { await page.mouse.wheel(0, i % 30 < 15 ? -120 : 120); await page.waitForTimeout(30); } });

/* From the answer of the report to the number on the wall. */
const desk = await browser.newContext();
await desk.request.post(`${url}/api/session`, { data: { user: 'dispatch', password: PASSWORD } });
const waits = [];
for (let i = 0; i < 10; i += 1) {
  const was = Number((await page.locator('[data-number="open"] b').textContent()).replace(/,/g, ''));
  const reply = await desk.request.post(`${url}/api/cases`, { data: { type: '0504', source: 'worker', text: `大屏压测 ${Date.now()}`, lon: 118.8 + i * 0.0007, lat: 32.05 } }), began = Date.now();
  if (reply.status() !== 201) throw new Error(`${reply.status()} ${await reply.text()}`);
  await page.waitForFunction((n) => Number(document.querySelector('[data-number="open"] b').textContent.replace(/,/g, '')) > n, was);
  waits.push(Date.now() - began);
}
line('wall_event', waits.sort((a, b) => a - b)[waits.length >> 1], 'ms', EVENT_MS);
line('wall_event_worst', waits.at(-1), 'ms', EVENT_MS);

if (Number(minutes)) {
  await page.evaluate(() => { window.dispatchEvent(new Event('wall-refresh')); });
  await page.waitForTimeout(10_000);
  const first = await heap(), until = Date.now() + Number(minutes) * 60_000;
  for (let i = 0; Date.now() < until; i += 1) { await page.evaluate(() => window.dispatchEvent(new Event('wall-refresh'))); await page.waitForTimeout(500); }
  line('wall_soak_minutes', Number(minutes), 'min');
  line('wall_soak_heap', (await heap() - first) / 1e6, 'MB', SOAK_BYTES / 1e6);
}
await browser.close();
