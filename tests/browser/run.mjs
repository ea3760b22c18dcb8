// Browser stories against a real server.   node tests/browser/run.mjs [story …]
// SHAO_URL: a running server with the demo accounts instead of a fresh one.  SHAO: the program to start (build/shao).
// Screenshots of every page are left in build/screenshots/ for people to look at.
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { launch } from './lib/browser.mjs';
import { Story } from './lib/context.mjs';
import { people } from './lib/people.mjs';
import { startServer } from './lib/server.mjs';

const LIMIT_MS = 240_000;
const LANES = 2;
const wanted = process.argv.slice(2);
const folder = new URL('./stories/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.mjs')).sort().filter((name) => !wanted.length || wanted.some((word) => name.includes(word)));
let passed = 0;
let failed = 0;

const limited = (work) => {
  let timer;
  const late = new Promise((_, fail) => { timer = setTimeout(() => fail(new Error(`took more than ${LIMIT_MS / 1000} s`)), LIMIT_MS); });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
};

/** One story on one server: whether it came to its end. */
async function told(file, browser, server, who) {
  const { name, default: tell } = await import(new URL(file, folder).href);
  const story = new Story(browser, server.url, file.replace('.mjs', ''), who);
  const start = Date.now();
  try {
    await limited(tell(story));
    await story.close();
    console.log(`ok    ${name} (${((Date.now() - start) / 1000).toFixed(1)} s)`);
    return true;
  } catch (why) {
    console.log(`FAIL  ${name}\n    ${why.name === 'Error' || why.name === 'TimeoutError' ? why.stack.split('\n').slice(0, 14).join('\n    ') : why.message}`);
    const page = story.contexts.at(-1)?.pages()[0];
    if (page) await story.shot(page, `failed-${story.name}`).catch(() => undefined);
    await story.close().catch(() => undefined);
    return false;
  }
}

/** A city of its own and its server, on which these stories are told one after another. */
async function lane(browser, own) {
  const server = await startServer();
  let broken = false;
  try {
    const who = await people(server.url);
    for (const file of own) {
      if (await told(file, browser, server, who)) passed += 1;
      else { failed += 1; broken = true; }
    }
  } finally {
    await server.stop();
  }
  if (broken && server.log()) console.log(`--- the server's last words\n${server.log().split('\n').slice(-15).join('\n')}`);
}

const lanes = process.env.SHAO_URL ? 1 : Math.min(availableParallelism(), LANES, files.length);
const browser = await launch();
try {
  // always the same ones together, so that what one leaves behind another meets in each run or in none
  await Promise.all(Array.from({ length: lanes }, (_, which) => lane(browser, files.filter((_, i) => i % lanes === which))));
} finally {
  await browser.close();
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed || passed + failed === 0 ? 1 : 0);
