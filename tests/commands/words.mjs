// The command line: help, wrong use, due dates, places, the API document, a city made and proved.
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { database, dropDatabase, makeCity, scratch, serve, shao, stores } from '../modules/lib/city.mjs';
import { Client } from '../modules/lib/client.mjs';
import { conclude, equal, fail, Suite, truth } from '../modules/lib/suite.mjs';

const call = (...args) => spawnSync(shao, args, { encoding: 'utf8', timeout: 300_000 });
const lines = (text) => text.split('\n').filter(Boolean).length;

const suite = new Suite('commands');

suite.test('help: everything has one, on standard output, and exits 0', () => {
  const all = call('--help');
  equal(all.status, 0);
  const names = [...all.stdout.matchAll(/^ {2}shao ([\w-]+)/gm)].map((one) => one[1]);
  for (const name of ['init', 'serve', 'verify', 'locate', 'due', 'openapi', 'deploy', 'instance']) truth(names.includes(name), `${name} is not in the help`);
  for (const name of names) {
    const one = call(name, '--help');
    equal([one.status, one.stderr], [0, ''], name);
    truth(one.stdout.includes(`shao ${name}`), `${name} --help says nothing of itself`);
  }
});

suite.test('wrong use exits 2 with one line on standard error', () => {
  const wrong = [[], ['nonsense'], ['--nonsense'], ['serve', '--nonsense'], ['serve', '--port'], ['init'], ['locate'], ['locate', '118.8'], ['locate', '118.8', '32.0', '7', '8'], ['due', 'x'],
    ['due', '--start', '2026-02-13', '--limit', 'five', '--unit', 'work-days'], ['due', '--start', 'soon', '--limit', '5', '--unit', 'work-days'], ['due', '--start', '2026-02-13', '--limit', '5', '--unit', 'moons'],
    ['due', '--start', '2026-02-30', '--limit', '5', '--unit', 'work-days'], ['due', '--limit', '5', '--unit', 'work-days'], ['due', '--start', '2026-02-13', '--limit', '-5', '--unit', 'work-days'],
    ['serve', '--data', '/nowhere', '--port', '70000'], ['locate', 'east', 'north'], ['verify', 'x'], ['openapi', 'x'], ['verify'], ['serve'], ['deploy'], ['locate', '999', '32'], ['instance', '1'], ['instance', '--data', '/tmp']];
  for (const args of wrong) {
    const one = call(...args);
    if (one.status !== 2 || lines(one.stderr) !== 1 || one.stdout !== '') fail(`shao ${args.join(' ')}: exit ${one.status}, ${JSON.stringify(one.stderr)}, ${JSON.stringify(one.stdout.slice(0, 80))}`);
  }
});

suite.test('what cannot be done exits 1 and says so in both languages', () => {
  for (const args of [['serve', '--data', '/nowhere/at/all', '--port', '0'], ['verify', '--data', '/nowhere/at/all'], ['deploy', '--data', '/nowhere/at/all'], ['verify', '--store', 'postgres://nobody@127.0.0.1:1/none', '--data', '/tmp']]) {
    const one = call(...args);
    if (one.status !== 1 || !/[\u4e00-\u9fff]/.test(one.stderr) || !/[a-z]{3}/.test(one.stderr)) fail(`shao ${args.join(' ')}: exit ${one.status} ${one.stderr}`);
  }
});

// domain.md 5.5
suite.test('legal limits', () => {
  for (const [unit, start, limit, due] of [
    ['work-days', '2026-02-13', 5, '2026-02-27'], ['work-days', '2026-02-13', 20, '2026-03-19'], ['work-days', '2026-09-18', 5, '2026-09-24'], ['work-days', '2026-09-24', 7, '2026-10-12'],
    ['work-days', '2026-04-30', 3, '2026-05-08'], ['work-days', '2025-09-26', 5, '2025-10-10'], ['work-days', '2025-01-24', 20, '2025-02-27'], ['work-days', '2024-09-29', 5, '2024-10-11'],
    ['calendar-days', '2026-07-04', 90, '2026-10-08'], ['calendar-days', '2026-09-18', 15, '2026-10-08'], ['calendar-days', '2026-02-06', 15, '2026-02-24'], ['calendar-days', '2025-07-03', 90, '2025-10-09'],
    ['calendar-days', '2026-08-03', 60, '2026-10-08'], ['hours', '2026-02-13T10:30', 5, '2026-02-13T15:30'], ['work-hours', '2026-03-02T16:30', 2, '2026-03-03T09:30'],
  ]) {
    const one = call('due', '--start', start, '--limit', String(limit), '--unit', unit);
    if (one.status !== 0 || !one.stdout.includes(due)) fail(`${start} + ${limit} ${unit}: ${one.stdout}${one.stderr}, not ${due}`);
  }
  const far = call('due', '--start', '2026-12-30', '--limit', '5', '--unit', 'work-days');
  truth(/暂定|provisional/.test(far.stdout), `a year without calendar: ${far.stdout}`);
  truth(!/暂定|provisional/.test(call('due', '--start', '2026-02-13', '--limit', '5', '--unit', 'work-days').stdout), 'a known year is not provisional');
});

suite.test('the API document is JSON and names every fixed path', () => {
  const one = call('openapi'), document = JSON.parse(one.stdout);
  equal(document.openapi.slice(0, 3), '3.1');
  for (const path of ['/api/public/reports', '/api/public/reports/{name}', '/api/session', '/api/tasks', '/api/tasks/{id}/complete', '/api/cases', '/api/cases/{id}', '/api/files', '/api/events', '/api/health'])
    truth(document.paths[path], `${path} is missing`);
});

for (const store of stores()) {
  suite.test(`a city is made, found and proved on ${store}`, () => {
    const folder = scratch('city'), url = store === 'PostgreSQL' ? database() : null, more = ['--data', folder, ...(url ? ['--store', url] : [])];
    const made = call('init', ...more);
    equal([made.status, made.stderr], [0, ''], 'init');
    truth(/11 districts, 1 steering.*101 streets.*1255 communities/.test(made.stdout) && /9968 comprehensive and 2442 dedicated grids, 11002 grid workers/.test(made.stdout), made.stdout);
    for (const key of ['journal.key', 'seal.key', 'code.key', 'anchor.pem']) truth(existsSync(join(folder, 'keys', key)), `${key} is missing`);
    const again = call('init', ...more);
    equal(again.status, 1, 'a second init');
    const place = (...args) => call('locate', ...args, ...more);
    const inside = place('118.7969', '32.0603');
    equal(inside.status, 0);
    truth(/玄武区|秦淮区|鼓楼区/.test(inside.stdout) && /320\d{9}Z\d{3}/.test(inside.stdout), inside.stdout);
    const drawn = spawnSync(shao, ['locate', '118.7969', '32.0603'], { encoding: 'utf8', timeout: 60_000, cwd: folder });
    equal([drawn.status, drawn.stdout], [0, inside.stdout], 'where no database was made, the city as it would be drawn');
    const outside = place('116.39', '39.9');
    equal(outside.status, 0, 'outside the city');
    truth(/不在|outside/.test(outside.stdout), outside.stdout);
    // The same spot as a Chinese map names it: half a kilometre away in its numbers.
    const shifted = place('118.80214', '32.05816', '--gcj02');
    equal(shifted.stdout.match(/320\d{9}Z\d{3}/)?.[0], inside.stdout.match(/320\d{9}Z\d{3}/)?.[0], 'by GCJ-02');
    const proof = call('verify', ...more);
    equal(proof.status, 0, proof.stderr);
    const release = call('deploy', ...more, '--note', 'again');
    truth(release.status === 0 && /release 2/.test(release.stdout), release.stdout + release.stderr);
    if (url) dropDatabase(url);
    rmSync(folder, { recursive: true, force: true });
  });
}

suite.test('a broken journal is named and exits 1', () => {
  const city = makeCity('SQLite');
  city.sql("INSERT INTO journal (id, case_id, seq, at, kind, element, data, note, mac) VALUES (1, 5, 1, 1, 'x', '', '{}', '', 'ab')");
  const proof = call('verify', '--data', city.folder);
  equal(proof.status, 1);
  truth(/5/.test(proof.stdout + proof.stderr) && /[\u4e00-\u9fff]/.test(proof.stdout + proof.stderr), proof.stdout + proof.stderr);
  city.remove();
});

suite.test('the process of a case is printed', async () => {
  const folder = scratch('instance'), more = ['--data', folder];
  equal(call('init', ...more).status, 0, 'init');
  const server = await serve({ folder });
  const { number } = await new Client(server.url).want(201, 'POST', '/api/public/reports', { json: { text: '路灯不亮了', lon: 118.8, lat: 32.05 } });
  await server.stop();
  const one = call('instance', number, ...more);
  equal([one.status, one.stderr], [0, '']);
  for (const part of [`case ${number}, process event-main of release`, 'last ', 'process event-main', 'node 1 event-main/event-main', 'source: "resident"', 'event-main/verify active in 1', 'path +event-main/event-main +event-main/start >'])
    truth(one.stdout.includes(part), `${part} is missing in ${one.stdout}`);
  const none = call('instance', '1', ...more);
  equal([none.status, none.stdout], [1, ''], 'a case nobody has');
  rmSync(folder, { recursive: true, force: true });
});

await suite.run({});
conclude([suite]);
