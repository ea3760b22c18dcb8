// What a story works with: pages of several people, the API, screenshots, axe, small assertions.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { axeSource, DESKTOP, PHONE, WALL } from './browser.mjs';

const SHOTS = new URL('../../../build/screenshots/', import.meta.url).pathname;
const PATIENCE_MS = 20_000, QUIET_MS = 200;

export class Failed extends Error {}
export const check = (fact, text) => { if (!fact) throw new Failed(text); };
export const same = (got, wanted, text) => check(JSON.stringify(got) === JSON.stringify(wanted), `${text}: got ${JSON.stringify(got)}, wanted ${JSON.stringify(wanted)}`);

export class Story {
  constructor(browser, url, name, people) {
    Object.assign(this, { browser, url, name, people, contexts: [], troubles: [], expected: [] });
    mkdirSync(SHOTS, { recursive: true });
  }

  /** A page in a browser of its own. look: 'desktop', 'phone', 'wall' or playwright context options. */
  async open(path = '/', look = 'desktop', options = {}) {
    const base = { desktop: DESKTOP, phone: PHONE, wall: WALL }[look] ?? look;
    const context = await this.browser.newContext({ locale: 'zh-CN', timezoneId: 'Asia/Shanghai', reducedMotion: 'reduce', geolocation: { longitude: this.people.place.lon, latitude: this.people.place.lat }, permissions: ['geolocation'], ...base, ...options });
    context.setDefaultTimeout(PATIENCE_MS);
    this.contexts.push(context);
    const page = await context.newPage();
    page.on('pageerror', (why) => this.troubles.push(`script error on ${page.url()}: ${why.message}`));
    page.on('console', (message) => { if (message.type() === 'error' && !/Failed to load resource|net::ERR/.test(message.text())) this.troubles.push(`console: ${message.text()}`); });
    page.on('response', (reply) => { if (reply.status() >= 500) this.troubles.push(`${reply.status()} ${reply.request().method()} ${reply.url()}`); });
    if (path) await page.goto(this.url + path, { waitUntil: 'domcontentloaded' });
    return page;
  }

  /** A page at which `user` is logged in through the form. */
  async login(user, entry = '/desk', look = entry === '/field' ? 'phone' : 'desktop', options = {}) {
    const page = await this.open(entry, look, options);
    await page.getByLabel('账号').fill(user);
    await page.getByLabel('密码', { exact: true }).fill(this.people.password);
    await page.getByRole('button', { name: '登录' }).click();
    await page.getByRole('navigation', { name: '主导航' }).waitFor();
    return page;
  }

  /** Calls the API with JSON, with the cookies of `page` when given: {status, body}. */
  async api(method, path, body, page) {
    const request = page ? page.request : (this.plain ??= await this.browser.newContext()).request;
    const reply = await request.fetch(this.url + path, { method, headers: { 'Content-Type': 'application/json' }, data: body === undefined ? undefined : JSON.stringify(body) });
    return { status: reply.status(), body: await reply.json().catch(() => null) };
  }

  /** Waits until the page is still: nothing changes on it, nothing moves, no place holder is left. */
  async still(page) {
    await page.evaluate(([quiet, limit]) => new Promise((done, fail) => {
      let changed = performance.now();
      const begin = changed, watch = new MutationObserver(() => { changed = performance.now(); });
      watch.observe(document.documentElement, { subtree: true, childList: true, attributes: true, characterData: true });
      const look = () => {
        const now = performance.now(), moving = document.getAnimations().some((one) => one.playState === 'running' && one.effect?.getComputedTiming().iterations !== Infinity);
        if (now - begin > limit) { watch.disconnect(); fail(new Error(`the page is not still after ${limit} ms`)); return; }
        if (moving || document.querySelector('main .skeleton') || now - changed < quiet) { requestAnimationFrame(look); return; }
        watch.disconnect();
        done();
      };
      look();
    }), [QUIET_MS, PATIENCE_MS]);
  }

  /** Waits until a map has drawn all it has. */
  async drawn(page, box = '.map-box') {
    await page.locator(`${box}[data-drawn="yes"]`).first().waitFor();
  }

  async shot(page, name, full = false) {
    await page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage: full, animations: 'disabled' });
  }

  /** Fails on any WCAG 2.2 A or AA violation axe-core finds. */
  async axe(page, name) {
    await page.evaluate(axeSource);
    const found = await page.evaluate(() => window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }));
    const text = found.violations.map((v) => `${v.id} (${v.impact}): ${v.nodes.slice(0, 3).map((n) => `${n.target.join(' ')} ${n.failureSummary?.split('\n').slice(1, 2).join('').trim() ?? ''}`).join(' | ')}`).join('\n    ');
    check(found.violations.length === 0, `axe on ${name}:\n    ${text}`);
  }

  /** Draws a page at the three widths, keeps the pictures, and fails on a sideways scroll or an axe finding; `settled` waits for what a new width moves. */
  async looked(page, what, { full = true, settled = async () => undefined } = {}) {
    for (const [width, height] of [[360, 740], [1366, 768], [1920, 1080]]) {
      await page.setViewportSize({ width, height });
      await settled();
      await this.still(page);
      await this.shot(page, `${what}-${width}`, full);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      check(over <= 1, `${what} scrolls sideways by ${over} px at ${width}`);
    }
    await page.setViewportSize({ width: 1366, height: 768 });
    await settled();
    await this.axe(page, what);
  }

  /** A JPEG of one colour and a word, small but real. */
  async photo(page, word = '处置后', colour = '#486') {
    const data = await page.evaluate(([text, fill]) => {
      const canvas = document.createElement('canvas');
      canvas.width = 640; canvas.height = 480;
      const c = canvas.getContext('2d');
      c.fillStyle = fill; c.fillRect(0, 0, 640, 480);
      c.fillStyle = '#fff'; c.font = '64px sans-serif'; c.fillText(text, 60, 260);
      return canvas.toDataURL('image/jpeg', 0.8).split(',')[1];
    }, [word, colour]);
    return { name: `${word}.jpg`, mimeType: 'image/jpeg', buffer: Buffer.from(data, 'base64') };
  }

  async close() {
    for (const context of this.contexts) await context.close().catch(() => undefined);
    await this.plain?.close().catch(() => undefined);
    const odd = this.troubles.filter((text) => !this.expected.some((pattern) => pattern.test(text)));
    check(odd.length === 0, `the browser complained:\n    ${[...new Set(odd)].slice(0, 5).join('\n    ')}`);
  }
}
