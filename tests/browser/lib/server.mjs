// What is tested: the server at SHAO_URL, else a fresh demo city served by build/shao (or SHAO=path).
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = new URL('../../../', import.meta.url).pathname;
const READY_MS = 120_000;

export function freePort() {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.on('error', fail);
    probe.listen(0, '127.0.0.1', () => { const { port } = probe.address(); probe.close(() => done(port)); });
  });
}

function run(command, args) {
  return new Promise((done, fail) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    child.stdout.on('data', (part) => { text += part; });
    child.stderr.on('data', (part) => { text += part; });
    child.on('error', fail);
    child.on('close', (code) => (code === 0 ? done(text) : fail(new Error(`${command} ${args.join(' ')} ended with ${code}\n${text.slice(-2000)}`))));
  });
}

async function ready(url, child) {
  const end = Date.now() + READY_MS;
  let gone = null;
  child?.on('close', (code) => { gone = code; });
  while (Date.now() < end) {
    if (gone !== null) throw new Error(`the server ended with ${gone}`);
    const reply = await fetch(`${url}/api/health`).catch(() => null);
    if (reply?.ok) return;
    await new Promise((done) => setTimeout(done, 150));
  }
  throw new Error(`${url} did not answer within ${READY_MS / 1000} s`);
}

/** {url, log(), stop()} */
export async function startServer() {
  if (process.env.SHAO_URL) {
    await ready(process.env.SHAO_URL);
    return { url: process.env.SHAO_URL.replace(/\/$/, ''), log: () => '', stop: async () => undefined };
  }
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const shao = process.env.SHAO ?? join(root, 'build', 'shao');
  if (!existsSync(shao)) throw new Error(`${shao} is not built; run "make build", or set SHAO_URL`);
  const data = mkdtempSync(join(tmpdir(), 'shao-browser-'));
  await run(shao, ['init', '--data', data, '--demo', ...(process.env.SHAO_INIT ?? '').split(' ').filter(Boolean)]);
  const args = ['serve', '--data', data, '--port', String(port), '--web', join(root, 'web/dist'), '--rate', '10000', ...(process.env.SHAO_SERVE ?? '').split(' ').filter(Boolean)];
  const child = spawn(shao, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  const keep = (part) => { log = (log + part).slice(-20_000); };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  await ready(url, child).catch((why) => { child.kill('SIGKILL'); throw new Error(`${why.message}\n${log}`); });
  return {
    url,
    log: () => log,
    stop: async () => {
      if (child.exitCode === null) { child.kill('SIGTERM'); await Promise.race([new Promise((done) => child.on('close', done)), new Promise((done) => setTimeout(done, 8000))]); }
      if (child.exitCode === null) child.kill('SIGKILL');
      rmSync(data, { recursive: true, force: true });
    },
  };
}
