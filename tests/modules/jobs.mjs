// Outside workers over HTTP: activate and wait, complete, fail with tries and back-off, incident, mend, go on; locks.
import { readFileSync } from 'node:fs';
import { equal, fail, Suite, truth } from './lib/suite.mjs';

const TYPE = 'register.lookup', TEAM = '320102002-enforcement', HANDLER = 'handle111031';
const model = readFileSync(new URL('../case/models/jobs.bpmn', import.meta.url), 'utf8');
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const LAX = 5000;   // a busy machine

export function jobs(store) {
  const suite = new Suite(`modules/jobs on ${store}`);
  let key = '', other = '', spot = 0;

  const robot = (client, path, json, as = key) => client.ask('POST', path, { json, headers: { Authorization: `Bearer ${as}` } });
  const activate = async (client, more = {}, as = key) => {
    const answer = await robot(client, '/api/jobs/activate', { type: TYPE, worker: 'robot', max: 10, ...more }, as);
    if (answer.status !== 200) fail(`activate: ${answer.status} ${answer.text}`);
    return answer.json.items;
  };
  const only = async (client, more, as) => {
    const items = await activate(client, more, as);
    equal(items.length, 1, 'jobs');
    return items[0];
  };
  const complete = (client, job, variables, as) => robot(client, `/api/jobs/${job.id}/complete`, { token: job.token, variables }, as);
  const open = async (client) => {
    const made = await client.want(201, 'POST', '/api/cases', { as: 'worker101', json: { type: '0504', source: 'worker', text: '查登记', lon: 118.8031 + 0.0011 * (spot += 1), lat: 32.0571 } });
    const task = await client.task('dispatch122', made.number, 'FILED');
    await client.want(200, 'POST', `/api/tasks/${task.id}/complete`, { as: 'dispatch122', json: { version: task.version, outcome: 'dispatch', unit: TEAM } });
    return made;
  };
  /** The step before the service task is done: the job is there. */
  const go = async (client, made) => {
    const task = await client.task(HANDLER, made.number, 'PROCESSING');
    if (!task) fail(`${made.number} does not stand before the outside step`);
    return client.want(200, 'POST', `/api/tasks/${task.id}/complete`, { as: HANDLER, json: { version: task.version, outcome: 'ok' } });
  };
  const stands = async (client, made) => (await client.want(200, 'GET', `/api/cases/${made.id}`, { as: 'command123' })).tasks.map((task) => task.element).join(' ');

  suite.test('a process with an outside step, and keys for two workers', async ({ client }) => {
    const draft = await client.want(201, 'POST', '/api/drafts', { as: 'modeler174', json: { kind: 'process', text: model } });
    const sent = await client.want(200, 'POST', `/api/drafts/${draft.id}/submit`, { as: 'modeler174', json: { version: draft.version, note: '外部作业' } });
    await client.want(200, 'POST', `/api/drafts/${draft.id}/approve`, { as: 'secadmin172', json: { version: sent.version } });
    const make = async (types) => (await client.want(201, 'POST', '/api/keys', { as: 'secadmin172', json: { name: '登记查询', account: '182', rights: ['job.work'], source: 'camera', jobs: types } })).key;
    key = await make([TYPE]);
    other = await make(['message.sms']);
    for (let i = 0; i < 40 && (await stands(client, await open(client))) !== 'first'; i += 1) await pause(500);   // running servers take a release up within two seconds
    equal((await robot(client, '/api/jobs/activate', { type: TYPE, worker: 'other' }, other)).status, 403, 'another type');
    equal(await activate(client), [], 'no job yet');
  });

  suite.test('activate, complete; a lock is used once', async ({ client }) => {
    const made = await open(client);
    await go(client, made);
    const job = await only(client, { fetch: ['case', 'nothing'] });
    equal([job.type, job.case_id, job.element, job.headers.register, Object.keys(job.variables)], [TYPE, made.id, 'lookup', 'shops', ['case']], 'the job');
    equal(await activate(client), [], 'locked');
    equal((await complete(client, { ...job, token: 'f'.repeat(64) })).status, 409, 'a made-up token');
    equal((await complete(client, job, {}, other)).status, 404, 'a key of another type');
    equal((await complete(client, job, { owner: '张记' })).status, 200, 'done');
    equal(await stands(client, made), 'last', 'the process went on');
    for (const path of ['complete', 'fail', 'error'])
      equal((await robot(client, `/api/jobs/${job.id}/${path}`, { token: job.token, ...(path === 'fail' ? { error: 'x' } : path === 'error' ? { code: 'NOT_FOUND' } : {}) })).status, 409, `${path} with a lock that was used`);
    equal(await stands(client, made), 'last', 'nothing happened twice');
  });

  suite.test('two complete at the same time: one does', async ({ client }) => {
    const made = await open(client);
    await go(client, made);
    const job = await only(client), both = await Promise.all([1, 2, 3, 4].map(() => complete(client, job, {})));
    equal(both.map((answer) => answer.status).sort(), [200, 409, 409, 409], 'answers');
    equal(await stands(client, made), 'last', 'once');
  });

  suite.test('a lock that has run out is of no use, and the next worker has it', async ({ client }) => {
    const made = await open(client);
    await go(client, made);
    const slow = await only(client, { lock_seconds: 1 });
    equal(await activate(client), [], 'locked');
    const begun = Date.now(), next = await only(client, { wait: 10 });
    truth(next.id === slow.id && next.token !== slow.token, 'the same job, another lock');
    truth(Date.now() - begun < 1500 + LAX, `it came when the lock ended, after ${Date.now() - begun} ms`);
    equal((await complete(client, slow, {})).status, 409, 'the slow worker comes too late');
    equal((await complete(client, next, {})).status, 200, 'the next one');
  });

  suite.test('fail with tries and back-off, then an incident; mended, the process goes on', async ({ client }) => {
    const made = await open(client);
    await go(client, made);
    const one = await only(client);
    equal((await robot(client, `/api/jobs/${one.id}/fail`, { token: one.token, error: '登记系统没有应答', back_off: 1 })).status, 200, 'failed once');
    equal(await activate(client), [], 'not before the back-off is over');
    const begun = Date.now(), two = await only(client, { wait: 10 });
    truth(two.id === one.id && two.retries === one.retries - 1, `tries: ${one.retries}, then ${two.retries}`);
    truth(Date.now() - begun < 1500 + LAX, `waited ${Date.now() - begun} ms`);
    equal((await robot(client, `/api/jobs/${two.id}/fail`, { token: two.token, error: '仍然没有应答', retries: 0 })).status, 200, 'failed for good');
    equal(await activate(client), [], 'no job any more');
    const incident = (await client.want(200, 'GET', '/api/incidents', { as: 'process162' })).items.find((item) => item.case_id === made.id);
    truth(incident && incident.zh.includes('仍然没有应答'), JSON.stringify(incident));
    await client.want(403, 'POST', `/api/cases/${made.id}/mend`, { as: 'command123', json: { reason: '再试' } });
    await client.want(200, 'POST', `/api/cases/${made.id}/mend`, { as: 'process162', json: { reason: '登记系统已恢复' } });
    const again = await only(client);
    truth(again.id !== two.id, 'a new job');
    equal((await complete(client, again, {})).status, 200, 'done');
    equal(await stands(client, made), 'last', 'the process went on');
    truth(!(await client.want(200, 'GET', '/api/incidents', { as: 'process162' })).items.some((item) => item.case_id === made.id), 'the incident is over');
  });

  suite.test('a BPMN error takes the boundary', async ({ client }) => {
    const made = await open(client);
    await go(client, made);
    const job = await only(client);
    equal((await robot(client, `/api/jobs/${job.id}/error`, { token: job.token, code: 'NOT_FOUND' })).status, 200, 'raised');
    equal(await stands(client, made), 'by_hand', 'by hand then');
  });

  suite.test('long polling: who waits gets the job when it comes, and an empty answer when none does', async ({ client }) => {
    const made = await open(client);
    let begun = Date.now();
    const waiting = Promise.all([activate(client, { wait: 6 }), activate(client, { wait: 6 }), activate(client, { wait: 6 })]);
    await pause(700);
    await client.want(200, 'GET', '/api/health');                     // no thread is held: others are answered
    await go(client, made);
    const came = (await waiting).flat();
    equal(came.length, 1, 'one of them has it, once');
    equal((await complete(client, came[0], {})).status, 200, 'with a lock that holds');
    begun = Date.now();
    equal(await activate(client, { wait: 1 }), [], 'nothing came');
    truth(Date.now() - begun >= 900 && Date.now() - begun < 1500 + LAX, `waited ${Date.now() - begun} ms`);
    equal((await robot(client, '/api/jobs/activate', { type: TYPE, worker: 'robot', wait: 31 })).status, 400, 'not for ever');
  });

  suite.test('many wait: the server answers others', async ({ client }) => {
    const begun = Date.now(), waiting = Promise.all(Array.from({ length: 60 }, () => activate(client, { wait: 2 })));
    await pause(300);
    for (let i = 0; i < 20; i += 1) await client.want(200, 'GET', '/api/tasks?limit=1', { as: 'dispatch122' });
    truth(Date.now() - begun < 2000 + LAX, 'not behind those who wait');
    equal((await waiting).flat(), [], 'nothing for anybody');
  });
  return suite;
}
