// DEVELOPMENT ONLY. The cases of dev/mock.mjs, in memory, and what happens to them.
import { createHash, randomBytes } from 'node:crypto';
import { ACCOUNTS, STEPS, TYPES, UNITS, locate, ref } from './city.mjs';

const HOUR = 3600_000;
export const cases = new Map();
export const files = new Map();
const listeners = new Set();
let serial = 0;
let seq = 0;
let random = 7;
const next = () => { random = (random * 48271) % 2147483647; return random / 2147483647; };
const some = (list) => list[Math.floor(next() * list.length)];
export const iso = (ms) => new Date(ms + 8 * HOUR).toISOString().replace(/\.\d+Z$/, '+08:00');
export class Refusal extends Error { constructor(status, error, zh, en, field) { super(zh); Object.assign(this, { status, body: { error, zh, en, field, at: 0, request: randomBytes(4).toString('hex') } }); } }

export function listen(fn) { listeners.add(fn); return () => listeners.delete(fn); }
function tell(c, kind) {
  seq += 1;
  const data = { case_id: c.id, number: c.number, stage: c.stage, state: c.state, kind, street: c.street?.name, unit: c.unit?.name };
  for (const event of ['case', 'task']) listeners.forEach((fn) => fn(event, seq, data));
}

export function remaining(due) {
  if (!due) return { light: 'none', remaining_zh: '不计时', remaining_en: 'no clock' };
  const left = due - Date.now();
  const minutes = Math.round(Math.abs(left) / 60000);
  const [h, m] = [Math.floor(minutes / 60), minutes % 60];
  const zh = h >= 24 ? `${Math.floor(h / 24)} 日 ${h % 24} 小时` : h ? `${h} 小时 ${m} 分` : `${m} 分`;
  const en = h >= 24 ? `${Math.floor(h / 24)} d ${h % 24} h` : h ? `${h} h ${m} min` : `${m} min`;
  const light = left > 2 * HOUR ? 'green' : left > 0 ? 'yellow' : left > -8 * HOUR ? 'orange' : 'red';
  return { light, remaining_zh: left > 0 ? `剩 ${zh}` : `超 ${zh}`, remaining_en: left > 0 ? `${en} left` : `${en} over` };
}

function note(c, kind, zh, en, who, extra = {}) {
  c.journal.push({ id: `j${c.id}-${c.journal.length}`, seq: c.journal.length + 1, at: extra.at ?? iso(Date.now()), kind, zh, en, actor_name: who?.name ?? null, actor_unit: who?.unit?.name ?? null, note: extra.note ?? null, element: c.stage, changes: extra.changes ?? null, mac_ok: true });
}

export function open(body, who, at = Date.now()) {
  const place = locate(body.lon, body.lat);
  if (!place.in_city) throw new Refusal(400, 'INVALID', '这个位置不在本市范围内。', 'This place is outside the city.', 'lon');
  const type = TYPES.find((one) => one.code === body.type) ?? classify(body.text ?? '')[0] ?? TYPES[4];
  const id = String(9007199254741000n + BigInt(++serial));
  const c = {
    id, number: `${place.street.code}20260305${String(serial).padStart(5, '0')}`, code: String(100000 + Math.floor(next() * 899999)), type: type.code, text: body.text ?? '', address: body.address ?? `${place.community.name}附近`,
    lon: body.lon, lat: body.lat, ...place, unit: null, state: 'open', stage: body.source === 'public' ? 'PENDING_VERIFY' : 'REPORTED', source: body.source ?? 'hotline', urgency: some(['normal', 'normal', 'normal', 'urgent', 'critical']),
    opened: at, due: at + 6 * HOUR, version: 1, journal: [], decisions: [], photos: [], done: [], flows: [], returns: 0, reworks: 0, task: serial * 10, assignee: null, contact: body.contact ?? null, stamps: { opened_at: iso(at) }, result: null, links: [],
  };
  c.decisions.push({ id: `d${id}-1`, at: iso(at), decision: 'entry', name: '受理方式', version: 1, inputs: { source: c.source, type: c.type, confidence: null }, result: c.stage === 'PENDING_VERIFY' ? 'verify' : 'file', matches: [{ decision: 'entry', rule: 'r2', row: 2, annotation: '群众上报先由网格员核实' }] });
  c.decisions.push({ id: `d${id}-2`, at: iso(at), decision: 'route', name: '派单规则', version: 3, inputs: { type: c.type, type_name: type.name, street: c.street.name, in_grid: true }, result: { unit: `${c.street.name}综合执法队`, co_units: [c.community.name] }, matches: [{ decision: 'route', rule: 'r5', row: 5, annotation: `${type.name}由属地街道综合执法队负责，社区协办` }, { decision: 'limits', rule: 'r1', row: 1, annotation: '一般：1 工作时签收，4 工作时办结' }] });
  cases.set(id, c);
  note(c, 'open', '上报', 'Reported', who, { at: iso(at) });
  attach(c, body.photos, 'report', who);
  tell(c, 'open');
  return c;
}

function attach(c, tokens, kind, who) {
  for (const token of tokens ?? []) {
    const file = [...files.values()].find((one) => one.token === token);
    if (!file) throw new Refusal(400, 'INVALID', '照片已经用过或不存在，请重新上传。', 'The photo is unknown or used.', 'photos');
    c.photos.push({ digest: file.digest, kind, at: iso(Date.now()), by: who?.name ?? null });
  }
}

export function keep(bytes, media) {
  const digest = createHash('sha256').update(bytes).digest('hex');
  const file = { token: randomBytes(12).toString('hex'), digest, media, width: 640, height: 480, size: bytes.length, bytes };
  files.set(digest + file.token, file);
  return file;
}

export function classify(text) {
  return TYPES.map((type) => ({ ...type, matched: type.words.filter((w) => text.includes(w)) })).filter((type) => type.matched.length).sort((a, b) => b.matched.length - a.matched.length);
}

export const mayAct = (c, who) => c.state === 'open' && STEPS[c.stage]?.role === who?.role && (who.role !== 'worker' || c.grid.id === 'g1') && (who.role !== 'handle' || c.unit?.id === who.unit.id);

export function move(c, outcome, body, who) {
  if (body.version !== c.version) throw new Refusal(409, 'CONFLICT', '别人刚刚办过这一件，请看最新情况再办。', 'Somebody else just moved this case; look again first.');
  const step = STEPS[c.stage];
  const chosen = step?.outcomes.find((one) => one.code === outcome);
  if (!chosen || !mayAct(c, who)) throw new Refusal(409, 'CONFLICT', '这一步已经不能办了。', 'This step can no longer be done.');
  if (chosen.note && !body.note) throw new Refusal(400, 'INVALID', '这样处理需要写明理由。', 'A reason is needed.', 'note');
  if (chosen.unit && !body.unit) throw new Refusal(400, 'INVALID', '请选择责任单位。', 'Choose a unit.', 'unit');
  if (chosen.photo && !body.photos?.length) throw new Refusal(400, 'INVALID', '需要处置后的照片。', 'A photo is needed.', 'photos');
  attach(c, body.photos, ['PENDING_VERIFY', 'ACCEPTED'].includes(c.stage) ? 'before' : 'after', who);
  if (body.unit) c.unit = ref(body.unit);
  c.done.push(c.stage);
  c.flows.push(`${c.stage}_${outcome}`);
  const stamp = { DISPATCHED: 'accepted_at', ACCEPTED: 'arrived_at', PROCESSING: 'feedback_at', VERIFYING: 'verified_at', REPORTED: 'filed_at', FILED: 'dispatched_at' }[c.stage];
  if (stamp) c.stamps[stamp] = iso(Date.now());
  note(c, 'task', `${step.name}：${chosen.zh}`, `${step.name}: ${chosen.en}`, who, { note: body.note });
  if (chosen.next === 'REWORK') c.reworks += 1;
  if (chosen.next.startsWith('END')) Object.assign(c, { state: 'closed', stage: 'CLOSED', result: chosen.next.slice(4), closed: Date.now() });
  else c.stage = chosen.next;
  c.assignee = null;
  c.version += 1;
  c.task += 1;
  tell(c, 'step');
  return c;
}

export function act(c, op, body, who) {
  if (body.version !== c.version) throw new Refusal(409, 'CONFLICT', '别人刚刚办过这一件，请看最新情况再办。', 'Somebody else just moved this case.');
  const words = { return: ['退单', 'Returned'], extension: ['申请延期', 'Extension asked'], urge: ['催办', 'Urged'], supervise: ['督办', 'Supervised'], transfer: ['转办', 'Transferred'], note: ['备注', 'Note'], reveal: ['查看联系方式', 'Contact shown'], relocate: ['更正位置', 'Place corrected'], retype: ['更正类型', 'Type corrected'], 'force-close': ['强制结案', 'Closed by force'] }[op];
  if (!words) throw new Refusal(404, 'NOT_FOUND', '没有这个操作。', 'No such operation.');
  if (op === 'return') { if (!['DISPATCHED', 'ACCEPTED', 'PROCESSING'].includes(c.stage)) throw new Refusal(409, 'CONFLICT', '这一步不能退单。', 'No return at this step.'); c.stage = 'RETURNED'; c.returns += 1; }
  if (op === 'transfer') c.unit = ref(body.unit);
  if (op === 'extension') c.due += 24 * HOUR;
  if (op === 'relocate') Object.assign(c, { lon: body.lon, lat: body.lat, ...locate(body.lon, body.lat) });
  if (op === 'retype') c.type = body.type;
  if (op === 'force-close') Object.assign(c, { state: 'closed', stage: 'CLOSED', result: 'forced' });
  note(c, op, ...words, who, { note: body.reason ?? body.note ?? body.text });
  c.version += 1;
  tell(c, op);
  return op === 'reveal' ? { name: '赵女士', phone: '13800001234' } : view(c, who);
}

const text = (name, zh, en, required = true) => ({ name, zh, en, type: name === 'unit' ? 'unit' : name === 'type' ? 'type' : ['lon', 'lat', 'amount', 'level'].includes(name) ? 'number' : 'text', required, options: null });
function actions(c, who) {
  const list = [];
  const add = (op, zh, en, fields, danger = false) => list.push({ op, zh, en, fields, danger });
  if (c.state !== 'open') return list;
  const reason = text('reason', '理由', 'Reason');
  if (who.role === 'handle' && mayAct(c, who)) { add('return', '退单', 'Return', [reason]); add('extension', '申请延期', 'Ask for more time', [reason, text('amount', '延长多少', 'How much'), { ...text('unit_of', '单位', 'Unit'), name: 'unit', type: 'choice', options: [{ value: 'work-days', zh: '工作日', en: 'Working days' }, { value: 'hours', zh: '小时', en: 'Hours' }] }]); }
  if (who.rights.includes('case.supervise')) { add('urge', '催办', 'Urge', [text('note', '催办意见', 'Note')]); add('transfer', '转办', 'Transfer', [text('unit', '转给', 'To'), reason]); }
  add('note', '备注', 'Add a note', [text('text', '内容', 'Text')]);
  if (who.rights.includes('case.dispatch')) { add('retype', '更正类型', 'Correct the type', [text('type', '类型', 'Type'), reason]); add('relocate', '更正位置', 'Correct the place', [text('lon', '经度', 'Longitude'), text('lat', '纬度', 'Latitude'), text('address', '地址', 'Address', false), reason]); }
  if (who.rights.includes('contact.reveal') && c.contact) add('reveal', '查看联系方式', 'Show contact', [reason]);
  if (who.rights.includes('case.command')) add('force-close', '强制结案', 'Close by force', [text('authority', '授权依据', 'Authority'), reason], true);
  return list;
}

export function row(c) {
  const type = TYPES.find((one) => one.code === c.type);
  return { id: c.id, number: c.number, type: c.type, type_name: type.name, text: c.text, address: c.address, state: c.state, stage: c.stage, stage_zh: STEPS[c.stage]?.zh ?? '已结案待评价', source: c.source, urgency: c.urgency, grade: null, street: c.street, community: c.community, grid: c.grid, unit: c.unit, opened_at: iso(c.opened), due_at: iso(c.due), lon: c.lon, lat: c.lat, version: c.version, ...remaining(c.state === 'open' ? c.due : null) };
}

export function task(c, who) {
  const step = STEPS[c.stage];
  const owner = ACCOUNTS.find((one) => one.id === c.assignee);
  return { ...row(c), id: `t${c.task}`, case_id: c.id, name: step.name, assignee: c.assignee, assignee_name: owner?.name ?? null, provisional: false, case_version: c.version, mine: c.assignee === who.id, element: c.stage, process: 'P1', can_act: mayAct(c, who), outcomes: step.outcomes.map(({ next: _, ...rest }) => rest), form: step.form ?? null, headline: null };
}

export function view(c, who) {
  const linked = c.links.map((link) => ({ ...link, ...row(cases.get(link.id)), kind: link.kind }));
  return { ...row(c), district: c.district, steering: null, channel: null, public: c.source === 'public', result: c.result, provisional: false, ...c.stamps, closed_at: c.closed ? iso(c.closed) : null, return_count: c.returns, rework_count: c.reworks, extension_count: 0, paused_ms: 0,
    reporter: c.contact ? { name: '赵**', phone: '138****1234' } : null, photos: c.photos, co_units: [c.community], tasks: c.state === 'open' ? [task(c, who)] : [], actions: actions(c, who), journal: c.journal, decisions: c.decisions, related: linked,
    clock: { start: iso(c.opened), limit: 4, unit: 'work-hours', due_at: iso(c.due), provisional: false, pauses: [], extensions: [], text: '立案后 4 工作时内办结（08:30–17:30 计时）' }, rating: null, item: TYPES.find((one) => one.code === c.type) };
}

const WORDS = { '0501': '路口有人摆摊卖水果，把人行道占满了', '0504': '超市把货堆到门外，老人走路要绕到马路上', '0505': '一辆白色轿车停在消防通道上，挡住了出口', '0506': '共享单车堆在盲道上', '0102': '垃圾桶满了两天没人收，味道很大', '0107': '非机动车道上井盖破了，晚上很危险', '0110': '路面有个坑，骑车差点摔倒', '0406': '下雨后路口积水到脚踝', '0302': '工地没有洒水，灰尘很大', '2201': '楼上漏水，和邻居说不通' };
export function seed(count) {
  const stages = Object.keys(STEPS);
  for (let i = 0; i < count; i++) {
    const type = some(TYPES);
    const c = open({ lon: 118.7601 + next() * 0.0598, lat: 32.0401 + next() * 0.0198, type: type.code, text: WORDS[type.code], source: some(['public', 'public', 'hotline', 'patrol', 'camera']), contact: i % 3 ? '赵女士 13800001234' : null }, null, Date.now() - Math.floor(next() * 10 * HOUR));
    c.stage = some(stages);
    if (!['PENDING_VERIFY', 'REPORTED', 'COMMUNITY', 'FILED'].includes(c.stage)) { c.unit = ref('2000'); note(c, 'task', '派遣：派遣', 'Dispatched', ACCOUNTS[0]); c.done = ['PENDING_VERIFY', 'REPORTED', 'FILED']; c.flows = ['START_go', 'PENDING_VERIFY_true', 'REPORTED_file', 'FILED_dispatch']; }
    if (i % 5 === 4) Object.assign(c, { state: 'closed', stage: 'CLOSED', result: 'done', closed: Date.now() });
  }
  const list = [...cases.values()];
  if (list.length > 2) list[0].links.push({ id: list[1].id, kind: 'related' });
}
export { UNITS };
