// Similar and related cases: each with its reasons, only what one may see, related and merged by one request.
import { equal, Suite, truth } from './lib/suite.mjs';

export function related(store) {
  const suite = new Suite(`modules/related on ${store}`);
  const at = (dx = 0, dy = 0) => ({ lon: +(118.8101 + dx * 0.0001).toFixed(5), lat: +(32.0622 + dy * 0.0001).toFixed(5) });
  const open = (client, as, json) => client.want(201, 'POST', '/api/cases', { as, json: { source: 'worker', ...json } });
  const look = (client, id, as = 'dispatch122') => client.want(200, 'GET', `/api/cases/${id}/related`, { as });
  const reasons = (list, made) => list.items.find((one) => one.id === made.id)?.reasons.map((one) => one.kind) ?? null;
  let own, twin, far, said, other;

  suite.test('the likeliest first, with reasons in both languages', async ({ client }) => {
    own = await open(client, 'worker101', { type: '0504', text: '锦绣苑东门水果店把货架摆到盲道上', ...at() });
    twin = await open(client, 'worker101', { type: '0504', text: '店外经营', ...at(3, 2) });
    far = await open(client, 'worker101', { type: '0504', text: '店外经营', ...at(0, -30) });
    said = await open(client, 'worker101', { type: '0601', text: '锦绣苑东门水果店的货架又占了盲道', ...at(20, 20) });
    other = await open(client, 'worker101', { type: '0102', text: '垃圾桶满了没人收', ...at(1, 1) });
    const list = await look(client, own.id);
    equal(reasons(list, twin), ['duplicate'], 'same type, near, now');
    truth(reasons(list, said)?.includes('words'), JSON.stringify(list.items.map((one) => [one.number, one.reasons])));
    equal([reasons(list, far), reasons(list, other), reasons(list, own)], [null, null, null], 'far away, another matter, itself');
    equal(list.items[0].id, twin.id, 'the probable duplicate first');
    const words = list.items.find((one) => one.id === said.id).reasons.find((one) => one.kind === 'words');
    truth(/锦绣苑东门水果店/.test(words.zh) && /alike/.test(words.en), JSON.stringify(words));
    truth(list.items[0].likely && list.items[0].distance_m > 10 && list.items[0].distance_m < 60 && list.items[0].linked === null, JSON.stringify(list.items[0]));
  });

  suite.test('the same phone is found by its digest, and never told', async ({ client }) => {
    const call = (phone, text, where) => client.want(201, 'POST', '/api/cases', { as: 'clerk124', json: { source: 'hotline', type: '0110', text, contact: { name: '钱某', phone }, ...where } });
    const one = await call('13912345670', '路面有坑', at(-40, 30)), two = await call('13912345670', '晚上有人跳舞', at(60, -50)), three = await call('', '人行道不平', at(55, -55)), four = await call('', '一块砖松了', at(-60, -10));
    const list = await look(client, one.id);
    equal(reasons(list, two), ['person']);
    truth(!JSON.stringify(list).includes('13912345670') && !JSON.stringify(list).includes('钱某'), 'nothing of the person');
    equal(reasons(await look(client, three.id), four), null, 'no phone is no person');
  });

  suite.test('coming back to the place is said, with what is due then', async ({ client }) => {
    const stalls = [];
    for (let i = 0; i < 3; i += 1) stalls.push(await open(client, 'worker101', { type: '0501', text: `路口卖煎饼 ${i}`, ...at(-80 + i, 40) }));
    equal((await look(client, stalls[1].id)).repeat, null, 'the second time is not the third');
    const { repeat } = await look(client, stalls[2].id);
    truth(repeat?.count === 3 && repeat.days === 7 && repeat.whistle === 'W3' && /攻坚哨/.test(repeat.zh) && /whistle/.test(repeat.en), JSON.stringify(repeat));
  });

  suite.test('related and merged from there', async ({ client }) => {
    const version = async (id) => (await client.want(200, 'GET', `/api/cases/${id}`, { as: 'dispatch122' })).version;
    await client.want(200, 'POST', `/api/cases/${own.id}/link`, { as: 'dispatch122', json: { version: await version(own.id), to: said.number, kind: 'related' } });
    equal((await look(client, own.id)).items.find((one) => one.id === said.id).linked, 'related');
    await client.want(200, 'POST', `/api/cases/${own.id}/merge`, { as: 'dispatch122', json: { version: await version(own.id), into: twin.number, reason: '疑似重复' } });
    equal(reasons(await look(client, twin.id), own), null, 'what went into another is not offered again');
  });

  suite.test('only what lies within reach', async ({ client }) => {
    equal((await client.ask('GET', `/api/cases/${own.id}/related`)).status, 401);
    equal((await client.ask('GET', `/api/cases/${own.id}/related`, { as: 'dispatch132' })).status, 404);
    equal((await client.ask('GET', `/api/cases/${own.id}/related`, { as: 'secadmin172' })).status, 403);
    const handed = await client.want(200, 'GET', '/api/tasks?limit=200', { as: 'handle112031' });
    for (const task of handed.items.slice(0, 3)) {
      const seen = await look(client, task.case_id, 'handle112031');
      for (const row of seen.items) equal((await client.ask('GET', `/api/cases/${row.id}`, { as: 'handle112031' })).status, 200, 'every row may be opened');
    }
  });
  return suite;
}
