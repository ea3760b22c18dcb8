// Every page: drawn at three widths, light and dark, kept as a screenshot, without an axe finding or a sideways scroll.
import { check } from '../lib/context.mjs';
import { fresh, register, report } from '../lib/steps.mjs';

export const name = 'every page is drawn and accessible';

const WIDTHS = [[360, 740], [683, 384], [1366, 768], [1920, 1080]];   // 683 × 384 is 1366 × 768 at 200 % zoom
const noSideways = async (page, what) => {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  check(over <= 1, `${what} scrolls sideways by ${over} px`);
};

const SCRIPT_BYTES = 100_000;   // what the public entry may make a phone fetch as script, compressed

/** Opens a page afresh and weighs what came over the line. */
async function weigh(story, path) {
  const page = await story.open(null, 'phone');
  const requests = [];
  page.on('requestfinished', (request) => requests.push(request));
  await page.goto(story.url + path, { waitUntil: 'networkidle' });
  let scripts = 0;
  for (const request of requests) if (request.resourceType() === 'script') scripts += (await request.sizes()).responseBodySize;
  check(scripts > 0 && scripts <= SCRIPT_BYTES, `${path} fetches ${scripts} bytes of script`);
  check(!requests.some((request) => /map-|maplibre/.test(request.url())), `${path} fetches no map before it is asked for`);
  return scripts;
}

async function publicPages(story) {
  console.log(`      script of the public pages, compressed: / ${await weigh(story, '/')} bytes, /progress ${await weigh(story, '/progress')} bytes`);
  const page = await story.open('/', 'phone');
  await page.getByRole('heading', { name: '发生了什么？' }).waitFor();
  await story.shot(page, 'public-360', true);
  await story.axe(page, '/');
  await noSideways(page, '/ at 360 px');
  await page.getByRole('link', { name: '长辈版' }).click();
  await story.shot(page, 'public-elder-360', true);
  await story.axe(page, '/ elder');
  await noSideways(page, '/ elder at 360 px');
  await page.goto(`${story.url}/progress`);
  await story.shot(page, 'progress-empty-360', true);
  await story.axe(page, '/progress');
  const dark = await story.open('/', 'phone', { colorScheme: 'dark' });
  await story.shot(dark, 'public-dark-360', true);
  await story.axe(dark, '/ dark');
}

/** Each of pages [name, path, what shows that it is drawn] at its widths, as the login of `page`. */
async function look(story, page, pages, scheme) {
  await page.evaluate((theme) => localStorage.setItem('shao.theme', theme), scheme);
  for (const [what, path, sign] of pages) {
    await page.setViewportSize({ width: 1366, height: 768 });
    await page.goto(story.url + path);
    await page.locator(sign).first().waitFor();
    await story.still(page);
    await story.axe(page, `${what} ${scheme}`);
    for (const [width, height] of scheme === 'dark' ? [[1366, 768]] : WIDTHS) {
      await page.setViewportSize({ width, height });
      await story.still(page);
      await story.shot(page, `${what}-${width}${scheme === 'dark' ? '-dark' : ''}`, what === 'case');
      await noSideways(page, `${what} at ${width} px`);
    }
  }
}

/** The pages of the desk, light or dark (pages-dark.mjs). */
export async function desk(story, scheme) {
  const page = await story.login(story.people.dispatch);
  const { id } = await register(story, page, fresh('饭店桌子摆到人行道上'));
  const pages = [['tasks', '/desk/tasks', '.virtual-row, .empty'], ['dispatch', '/desk/dispatch', '.dispatch-case, .empty'], ['emergencies', '/desk/emergencies', 'table.data, .empty'], ['roster', '/desk/roster', 'table.data, .empty'], ['cases', '/desk/cases', 'table.data, .empty'], ['intake', '/desk/intake', '.map-box canvas'], ['dashboard', '/desk/dashboard', '.tiles'], ['hotspots', '/desk/hotspots', '.hot-bars, .empty'], ['surges', '/desk/surges', '.hot-bars, .empty'], ['map', '/desk/map', '[data-status="ready"]'], ['units', '/desk/units', '.tree'], ['grids', '/desk/grids', 'table.data'], ['grid-day', '/desk/grid-day', '.tile-button'], ['staff', '/desk/staff', 'table.data'], ['mediations', '/desk/mediations', '.tile-button'], ['places', '/desk/places', 'table.data'], ['notices', '/desk/notices', 'table.data, .empty'], ['whistles', '/desk/whistles', 'table.data, .empty'], ['whistle-table', '/desk/whistles/table', '.big-number'], ['orders', '/desk/orders', 'table.data, .empty'], ['instructions', '/desk/instructions', 'table.data, .empty'], ['evaluation', '/desk/evaluation', '.evaluation-lines'], ['briefs', '/desk/briefs', 'table.data, .empty'], ['evaluation-cases', '/desk/evaluation/cases?measure=reported', 'table.data, .empty'], ['copies', '/desk/copies', 'table.data, .empty'], ['password', '/desk/password', '#password-old']];
  pages.push(['case', `/desk/case/${id}`, '.case-header']);
  await look(story, page, pages, scheme);
  await page.setViewportSize({ width: 1366, height: 768 });
  await page.getByRole('heading', { name: '流程图' }).scrollIntoViewIfNeeded();
  await page.locator('.djs-container').waitFor();
  await page.locator('.diagram-legend').scrollIntoViewIfNeeded();
  await page.locator('.step-now').first().waitFor();
  await story.shot(page, `case-diagram-1366-${scheme}`);
  await story.axe(page, 'the process diagram');
  await look(story, await story.login(story.people.intake ?? 'intake'), [['callbacks', '/desk/callbacks', '.dispatch-case, .empty']], scheme);
}

/** Whatever a thumb is meant to press is 44 px high, itself or by its label. */
async function touchable(page, what) {
  const small = await page.evaluate(() => [...document.querySelectorAll('a, button, input, select, textarea, summary')].flatMap((one) => {
    const target = one.matches('input[type=checkbox], input[type=radio], input[type=file]') ? one.closest('label') ?? document.querySelector(`label[for="${one.id}"]`) ?? one : one;
    const { width, height } = target.getBoundingClientRect();
    const seen = width > 1 && height > 1 && getComputedStyle(one).visibility !== 'hidden';
    return seen && height < 44 && !one.matches('.fjs-powered-by-link, .hidden-text') ? [`${one.tagName} ${one.className} "${(one.textContent || one.getAttribute('aria-label') || '').trim().slice(0, 20)}" ${Math.round(width)}×${Math.round(height)}`] : [];
  }));
  check(small.length === 0, `${what}: too small to press: ${small.slice(0, 6).join(' | ')}`);
}

async function field(story) {
  const text = fresh('楼道里堆满杂物，走不过去');
  await report(story, text);
  const page = await story.login(story.people.worker, '/field');
  await page.getByRole('heading', { name: '今天的件' }).waitFor();
  await page.locator('.card, .empty').first().waitFor();
  await story.shot(page, 'field-360');
  await story.axe(page, '/field');
  await touchable(page, '/field');
  for (const path of ['/field/report', '/field/outbox', '/field/patrol', '/field/log', '/field/services']) {
    await page.goto(story.url + path);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await story.shot(page, `field-${path.split('/').pop()}-360`, true);
    await story.axe(page, path);
    await noSideways(page, path);
    await touchable(page, path);
  }
  await page.goto(`${story.url}/field`);
  await page.locator('.card').filter({ hasText: text }).click();
  await page.locator('.fjs-container').waitFor();
  await story.shot(page, 'field-case-360', true);
  await story.axe(page, '/field/case');
  await noSideways(page, '/field/case');
  await touchable(page, '/field/case');
}

export default async function run(story) {
  await publicPages(story);
  const login = await story.open('/desk');
  await login.getByLabel('账号').waitFor();
  await story.shot(login, 'login-1366');
  await story.axe(login, 'login');
  await desk(story, 'light');
  await field(story);
}
