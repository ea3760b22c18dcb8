// The life of reports through the real interface, from the resident's phone to the archive.
import { Suite, equal, truth } from './lib/suite.mjs';
import { play } from './lib/scenario.mjs';

const EAST = { lon: 118.8011, lat: 32.0511 };
const spot = (n) => ({ lon: +(EAST.lon + (n % 15) * 0.0011).toFixed(4), lat: +(EAST.lat + Math.floor(n / 15) * 0.001).toFixed(4) });
const team = '320102002-enforcement';
const handler = 'handle111031', leader = 'leader111039';   // of the enforcement team of 珠江路

export const REPORT = [
  { label: 'types', get: '/api/public/catalogue', has: { types: (list) => list.length === 23 } },
  { label: 'suggested', post: '/api/public/suggest', json: { text: '门口店家把桌子摆到人行道上，店外经营', ...spot(0) }, has: { place: { in_city: true, community: { name: '东社区' } }, duplicates: [] } },
  { label: 'photo', photo: '' },
  { label: 'report', post: '/api/public/reports', status: 201, json: { text: '店家把货摆到门外', type: '0504', ...spot(0), address: '珠江路 1 号', contact: '13812345678', photos: ['{photo.token}'] },
    has: { number: /^320102002\d{8}00001$/, code: /^[2-9A-Y]{8}$/, type: '0504', due_at: /\+08:00$/, verify_due_at: /\+08:00$/ } },
  { label: 'again', post: '/api/public/reports', status: 422, json: { text: '照片用第二次', type: '0504', ...spot(1), photos: ['{photo.token}'] }, has: { error: 'UNPROCESSABLE' } },
  { label: 'progress', get: '/api/public/reports/{report.number}?code={report.code}', has: { stage: 'PENDING_VERIFY', state: 'open', verify_due_at: /\+08:00$/, can_rate: false, can_reopen: false, photos: (list) => list.length === 1 } },
  { get: '/api/public/reports/{report.number}?code=WRONGCOD', status: 404 },
  { get: '/api/public/reports/320102002209901010001?code={report.code}', status: 404 },
  { label: 'offered', post: '/api/public/suggest', json: { text: '店外经营', type: '0504', ...spot(0) }, has: { duplicates: (list) => list.length === 1 } },
];

export const FINISH = [
  { label: 'row', as: 'worker101', get: '/api/tasks', has: { items: (list) => list.length >= 1 } },
  { label: 'verified', as: 'worker101', task: ['{report.number}', 'PENDING_VERIFY'], outcome: 'confirmed', has: { stage: 'FILED', state: 'open' } },
  { as: 'worker101', task: ['{report.number}', 'PENDING_VERIFY'], absent: true },
  { label: 'sent', as: 'dispatch122', task: ['{report.number}', 'FILED'], outcome: 'dispatch', json: { unit: team }, has: { stage: 'DISPATCHED' } },
  { label: 'page', as: handler, get: '/api/cases/{sent.case_id}', has: { number: '{report.number}', unit: { code: team }, reporter: { phone: '138****5678' }, photos: (list) => list.length === 1,
    decisions: (list) => list.some((one) => one.decision === 'route' && one.matches.length === 1), journal: (list) => list.every((one) => one.mac_ok), tasks: (list) => list[0].can_act } },
  { as: handler, task: ['{report.number}', 'DISPATCHED'], outcome: 'accept', has: { stage: 'ACCEPTED' } },
  { as: handler, task: ['{report.number}', 'ACCEPTED'], outcome: 'arrived', has: { stage: 'ON_SITE' } },
  { as: handler, task: ['{report.number}', 'ON_SITE'], outcome: 'rectified', status: 400, has: { error: 'INVALID' } },
  { as: handler, task: ['{report.number}', 'ON_SITE'], outcome: 'rectified', photos: 1, json: { note: '已清理' }, has: { stage: 'VERIFYING' } },
  { as: 'worker101', task: ['{report.number}', 'VERIFYING'], outcome: 'pass', photos: 1, has: { stage: 'CALLBACK' } },
  { as: 'intake121', task: ['{report.number}', 'CALLBACK'], outcome: 'close', status: 400 },
  { as: 'intake121', task: ['{report.number}', 'CALLBACK'], outcome: 'close', json: { fields: { reached: 'phone', solved: 'yes', other: 1 } }, status: 400 },
  { label: 'closed', as: 'intake121', task: ['{report.number}', 'CALLBACK'], outcome: 'close', json: { fields: { reached: 'phone' } }, has: { stage: 'CLOSED', state: 'closed' } },
  { label: 'done', get: '/api/public/reports/{report.number}?code={report.code}', has: { state: 'closed', result: 'done', verify_due_at: null, can_rate: true, can_reopen: true, reopen_until: /\+08:00$/, steps: (list) => list.length >= 4 } },
  { post: '/api/public/reports/{report.number}/rating', json: { code: 'XXXXXXXX', score: 5, solved: true }, status: 404 },
  { post: '/api/public/reports/{report.number}/rating', json: { code: '{report.code}', score: 6, solved: true }, status: 400 },
  { post: '/api/public/reports/{report.number}/rating', json: { code: '{report.code}', score: 4, solved: true, comment: '谢谢' }, has: { state: 'closed' } },
  { post: '/api/public/reports/{report.number}/rating', json: { code: '{report.code}', score: 1, solved: false }, status: 409 },
  { label: 'rated', as: 'command123', get: '/api/cases/{sent.case_id}', has: { rating: { score: 4, solved: 1 }, result: 'done', state: 'closed' } },
  { post: '/api/public/reports/{report.number}/reopen', json: { code: '{report.code}', reason: '第二天又摆出来了' }, has: { state: 'open', stage: 'FILED' } },
  { post: '/api/public/reports/{report.number}/reopen', json: { code: '{report.code}', reason: '再来' }, status: 409 },
];

const RETURNED = [
  { label: 'case', as: 'worker101', post: '/api/cases', status: 201, json: { text: '乱停', type: '0506', source: 'worker', ...spot(20) }, has: { stage: 'FILED' } },
  { as: 'dispatch122', task: ['{case.number}', 'FILED'], outcome: 'dispatch', json: { unit: team } },
  { label: 'seen', as: handler, get: '/api/cases/{case.id}', has: { actions: (list) => list.some((one) => one.op === 'return') && !list.some((one) => one.op === 'reopen') } },
  { as: handler, post: '/api/cases/{case.id}/return', json: {}, status: 400 },
  { as: handler, post: '/api/cases/{case.id}/return', json: { version: 1, reason: '旧页面' }, status: 409 },
  { as: handler, post: '/api/cases/{case.id}/return', json: { version: '{seen.version}', reason: '不归我队' }, has: { stage: 'RETURNED' } },
  { as: handler, post: '/api/cases/{case.id}/return', json: { reason: '再退' }, status: 409 },
  { as: 'dispatch122', task: ['{case.number}', 'RETURNED'], outcome: 'refuse', json: { note: '是你们的' }, has: { stage: 'DISPATCHED' } },
  { as: leader, post: '/api/cases/{case.id}/return', json: { reason: '真的不是' }, has: { stage: 'RULING' } },
  { as: 'dispatch122', task: ['{case.number}', 'RULING'], absent: true },
  { as: 'command123', task: ['{case.number}', 'RULING'], outcome: 'redispatch', json: { unit: '320102002-sanitation' }, has: { stage: 'DISPATCHED' } },
  { as: handler, get: '/api/cases/{case.id}', status: 404 },
  { as: handler, post: '/api/cases/{case.id}/note', json: { text: '已不在我手' }, status: 404 },
  { as: 'command123', post: '/api/cases/{case.id}/force-close', json: { reason: '没有依据' }, status: 400 },
  { as: 'dispatch122', post: '/api/cases/{case.id}/force-close', json: { authority: 'a', reason: 'b' }, status: 403 },
  { as: 'command123', post: '/api/cases/{case.id}/force-close', json: { authority: '主任会议', reason: '重复多次' }, has: { state: 'closed', stage: 'ARCHIVED' } },
  { as: 'command123', get: '/api/cases/{case.id}', has: { result: 'forced', actions: (list) => !list.some((one) => one.op === 'reopen') } },
];

const CHAIN = [
  { label: 'report', post: '/api/public/reports', status: 201, json: { text: '楼道有人堆物', type: '0507', ...spot(40) } },
  { as: 'worker101', task: ['{report.number}', 'PENDING_VERIFY'], outcome: 'pass_community', json: { note: '物业能办' }, has: { stage: 'COMMUNITY' } },
  { label: 'up', as: 'desk111', task: ['{report.number}', 'COMMUNITY'], outcome: 'up', json: { note: '物业不配合' }, has: { stage: 'FILED' } },
  { as: 'desk112', get: '/api/cases/{up.case_id}', status: 404 },
  { as: 'dispatch122', task: ['{report.number}', 'FILED'], outcome: 'to_district', json: { note: '需要消防' }, has: { stage: 'DISTRICT' } },
  { as: 'district152', get: '/api/cases/{up.case_id}', status: 404 },
  { as: 'district151', task: ['{report.number}', 'DISTRICT'], outcome: 'back', json: { note: '街道自办' }, has: { stage: 'FILED' } },
  { as: 'dispatch122', task: ['{report.number}', 'FILED'], outcome: 'dispatch', json: { unit: '320102002001' }, has: { stage: 'DISPATCHED' } },
  { as: 'desk111', task: ['{report.number}', 'DISPATCHED'], outcome: 'accept', has: { stage: 'ACCEPTED' } },
];

const SOURCES = [
  { label: 'alarm', as: 'key', post: '/api/cases', status: 201, json: { text: '违停', type: '0505', source: 'camera', source_no: 'cam-1', confidence: 0.93, ...spot(60) }, has: { stage: 'DISPATCHED' } },
  { as: 'key', post: '/api/cases', json: { text: '又报一次', type: '0506', source: 'camera', source_no: ' cam-1 ', confidence: 0.5, ...spot(61) }, has: { id: '{alarm.id}', number: '{alarm.number}', type: '0505', existing: true } },
  { as: 'key', post: '/api/cases', headers: { 'Idempotency-Key': 'camera-one-again' }, json: { type: '0505', source: 'camera', source_no: 'cam-1', confidence: 0.5, ...spot(61) }, has: { id: '{alarm.id}', existing: true } },
  { label: 'other', as: 'key', post: '/api/cases', status: 201, json: { type: '0505', source: 'sensor', source_no: 'cam-1', confidence: 0.9, ...spot(63) }, has: { existing: false } },
  { label: 'north', as: 'worker105', post: '/api/cases', status: 201, json: { type: '0506', source: 'transfer', source_no: 'no-1', lon: 118.6101, lat: 32.1601 } },
  { as: 'worker101', post: '/api/cases', json: { type: '0506', source: 'transfer', source_no: 'no-1', ...spot(64) }, status: 409, has: (body) => body.zh.includes('范围之外') && !JSON.stringify(body).includes('320111') },
  { as: 'key', post: '/api/cases', json: { type: '0505', source: 'camera', ...spot(61) }, status: 400 },
  { as: 'key', post: '/api/cases', json: { type: '0505', source: 'worker', confidence: 0.9, ...spot(61) }, status: 403 },
  { as: 'worker101', post: '/api/cases', json: { type: '0505', source: 'camera', confidence: 0.9, ...spot(61) }, status: 403 },
  { as: 'worker101', post: '/api/cases', json: { type: '0505', source: 'rumour', ...spot(61) }, status: 400 },
  { as: 'key', get: '/api/cases/{alarm.id}', status: 403 },
  { as: 'key', get: '/api/tasks', status: 403 },
  { as: 'command123', get: '/api/cases/{alarm.id}', has: { source: 'camera', channel: 'api' } },
  { label: 'desk', as: 'clerk124', post: '/api/cases', status: 201, json: { text: '热线反映', type: '0504', source: 'hotline', contact: { name: '李四', phone: '02512345678' }, ...spot(62) }, has: { stage: 'PENDING_VERIFY', code: /^[2-9A-Y]{8}$/ } },
  { as: 'intake121', post: '/api/cases/{desk.id}/reveal', json: {}, status: 400 },
  { as: 'dispatch122', post: '/api/cases/{desk.id}/reveal', json: { reason: '想看' }, status: 403 },
  { label: 'clear', as: 'intake121', post: '/api/cases/{desk.id}/reveal', json: { reason: '回访' }, has: { contact: { name: '李四', phone: '02512345678' } } },
  { as: 'command123', get: '/api/cases/{desk.id}', has: { reporter: { name: /^李/, phone: /\*/ }, journal: (list) => list.some((one) => one.kind === 'reveal' && one.note === '回访') } },
];

const RELATED = [
  { label: 'one', as: 'worker101', post: '/api/cases', status: 201, json: { type: '0506', source: 'worker', ...spot(80) } },
  { label: 'two', as: 'worker101', post: '/api/cases', status: 201, json: { type: '0506', source: 'worker', ...spot(80) }, has: { duplicate: true } },
  { label: 'near', as: 'worker101', post: '/api/duplicates', json: { type: '0506', ...spot(80) }, has: { items: (list) => list.length === 2 } },
  { as: 'intake121', post: '/api/cases/{two.id}/merge', json: { into: '{one.number}', reason: '同一件' }, has: { state: 'merged' } },
  { as: 'dispatch122', task: ['{two.number}', 'FILED'], absent: true },
  { as: 'command123', get: '/api/cases/{one.id}', has: { related: (list) => list.some((one) => one.kind === 'merged') } },
  { as: 'intake121', post: '/api/cases/{two.id}/unmerge', json: {}, has: { state: 'open', stage: 'FILED' } },
  { as: 'intake121', post: '/api/cases/{two.id}/link', json: { to: '{one.number}', kind: 'group' } },
  { as: 'intake121', post: '/api/cases/{two.id}/link', json: { to: '{one.number}', kind: 'cousin' }, status: 400 },
  { as: 'intake121', post: '/api/cases/{two.id}/unlink', json: { to: '{one.number}' } },
  { as: 'command123', get: '/api/cases/{one.id}', has: { related: [] } },
  { as: 'worker101', post: '/api/cases', status: 422, json: { type: '0506', source: 'worker', duplicate_of: '999', ...spot(81) } },
  { as: 'intake121', get: '/api/cases?number={one.number}', has: { items: (list) => list.length === 1 } },
  { as: 'intake141', get: '/api/cases?number={one.number}', has: { items: [] } },
];

export function story(store) {
  const suite = new Suite(`modules/story on ${store}`);
  for (const [name, steps] of Object.entries({
    'a resident reports, the case is handled, closed, rated, reopened': [...REPORT, ...FINISH], 'returned, ruled on, closed by order': RETURNED,
    'grid, community, street, district and back': CHAIN, 'other systems and the hotline': SOURCES, 'merged, related, taken apart': RELATED,
  })) suite.test(name, ({ client }) => play(client, steps));

  suite.test('photos: one use, one owner, only where they may be seen', async ({ client }) => {
    const mine = await client.photo('worker101'), file = async (as, token, status) => client.want(status, 'POST', '/api/cases', { as, json: { type: '0506', source: 'worker', photos: [token], ...spot(100 + status % 7) } });
    await file('worker102', mine, 422);
    const made = await file('worker101', mine, 201);
    await file('worker101', mine, 422);
    await client.want(422, 'POST', '/api/public/reports', { json: { text: 'x', ...spot(90), photos: ['0'.repeat(64)] } });
    await client.want(400, 'POST', '/api/public/reports', { json: { text: 'x', ...spot(90), photos: ['short', 5] } });
    const page = await client.want(200, 'GET', `/api/cases/${made.id}`, { as: 'command123' }), { digest } = page.photos[0];
    for (const [as, status] of [['command123', 200], ['worker101', 200], ['intake141', 404], [undefined, 404]]) {
      const answer = await client.ask('GET', `/api/files/${digest}`, { as });
      equal(answer.status, status, `photo as ${as}`);
    }
    equal((await client.ask('GET', `/api/files/${'0'.repeat(64)}`, { as: 'command123' })).status, 404);
    equal((await client.ask('GET', '/api/files/..%2f..%2fetc%2fpasswd', { as: 'command123' })).status, 404);
  });

  suite.test('everything a page says, it says in English too', async ({ client }) => {
    const made = await client.want(201, 'POST', '/api/cases', { as: 'worker101', json: { text: '店外堆货', type: '0504', source: 'worker', address: '珠江路', ...spot(130) } });
    await client.want(200, 'POST', `/api/cases/${made.id}/retype`, { as: 'intake121', json: { type: '0411', reason: '其实是树倒了' } });
    const task = await client.task('dispatch122', made.number, 'FILED');
    await client.want(200, 'POST', `/api/tasks/${task.id}/claim`, { as: 'dispatch122', json: { version: task.version } });
    const [held] = (await client.want(200, 'GET', `/api/cases/${made.id}`, { as: 'dispatch122' })).tasks;
    await client.want(200, 'POST', `/api/tasks/${held.id}/complete`, { as: 'dispatch122', json: { version: held.version, outcome: 'dispatch', unit: '320102002-greening' } });
    const view = await client.want(200, 'GET', `/api/cases/${made.id}`, { as: 'command123' }), said = [], at = [];
    const walk = (value, path) => {
      if (value && typeof value === 'object') for (const [key, one] of Object.entries(value)) walk(one, [...path, key]);
      else if (typeof value === 'string' && /(^|_)en$/.test(path.at(-1)) && !path.includes('item')) {
        said.push(value);
        if (/[\u4e00-\u9fff]/.test(value)) at.push(`${path.join('.')}: ${value}`);
      }
    };
    walk(view, []);
    walk(await client.want(200, 'GET', '/api/tasks', { as: 'command123' }), ['tasks']);
    walk(await client.want(200, 'GET', '/api/public/catalogue'), ['catalogue']);
    equal(at, [], 'Chinese in English');
    truth(said.length > 60, `only ${said.length} words`);
    const retype = view.journal.find((one) => one.kind === 'retype');
    equal(retype.en, 'Type changed from Goods outside the shop to Fallen tree or branch; urgency from Normal to Urgent; limit from 4 working hours to 4 hours', 'what was decided again');
    truth(retype.zh.startsWith('类型由 店外经营 改为 树木倒伏断枝；紧急程度由一般改为紧急；') && retype.changes.urgency === '2', retype.zh);
    const [route] = view.decisions.filter((one) => one.decision === 'route').at(-1).matches;
    equal([route.annotation, route.annotation_en], ['公共绿地和行道树由园林养护单位处置', 'Public greens and street trees: the greening unit'], 'the reason');
  });

  suite.test('lists are narrowed by what a page offers', async ({ client }) => {
    const made = await client.want(201, 'POST', '/api/cases', { as: 'worker101', json: { text: '井盖响个不停', type: '0504', source: 'worker', address: '兴隆大街88号', ...spot(135) } });
    const find = async (path, as = 'dispatch122') => (await client.want(200, 'GET', path, { as })).items.filter((one) => one.number === made.number).length;
    for (const [q, found] of [['88号', 1], ['盖', 1], [made.number, 1], ['兴隆 8', 1], ['89号', 0], ['店外经营', 1]]) {
      equal(await find(`/api/tasks?limit=200&q=${encodeURIComponent(q)}`), found, `tasks: ${q}`);
      if (q !== made.number) equal(await find(`/api/cases?q=${encodeURIComponent(q)}`), found, `cases: ${q}`);
    }
    await client.want(400, 'GET', '/api/tasks?light=blue', { as: 'dispatch122' });
    const view = await client.want(200, 'GET', `/api/cases/${made.id}`, { as: 'dispatch122' }), box = `bbox=${view.lon - 0.001},${view.lat - 0.001},${view.lon + 0.001},${view.lat + 0.001}`;
    for (const [more, found] of [['', 1], ['&state=open', 1], ['&state=paused', 0], ['&stage=FILED', 1], ['&stage=DISPATCHED', 0], ['&type=0504', 1], ['&type=0110', 0], ['&light=overdue', 0],
      [`&community=${view.community.id}`, 1], [`&unit=${view.street.id}`, 1], [`&street=${view.street.id}&community=${view.community.id}`, 1]])
      equal(await find(`/api/map/cases?${box}${more}`, 'command123'), found, `map: ${more}`);
    for (const more of ['&state=closed', '&light=soon', `&street=${view.community.id}`]) await client.want(400, 'GET', `/api/map/cases?${box}${more}`, { as: 'command123' });
    await client.want(404, 'GET', `/api/cases?unit=999`, { as: 'command123' });
  });

  suite.test('the same request twice is one case', async ({ client }) => {
    const json = { text: '重发', type: '0504', ...spot(110) }, headers = { 'Idempotency-Key': `report-${Date.now()}` };
    const first = await client.want(201, 'POST', '/api/public/reports', { json, headers }), second = await client.want(201, 'POST', '/api/public/reports', { json, headers });
    equal(second, first);
    await client.want(422, 'POST', '/api/public/reports', { json: { ...json, text: '不同' }, headers });
    const many = await Promise.all(Array.from({ length: 6 }, () => client.want(201, 'POST', '/api/public/reports', { json, headers: { 'Idempotency-Key': `${headers['Idempotency-Key']}-b` } })));
    equal(new Set(many.map((one) => one.number)).size, 1);
    truth(many[0].number !== first.number, 'another key is another report');
  });

  suite.test('what is counted in a grid is what is listed there', async ({ client }) => {
    const all = async (path, key) => { const list = []; for (let after = ''; after !== null;) { const page = await client.want(200, 'GET', `${path}&limit=200${after ? `&after=${after}` : ''}`, { as: 'command123' }); list.push(...page.items); after = page.next; } return key ? list.map(key) : list; };
    const { unit } = await client.want(200, 'GET', '/api/session', { as: 'command123' });
    const grids = await all(`/api/grids?parent=${unit.id}`), of = (features, id) => features.find((one) => one.properties.id === id).properties;
    const byGrid = (await client.want(200, 'GET', `/api/map/areas?level=grid&parent=${unit.id}`, { as: 'command123' })).features;
    const inSchool = await client.want(201, 'POST', '/api/cases', { as: 'worker101', json: { type: '0504', source: 'worker', lon: 118.8185, lat: 32.0685 } });
    let busy = 0;
    for (const grid of await all(`/api/grids?parent=${unit.id}`)) {
      const listed = await all(`/api/cases?grid=${grid.id}`);
      equal([grid.open, grid.overdue], [listed.length, listed.filter((one) => one.overdue).length], grid.name);
      equal((await all(`/api/cases?grid=${grid.id}&light=overdue`)).length, grid.overdue, `${grid.name} overdue`);
      if (grid.open) busy += 1;
      if (grid.layer === 'dedicated' && grid.open) truth(listed.some((one) => one.number === inSchool.number), 'the school has its case');
    }
    truth(busy >= 2, `only ${busy} grids have cases`);
    for (const grid of grids) equal([of(byGrid, grid.id).open, of(byGrid, grid.id).overdue], [grid.open, grid.overdue], `${grid.name} on the map`);
    const foreign = (await client.want(200, 'GET', `/api/map/areas?level=grid&parent=${unit.id}`, { as: 'desk112' })).features.map((one) => 'open' in one.properties);
    truth(foreign.includes(true) && foreign.includes(false), 'numbers only of what one may read');
  });

  suite.test('two people complete one task: one 200, one 409', async ({ client }) => {
    const made = await client.want(201, 'POST', '/api/cases', { as: 'worker101', json: { type: '0504', source: 'worker', ...spot(115) } });
    const task = await client.task('dispatch122', made.number, 'FILED'), send = () => client.ask('POST', `/api/tasks/${task.id}/complete`, { as: 'dispatch122', json: { version: task.version, outcome: 'dispatch', unit: team } });
    const statuses = (await Promise.all([send(), send(), send()])).map((one) => one.status).sort();
    equal(statuses, [200, 409, 409]);
  });
  return suite;
}
