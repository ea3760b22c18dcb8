// A worklist of thousands: opens at once, scrolls without stalling, and what is counted is what is listed.
import { check, same } from '../lib/context.mjs';

export const name = 'a worklist of thousands scrolls smoothly';

const ROWS = Number(process.env.SHAO_ROWS ?? 2000);
const AT_ONCE = 48;
const STALL_MS = 120;

/** Fills the dispatcher's desk through the API. */
async function fill(story, page, rows) {
  const cookie = (await page.context().cookies()).map((one) => `${one.name}=${one.value}`).join('; ');
  let next = 0;
  const one = async () => {
    while (next < rows) {
      const place = story.people.places[next % story.people.places.length];
      next += 1;
      const body = JSON.stringify({ source: 'superior', type: '0504', text: `门前堆货 第${next}处`, lon: place.lon, lat: place.lat });
      const reply = await fetch(`${story.url}/api/cases`, { method: 'POST', headers: { 'Content-Type': 'application/json', Cookie: cookie }, body });
      check(reply.status === 201, `filling: ${reply.status} ${await reply.text()}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
}

export default async function run(story) {
  const page = await story.login(story.people.dispatch);
  const before = (await story.api('GET', '/api/tasks/counts', undefined, page)).body.total;
  await fill(story, page, Math.max(0, ROWS - before));
  await page.goto(`${story.url}/desk/tasks`);
  const list = page.getByRole('listbox', { name: '我的待办' });
  await list.getByRole('option').first().waitFor();
  const stalls = await page.evaluate(async (wanted) => {
    const box = document.querySelector('.virtual');
    let worst = 0;
    let over = 0;
    let frames = 0;
    let last = performance.now();
    const end = last + 60_000;
    for (;;) {
      box.scrollTop += 700;
      await new Promise((done) => requestAnimationFrame(done));
      const now = performance.now();
      worst = Math.max(worst, now - last);
      frames += 1;
      if (now - last > 120) over += 1;
      last = now;
      const seen = Number(box.querySelector('[role=option]:last-child')?.getAttribute('aria-posinset') ?? 0);
      if (seen >= wanted || now > end) return { seen, worst: Math.round(worst), over, frames };
    }
  }, ROWS);
  check(stalls.seen >= ROWS, `scrolled to row ${stalls.seen} of ${ROWS}`);
  check(stalls.over <= stalls.frames * 0.03, `${stalls.over} of ${stalls.frames} frames took more than ${STALL_MS} ms (worst ${stalls.worst})`);
  check(await list.getByRole('option').count() < 80, 'only what is seen is drawn');
  const counts = (await story.api('GET', '/api/tasks/counts', undefined, page)).body;
  same(Number(await list.getByRole('option').last().getAttribute('aria-setsize')), counts.total, 'the count agrees with the list');
  await story.shot(page, 'tasks-long-1366');
  console.log(`      ${ROWS} rows: ${stalls.frames} frames, worst ${stalls.worst} ms, ${stalls.over} above ${STALL_MS} ms`);
}
