// Trouble from outside: killed at any moment, twice on one folder, a disk that fills up.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeCity, scratch, serve, shao, stores, verify } from '../modules/lib/city.mjs';
import { Client, refusal } from '../modules/lib/client.mjs';
import { conclude, equal, fail, Suite, truth } from '../modules/lib/suite.mjs';

const ROUNDS = 4, WRITERS = 6, TEAM = '320102002-enforcement';
const place = (n) => ({ lon: +(118.8006 + (n % 400) * 0.000045).toFixed(6), lat: +(32.0506 + (Math.floor(n / 400) % 18) * 0.001).toFixed(6) });
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** Reports and the steps of reports until the server is gone; whatever was answered is written down. */
async function load(client, log, stop, from) {
  for (let n = from; !stop.now; n += WRITERS) {
    let mine = null;
    try {
      const key = `load-${process.pid}-${n}`, made = await client.ask('POST', '/api/public/reports', { json: { text: `第 ${n} 件`, type: '0504', ...place(n) }, headers: { 'Idempotency-Key': key } });
      if (made.status !== 201) { if (made.status < 500) fail(`report: ${made.status} ${made.text}`); continue; }
      log.push({ number: made.json.number, code: made.json.code, stage: 'PENDING_VERIFY' });
      mine = log.at(-1);
      const task = await client.task('worker101', made.json.number, 'PENDING_VERIFY');
      if (!task) continue;
      const step = await client.ask('POST', `/api/tasks/${task.id}/complete`, { as: 'worker101', json: { version: task.version, outcome: 'confirmed' } });
      if (step.status === 200) mine.stage = step.json.stage;
      else mine.unsure = true;   /* the answer was lost: either is right */
    } catch (error) {
      if (!/fetch failed|terminated|socket|ECONN|other side/.test(`${error.message} ${error.cause?.message}`)) throw error;
      if (mine) mine.unsure = true;
      if (stop.dead) return;
    }
  }
}

async function killed(city, log, round) {
  const server = await serve(city), client = new Client(server.url), stop = { now: false, dead: false };
  await client.cookie('worker101');
  const writers = Array.from({ length: WRITERS }, (_, i) => load(client, log, stop, round * 100_000 + i));
  await pause(350 + round * 130);
  stop.dead = true;
  await server.kill();
  stop.now = true;
  await Promise.all(writers);
}

async function everythingIsThere(city, log) {
  const server = await serve(city), client = new Client(server.url);
  for (const { number, code, stage, unsure } of log) {
    const answer = await client.ask('GET', `/api/public/reports/${number}?code=${code}`);
    if (answer.status !== 200) fail(`acknowledged report ${number}: ${answer.status}`);
    if (!unsure && answer.json.stage !== stage) fail(`${number} stands at ${answer.json.stage}, ${stage} was acknowledged`);
  }
  truth(!(await client.ask('GET', '/metrics')).text.includes('NaN'), 'figures');
  await server.stop();
}

const suite = new Suite('crash');

for (const store of stores()) {
  suite.test(`kill -9 under load: what was acknowledged is there, on ${store}`, async () => {
    const city = makeCity(store), log = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      await killed(city, log, round);
      const proof = verify(city);
      truth(proof.whole, `round ${round}: ${proof.text}`);
    }
    truth(log.length >= ROUNDS * 3, `only ${log.length} reports were acknowledged`);
    equal(new Set(log.map((one) => one.number)).size, log.length, 'no number twice');
    await everythingIsThere(city, log);
    city.remove();
  });
}

suite.test('a second server on the same folder is refused with a clear sentence', async () => {
  const city = makeCity('SQLite'), server = await serve(city);
  const second = spawnSync(shao, ['serve', '--data', city.folder, '--port', '0'], { encoding: 'utf8', timeout: 30_000 });
  equal(second.status, 1);
  truth(/[\u4e00-\u9fff]/.test(second.stderr) && second.stderr.trim().split('\n').length === 1, second.stderr);
  for (const args of [['init', '--data', city.folder], ['deploy', '--data', city.folder]]) equal(spawnSync(shao, args, { encoding: 'utf8', timeout: 30_000 }).status, 1, args.join(' '));
  // Looking is allowed meanwhile.
  const proof = verify(city);
  truth(proof.whole, proof.text);
  await new Client(server.url).want(200, 'GET', '/api/health');
  await server.stop();
  const third = await serve(city);
  await third.stop();
  city.remove();
});

suite.test('a taken port is a clear sentence', async () => {
  const city = makeCity('SQLite'), other = makeCity('SQLite'), server = await serve(city);
  const second = spawnSync(shao, ['serve', '--data', other.folder, '--port', new URL(server.url).port], { encoding: 'utf8', timeout: 30_000 });
  equal(second.status, 1);
  truth(/[\u4e00-\u9fff]/.test(second.stderr), second.stderr);
  await server.stop();
  city.remove();
  other.remove();
});

/** A disk of its own for one server: a tmpfs in a private mount namespace. */
function smallDisk(folder) {
  const at = join(folder, 'disk');
  mkdirSync(at);
  const script = `mount -t tmpfs -o size=20m tmpfs ${at} && cp -r ${folder}/city ${at}/city && exec "$@"`;
  try { execFileSync('unshare', ['-m', 'sh', '-c', 'mount -t tmpfs -o size=1m tmpfs /mnt'], { stdio: 'ignore' }); } catch { return null; }
  return { wrap: ['unshare', '-m', 'sh', '-c', script, 'sh'], inside: (pid, line) => execFileSync('nsenter', ['-t', String(pid), '-m', 'sh', '-c', line], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }), at };
}

suite.test('a full disk: 507, nothing half written, well again when there is room', async () => {
  const city = makeCity('SQLite'), folder = scratch('disk'), disk = smallDisk(folder);
  if (!disk) { console.log('no private mounts here: skipped'); city.remove(); return 'skipped'; }
  execFileSync('cp', ['-r', city.folder, join(folder, 'city')]);
  const server = await serve({ folder: join(disk.at, 'city') }, { wrap: disk.wrap }), client = new Client(server.url), made = [];
  const report = (n) => client.ask('POST', '/api/public/reports', { json: { text: `第 ${n} 件 ${'很长的描述'.repeat(150)}`, type: '0504', ...place(n) } });
  try {
    for (let n = 0; n < 5; n += 1) made.push((await report(n)).json);
    // Leave less room than a case takes.
    try { disk.inside(server.pid, `dd if=/dev/zero of=${disk.at}/filler bs=4k count=100000 2>/dev/null`); } catch { /* it fills up: that is the point */ }
    let full = null, tries = 0;
    for (let n = 10; n < 400 && !full; n += 1, tries += 1) {
      const answer = await report(n);
      if (answer.status === 201) made.push(answer.json);
      else full = answer;
    }
    truth(full, `${tries} reports fitted on a full disk`);
    equal(full.status, 507, full.text);
    refusal(full, 'full disk');
    // Reading goes on.
    for (const one of made) await client.want(200, 'GET', `/api/public/reports/${one.number}?code=${one.code}`);
    equal((await report(900)).status, 507, 'still full');
    const photo = new FormData();
    photo.append('file', new Blob([readFileSync(new URL('../../docs/states.md', import.meta.url))]), 'a.png');
    truth((await fetch(`${server.url}/api/files`, { method: 'POST', body: photo })).status >= 400, 'no upload either');
    disk.inside(server.pid, `rm ${disk.at}/filler`);
    let again = null;
    for (let n = 901; n < 960 && again?.status !== 201; n += 1) { again = await report(n); if (again.status !== 201) await pause(100); }
    equal(again?.status, 201, 'well again');
    made.push(again.json);
    const count = Number(disk.inside(server.pid, `${process.env.WARD_TOOL} sql ${disk.at}/city "SELECT 1" && echo 1`).trim());
    equal(count, 1);
    await pause(50);
    const proof = disk.inside(server.pid, `${shao} verify --data ${disk.at}/city`);
    truth(/whole|完整/.test(proof), proof);
    for (const one of made) await client.want(200, 'GET', `/api/public/reports/${one.number}?code=${one.code}`);
    equal(new Set(made.map((one) => one.number)).size, made.length, 'no number twice');
  } finally {
    await server.kill().catch(() => undefined);
    city.remove();
    rmSync(folder, { recursive: true, force: true });
  }
  return undefined;
});

suite.test('damaged data is a clear sentence, never a start', async () => {
  for (const [name, spoil] of [
    ['a key cut short', (folder) => writeFileSync(join(folder, 'keys/journal.key'), '00')], ['a key gone', (folder) => rmSync(join(folder, 'keys/seal.key'))],
    ['no database', (folder) => rmSync(join(folder, 'shao.db'))], ['not a database', (folder) => writeFileSync(join(folder, 'shao.db'), 'this is no database, only words '.repeat(200))],
    ['an edited migration', (folder, city) => city.sql("UPDATE schema_patch SET checksum = 'x' WHERE name LIKE '0001%'")],
  ]) {
    const city = makeCity('SQLite');
    spoil(city.folder, city);
    const one = spawnSync(shao, ['serve', '--data', city.folder, '--port', '0'], { encoding: 'utf8', timeout: 20_000, killSignal: 'SIGKILL' });
    if (one.status !== 1 || !/[\u4e00-\u9fff]/.test(one.stderr)) fail(`${name}: exit ${one.status ?? one.signal} ${one.stderr} ${one.stdout}`);
    city.remove();
  }
});

await suite.run({});
conclude([suite]);
