// Hot spots over the cases of an area: whole, named, within reach only, and merged by hand.
import { equal, Suite, truth } from './lib/suite.mjs';

const STALLS = ['夜市烧烤摊油烟呛人', '夜市烧烤摊油烟熏得关窗', '夜市烧烤摊半夜冒油烟', '夜市烧烤摊的油烟太大'];
const LAMPS = ['锦绣苑小区健身器材断裂', '锦绣苑小区的健身器材坏了', '锦绣苑健身器材断裂扎手'];

export function hotspots(store) {
  const suite = new Suite(`modules/hotspots on ${store}`), made = [];

  suite.test('what several say of one matter comes out whole', async ({ client }) => {
    equal((await client.want(200, 'GET', '/api/hotspots', { as: 'dispatch132' })).items.filter((one) => /油烟|健身/.test(one.subject)), [], 'before');
    for (let i = 0; i < 8; i += 1)
      made.push(await client.want(201, 'POST', '/api/cases', { as: 'worker101', json: { type: '0504', source: 'worker', text: STALLS[i % 4], lon: 118.8021 + 0.0009 * (i % 4), lat: 32.0541 + 0.0008 * Math.floor(i / 4) } }));
    for (let i = 0; i < 3; i += 1)
      await client.want(201, 'POST', '/api/cases', { as: 'worker101', json: { type: '0601', source: 'worker', text: LAMPS[i], lon: 118.8025 + 0.0009 * i, lat: 32.0561 } });
    const list = await client.want(200, 'GET', '/api/hotspots?days=7', { as: 'dispatch122' });
    truth(list.days === 7 && list.looked_at >= 11 && !list.truncated, JSON.stringify(list).slice(0, 300));
    const stalls = list.items.find((one) => /油烟|烧烤/.test(one.subject)), lamps = list.items.find((one) => one.place === '锦绣苑');
    equal(stalls?.cases.map((one) => one.number).sort(), made.map((one) => one.number).sort(), 'the stalls');
    equal([stalls.size, stalls.open, stalls.rise, stalls.place], [8, 8, 8, '东社区'], 'a spot without a name of its own is called after its community');
    equal([stalls.days.length, stalls.days.at(-1).count], [7, 8], 'by day');
    truth(lamps && lamps.size === 3 && /健身器材/.test(lamps.subject) && lamps.heat < stalls.heat, JSON.stringify(lamps));
    truth(stalls.lon > 118.802 && stalls.lon < 118.806 && stalls.last_at >= stalls.first_at, 'where and when');
  });

  suite.test('a new report joins without gathering again, and what is said to be one is one', async ({ client }) => {
    const look = async () => client.want(200, 'GET', '/api/hotspots?days=7', { as: 'dispatch122' });
    const spots = (list) => ({ stalls: list.items.find((one) => /油烟|烧烤/.test(one.subject)), lamps: list.items.find((one) => one.place === '锦绣苑') });
    const was = await look();
    equal([was.added, was.gathered], [0, false], 'nothing is new');
    made.push(await client.want(201, 'POST', '/api/cases', { as: 'clerk124', json: { type: '0504', source: 'hotline', text: '夜市烧烤摊油烟呛得睡不着', lon: 118.8039, lat: 32.0569, contact: { phone: '13900000009' } } }));
    const now = await look();
    equal([now.added, now.gathered, spots(now).stalls.size, spots(now).lamps.size], [1, false, 9, 3], 'it joined its own');
    equal(spots(now).stalls.people, 9, 'a phone is a person, and whoever left none counts for himself');
    const [a, b] = [spots(now).stalls.cases[0].id, spots(now).lamps.cases[0].id];
    await client.want(200, 'POST', '/api/hotspots/ties', { as: 'dispatch122', json: { a, b } });
    equal((await client.ask('POST', '/api/hotspots/ties', { as: 'dispatch122', json: { a: b, b: a } })).status, 409, 'said before, the other way round');
    truth((await look()).items.some((one) => one.size === 12), 'one spot of both');
    await client.want(200, 'POST', '/api/hotspots/ties', { as: 'dispatch122', json: { a, b, same: false } });
    equal((await client.ask('POST', '/api/hotspots/ties', { as: 'dispatch132', json: { a, b } })).status, 404, 'next door');
    equal((await client.ask('POST', '/api/hotspots/ties', { as: 'handle112031', json: { a, b } })).status, 403);
    equal((await client.ask('POST', '/api/hotspots/ties', { as: 'dispatch122', json: { a, b: a } })).status, 400);
    const other = await client.want(200, 'GET', '/api/hotspots?days=8', { as: 'dispatch122' });   // another span is gathered anew
    equal([other.gathered, spots(other).stalls.size, spots(other).lamps.size], [true, 9, 3], 'taken back, they are two again');
  });

  suite.test('only what lies within reach', async ({ client }) => {
    equal((await client.ask('GET', '/api/hotspots')).status, 401);
    equal((await client.ask('GET', '/api/hotspots?days=0', { as: 'dispatch122' })).status, 400);
    equal((await client.ask('GET', '/api/hotspots?unit=7', { as: 'dispatch122' })).status, 404);
    const next = await client.want(200, 'GET', '/api/hotspots', { as: 'dispatch132' });
    truth(!next.items.some((one) => one.cases.some((row) => made.some((own) => own.number === row.number))), 'the street next door sees nothing of it');
    const district = await client.want(200, 'GET', '/api/hotspots', { as: 'district152' });
    truth(district.looked_at >= 0, 'a district is answered');
  });

  suite.test('merged cases leave the spot, with what they went into', async ({ client }) => {
    const before = (await client.want(200, 'GET', '/api/hotspots', { as: 'intake121' })).items.find((one) => /油烟|烧烤/.test(one.subject));
    const [into, ...rest] = before.cases;
    for (const row of rest.slice(0, 3)) await client.want(200, 'POST', `/api/cases/${row.id}/merge`, { as: 'intake121', json: { version: row.version, into: into.number, reason: '同一热点' } });
    equal((await client.ask('POST', `/api/cases/${rest[0].id}/merge`, { as: 'intake121', json: { version: rest[0].version, into: into.number, reason: '再来' } })).status, 409, 'a second time');
    const after = (await client.want(200, 'GET', '/api/hotspots', { as: 'intake121' })).items.find((one) => /油烟|烧烤/.test(one.subject));
    equal(after.size, before.size - 3);
    truth(after.cases.some((row) => row.number === into.number), 'the one they went into stays');
  });
  return suite;
}
