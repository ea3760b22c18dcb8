// 工作布置 through the real interface: whom it goes to, received, progress, done, reminded, recalled; batch by batch; sent twice it counts once.
import { Suite, equal, truth } from './lib/suite.mjs';
import { play } from './lib/scenario.mjs';

const STREET = '320102002';
const later = (hours) => new Date(Date.now() + hours * 3_600_000 + 8 * 3_600_000).toISOString().replace(/\.\d+Z$/, '+08:00');
const WORK = () => ({ area: STREET, level: 'community', text: '入夏前排查积水点，报清单', due_at: later(30) });

export function instructions(store) {
  const suite = new Suite(`modules/instructions on ${store}`);
  const give = (client, as, status, json, headers = {}) => client.want(status, 'POST', '/api/instructions', { as, json: { ...WORK(), ...json }, headers });
  const show = (client, as, id) => client.want(200, 'GET', `/api/instructions/${id}`, { as });
  const receivers = async (client, as, id, query = '') => (await client.want(200, 'GET', `/api/instructions/${id}/receivers${query}`, { as })).items;
  /** Batches come by timers: asked until it is so. */
  const until = async (what, ask) => {
    for (let i = 0; i < 200; i += 1) {
      if (await ask()) return;
      await new Promise((done) => setTimeout(done, 100));
    }
    truth(false, `never: ${what}`);
  };
  const sent = (client, as, made) => until('all sent', async () => (await show(client, as, made.id)).all.total === made.total);

  suite.test('what is refused, and leaves nothing', async ({ client }) => {
    await give(client, 'worker101', 403, {});
    await give(client, 'dispatch122', 403, {});
    await give(client, 'command123', 404, { area: '320102003' });
    await give(client, 'command123', 404, { area: "x'); DROP TABLE case_record; --" });
    await give(client, 'command123', 400, { level: 'everyone' });
    await give(client, 'command123', 422, { level: 'unit' });
    await give(client, 'command123', 422, { level: 'unit', units: ['320102003'] });
    await give(client, 'command123', 422, { level: 'unit', units: [7] });
    await give(client, 'command123', 400, { text: '' });
    await give(client, 'command123', 422, { due_at: later(-1) });
    await give(client, 'command123', 422, { due_at: later(24 * 400) });
    await give(client, 'command123', 400, { due_at: 'tomorrow' });
    await give(client, 'command123', 422, { photos: ['0'.repeat(64)] });
    equal((await client.want(200, 'GET', '/api/instructions', { as: 'command123' })).items, []);
  });

  suite.test('received, on the way, done; reminded, and the rest recalled when it is over', async ({ client }) => {
    const headers = { 'Idempotency-Key': `give-${store}-1` }, work = WORK();
    const made = await client.want(201, 'POST', '/api/instructions', { as: 'command123', json: work, headers });
    equal(await client.want(201, 'POST', '/api/instructions', { as: 'command123', json: work, headers }), made, 'sent twice, given once');
    equal(made.total, 2);
    await sent(client, 'command123', made);
    equal((await client.want(200, 'GET', '/api/instructions', { as: 'command123' })).items.map((one) => one.number), [made.number]);
    const [east, west] = await receivers(client, 'command123', made.id);
    const listed = async (as) => (await client.want(200, 'GET', '/api/cases?source=instruction&state=all', { as })).items.map((one) => one.number);
    truth((await listed('command123')).includes(made.number), 'its sender has it in the list');
    truth(!(await listed('desk111')).includes(made.number) && !(await listed('desk112')).includes(made.number), 'the community whose grid it stands in for want of a place has not');
    truth((await listed('desk111')).includes(east.number), 'but has what it received');
    equal([east.stand, east.unit.code, west.unit.code], ['waiting', '320102002001', '320102002002']);
    await client.want(404, 'GET', `/api/instructions/${made.id}`, { as: 'command133' });
    await client.want(404, 'GET', `/api/instructions/${east.id}`, { as: 'command123' });     // what one receives is no instruction
    await client.want(404, 'GET', `/api/cases/${west.id}`, { as: 'desk111' });
    await play(client, [
      { as: 'desk111', task: [east.number, 'TO_RECEIVE'], outcome: 'received', has: { stage: 'CARRYING_OUT' } },
      { as: 'desk111', task: [east.number, 'CARRYING_OUT'], outcome: 'progress', json: { note: '' }, status: 400 },
      { as: 'desk111', task: [east.number, 'CARRYING_OUT'], outcome: 'progress', json: { note: '查了一半' }, has: { stage: 'CARRYING_OUT' } },
    ]);
    const half = await show(client, 'command123', made.id);
    equal([half.all.waiting, half.all.working, half.all.done, half.all.late, half.all.received], [1, 1, 0, 0, 1]);
    equal(half.by.map((one) => [one.unit.code, one.total]), [[STREET, 2]]);
    await client.want(404, 'POST', `/api/cases/${made.id}/remind`, { as: 'desk111', json: { reason: '快' } });
    const { version } = await client.task('desk112', west.number, 'TO_RECEIVE');
    await client.want(200, 'POST', `/api/cases/${made.id}/remind`, { as: 'command123', json: { reason: '明天要清单' } });
    await until('reminded', async () => (await client.task('desk112', west.number, 'TO_RECEIVE'))?.urged === 1);
    equal((await client.task('desk112', west.number, 'TO_RECEIVE')).version, version, 'a reminder makes nobody\'s open page stale');
    await play(client, [{ as: 'desk111', task: [east.number, 'CARRYING_OUT'], outcome: 'done', json: { note: '清单已报' }, has: { state: 'closed' } }]);
    equal((await receivers(client, 'command123', made.id, '?state=done')).map((one) => one.number), [east.number]);
    await until('closed by hand', async () => {   // a batch that runs at the moment may be first: then one tries again, as the answer says
      const { id, version } = await client.task('command123', made.number, 'FOLLOWING');
      const { status } = await client.ask('POST', `/api/tasks/${id}/complete`, { as: 'command123', json: { version, outcome: 'close' } });
      if (status !== 409) equal(status, 200);
      return status === 200;
    });
    await until('over', async () => (await show(client, 'command123', made.id)).state === 'closed');
    const over = await show(client, 'command123', made.id);
    equal([over.all.done, over.all.recalled, over.all.waiting], [1, 1, 0]);
    equal(await client.task('desk112', west.number, 'TO_RECEIVE'), null, 'nothing waits any more');
    await client.want(409, 'POST', `/api/cases/${made.id}/remind`, { as: 'command123', json: { reason: '再催' } });
  });

  suite.test('to grids, to teams, to some; a receiver a batch, each once', async ({ client }) => {
    for (const [json, level, least] of [[{ level: 'grid' }, 'grid', 3], [{ level: 'team' }, 'team', 4], [{ level: 'unit', units: ['320102002-enforcement', STREET] }, 'unit', 2], [{ level: 'street', area: '320102' }, 'street', 2]]) {
      const as = json.area ? 'district151' : 'command123', made = await give(client, as, 201, json);
      await sent(client, as, made);
      const all = await receivers(client, as, made.id), codes = all.map((one) => one.to);
      truth(all.length === made.total && made.total >= least && new Set(codes).size === all.length, `${level}: ${JSON.stringify(codes)}`);
      const first = await receivers(client, as, made.id, '?limit=1'), next = await client.want(200, 'GET', `/api/instructions/${made.id}/receivers?limit=1`, { as });
      equal(first[0].id, all[0].id);
      equal((await receivers(client, as, made.id, `?limit=200&after=${encodeURIComponent(next.next)}`)).map((one) => one.id), all.slice(1).map((one) => one.id), 'pages follow');
      if (level === 'grid') {
        const mine = all.find((one) => one.to.includes('EAST') || one.grid?.code.startsWith('320102002001'));
        truth((await client.task('worker101', mine.number, 'TO_RECEIVE')) || (await client.task('worker102', mine.number, 'TO_RECEIVE')), 'the worker has it among his tasks');
      }
    }
    equal((await client.want(200, 'GET', '/api/cases?limit=200', { as: 'district151' })).items.filter((one) => one.source === 'instruction'), [], 'papers are no cases of the city');
  });

  return suite;
}
