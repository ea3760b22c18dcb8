// A list of named tests, run in order; prints what the test runner counts.
import { isDeepStrictEqual } from 'node:util';
import { endServers } from './city.mjs';

export class Suite {
  constructor(title) { this.title = title; this.tests = []; this.failures = []; this.passed = 0; this.skipped = 0; }

  test(name, body) { this.tests.push({ name, body }); }

  async run(context) {
    for (const { name, body } of this.tests) {
      const started = Date.now();
      try {
        const word = await body(context);
        if (word === 'skipped') { this.skipped += 1; console.log(`[  SKIPPED ] ${this.title}: ${name}`); continue; }
        this.passed += 1;
        console.log(`[       OK ] ${this.title}: ${name} (${Date.now() - started} ms)`);
      } catch (error) {
        this.failures.push(name);
        console.log(`[  FAILED  ] ${this.title}: ${name}\n${error.stack ?? error}`);
      }
    }
  }
}

/** Runs suites, prints the counts, sets the exit code. */
export function conclude(suites) {
  const sum = (of) => suites.reduce((n, one) => n + of(one), 0);
  const failed = sum((one) => one.failures.length);
  console.log(`[  PASSED  ] ${sum((one) => one.passed)} test(s).`);
  if (sum((one) => one.skipped)) console.log(`[  SKIPPED ] ${sum((one) => one.skipped)} test(s).`);
  if (failed) console.log(`[  FAILED  ] ${failed} test(s), listed below:\n${suites.flatMap((one) => one.failures.map((name) => `  ${one.title}: ${name}`)).join('\n')}`);
  endServers();
  process.exitCode = failed ? 1 : 0;
}

export function fail(text) { throw new Error(text); }

export function equal(got, expected, what = 'value') {
  if (!isDeepStrictEqual(got, expected)) fail(`${what}: ${JSON.stringify(got)}, not ${JSON.stringify(expected)}`);
}

export function truth(value, what) { if (!value) fail(what); }

/** Does `got` contain `part`?  Objects and lists by their members, patterns by text, functions decide for themselves. */
export function contains(got, part, at = 'answer') {
  if (typeof part === 'function') return truth(part(got), `${at}: ${JSON.stringify(got)} is not as wanted`);
  if (part instanceof RegExp) return truth(part.test(String(got)), `${at}: ${JSON.stringify(got)} does not match ${part}`);
  if (part === null || typeof part !== 'object') return equal(got, part, at);
  if (got === null || typeof got !== 'object') fail(`${at}: ${JSON.stringify(got)} is not an object`);
  for (const [key, value] of Object.entries(part)) contains(got[key], value, `${at}.${key}`);
  return undefined;
}
