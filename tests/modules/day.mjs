// A day's work over HTTP: duty with wrong phones, twice, outside, replayed; who may look.
import { equal, Suite, truth } from './lib/suite.mjs';

const HOME = { lon: 118.8051, lat: 32.0552 }, FAR = { lon: 118.845, lat: 32.055 };
const WORKER = 'worker101';

export function day(store) {
  const suite = new Suite(`modules/day on ${store}`);
  const duty = (client, json, status = 200, headers = {}) => client.want(status, 'POST', '/api/duty', { as: WORKER, json, headers });

  suite.test('a phone with a wrong clock, outside, twice, and a queue that is sent again', async ({ client }) => {
    if ((await client.want(200, 'GET', '/api/duty', { as: WORKER })).on) await duty(client, { on: false });
    const refused = await duty(client, { on: true, ...FAR }, 422);
    equal(refused.field, 'reason', 'outside asks for a reason');
    const clock = Date.now() - 5 * 3_600_000, key = `duty-${Date.now()}`, headers = { 'X-Phone-Time': String(clock), 'Idempotency-Key': key };
    const body = { on: true, reason: '送件', said_at: new Date(clock - 1_800_000).toISOString(), ...FAR };
    const first = await duty(client, body, 200, headers);
    const again = await duty(client, body, 200, { ...headers, 'X-Phone-Time': String(clock + 60_000) });   // the queue is replayed a minute later
    equal(again.marks[0].id, first.marks[0].id, 'done once');
    const [mark] = first.marks;
    truth(mark.late && mark.clock_wrong && Math.abs(mark.skew_s + 5 * 3600) < 5, JSON.stringify(mark));
    truth(Math.abs(Date.parse(mark.done_at) - (Date.now() - 1_800_000)) < 10_000, 'half an hour ago, whatever the clock says');
    truth(Math.abs(Date.parse(mark.at) - Date.now()) < 10_000, 'taken now');
    await duty(client, { on: true, ...HOME }, 409);
    equal((await client.want(200, 'GET', '/api/duty', { as: WORKER })).marks.length, first.marks.length, 'a refusal leaves nothing');
    await duty(client, { on: false });
  });

  suite.test('the centre and the community see their own', async ({ client }) => {
    const street = await client.want(200, 'GET', '/api/duty/day', { as: 'grid125' });
    truth(street.items.length === 3 && street.counts.outside >= 1, JSON.stringify(street.counts));
    const own = await client.want(200, 'GET', '/api/duty/day', { as: 'desk111' });
    truth(own.items.length < street.items.length && own.items.every((one) => !one.position && one.marks.every((mark) => !mark.place)), 'no places');
    await client.want(404, 'GET', `/api/duty/day?parent=${street.area.id}`, { as: 'desk111' });
    await client.want(403, 'GET', '/api/duty/day', { as: WORKER });
    await client.want(401, 'GET', '/api/duty/day');
  });
  return suite;
}
