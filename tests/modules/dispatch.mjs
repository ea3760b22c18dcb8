// 派遣台: the queue by urgency and clock, who is near and on duty, nothing of it to others; placing one twice counts once.
import { Suite, equal, truth } from './lib/suite.mjs';

const HERE = { lon: 118.8022, lat: 32.0552 };

export function dispatch(store) {
  const suite = new Suite(`modules/dispatch on ${store}`);
  const queue = (client, as, query = '', status = 200) => client.want(status, 'GET', `/api/dispatch${query}`, { as });
  const open = (client, text, more = {}) => client.want(201, 'POST', '/api/cases', { as: 'worker101', json: { type: '0507', source: 'worker', text, ...HERE, ...more } });
  let task;

  suite.test('what waits to be sent, the most urgent first', async ({ client, city }) => {
    const late = await open(client, '过道堆物 一'), plain = await open(client, '过道堆物 二', { lon: 118.8142 }), urgent = await open(client, '过道堆物 三', { lon: 118.8062, urgency: 1 });
    city.sql(`UPDATE task SET due_at = 5 WHERE case_id = ${late.id} AND state = 0`);   // long overdue, and still behind what is urgent
    const { items, more, target } = await queue(client, 'dispatch122'), mine = items.filter((one) => [late.id, plain.id, urgent.id].includes(one.case_id));
    equal(mine.map((one) => one.number), [urgent.number, late.number, plain.number]);
    equal([more, target], [false, 300]);
    truth(items.every((one) => ['FILED', 'RETURNED', 'DISTRICT', 'RULING'].includes(one.stage)), 'nothing else is on this desk');
    equal((await queue(client, 'dispatch122', '?type=0102')).items.filter((one) => one.type !== '0102'), []);
    [task] = mine.filter((one) => one.number === plain.number);
  });

  suite.test('others see nothing of it', async ({ client }) => {
    equal((await queue(client, 'dispatch132')).items, [], 'the street next door');
    await queue(client, undefined, '', 401);
    await queue(client, 'worker101', '', 403);
    await queue(client, 'viewer161', '', 403);
    await queue(client, 'dispatch122', '?color=red', 400);
  });

  suite.test('the same decision sent again is one decision', async ({ client }) => {
    const body = { version: task.version, outcome: 'dispatch', unit: '320102002-sanitation' }, headers = { 'Idempotency-Key': 'dispatch-once-0001' };
    const first = await client.want(200, 'POST', `/api/tasks/${task.id}/complete`, { as: 'dispatch122', json: body, headers });
    const again = await client.want(200, 'POST', `/api/tasks/${task.id}/complete`, { as: 'dispatch122', json: body, headers });
    equal(again, first);
    equal((await client.ask('POST', `/api/tasks/${task.id}/complete`, { as: 'dispatch122', json: body })).status, 409, 'without its key it is late');
    const { journal } = await client.want(200, 'GET', `/api/cases/${first.case_id}`, { as: 'dispatch122' });
    equal(journal.filter((one) => one.kind === 'assign').length, 1);
    truth(!(await queue(client, 'dispatch122')).items.some((one) => one.id === task.id), 'it has left the desk');
  });

  suite.test('who is near: on duty, within reach, the nearest first; nobody once off duty', async ({ client }) => {
    const near = (as, status = 200, at = HERE) => client.want(status, 'GET', `/api/duty/near?lon=${at.lon}&lat=${at.lat}`, { as });
    const duty = (as, on, at) => client.want(200, 'POST', '/api/duty', { as, json: { on, ...at, reason: '巡查' } });
    await duty('worker101', true, { lon: HERE.lon, lat: HERE.lat });
    await duty('worker102', true, { lon: HERE.lon + 0.004, lat: HERE.lat });
    const { items } = await near('dispatch122'), people = items.filter((one) => one.distance_m < 1000);
    truth(people.length >= 2 && people[0].distance_m === 0 && people[1].distance_m > 300 && people[1].distance_m < 450, JSON.stringify(people));
    truth(people[0].fresh && people[0].unit && people.every((one, i) => !i || one.distance_m >= people[i - 1].distance_m), 'by distance');
    equal((await near('dispatch132')).items, [], 'not those of another street');
    await near('worker101', 403);
    await near(undefined, 401);
    await near('dispatch122', 422, { lon: 500, lat: 1 });
    await near('dispatch122', 400, { lon: 'x', lat: 1 });
    await duty('worker101', false);
    truth(!(await near('dispatch122')).items.some((one) => one.distance_m === 0), 'gone with the duty');
    await duty('worker102', false);
  });
  return suite;
}
