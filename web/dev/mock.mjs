// DEVELOPMENT ONLY: a stand-in for `shao serve`, in memory, with the API of docs/spine.md. Nothing here is shipped.
//   node dev/mock.mjs [--port 8080] [--cases 80]      password of every account: demo
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { ACCOUNTS, AREAS, bpmn, locate, TYPES, UNITS } from './city.mjs';
import { act, cases, classify, files, iso, keep, listen, mayAct, move, open, Refusal, row, seed, task, view } from './state.mjs';

const option = (name, fallback) => { const i = process.argv.indexOf(`--${name}`); return i > 0 ? process.argv[i + 1] : fallback; };
const dist = new URL('../dist/', import.meta.url).pathname;
const sessions = new Map();
const replies = new Map();
seed(Number(option('cases', 80)));

const missing = () => new Refusal(404, 'NOT_FOUND', '没有找到。', 'Not found.');
const find = (id) => cases.get(id) ?? (() => { throw missing(); })();
const me = (a) => ({ ...a, language: 'zh', role: undefined });
const page = (items, q) => { const from = Number(q.after ?? 0); const limit = Number(q.limit ?? 20); return { items: items.slice(from, from + limit), next: from + limit < items.length ? String(from + limit) : null }; };
const fits = (r, q) => ['type', 'stage', 'state', 'light', 'source'].every((k) => !q[k] || r[k] === q[k]) && (!q.street || r.street.id === q.street) && (!q.q || `${r.number}${r.type_name}${r.text}${r.address}`.includes(q.q));
const tasksOf = (who, q = {}) => [...cases.values()].filter((c) => mayAct(c, who)).map((c) => task(c, who)).filter((r) => fits(r, { ...q, state: '' }) && (!q.mine || r.mine)).sort((a, b) => a.due_at.localeCompare(b.due_at));
const near = (type, lon, lat) => [...cases.values()].filter((c) => c.type === type && c.state === 'open').map((c) => ({ id: c.id, number: c.number, type_name: TYPES.find((one) => one.code === type).name, type, distance_m: Math.hypot((c.lon - lon) * 94000, (c.lat - lat) * 111000), opened_at: iso(c.opened), stage_zh: row(c).stage_zh, stage: c.stage })).filter((d) => d.distance_m < 120).slice(0, 3);
const scores = (text) => classify(text).map((one) => ({ code: one.code, name: one.name, score: one.matched.length, matched: one.matched }));
const tally = (list, key, name) => Object.values(list.reduce((sum, c) => { const k = key(c); const r = (sum[k] ??= { key: k, name: name(c), opened: 0, open: 0, closed: 0, overdue: 0 }); r.opened += 1; r[c.state === 'closed' ? 'closed' : 'open'] += 1; if (c.state === 'open' && c.due < Date.now()) r.overdue += 1; return sum; }, {})).map((r) => ({ ...r, on_time_rate: r.closed ? Math.max(0, 1 - r.overdue / r.opened) : null }));
const publicView = (c) => ({ number: c.number, type: row(c).type_name, stage: c.stage, stage_zh: row(c).stage_zh, state: c.state, opened_at: iso(c.opened), due_at: iso(c.due), light: row(c).light, steps: c.journal.map(({ at, zh, en }) => ({ at, zh, en })), result: c.result, can_rate: c.state === 'closed', can_reopen: c.state === 'closed', reopen_until: iso(c.due + 864e5), photos: c.photos });
const byNumber = (number, code) => { const c = [...cases.values()].find((one) => one.number === number && one.code === code); if (!c) throw missing(); return c; };
const makePublic = (body) => { if (!body.text) throw new Refusal(400, 'INVALID', '请写明发生了什么。', 'Say what happened.', 'text'); const c = open({ ...body, source: 'public' }); return { number: c.number, code: c.code, type: row(c).type_name, grid: c.grid.name, due_at: iso(c.due), verify_due_at: iso(c.opened + 36e5) }; };

const PUBLIC = {
  'GET /api/health': () => ({ status: 'ok' }),
  'GET /api/public/areas': ({ q }) => ({ type: 'FeatureCollection', features: AREAS.filter((a) => a.level === q.level).map((a) => ({ type: 'Feature', geometry: a.geometry, properties: { code: a.code, name: a.name } })) }),
  'GET /api/public/catalogue': () => ({ types: TYPES }),
  'POST /api/public/suggest': ({ body }) => { const place = body.lon ? locate(body.lon, body.lat) : null; const types = scores(body.text ?? ''); const type = body.type ?? types[0]?.code; return { types, place: place && { in_city: place.in_city, district: place.district?.name, street: place.street?.name, community: place.community?.name, grid: place.grid?.name }, duplicates: place?.in_city && type ? near(type, body.lon, body.lat) : [] }; },
  'POST /api/public/reports': ({ body }) => [201, makePublic(body)],
  'GET /api/public/reports/:id': ({ id, q }) => publicView(byNumber(id, q.code)),
  'POST /api/public/reports/:id/rating': ({ id, body }) => { byNumber(id, body.code); return {}; },
  'POST /api/public/reports/:id/reopen': ({ id, body }) => { const c = byNumber(id, body.code); Object.assign(c, { state: 'open', stage: 'REPORTED', result: null }); return publicView(c); },
  'POST /api/session': ({ body, reply }) => { const a = ACCOUNTS.find((one) => one.login === body.user); if (!a || body.password !== 'demo') throw new Refusal(401, 'UNAUTHORIZED', '账号或密码不对。', 'Wrong user name or password.'); const key = String(Math.random()).slice(2); sessions.set(key, a); reply.setHeader('Set-Cookie', `mock=${key}; Path=/; HttpOnly; SameSite=Strict`); return { user: me(a) }; },
};
const STAFF = {
  'GET /api/session': ({ who }) => me(who),
  'DELETE /api/session': ({ key }) => { sessions.delete(key); return {}; },
  'POST /api/session/password': ({ body }) => { if (body.old !== 'demo') throw new Refusal(400, 'INVALID', '现在的密码不对。', 'Wrong current password.', 'old'); return {}; },
  'GET /api/tasks': ({ who, q }) => page(tasksOf(who, q), q),
  'GET /api/tasks/counts': ({ who }) => { const all = tasksOf(who); const stages = {}; all.forEach((r) => { (stages[r.stage] ??= { stage: r.stage, zh: r.stage_zh, count: 0 }).count += 1; }); return { total: all.length, overdue: all.filter((r) => ['orange', 'red'].includes(r.light)).length, soon: all.filter((r) => r.light === 'yellow').length, by_stage: Object.values(stages) }; },
  'POST /api/tasks/:id/complete': ({ id, body, who }) => { const c = [...cases.values()].find((one) => `t${one.task}` === id); if (!c) throw new Refusal(409, 'CONFLICT', '这一步已经办完了。', 'This step has been done.'); move(c, body.outcome, body, who); return { case_id: c.id, number: c.number, state: c.state, stage: c.stage, version: c.version }; },
  'POST /api/tasks/:id/claim': ({ id, who }) => { [...cases.values()].find((one) => `t${one.task}` === id).assignee = who.id; return {}; },
  'POST /api/tasks/:id/release': ({ id }) => { [...cases.values()].find((one) => `t${one.task}` === id).assignee = null; return {}; },
  'POST /api/cases': ({ body, who }) => { const c = open(body, who); return [201, { id: c.id, number: c.number, type: c.type, grid: c.grid, stage: c.stage, due_at: iso(c.due), duplicates: [] }]; },
  'GET /api/cases': ({ q }) => page([...cases.values()].reverse().map(row).filter((r) => fits(r, q)), q),
  'GET /api/cases/:id': ({ id, who }) => view(find(id), who),
  'GET /api/cases/:id/diagram': ({ id }) => { const c = find(id); return { processes: [{ id: 'P1', name: '快速处置', xml: bpmn(), current: c.state === 'open' ? [c.stage] : [], done: c.done, flows: c.flows }] }; },
  'POST /api/cases/:id/:op': ({ id, op, body, who }) => act(find(id), op, body, who),
  'POST /api/duplicates': ({ body }) => ({ items: near(body.type, body.lon, body.lat) }),
  'GET /api/locate': ({ q }) => locate(Number(q.lon), Number(q.lat)),
  'GET /api/units': ({ q }) => ({ items: UNITS.filter((u) => (!q.parent || u.parent === q.parent) && (!q.kind || u.kind === q.kind) && (!q.q || `${u.name}${u.code}`.includes(q.q))).slice(0, 50).map(({ parent: _, ...u }) => u) }),
  'GET /api/catalogue': () => ({ items: TYPES }),
  'POST /api/classify': ({ body }) => ({ types: scores(body.text) }),
  'GET /api/map/areas': ({ q }) => ({ type: 'FeatureCollection', features: AREAS.filter((a) => a.level === q.level && (!q.parent || within(a, q.parent))).map((a) => { const inside = [...cases.values()].filter((c) => c.state === 'open' && [c.grid.id, c.community.id, c.street.id, c.district.id].includes(a.id)); return { type: 'Feature', geometry: a.geometry, properties: { id: a.id, code: a.code, name: a.name, open: inside.length, overdue: inside.filter((c) => c.due < Date.now()).length } }; }) }),
  'GET /api/map/cases': ({ q }) => { const [w, s, e, n] = q.bbox.split(',').map(Number); const all = [...cases.values()].map(row).filter((c) => c.lon >= w && c.lon <= e && c.lat >= s && c.lat <= n && fits(c, q)); return { items: all.slice(0, 2000), truncated: all.length > 2000 }; },
  'GET /api/dashboard': ({ q, who }) => { const all = [...cases.values()]; const sum = tally(all, () => 'all', () => '')[0]; return { unit: who.grants.map((g) => g.unit).find((u) => u.id === q.unit) ?? who.unit, ...sum, by_street: tally(all, (c) => c.street.code, (c) => c.street.name), by_type: tally(all, (c) => c.type, (c) => row(c).type_name), by_source: tally(all, (c) => c.source, (c) => c.source), by_day: days(all) }; },
  'GET /api/accounts': ({ q }) => page(ACCOUNTS.filter((a) => !q.q || `${a.login}${a.name}`.includes(q.q)).map((a) => ({ id: a.id, login: a.login, name: a.name, unit: a.unit, roles: [a.role], active: true })), q),
};
const within = (area, parent) => { for (let a = area; a; a = AREAS.find((one) => one.id === a.parent)) if (a.parent === parent) return true; return area.parent === parent; };
const days = (all) => Array.from({ length: 14 }, (_, i) => { const key = iso(Date.now() - (13 - i) * 864e5).slice(5, 10); const n = i === 13 ? all.length : 40 + ((i * 37) % 23); return { key, name: key, opened: n, open: 0, closed: Math.round(n * 0.9) - (i % 4), overdue: 0, on_time_rate: 0.9 }; });

function match(table, method, path) {
  for (const [key, handler] of Object.entries(table)) {
    const [m, pattern] = key.split(' ');
    const names = [...pattern.matchAll(/:(\w+)/g)].map(([, name]) => name);
    const found = m === method && new RegExp(`^${pattern.replace(/:\w+/g, '([^/]+)')}$`).exec(path);
    if (found) return [handler, Object.fromEntries(names.map((name, i) => [name, decodeURIComponent(found[i + 1])]))];
  }
  return null;
}

async function bodyOf(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts);
}

function upload(bytes, type) {
  const edge = `--${/boundary=(.+)$/.exec(type)[1]}`;
  const head = bytes.indexOf('\r\n\r\n');
  const media = /Content-Type: ([\w/.-]+)/i.exec(bytes.subarray(0, head).toString())?.[1] ?? 'image/jpeg';
  if (!media.startsWith('image/')) throw new Refusal(415, 'UNSUPPORTED', '只能上传图片。', 'Only pictures can be uploaded.', 'file');
  return keep(bytes.subarray(head + 4, bytes.lastIndexOf(`\r\n${edge}`)), media);
}

async function api(request, reply, url) {
  const cookies = Object.fromEntries((request.headers.cookie ?? '').split('; ').map((c) => c.split('=')));
  const who = sessions.get(cookies.mock);
  const bytes = ['POST', 'DELETE'].includes(request.method) ? await bodyOf(request) : Buffer.alloc(0);
  const key = request.headers['idempotency-key'];
  if (key && replies.has(key)) return replies.get(key);
  const remember = (answer) => { if (key) replies.set(key, answer); return answer; };
  if (url.pathname === '/api/files' && request.method === 'POST') { const { bytes: _, ...info } = upload(bytes, request.headers['content-type']); return remember([201, info]); }
  if (url.pathname.startsWith('/api/files/')) { const file = [...files.values()].find((one) => one.digest === url.pathname.slice(11)); if (!file) throw missing(); return [200, file.bytes, file.media]; }
  const found = match(PUBLIC, request.method, url.pathname) ?? match(STAFF, request.method, url.pathname);
  if (!found) throw missing();
  if (!who && !match(PUBLIC, request.method, url.pathname)) throw new Refusal(401, 'UNAUTHORIZED', '请先登录。', 'Log in first.');
  const body = bytes.length ? JSON.parse(bytes.toString()) : {};
  const answer = found[0]({ ...found[1], q: Object.fromEntries(url.searchParams), body, who, reply, key: cookies.mock });
  return remember(Array.isArray(answer) ? answer : [200, answer]);
}

function events(reply) {
  reply.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache' });
  reply.write(': hello\n\n');
  const stop = listen((event, id, data) => reply.write(`event: ${event}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`));
  const beat = setInterval(() => reply.write(': beat\n\n'), 20_000);
  reply.on('close', () => { stop(); clearInterval(beat); });
}

/** Fills a template of dist/public-template the way the server does. */
function template(name, values, lists = {}) {
  let html = readFileSync(join(dist, 'public-template', name), 'utf8');
  for (const [list, rows] of Object.entries(lists)) html = html.replace(new RegExp(`<!-- each:${list} -->([\\s\\S]*?)<!-- /each -->`), (_, part) => rows.map((r) => fill(part, r)).join(''));
  return fill(html, values);
}
const escape = (value) => String(value ?? '').replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
const fill = (text, values) => text.replace(/\{\{([\w.]+)\}\}/g, (_, name) => escape(values[name]));

function reportPage(values = {}) { return template('report.html', { message: '', elder: '', text: '', address: '', contact: '', lon: '', lat: '', ...values }, { types: TYPES.map((one) => ({ code: one.code, name: one.name, hint: one.hint, selected: '' })), streets: UNITS.filter((u) => u.kind === 'street').map((u) => ({ code: u.code, name: u.name, selected: '' })) }); }
function progressPage(q) {
  const c = q.number && [...cases.values()].find((one) => one.number === q.number.trim() && one.code === q.code?.trim());
  const v = c && publicView(c);
  const show = (on) => (on ? 'yes' : 'no');
  return template('progress.html', { number: q.number ?? '', code: q.code ?? '', message: q.number && !c ? '没有找到，请核对编号和查询码。' : '', found: show(v), type: v?.type, stage: v?.stage_zh, state: v?.state, light: v?.light, opened_at: v?.opened_at.slice(0, 16).replace('T', ' '), due_at: v?.due_at.slice(0, 16).replace('T', ' '), result: v?.result, can_rate: show(v?.can_rate), can_reopen: show(v?.can_reopen), reopen_until: v?.reopen_until.slice(0, 16).replace('T', ' ') }, { steps: (v?.steps ?? []).map((s) => ({ at: s.at.slice(0, 16).replace('T', ' '), text: s.zh })), photos: (v?.photos ?? []).map((p) => ({ src: `/api/files/${p.digest}`, kind: p.kind })) });
}

const MEDIA = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.mjs': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.json': 'application/json', '.webmanifest': 'application/manifest+json', '.woff2': 'font/woff2', '.woff': 'font/woff', '.ttf': 'font/ttf', '.eot': 'application/vnd.ms-fontobject' };
async function pages(request, reply, url) {
  const html = (text, status = 200) => { reply.writeHead(status, { 'Content-Type': MEDIA['.html'] }); reply.end(text); };
  if (url.pathname === '/') return html(reportPage());
  if (url.pathname === '/progress') return html(progressPage(Object.fromEntries(url.searchParams)));
  if (url.pathname === '/report' && request.method === 'POST') {
    const bytes = await bodyOf(request);
    const form = await new Response(bytes, { headers: { 'Content-Type': request.headers['content-type'] } }).formData();
    const values = Object.fromEntries([...form].filter(([, v]) => typeof v === 'string'));
    try { const made = makePublic({ ...values, lon: Number(values.lon || 118.8), lat: Number(values.lat || 32.05), photos: undefined }); reply.writeHead(303, { Location: `/progress?number=${made.number}&code=${made.code}` }); return reply.end(); } catch (why) { return html(reportPage({ ...values, message: why.body.zh }), 400); }
  }
  const file = /^\/desk(\/|$)/.test(url.pathname) ? 'desk.html' : /^\/field(\/|$)/.test(url.pathname) ? 'field.html' : decodeURIComponent(url.pathname.slice(1));
  const path = join(dist, file);
  if (!path.startsWith(dist) || !existsSync(path)) { reply.writeHead(404); return reply.end('not found'); }
  reply.writeHead(200, { 'Content-Type': MEDIA[extname(path)] ?? 'application/octet-stream' });
  return createReadStream(path).pipe(reply);
}

const server = createServer(async (request, reply) => {
  const url = new URL(request.url, 'http://mock');
  try {
    if (url.pathname === '/api/events') return events(reply);
    if (!url.pathname.startsWith('/api/')) return await pages(request, reply, url);
    const [status, body, media] = await api(request, reply, url);
    reply.writeHead(status, { 'Content-Type': media ?? 'application/json' });
    return reply.end(media ? body : JSON.stringify(body ?? {}));
  } catch (why) {
    if (!(why instanceof Refusal)) console.error(why);
    if (reply.headersSent) return reply.end();
    reply.writeHead(why.status ?? 500, { 'Content-Type': 'application/json' });
    return reply.end(JSON.stringify(why.body ?? { error: 'INTERNAL', zh: '服务器出错了。', en: 'Internal error.' }));
  }
});
server.listen(Number(option('port', 8080)), '127.0.0.1', () => console.log(`mock (development only) on http://127.0.0.1:${server.address().port}`));
