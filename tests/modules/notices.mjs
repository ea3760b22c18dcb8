// Notices: told by place and role, read and confirmed by each person once, never out of reach.
import { equal, Suite, truth } from './lib/suite.mjs';

const HOUR = 3_600_000;
const until = () => new Date(Date.now() + HOUR).toISOString();

export function notices(store) {
  const suite = new Suite(`modules/notices on ${store}`);
  let told, toGrid;
  const mine = async (client, as) => (await client.want(200, 'GET', '/api/notices/mine', { as })).items.map((one) => one.title);
  const publish = (client, json, status = 201, as = 'grid125', more = {}) => client.want(status, 'POST', '/api/notices', { as, json: { text: '请知悉', until: until(), ...json }, ...more });

  suite.test('who hears of it: the subtree, the grid, the role; who published is of the units that reach', async ({ client }) => {
    const { unit } = await client.want(200, 'GET', '/api/notices', { as: 'grid125' });
    const me = await client.want(200, 'GET', '/api/session', { as: 'worker101' });
    const community = (await client.want(200, 'GET', '/api/session', { as: 'desk111' })).unit.code;
    told = await publish(client, { title: '全街道', places: [unit.code], must_confirm: true });
    await publish(client, { title: '东社区网格员', places: [community], roles: ['worker'] });
    toGrid = await publish(client, { title: '这个网格', places: [me.grids[0].code] });
    await publish(client, { title: '还没开始', places: [unit.code], from: new Date(Date.now() + HOUR / 2).toISOString() });
    equal(await mine(client, 'worker101'), ['这个网格', '东社区网格员', '全街道'], 'the worker');
    equal(await mine(client, 'desk111'), ['全街道'], 'the desk of the community');
    equal(await mine(client, 'worker103'), ['全街道'], 'a worker next door');
    equal(await mine(client, 'worker104'), [], 'another street');
    equal((await client.want(200, 'GET', '/api/notices', { as: 'grid125' })).items.map((one) => one.title), ['还没开始', '这个网格', '东社区网格员', '全街道'], 'what was published');
  });

  suite.test('read once, confirmed once, also late from a phone; only by whom it was told', async ({ client }) => {
    const read = (as, json, status = 200, headers = {}) => client.want(status, 'POST', `/api/notices/${told.id}/read`, { as, json, headers });
    const first = await read('worker101', {});
    await read('worker101', { confirm: true, said_at: new Date(Date.now() - 600_000).toISOString() }, 200, { 'X-Phone-Time': String(Date.now()) });
    await read('worker101', { confirm: true });
    await read('desk111', {});
    await read('worker104', {}, 404);
    await client.want(404, 'POST', `/api/notices/${toGrid.id}/read`, { as: 'worker103', json: {} });
    const one = await client.want(200, 'GET', `/api/notices/${told.id}`, { as: 'grid125' }), of = (id) => one.people.find((row) => row.id === id);
    const me = await client.want(200, 'GET', '/api/session', { as: 'worker101' });
    equal([one.readers, one.confirmed, one.truncated], [2, 1, false], 'the counts');
    equal(of(me.id).read_at, first.at, 'the first reading stays');
    truth(Math.abs(Date.parse(of(me.id).confirmed_at) - (Date.now() - 600_000)) < 20_000, 'confirmed when the phone did it');
    truth(one.audience === one.people.length && one.audience > 5 && one.people.some((row) => !row.read_at), 'who has not read it');
    const seen = (await client.want(200, 'GET', '/api/notices/mine', { as: 'worker101' })).items.find((row) => row.id === told.id);
    truth(seen.read_at && seen.confirmed_at, 'it says so to me');
    const cell = await client.want(200, 'GET', `/api/notices/${toGrid.id}`, { as: 'grid125' });
    truth(cell.people.some((row) => row.id === me.id) && cell.places[0].grid, 'the people of the grid');
  });

  suite.test('out of reach, badly made, withdrawn', async ({ client }) => {
    const south = (await client.want(200, 'GET', '/api/session', { as: 'desk113' })).unit.code, own = (await client.want(200, 'GET', '/api/session', { as: 'desk111' })).unit.code;
    await publish(client, { title: '别的街道', places: [south] }, 404);
    await publish(client, { title: '都要', places: [own, south] }, 404);
    await publish(client, { title: '没有', places: ['999999'] }, 422);
    await publish(client, { title: '全市', places: ['3201'] }, 422);
    await publish(client, { title: '角色', places: [own], roles: ['king'] }, 422);
    await publish(client, { title: ' ', places: [own] }, 400);
    await publish(client, { title: '过去', places: [own], until: '2020-01-01T00:00:00Z' }, 422);
    await publish(client, { title: '太久', places: [own], until: '2099-01-01T00:00:00Z' }, 422);
    await publish(client, { title: '无权', places: [own] }, 403, 'desk111');
    await client.want(404, 'GET', `/api/notices/${told.id}`, { as: 'command133' });
    await client.want(404, 'POST', `/api/notices/${told.id}/withdraw`, { as: 'command133', json: { version: 1 } });
    equal((await client.want(200, 'GET', '/api/notices', { as: 'grid125' })).items.length, 4, 'refusals left nothing');
    const headers = { 'Idempotency-Key': `notice-${Date.now()}` }, json = { title: '一次', places: [own], until: until() };
    equal((await publish(client, json, 201, 'grid125', { headers })).id, (await publish(client, json, 201, 'grid125', { headers })).id, 'sent twice, published once');
    await client.want(200, 'POST', `/api/notices/${told.id}/withdraw`, { as: 'grid125', json: { version: 1 } });
    await client.want(409, 'POST', `/api/notices/${told.id}/withdraw`, { as: 'grid125', json: { version: 2 } });
    truth(!(await mine(client, 'worker101')).includes('全街道'), 'nobody sees it any more');
  });

  return suite;
}
