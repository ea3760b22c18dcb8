// Disputes: persons sealed, masked, seen with a reason by who does the case; the register by where each stands.
import { equal, Suite, truth } from './lib/suite.mjs';

export function mediations(store) {
  const suite = new Suite(`modules/mediations on ${store}`);
  let made;
  const at = () => `/api/cases/${made.id}`;
  const show = (client, as) => client.want(200, 'GET', `${at()}/mediation`, { as });
  const people = (client, path, json, status, as) => client.want(status, 'POST', `${at()}/people${path}`, { as, json });

  suite.test('persons: sealed in the database, masked on the page, in clear only for who does it, with a reason, in the journal', async ({ client }) => {
    made = await client.want(201, 'POST', '/api/cases', { as: 'worker101', json: { type: '2201', text: '楼上漏水谈不拢', source: 'worker', lon: 118.8044, lat: 32.0588 } });
    const intake = await show(client, 'command123');
    equal(intake.roles.map((one) => one.code), ['side_a', 'side_b', 'third'], 'the roles of a dispute');
    truth(intake.can_tend && !intake.people.length && intake.agreement === null, 'nothing yet');
    await people(client, '', { role: 'side_a', name: '欧阳测试', phone: '13800001234', address: '3幢502室' }, 201, 'command123');
    await people(client, '', { role: 'side_b', name: '司马试验' }, 201, 'command123');
    await people(client, '', { role: 'judge', name: '某人' }, 422, 'command123');
    await people(client, '', { role: 'side_a', name: ' ' }, 400, 'command123');
    await people(client, '', { role: 'side_a', name: '某人' }, 403, 'clerk124');
    await people(client, '', { role: 'side_a', name: '某人' }, 404, 'command133');
    const seen = await show(client, 'command123');
    equal(seen.people.map((one) => [one.role, one.masked.name, one.masked.phone, one.masked.address]), [['side_a', '欧**', '138****1234', '***'], ['side_b', '司**', '', '']], 'masked');
    const one = seen.people[0];
    await people(client, '/reveal', { person: one.id, reason: '约时间' }, 403, 'clerk124');
    await people(client, '/reveal', { person: one.id }, 400, 'command123');
    equal((await people(client, '/reveal', { person: one.id, reason: '约时间' }, 200, 'command123')).person, { name: '欧阳测试', phone: '13800001234', address: '3幢502室' }, 'in clear');
    await people(client, '/reveal', { person: '1', reason: '没有' }, 404, 'command123');
    await people(client, '/drop', { person: seen.people[1].id, reason: '登记错了' }, 200, 'command123');
    equal((await show(client, 'command123')).people.length, 1, 'one is left');
    const view = await client.want(200, 'GET', at(), { as: 'command123' }), kinds = view.journal.map((row) => row.kind);
    equal(['person-add', 'person-look', 'person-drop'].map((kind) => kinds.filter((one_) => one_ === kind).length), [2, 1, 1], 'the journal');
    truth(!JSON.stringify(view).includes('欧阳') && view.journal.every((row) => row.zh && row.en), 'no name in the journal');
  });

  suite.test('a case of another kind keeps no persons', async ({ client }) => {
    const other = await client.want(201, 'POST', '/api/cases', { as: 'worker101', json: { type: '0504', source: 'worker', lon: 118.8046, lat: 32.0592 } });
    equal((await client.want(200, 'GET', `/api/cases/${other.id}/mediation`, { as: 'command123' })).roles, [], 'no roles');
    await client.want(422, 'POST', `/api/cases/${other.id}/people`, { as: 'command123', json: { role: 'side_a', name: '某人' } });
  });

  suite.test('the register: by where each stands, a street at a time', async ({ client }) => {
    const before = await client.want(200, 'GET', '/api/mediations', { as: 'command123' });
    truth(before.items.some((row) => row.id === made.id && row.steps.length === 1) && before.counts.begun >= 1, 'it has begun');
    const view = await client.want(200, 'GET', at(), { as: 'dispatch122' }), task = view.tasks[0];
    await client.want(200, 'POST', `/api/tasks/${task.id}/complete`, { as: 'dispatch122', json: { version: task.version, outcome: 'dispatch', unit: '320102002-mediation' } });
    const mediating = await client.want(200, 'GET', '/api/mediations?stand=mediating', { as: 'command123' });
    truth(!mediating.items.some((row) => row.id === made.id), 'not yet');
    const sum = Object.entries(before.counts).filter(([name]) => name !== 'open').reduce((n, [, count]) => n + count, 0);
    truth(sum >= before.counts.open, 'each stands somewhere');
    await client.want(404, 'GET', `/api/mediations?street=${view.street.id}`, { as: 'command133' });
    truth(!(await client.want(200, 'GET', '/api/mediations', { as: 'command133' })).items.some((row) => row.id === made.id), 'not next door');
  });

  return suite;
}
