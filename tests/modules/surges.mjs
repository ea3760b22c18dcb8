// Surges: more of a type somewhere than the same hours of earlier weeks had, with the cases behind it; what lies ahead; within reach only.
import { equal, Suite, truth } from './lib/suite.mjs';

const SPOT = (i) => ({ lon: 118.8021 + 0.0003 * (i % 8), lat: 32.0541 + 0.0003 * Math.floor(i / 8) });
const WEEK = 7 * 24 * 3600_000, HOUR = 3600_000, EPOCH = Date.UTC(2024, 0, 1);
let serial = 0;

/** The lowest id an instant can have: ids are ordered by time. */
const idAt = (ms) => (BigInt(ms - EPOCH) << 22n) + BigInt(serial);

/** A case like `one`, opened in the past and closed. */
function before(city, one, type, ms) {   // of the source `one` came from
  serial += 1;
  const columns = 'source, channel, source_no, is_public, text, address, lon_e6, lat_e6, cell, grid_id, dedicated_id, community_id, street_id, district_id, steering_id, urgency, grade, confidence, staff_chose, verified, clock_limit, provisional, overdue, supervise, return_count, rework_count, extension_count, reopen_count, code_digest';
  city.sql(`INSERT INTO case_record (id, number, version, item, state, stage, result, opened_at, closed_at, journal_seq, journal_mac, ${columns}) SELECT ${idAt(ms)}, 'past-${serial}', 1, '${type}', 2, 'ARCHIVED', 'done', ${ms}, ${ms}, 0, '', ${columns} FROM case_record WHERE id = ${one.id}`);
}

export function surges(store) {
  const suite = new Suite(`modules/surges on ${store}`), made = [];

  suite.test('without earlier weeks nothing is expected and nothing stands out', async ({ client }) => {
    for (let i = 0; i < 8; i += 1) made.push(await client.want(201, 'POST', '/api/cases', { as: 'worker101', json: { type: '0504', source: 'worker', text: `店外经营第${i}家`, ...SPOT(i) } }));
    const list = await client.want(200, 'GET', '/api/surges', { as: 'dispatch122' });
    equal([list.weeks, list.items, list.ahead, list.hours, list.truncated], [0, [], [], 24, false]);
  });

  suite.test('what the weeks before do not explain is an alert with its evidence', async ({ client, city }) => {
    const now = Date.now();
    for (let week = 1; week <= 8; week += 1) {
      before(city, made[0], '0504', now - week * WEEK - 2 * HOUR);          // one of these every week
      for (let i = 0; i < 6; i += 1) before(city, made[0], '0505', now - week * WEEK - 3 * HOUR);   // six of those, as today
      before(city, made[0], '0102', now - week * WEEK + 5 * HOUR);          // what came later on such days lies ahead today
    }
    before(city, made[0], '0102', now - 9 * WEEK);                          // so that the eighth week is whole
    for (let i = 0; i < 6; i += 1) await client.want(201, 'POST', '/api/cases', { as: 'worker101', json: { type: '0505', source: 'worker', text: `停车第${i}辆`, ...SPOT(i) } });
    const list = await client.want(200, 'GET', '/api/surges', { as: 'dispatch122' });
    equal([list.weeks, list.items.length], [8, 1], JSON.stringify(list.items.map((one) => [one.type, one.area.name, one.one_in])));
    const [alert] = list.items;
    equal([alert.type, alert.source, alert.count, alert.expected, alert.weeks.map((one) => one.count)], ['0504', '', 8, 1.1, [1, 1, 1, 1, 1, 1, 1, 1]]);
    truth(alert.one_in > 1000, `one in ${alert.one_in}`);
    equal(alert.area.kind, 'grid', 'the narrowest place that says it');
    equal(alert.cases.map((one) => one.number).sort(), made.map((one) => one.number).sort(), 'the evidence');
    const rubbish = list.ahead.find((one) => one.type === '0102');
    equal([rubbish.expected, rubbish.weeks.every((one) => one.count === 1), rubbish.ready >= 2], [1.1, true, true]);
    equal((await client.want(200, 'GET', '/api/surges?hours=1', { as: 'dispatch122' })).items.map((one) => one.type).sort(), ['0504', '0505'], 'in the last hour nothing came in other weeks');
  });

  suite.test('one source in one grid, while all together are as ever', async ({ client, city }) => {
    const now = Date.now(), mine = [];
    for (let week = 1; week <= 8; week += 1) for (let i = 0; i < 14; i += 1) before(city, made[0], '0506', now - week * WEEK - 2 * HOUR);
    for (let i = 0; i < 5; i += 1) await client.want(201, 'POST', '/api/cases', { as: 'worker101', json: { type: '0506', source: 'worker', text: `单车第${i}堆`, ...SPOT(i) } });
    for (let i = 0; i < 9; i += 1) mine.push(await client.want(201, 'POST', '/api/cases', { as: 'clerk124', json: { type: '0506', source: 'hotline', text: `热线：单车第${i}堆`, ...SPOT(i + 8) } }));
    const alert = (await client.want(200, 'GET', '/api/surges', { as: 'dispatch122' })).items.find((one) => one.type === '0506');
    equal([alert?.source, alert?.area.kind, alert?.count], ['hotline', 'grid', 9], JSON.stringify(alert)?.slice(0, 200));
    equal(alert.cases.map((one) => one.number).sort(), mine.map((one) => one.number).sort(), 'only that source is the evidence');
  });

  suite.test('only what lies within reach', async ({ client }) => {
    equal((await client.ask('GET', '/api/surges')).status, 401);
    equal((await client.ask('GET', '/api/surges', { as: 'sysadmin171' })).status, 403);
    equal((await client.ask('GET', '/api/surges?hours=0', { as: 'dispatch122' })).status, 400);
    equal((await client.ask('GET', '/api/surges?unit=7', { as: 'dispatch122' })).status, 404);
    equal((await client.want(200, 'GET', '/api/surges', { as: 'dispatch132' })).items, [], 'the street next door hears nothing of it');
    equal((await client.ask('GET', '/api/surges', { as: 'handle112031' })).status, 422, 'a team has no area');
    const district = await client.want(200, 'GET', '/api/surges', { as: 'viewer161' });
    truth(district.items.some((one) => one.type === '0504'), 'whoever stands above sees it too');
  });
  return suite;
}
