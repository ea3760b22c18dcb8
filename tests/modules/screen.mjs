// 指挥大屏 through the real interface: a login of its own that sees numbers and points and nothing else; what it shows is what the tables say.
import { Suite, equal, fail, truth } from './lib/suite.mjs';

const WALL = 'screen163', HERE = { lon: 118.8083, lat: 32.0583 };

export function screen(store) {
  const suite = new Suite(`modules/screen on ${store}`);
  const get = (client, path, as = WALL) => client.want(200, 'GET', path, { as });

  suite.test('the numbers follow an event', async ({ client }) => {
    const before = await get(client, '/api/screen'), points = await get(client, '/api/screen/cases');
    equal([before.area.code, before.up], ['320102', null], 'its district, and no way above it');
    await client.want(201, 'POST', '/api/cases', { as: 'worker101', json: { type: '0102', source: 'worker', text: '垃圾堆在路口，电话 13912345678', ...HERE } });
    const after = await get(client, '/api/screen'), more = await get(client, '/api/screen/cases');
    equal([after.reported, after.open], [before.reported + 1, before.open + 1]);
    equal(more.points.length, points.points.length + 1);
    truth(more.points.some(([lon, lat]) => lon === HERE.lon && lat === HERE.lat), 'the new point');
    equal([more.latest[0].lon, more.latest[0].lat, more.latest[0].type_name], [HERE.lon, HERE.lat, '暴露垃圾'], 'the newest first');
    truth(more.latest.every((one, at) => !at || one.opened_at <= more.latest[at - 1].opened_at), 'newest to oldest');
    equal(after.types.find((one) => one.code === '0102').count, (before.types.find((one) => one.code === '0102')?.count ?? 0) + 1);
  });

  suite.test('an event reaches the wall within a second', async ({ client }) => {
    const stop = new AbortController(), reply = await fetch(`${client.url}/api/events`, { signal: stop.signal, headers: { Cookie: await client.cookie(WALL) } });
    const reader = reply.body.getReader(), text = new TextDecoder();
    const told = (async () => { for (let all = ''; ;) { const { value, done } = await reader.read(); if (done) fail('the stream ended'); all += text.decode(value); if (/^event: case$/m.test(all)) return Date.now(); } })();
    const began = Date.now();
    await client.want(201, 'POST', '/api/cases', { as: 'worker101', json: { type: '0504', source: 'worker', text: '店外堆货', lon: 118.8043, lat: 32.0543 } });
    const waited = (await told) - began;
    stop.abort();
    const asked = Date.now();
    await get(client, '/api/screen');
    console.log(`             event ${waited} ms, numbers ${Date.now() - asked} ms`);
    truth(waited + (Date.now() - asked) < 5_000, 'told and answered (the browser\'s bench measures the second)');
  });

  suite.test('who leads the shift now is named; who does not, or did, is not', async ({ client }) => {
    const street = (await get(client, '/api/screen')).children.map((one) => one.unit).find((one) => one.code === '320102002');
    const team = (await client.want(200, 'GET', '/api/units?q=320102002-municipal', { as: 'viewer161' })).items[0];   // an office of the street's own
    const people = (await client.want(200, 'GET', `/api/roster/people?unit=${team.id}`, { as: 'command123' })).items, hour = (n) => new Date(Date.now() + n * 3_600_000).toISOString();
    const add = (post, person, from, until) => client.want(201, 'POST', '/api/roster', { as: 'command123', json: { unit: team.code, account: person.id, post, from: hour(from), until: hour(until) } });
    await add('leader', people[0], -1, 3);
    await add('clerk', people[1], -1, 3);
    await add('chief', people[0], 4, 6);
    equal((await get(client, `/api/screen?area=${street.id}`)).leaders, [{ post_name: '带班领导', post_name_en: 'Leader on duty', name: people[0].name }]);
    equal((await get(client, '/api/screen')).leaders, [], 'the district has a roster of its own');
  });

  suite.test('the children add up, level by level', async ({ client }) => {
    for (let area = (await get(client, '/api/screen', 'viewer161')).area, depth = 0; depth < 4; depth += 1) {
      const shown = await get(client, `/api/screen?area=${area.id}`, 'viewer161');
      equal(shown.children.reduce((sum, one) => sum + one.open, 0), shown.open, `open in ${area.name}`);
      equal(shown.children.reduce((sum, one) => sum + one.overdue, 0), shown.overdue, `late in ${area.name}`);
      equal((await get(client, `/api/screen/cases?area=${area.id}`, 'viewer161')).points.length, shown.open, `points of ${area.name}`);
      if (depth) truth(shown.up, 'a way back');
      area = shown.children.filter((one) => one.unit).sort((a, b) => b.open - a.open)[0]?.unit;
      if (!area) break;
    }
  });

  suite.test('nothing about a person, and nothing but the wall', async ({ client }) => {
    const text = JSON.stringify([await get(client, '/api/screen'), await get(client, '/api/screen/cases')]);
    for (const word of ['13912345678', '垃圾堆在路口', '"text"', '"phone"', '"number"', '"address"', '"account"', '"assignee"']) truth(!text.includes(word), `${word} is not there`);
    for (const [method, path] of [['GET', '/api/cases'], ['GET', '/api/tasks'], ['GET', '/api/evaluation'], ['GET', '/api/evaluation/cases?measure=open'], ['GET', '/api/dashboard'], ['GET', '/api/map/cases?bbox=118,31,119,33'], ['GET', '/api/cases/7'], ['GET', '/api/accounts'], ['POST', '/api/cases']])
      await client.want(403, method, path, { as: WALL, ...(method === 'POST' ? { json: {} } : {}) });
    for (const as of ['worker101', 'clerk124', 'sysadmin171', 'auditor173', 'handle112031']) { await client.want(403, 'GET', '/api/screen', { as }); await client.want(403, 'GET', '/api/screen/cases', { as }); }
    await client.want(401, 'GET', '/api/screen', {});
    const pukou = (await client.want(200, 'GET', '/api/units?q=320111', { as: 'viewer161' })).items.find((one) => one.code === '320111');
    for (const path of ['/api/screen', '/api/screen/cases']) {
      await client.want(404, 'GET', `${path}?area=${pukou.id}`, { as: WALL });
      await client.want(404, 'GET', `${path}?area=7`, { as: WALL });
      await client.want(400, 'GET', `${path}?area=x`, { as: WALL });
    }
  });
  return suite;
}
