// 应急处置 and 值班表 through the real interface: shifts, activation that opens tasks to everyone concerned, level, stand-down, review; flood and epidemic; stocks; instructions to named grids.
import { Suite, equal, truth } from './lib/suite.mjs';
import { play } from './lib/scenario.mjs';

const STREET = '320102002', TEAM = '320102002-municipal';
const later = (hours) => new Date(Date.now() + hours * 3_600_000 + 8 * 3_600_000).toISOString().replace(/\.\d+Z$/, '+08:00');

export function emergency(store) {
  const suite = new Suite(`modules/emergency on ${store}`);
  const until = async (what, ask) => {
    for (let i = 0; i < 200; i += 1) {
      if (await ask()) return;
      await new Promise((done) => setTimeout(done, 50));
    }
    truth(false, `never: ${what}`);
  };
  const show = (client, as, id) => client.want(200, 'GET', `/api/emergencies/${id}`, { as });
  const activate = (client, as, status, json) => client.want(status, 'POST', '/api/emergencies', { as, json: { plan: 'FLOOD', level: 4, area: STREET, text: '今夜暴雨', ...json } });
  const received = (client, as, id) => until('all task lists are out', async () => { const { tasks } = await show(client, as, id); return tasks.length > 0 && tasks.every((one) => one.total > 0 && !one.sending); });
  /** The step in hand of a response. */
  const step = (client, as, number, stage, outcome, json, status = 200) => play(client, [{ as, task: [number, stage], outcome, json, status }]);
  const unitId = async (client, code) => (await client.want(200, 'GET', `/api/units?q=${code}`, { as: 'viewer161' })).items.find((one) => one.code === code).id;
  let person;

  suite.test('the roster: who is on shift, told to whom it concerns; no two shifts of one person at a time', async ({ client }) => {
    const team = await unitId(client, TEAM), people = (await client.want(200, 'GET', `/api/roster/people?unit=${team}`, { as: 'command123' })).items;
    truth(people.length >= 1, 'people of the team');
    [person] = people;
    const shift = { unit: TEAM, post: 'team', account: person.id, from: later(-2), until: later(20) };
    const add = (as, status, json) => client.want(status, 'POST', '/api/roster', { as, json: { ...shift, ...json } });
    await add('dispatch122', 403, {});
    await add('command133', 404, {});
    await add('command123', 422, { post: 'king' });
    await add('command123', 422, { account: '7' });
    await add('command123', 422, { until: later(80) });
    await add('command123', 422, { until: later(-3) });
    await add('command123', 400, { from: 'now' });
    await add('command123', 404, { unit: "x'; --" });
    const made = await add('command123', 201, {});
    equal([made.post_name_en, made.leads, made.now, made.on_duty], ['Emergency team', false, true, false]);
    await add('command123', 409, { from: later(10), until: later(30) });
    const roster = (as, query = '', status = 200) => client.want(status, 'GET', `/api/roster${query}`, { as });
    equal((await roster('command123')).items.map((one) => one.id), [made.id]);
    equal((await roster('command133')).items, [], 'another street sees none of it');
    await roster('command133', `?unit=${team}`, 404);
    await roster(undefined, '', 401);
    await roster('command123', '?day=2026', 400);
    const second = await add('command123', 201, { from: later(30), until: later(40) });
    await client.want(404, 'DELETE', `/api/roster/${second.id}`, { as: 'command133' });
    await client.want(200, 'DELETE', `/api/roster/${second.id}`, { as: 'command123' });
    await client.want(404, 'DELETE', `/api/roster/${second.id}`, { as: 'command123' });
  });

  suite.test('the plans say at which level what is done by whom', async ({ client }) => {
    const { items } = await client.want(200, 'GET', '/api/emergency-plans', { as: 'worker101' });
    equal(items.map((one) => [one.code, one.kind, one.levels.map((level) => level.level)]), [['FLOOD', 'flood', [4, 3, 2, 1]], ['EPIDEMIC', 'epidemic', [4, 3, 2, 1]]]);
    for (const plan of items) {
      truth(plan.levels.every((one) => one.trigger && one.trigger_en && one.name_en), 'each level has its trigger');
      truth(plan.tasks.length >= 8 && plan.tasks.every((one) => one.text && one.text_en && one.within && ['roster', 'grid', 'community', 'team', 'street', 'unit'].includes(one.to)), 'tasks are whole');
      truth(plan.tasks.some((one) => one.to === 'roster') && plan.tasks.some((one) => one.to === 'grid'), 'the people on shift and the grids have theirs');
    }
  });

  suite.test('a flood: activated, its tasks out once, a higher level adds the missing ones, ended and reviewed', async ({ client }) => {
    await activate(client, 'dispatch122', 403, {});
    await activate(client, 'command133', 404, {});
    await activate(client, 'command123', 422, { plan: 'STORM' });
    await activate(client, 'command123', 400, { level: 5 });
    await activate(client, 'command123', 404, { area: '320102003' });
    const made = await activate(client, 'command123', 201, {});
    await activate(client, 'command123', 409, { level: 3 });
    await received(client, 'command123', made.id);
    const four = await show(client, 'command123', made.id);
    equal([four.plan, four.level, four.tasks.map((one) => one.key)], ['FLOOD', 4, ['F01', 'F02', 'F03']]);
    truth(four.text.includes('今夜暴雨') && four.tasks.find((one) => one.key === 'F02').total >= 3, JSON.stringify(four.tasks));
    equal(four.tasks.find((one) => one.key === 'F01').total, 1, 'one is on shift');
    await client.want(404, 'GET', `/api/emergencies/${made.id}`, { as: 'command133' });
    await client.want(404, 'GET', `/api/emergencies/${made.id}`, { as: 'desk111' });       // its place is a makeshift: no community holds it
    await client.want(404, 'GET', `/api/cases/${made.id}`, { as: 'worker101' });
    await client.want(409, 'POST', `/api/cases/${made.id}/force-close`, { as: 'command123', json: { authority: '主任', reason: '试' } });
    const roster = (await client.want(200, 'GET', `/api/instructions/${four.tasks[0].id}/receivers`, { as: 'command123' })).items;
    equal(roster.map((one) => [one.to, one.unit.code]), [[person.name, TEAM]]);
    const login = `handle${person.id}`;
    const task = await client.task(login, roster[0].number, 'TO_RECEIVE');
    truth(task && task.assignee === person.id, 'it waits for him by name');
    await play(client, [
      { as: login, task: [roster[0].number, 'TO_RECEIVE'], outcome: 'received' }, { as: login, task: [roster[0].number, 'CARRYING_OUT'], outcome: 'done', json: { note: '20:05 到岗' } },
    ]);
    await step(client, 'command123', made.number, 'RESPONDING', 'log', { note: '' }, 400);
    await step(client, 'command123', made.number, 'RESPONDING', 'log', { note: '太平门路口积水 10 厘米' });
    await step(client, 'command123', made.number, 'RESPONDING', 'level', { note: '升级', fields: { level: '2' } });
    await received(client, 'command123', made.id);
    const two = await show(client, 'command123', made.id);
    equal([two.level, two.tasks.map((one) => one.key)], [2, ['F01', 'F02', 'F03', 'F04', 'F05', 'F06', 'F07']]);
    equal(two.tasks.slice(0, 3).map((one) => one.number), four.tasks.map((one) => one.number), 'what was given is not given again');
    equal([two.tasks[0].done, two.tasks[0].total], [1, 1]);
    await step(client, 'command123', made.number, 'RESPONDING', 'stand_down', { note: '雨停，积水已退' });
    await until('all recalled', async () => (await show(client, 'command123', made.id)).tasks.every((one) => one.state === 'closed'));
    const over = await show(client, 'command123', made.id);
    equal([over.tasks.every((one) => one.done + one.recalled === one.total), over.tasks[0].done], [true, 1]);
    await step(client, 'command123', made.number, 'RESPONSE_REVIEW', 'done', { note: '排水泵数量不足，已列采购' });
    const { journal, state } = await client.want(200, 'GET', `/api/cases/${made.id}`, { as: 'command123' });
    equal([state, journal.some((one) => one.note === '太平门路口积水 10 厘米'), journal.every((one) => one.mac_ok)], ['closed', true, true], 'the log is the journal');
    equal((await client.want(200, 'GET', '/api/emergencies', { as: 'command123' })).items.map((one) => [one.number, one.state]), [[made.number, 'closed']]);
    equal((await client.want(200, 'GET', '/api/emergencies', { as: 'command133' })).items, []);
    truth((await client.want(200, 'GET', '/api/emergencies', { as: 'district151' })).items.some((one) => one.number === made.number), 'the district sees those of its streets');
    equal((await client.want(200, 'GET', '/api/cases?limit=200&state=all', { as: 'command123' })).items.filter((one) => one.source === 'emergency'), [], 'no matter of the city');
  });

  suite.test('an epidemic wave beside it, activated by the district for all its streets', async ({ client }) => {
    const made = await activate(client, 'district151', 201, { plan: 'EPIDEMIC', level: 3, area: '320102', text: '两所学校聚集性发热' });
    await received(client, 'district151', made.id);
    const { tasks } = await show(client, 'district151', made.id);
    equal(tasks.map((one) => one.key), ['E01', 'E02', 'E03', 'E04', 'E05']);
    truth(tasks.find((one) => one.key === 'E03').total >= 2, 'the service centre of every street');
    await step(client, 'district151', made.number, 'RESPONDING', 'level', { note: '降级', fields: { level: '4' } });
    equal((await show(client, 'district151', made.id)).tasks.length, 5, 'a lower level takes nothing back by itself');
    await step(client, 'district151', made.number, 'RESPONDING', 'stand_down', { note: '解除' });
    await until('recalled', async () => (await show(client, 'district151', made.id)).tasks.every((one) => one.state === 'closed'));
    await step(client, 'district151', made.number, 'RESPONSE_REVIEW', 'done', { note: '总结' });
    const again = await activate(client, 'district151', 201, { plan: 'EPIDEMIC', level: 4, area: '320102' });
    truth(again.number !== made.number, 'over, it may be activated anew');
  });

  suite.test('a task list to exactly those grids', async ({ client }) => {
    const give = (json, status) => client.want(status, 'POST', '/api/instructions', { as: 'command123', json: { area: STREET, level: 'unit', text: '1. 查雨水口 2. 查地下车库', due_at: later(5), ...json } });
    const { items } = await client.want(200, 'GET', '/api/grids?limit=200', { as: 'command123' });
    const [one, two] = items.filter((grid) => grid.layer === 'comprehensive').map((grid) => grid.code);
    await give({ units: ['320102003001Z001'] }, 422);
    await give({ units: [one, 'nowhere'] }, 422);
    const made = await give({ units: [two, one, one] }, 201);
    equal(made.total, 2);
    const receivers = async () => (await client.want(200, 'GET', `/api/instructions/${made.id}/receivers`, { as: 'command123' })).items;
    await until('sent', async () => (await receivers()).length === 2);
    equal((await receivers()).map((row) => row.grid?.code).sort(), [one, two].sort());
    await client.want(404, 'GET', `/api/instructions/${made.id}`, { as: 'desk111' });      // the community of its first grid holds its own paper, not the whole
    await client.want(409, 'POST', `/api/cases/${made.id}/force-close`, { as: 'command123', json: { authority: '主任', reason: '试' } });
  });

  suite.test('stocks: counted, short ones marked, stale counts refused', async ({ client }) => {
    const add = (as, status, json) => client.want(status, 'POST', '/api/emergency-stocks', { as, json: { unit: STREET, kind: 'flood', name: '沙袋', measure: '只', quantity: 80, least: 100, place: '中心仓库', keeper: '市政养护', ...json } });
    await add('dispatch122', 403, {});
    await add('command133', 404, {});
    await add('command123', 400, { quantity: -1 });
    await add('command123', 400, { name: '' });
    const made = await add('command123', 201, {});
    equal([made.short, made.quantity, made.version], [true, 80, 1]);
    const count = (as, status, json) => client.want(status, 'POST', `/api/emergency-stocks/${made.id}`, { as, json });
    await count('command133', 404, { version: 1, quantity: 3 });
    equal((await count('command123', 200, { version: 1, quantity: 160 })).short, false);
    await count('command123', 409, { version: 1, quantity: 5 });
    const street = await unitId(client, STREET), list = (as, status = 200) => client.want(status, 'GET', `/api/emergency-stocks?unit=${street}`, { as });
    equal((await list('command123')).items.map((one) => [one.name, one.quantity, one.place]), [['沙袋', 160, '中心仓库']]);
    await list('command133', 404);
  });
  return suite;
}
