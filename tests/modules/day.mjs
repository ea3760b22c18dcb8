// A day's work over HTTP: duty with wrong phones, twice, outside, replayed; who may look.
import { equal, Suite, truth } from './lib/suite.mjs';

const HOME = { lon: 118.8051, lat: 32.0552 }, FAR = { lon: 118.845, lat: 32.055 };
const WORKER = 'worker101';

export function day(store) {
  const suite = new Suite(`modules/day on ${store}`);
  let route;
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
    // The mark was made half an hour ago, which just after midnight is yesterday.
    const day = new Date(Date.now() - 1_800_000 + 8 * 3_600_000).toISOString().slice(0, 10);
    const street = await client.want(200, 'GET', `/api/duty/day?day=${day}`, { as: 'grid125' });
    truth(street.items.length === 3 && street.counts.outside >= 1, JSON.stringify(street.counts));
    const own = await client.want(200, 'GET', '/api/duty/day', { as: 'desk111' });
    truth(own.items.length < street.items.length && own.items.every((one) => !one.position && one.marks.every((mark) => !mark.place)), 'no places');
    await client.want(404, 'GET', `/api/duty/day?parent=${street.area.id}`, { as: 'desk111' });
    await client.want(403, 'GET', '/api/duty/day', { as: WORKER });
    await client.want(401, 'GET', '/api/duty/day');
  });

  suite.test('routes are laid by who tends the grids, and within them', async ({ client }) => {
    const mine = await client.want(200, 'GET', '/api/session', { as: WORKER }), grid = mine.grids[0].id;
    const { points } = await client.want(200, 'POST', '/api/patrol-routes/propose', { as: 'grid125', json: { grid } });
    truth(points.length >= 3, 'proposed');
    const body = { grid, name: '早巡', points: points.slice(0, 3).map((one) => ({ ...one, n: undefined })) };
    for (const as of ['desk111', WORKER]) await client.want(403, 'POST', '/api/patrol-routes', { as, json: body });
    await client.want(404, 'POST', '/api/patrol-routes', { as: 'command133', json: body });
    const far = await client.want(422, 'POST', '/api/patrol-routes', { as: 'grid125', json: { ...body, points: [{ name: '远', ...FAR }] } });
    equal(far.field, 'points', 'outside of the grid');
    for (const wrong of [[], [{ name: ' ', ...HOME }], [{ name: '甲', ...HOME, n: 1 }, { name: '乙', ...HOME, n: 1 }], [{ name: '甲' }], ['x']])
      await client.want(400, 'POST', '/api/patrol-routes', { as: 'grid125', json: { ...body, points: wrong } });
    route = await client.want(201, 'POST', '/api/patrol-routes', { as: 'grid125', json: body });
    equal(route.points.map((one) => one.n), [1, 2, 3], 'numbered');
    equal((await client.want(200, 'GET', '/api/patrol-routes', { as: 'desk111' })).items.map((one) => one.id), [route.id], 'the community sees it');
    equal((await client.want(200, 'GET', '/api/patrol-routes', { as: 'desk112' })).items, [], 'the next one does not');
    const changed = await client.want(200, 'POST', `/api/patrol-routes/${route.id}`, { as: 'grid125', json: { version: 1, name: '早巡一线', points: route.points } });
    await client.want(409, 'POST', `/api/patrol-routes/${route.id}`, { as: 'grid125', json: { version: 1, name: '旧', points: route.points } });
    await client.want(404, 'POST', `/api/patrol-routes/${route.id}`, { as: 'command133', json: { version: 2, name: '越界', points: route.points } });
    await client.want(404, 'DELETE', `/api/patrol-routes/${route.id}?version=2`, { as: 'command133' });
    route = changed;
  });

  suite.test('a patrol: on duty, at the point, once each, replayed, and what it covered', async ({ client }) => {
    const key = `run-${Date.now()}-a`, [one, two, three] = route.points, at = ({ lon, lat }) => ({ lon, lat });
    const mark = (point, place, status = 200, more = {}, as = WORKER, headers = {}) =>
      client.want(status, 'POST', '/api/patrols/marks', { as, headers, json: { key, route: route.id, version: route.version, point: point.n, ...at(place), ...more } });
    equal((await client.want(200, 'GET', '/api/patrols/mine', { as: WORKER })).routes.map((row) => row.id), [route.id], 'mine');
    await mark(one, one, 409);
    await duty(client, { on: true, ...HOME });
    await client.want(200, 'POST', '/api/duty', { as: 'worker103', json: { on: true } });
    await mark(one, one, 404, {}, 'worker103');
    await client.want(200, 'POST', '/api/duty', { as: 'worker103', json: { on: false } });
    await mark(one, one, 409, { version: 1 });
    truth(/米/.test((await mark(one, three, 422)).zh), 'too far');
    await mark({ n: 99 }, one, 409);
    equal((await client.want(200, 'GET', '/api/patrols/mine', { as: WORKER })).runs, [], 'refusals began nothing');
    const headers = { 'Idempotency-Key': `${key}-1` };
    equal((await mark(one, one, 200, {}, WORKER, headers)).done, 1, 'first');
    equal((await mark(one, one, 200, {}, WORKER, headers)).done, 1, 'replayed');
    equal((await mark(one, one)).done, 1, 'once each');
    equal((await mark(two, two)).done, 2, 'second');
    const done = await client.want(200, 'POST', '/api/patrols/finish', { as: WORKER, json: { key } });
    equal([done.coverage, done.missed.map((row) => row.n)], [66, [3]], 'coverage and what was missed');
    await client.want(200, 'POST', '/api/patrols/finish', { as: WORKER, json: { key } });
    await new Promise((wait) => setTimeout(wait, 20));
    await mark(three, three, 409);
    await client.want(404, 'POST', '/api/patrols/finish', { as: 'worker103', json: { key } });
    await duty(client, { on: false });
    const day = await client.want(200, 'GET', '/api/patrols', { as: 'grid125' });
    equal([day.counts.runs, day.counts.good_runs, day.counts.coverage, day.counts.missed, day.items[0].met, day.required], [1, 0, 66, 1, false, 2], 'the day');
    equal((await client.want(200, 'GET', '/api/patrols', { as: 'desk112' })).items, [], 'not of the next community');
    await client.want(200, 'DELETE', `/api/patrol-routes/${route.id}?version=${route.version}`, { as: 'grid125' });
    equal((await client.want(200, 'GET', '/api/patrols/mine', { as: WORKER })).routes, [], 'out of use');
  });

  suite.test('the log: five duties, each opens its case; replayed once; only in grids of one\'s own', async ({ client }) => {
    const { duties } = await client.want(200, 'GET', '/api/grid-logs/mine', { as: WORKER });
    equal(duties.map((one) => one.code), ['demand', 'dispute', 'environment', 'prevention', 'service'], 'five');
    truth(duties.every((one) => one.types.length && one.name_en && one.action_en), 'each names its cases, in both languages');
    const headers = { 'Idempotency-Key': `log-${Date.now()}`, 'X-Phone-Time': String(Date.now()) }, spots = [0.0003, 0.0013, 0.0023, 0.0033, 0.0043];
    const write = (json, status = 201, more = {}) => client.want(status, 'POST', '/api/grid-logs', { as: WORKER, json, headers: more });
    const body = { duty: 'dispute', text: '两家为晾衣绳争执', open: true, lon: 118.8152, lat: 32.0652, said_at: new Date(Date.now() - 600_000).toISOString() };
    const first = await write(body, 201, headers);
    equal((await write(body, 201, headers)).case_id, first.case_id, 'replayed: one case');
    await write({ ...body, text: '别的' }, 422, headers);
    const opened = await client.want(200, 'GET', `/api/cases/${first.case_id}`, { as: 'command123' });
    equal([opened.type, opened.number, opened.source], ['2201', first.number, 'worker'], 'a mediation');
    for (const [i, one] of duties.entries()) {
      const made = await write({ duty: one.code, text: `日志 ${one.name}`, open: true, lon: 118.8101 + spots[i], lat: 32.0671 });
      equal((await client.want(200, 'GET', `/api/cases/${made.case_id}`, { as: 'command123' })).type, one.types[0].code, one.code);
    }
    equal((await write({ duty: 'service', text: '帮张阿姨交水费' })).case_id, null, 'without a case');
    await write({ duty: 'cooking', text: 'x' }, 422);
    await write({ duty: 'service', text: '  ' }, 400);
    await write({ duty: 'service', text: '要位置', open: true }, 422);
    await write({ duty: 'service', text: '类型不对', open: true, type: '9999', ...HOME }, 422);
    const other = await client.want(200, 'GET', '/api/session', { as: 'worker103' });
    await write({ duty: 'service', text: '别人的网格', grid: other.grids[0].id }, 404);
    const mine = await client.want(200, 'GET', '/api/grid-logs/mine', { as: WORKER });
    equal(mine.items.length, 7, 'refusals left nothing');
    const day = await client.want(200, 'GET', '/api/grid-logs', { as: 'grid125' });
    truth(day.items.length === 7 && day.items.some((one) => one.late && one.number === first.number), 'the day');
    equal((await client.want(200, 'GET', '/api/grid-logs', { as: 'desk112' })).items, [], 'not the next community');
  });

  suite.test('photos of the log: seen by who sees that day, used once, and they go with the case', async ({ client }) => {
    const write = (json, status = 201) => client.want(status, 'POST', '/api/grid-logs', { as: WORKER, json: { duty: 'environment', ...json } });
    const seen = async (as, digest) => (await client.ask('GET', `/api/files/${digest}`, { as })).status;
    const token = await client.photo(WORKER), rules = await client.want(200, 'GET', '/api/field', { as: WORKER });
    truth(rules.watermark && rules.skew_max_s === 120 && Math.abs(Date.parse(rules.now) - Date.now()) < 5000, JSON.stringify(rules));
    await write({ text: '两张照片', photos: [token, await client.photo(WORKER)] });
    await write({ text: '又用一次', photos: [token] }, 422);
    await write({ text: '别人传的', photos: [await client.photo('worker103')] }, 422);
    const { photos } = (await client.want(200, 'GET', '/api/grid-logs/mine', { as: WORKER })).items[0];
    equal([photos.length, await seen(WORKER, photos[0].digest), await seen('grid125', photos[0].digest), await seen('desk111', photos[1].digest)], [2, 200, 200, 200], 'who may see that day');
    equal([await seen('desk112', photos[0].digest), await seen('worker103', photos[0].digest), await seen(undefined, photos[0].digest)], [404, 404, 404], 'nobody else');
    const made = await write({ text: '带照片立件', open: true, lon: 118.8107, lat: 32.0601, photos: [await client.photo(WORKER)] });
    const opened = await client.want(200, 'GET', `/api/cases/${made.case_id}`, { as: 'command123' });
    equal([opened.photos.length, opened.photos[0].kind], [1, 'before'], 'the case has it');
    const day = await client.want(200, 'GET', '/api/grid-logs', { as: 'grid125' });
    equal(day.items.slice(0, 2).map((one) => [one.text, one.photos.length]), [['带照片立件', 1], ['两张照片', 2]], 'at the desk');
  });

  suite.test('services: only what somebody asked for, masked, opened with a trace, visited with agreement, late visits in order', async ({ client }) => {
    const me = await client.want(200, 'GET', '/api/session', { as: WORKER }), today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
    const body = { grid: me.grids[0].id, kind: 'alone', worker: me.id, asked_by: 'family', asked_on: today, consent: '家属在社区当面签字', name: '王小明', phone: '13800001234', address: '3幢502室', first_day: today };
    const add = (json, status = 201, as = 'desk111') => client.want(status, 'POST', '/api/services', { as, json });
    await add({ ...body, asked_by: 'community' }, 400);
    await add({ ...body, consent: ' ' }, 400);
    await add({ ...body, kind: 'watching' }, 422);
    await add({ ...body, worker: '103' }, 422);
    await add({ ...body, first_day: '2020-01-01' }, 400);
    await add(body, 404, 'desk112');
    await add(body, 403, WORKER);
    const made = await add(body);
    equal([made.served.name, made.served.phone, made.state, made.every_days], ['王**', '138****1234', 'due', 7], 'masked');
    // ids and times are digits by chance, and may hold any number of a door
    const text = JSON.stringify(await client.want(200, 'GET', '/api/services', { as: 'grid125' })).replace(/"(?:\d{12,}|\d{4}-\d\d-\d\dT[^"]*)"/g, '""');
    truth(text.includes('王**'), 'it is in the list');
    truth(!text.includes('小明') && !text.includes('00001234') && !text.includes('502'), 'no list tells who it is');
    equal((await client.want(200, 'GET', '/api/services', { as: 'desk112' })).items, [], 'not the next community');
    const look = (as, status = 200, reason = '约定上门时间') => client.want(status, 'POST', `/api/services/${made.id}/reveal`, { as, json: { reason } });
    for (const as of ['worker103', 'desk111', 'desk112', 'grid125']) await look(as, 404);
    await look(WORKER, 400, '  ');
    const opened = await look(WORKER);
    equal([opened.served.name, opened.served.address, opened.visits.length], ['王小明', '3幢502室', 0], 'in clear');
    const trail = await client.want(200, 'GET', '/api/audit?limit=50', { as: 'auditor173' });
    truth(trail.items.some((row) => row.action === 'service.reveal' && row.detail === '约定上门时间'), 'the look stands in the trail');
    const visit = (json, status = 201, as = WORKER, headers = {}) => client.want(status, 'POST', '/api/services/visits', { as, headers, json: { service: made.id, purpose: '看望', ...json } });
    await visit({ result: 'done', agreed: false }, 422);
    await visit({ result: 'refused', agreed: false, note: '他说…' }, 422);
    await visit({ result: 'gone', agreed: true }, 400);
    await visit({ result: 'done', agreed: true }, 404, 'worker103');
    const headers = { 'Idempotency-Key': `visit-${Date.now()}`, 'X-Phone-Time': String(Date.now()) };
    const done = { result: 'done', agreed: true, note: '身体很好，缺降压药' };
    const after = await visit(done, 201, WORKER, headers);
    equal([after.state, after.last_day], ['done', today], 'done');
    await visit(done, 201, WORKER, headers);
    await visit({ result: 'absent', agreed: false, said_at: new Date(Date.now() - 20 * 3_600_000).toISOString() });
    const all = await look(WORKER);
    equal(all.visits.map((one) => [one.result, one.note]), [['absent', null], ['done', '身体很好，缺降压药']], 'once each, the note in clear');
    await client.want(409, 'POST', `/api/services/${made.id}/end`, { as: 'desk111', json: { version: 9, reason: '搬走' } });
    await client.want(404, 'POST', `/api/services/${made.id}/end`, { as: 'desk112', json: { version: 1, reason: '搬走' } });
    truth((await client.want(200, 'POST', `/api/services/${made.id}/end`, { as: 'desk111', json: { version: 1, reason: '搬走' } })).ended, 'ended');
    await visit(done, 409);
    equal((await client.want(200, 'GET', '/api/services/mine', { as: WORKER })).items, [], 'no longer due');
  });
  suite.test('a partner sees what lies in its hands and nothing else', async ({ client }) => {
    const me = await client.want(200, 'GET', '/api/session', { as: 'grid125' }), street = me.unit.id;
    const add = (json, status = 201, as = 'grid125') => client.want(status, 'POST', '/api/partners', { as, json: { street, kind: 'property', name: '安居物业', contact: '周经理', phone: '13900003333', ...json } });
    await add({}, 403, 'desk111');
    await add({}, 404, 'command133');
    await add({ kind: 'nobody' }, 422);
    const made = await add({}), [one] = made.items;
    equal([one.state, one.phone, one.open, one.code.split('-').slice(1).join('-')], ['none', '139****3333', 0, 'partner-0001'], 'a unit of the street');
    truth(!JSON.stringify(made).includes('13900003333'), 'masked');
    const later = new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10);
    const agree = (json, status = 201) => client.want(status, 'POST', `/api/partners/${one.id}/agreements`, { as: 'grid125', json: { title: '物业协议', until: later, ...json } });
    await agree({ until: '2020-01-01' }, 400);
    await agree({ signed: later }, 400);
    equal((await agree({})).items[0].state, 'ending', 'it ends within a month');
    equal((await client.want(200, 'POST', `/api/partners/${one.id}/reveal`, { as: 'grid125', json: { reason: '约时间' } })).phone, '13900003333', 'in clear, with a reason');
    await client.want(403, 'POST', `/api/partners/${one.id}/reveal`, { as: 'desk111', json: { reason: '看看' } });

    // its person: made by one administrator, let in and given the role by another
    const account = await client.want(201, 'POST', '/api/accounts', { as: 'sysadmin171', json: { login: 'anju', name: '物业员', unit: one.id } });
    await client.want(200, 'POST', `/api/accounts/${account.id}/approve`, { as: 'secadmin172', json: { version: 1 } });
    await client.want(201, 'POST', `/api/accounts/${account.id}/grants`, { as: 'secadmin172', json: { role: 'handle', unit: one.id } });
    const reply = await fetch(`${client.url}/api/session`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ user: 'anju', password: account.password }) });
    client.cookies.set('anju', reply.headers.get('set-cookie').split(';')[0]);
    await client.want(204, 'POST', '/api/session/password', { as: 'anju', json: { old: account.password, new: 'Wuye-2026-Anju' } });

    const report = () => client.want(201, 'POST', '/api/cases', { as: WORKER, json: { type: '0504', text: '楼道堆物', source: 'worker', ...HOME, lon: HOME.lon + Math.random() / 1000 } });
    const [mine, other] = [await report(), await report()];
    for (const [number, unit] of [[mine.number, one.code], [other.number, '320102002-sanitation']]) {
      const task = await client.task('dispatch122', number, 'FILED');
      await client.want(200, 'POST', `/api/tasks/${task.id}/complete`, { as: 'dispatch122', json: { version: task.version, outcome: 'dispatch', unit } });
    }
    const list = await client.want(200, 'GET', '/api/tasks', { as: 'anju' });
    equal(list.items.map((row) => row.number), [mine.number], 'its own task alone');
    equal((await client.want(200, 'GET', '/api/cases', { as: 'anju' })).items.map((row) => row.number), [mine.number], 'and its own case');
    await client.want(200, 'GET', `/api/cases/${mine.id}`, { as: 'anju' });
    await client.want(404, 'GET', `/api/cases/${other.id}`, { as: 'anju' });
    for (const path of [`/api/cases?street=${street}`, `/api/grids?parent=${street}`, `/api/hotspots?unit=${street}`, `/api/surges?unit=${street}`, `/api/map/cases?bbox=118,31,119,33&street=${street}`]) await client.want(404, 'GET', path, { as: 'anju' });
    for (const path of ['/api/duty/day', '/api/services', '/api/staff/grids', '/api/staff/people', '/api/partners', '/api/dashboard', '/api/evaluation', '/api/grid-plans']) await client.want(403, 'GET', path, { as: 'anju' });
    const [task] = list.items;
    await client.want(200, 'POST', `/api/tasks/${task.id}/claim`, { as: 'anju', json: { version: task.version } });
    await client.want(409, 'POST', `/api/partners/${one.id}/end`, { as: 'grid125', json: { version: 1, reason: '到期' } });
    const now = (await client.want(200, 'GET', `/api/cases/${mine.id}`, { as: 'anju' })).tasks[0];
    await client.want(200, 'POST', `/api/tasks/${now.id}/complete`, { as: 'anju', json: { version: now.version, outcome: now.outcomes[0].code } });
    truth((await client.want(200, 'GET', `/api/cases/${mine.id}`, { as: 'anju' })).stage !== now.stage, 'answered');

    // an instruction to every team is for the street's own offices
    const given = await client.want(201, 'POST', '/api/instructions', { as: 'command123', json: { area: me.unit.code, level: 'team', text: '清点库存', due_at: `${later}T12:00:00+08:00` } });
    const teams = await client.want(200, 'GET', `/api/units?parent=${street}&kind=team&limit=100`, { as: 'command123' });
    equal(given.total, teams.items.filter((unit) => !unit.code.includes('-partner-')).length, 'not for partners');
    truth(teams.items.some((unit) => unit.id === one.id), 'a unit like others otherwise');
  });

  return suite;
}
