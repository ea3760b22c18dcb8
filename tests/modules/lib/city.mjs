// A small city in a folder of its own and the real server over it, on SQLite or PostgreSQL.
import { execFileSync, spawn } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const PASSWORD = 'Ward-Pass-1';
export const KEY = '0123456789abcdef'.repeat(4);
export const shao = process.env.SHAO ?? 'build/shao';
const tool = process.env.WARD_TOOL;
const pg = process.env.SHAO_TEST_PG;
let number = 0;
const running = new Set();

/** A test that failed may have left its server. */
export function endServers() { for (const child of running) child.kill('SIGKILL'); }

/** The stores this run can reach; says so when one cannot be. */
export function stores() {
  if (pg) return ['SQLite', 'PostgreSQL'];
  console.log('PostgreSQL: skipped, SHAO_TEST_PG is not set');
  return ['SQLite'];
}

export function scratch(name) {
  let where = '/dev/shm';
  try { accessSync(where, constants.W_OK); } catch { where = tmpdir(); }
  return mkdtempSync(join(where, `shao-${name}-`));
}

export function run(command, args, options = {}) {
  return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], ...options });
}

/** A new empty database on the server of the tests, or one like `template`. */
export function database(template) {
  const name = `shao_modules_${process.pid}_${number += 1}`;
  run('psql', [pg, '-qc', `CREATE DATABASE ${name} TEMPLATE ${template ?? 'template0'}`]);
  const url = new URL(pg);
  url.pathname = `/${name}`;
  return url.href;
}

export function dropDatabase(url) {
  run('psql', [pg, '-qc', `DROP DATABASE IF EXISTS ${new URL(url).pathname.slice(1)} WITH (FORCE)`]);
}

/** {folder, store (a URL or null), sql(text), remove()} */
export function makeCity(store) {
  const folder = scratch('modules'), url = store === 'PostgreSQL' ? database() : null;
  run(tool, ['make', folder, ...(url ? [url] : [])]);
  return {
    folder, store: url, postgres: Boolean(url),
    sql: (text) => run(tool, ['sql', url ?? folder, text]),
    remove: () => { if (url) dropDatabase(url); rmSync(folder, { recursive: true, force: true }); },
  };
}

/** Starts the server on a free port: {url, pid, log(), stop(), kill(), gone} */
export async function serve(city, { args = [], wrap } = {}) {
  const line = ['serve', '--data', city.folder, '--port', '0', '--rate', '1000000', ...(city.store ? ['--store', city.store] : []), ...args];
  const child = wrap ? spawn(wrap[0], [...wrap.slice(1), shao, ...line], { stdio: ['ignore', 'pipe', 'pipe'] }) : spawn(shao, line, { stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  const gone = new Promise((done) => child.on('close', (code, signal) => { running.delete(child); done({ code, signal }); }));
  running.add(child);
  const url = await new Promise((done, fail) => {
    const late = setTimeout(() => fail(new Error(`the server does not start\n${log}`)), 60_000);
    child.stdout.on('data', (part) => { log += part; const found = /http:\/\/\S+/.exec(log); if (found) { clearTimeout(late); done(found[0]); } });
    child.stderr.on('data', (part) => { log = (log + part).slice(-20_000); });
    gone.then(({ code, signal }) => { clearTimeout(late); fail(new Error(`the server ended with ${code ?? signal}\n${log}`)); });
  });
  return {
    url, pid: child.pid, gone, log: () => log, child,
    kill: async () => { child.kill('SIGKILL'); await gone; },
    stop: async () => {
      child.kill('SIGTERM');
      const end = await Promise.race([gone, new Promise((done) => setTimeout(() => done(null), 20_000).unref())]);
      if (!end) { child.kill('SIGKILL'); throw new Error(`the server does not stop\n${log}`); }
      if (end.code !== 0) throw new Error(`the server ended with ${end.code ?? end.signal}\n${log}`);
    },
  };
}

/** `shao verify`: {whole, text} */
export function verify(city) {
  try {
    return { whole: true, text: run(shao, ['verify', '--data', city.folder, ...(city.store ? ['--store', city.store] : [])]) };
  } catch (error) {
    return { whole: false, text: `${error.stdout}${error.stderr}` };
  }
}
