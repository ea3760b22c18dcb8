// DEVELOPMENT ONLY. A small believable city for dev/mock.mjs: units, grids, accounts, types, steps of a case.
export const TYPES = [
  ['0501', '占道经营', '摊 摆摊 占道 小贩 叫卖 流动', '流动摊贩占用道路'], ['0504', '店外经营', '店外 门口 出店', '商户货物摆到门线外'], ['0505', '机动车违停', '违停 停车 汽车 挡路', '汽车停在不该停的地方'],
  ['0506', '非机动车乱停', '电动车 共享单车 单车 乱停', '单车占了盲道'], ['0102', '暴露垃圾', '垃圾 臭 脏', '垃圾没有清走'], ['0107', '井盖缺失', '井盖 窨井', '井盖不见了或破了'],
  ['0110', '道路破损', '坑 路面 破损 塌陷', '路面坑洼'], ['0406', '道路积水', '积水 淹 下水道', '路上积水走不了'], ['0302', '工地扬尘', '工地 扬尘 施工 噪音', '工地灰大、夜间施工'], ['2201', '矛盾纠纷', '吵架 纠纷 邻居', '邻里、物业纠纷'],
].map(([code, name, words, hint]) => ({ code, name, words: words.split(' '), hint, icon: '', process: code === '0107' ? 'P3' : 'P1', standard: '清理干净，恢复通行，前后照片同一机位', evidence: '全景、近景各一张，带位置', legal: '《城市市容和环境卫生管理条例》', escalation: '同一地点 7 日内 3 次，转攻坚' }));

const unit = (id, code, name, kind, parent) => ({ id, code, name, kind, parent });
export const UNITS = [
  unit('1', '3201', '南京市', 'city', null), unit('10', '320102', '玄武区', 'district', '1'), unit('11', '320104', '秦淮区', 'district', '1'),
  unit('100', '320102002', '梅园新村街道', 'street', '10'), unit('101', '320102009', '新街口街道', 'street', '10'), unit('102', '320104003', '夫子庙街道', 'street', '11'),
  unit('1000', '320102002001', '梅园社区', 'community', '100'), unit('1001', '320102002002', '大行宫社区', 'community', '100'), unit('1010', '320102009001', '香铺营社区', 'community', '101'), unit('1020', '320104003001', '贡院社区', 'community', '102'),
  unit('2000', '320102002-enforcement', '梅园新村街道综合执法队', 'team', '100'), unit('2001', '320102002-command', '梅园新村街道指挥中心', 'team', '100'), unit('2002', '320102002-sanitation', '梅园新村街道环卫所', 'team', '100'),
  unit('2003', '320102002-municipal', '梅园新村街道市政养护', 'team', '100'), unit('2010', '320102009-enforcement', '新街口街道综合执法队', 'team', '101'), unit('2020', '320102-traffic', '玄武区交警大队', 'department', '10'), unit('2021', '320102-center', '玄武区指挥中心', 'department', '10'),
];
export const ref = (id) => { const u = UNITS.find((one) => one.id === id); return u && { id: u.id, code: u.code, name: u.name, kind: u.kind }; };

const RIGHTS = ['login', 'case.read', 'case.report', 'statistics'];
const account = (login, name, home, role, rights, grids = []) => ({ id: `a-${login}`, login, name, unit: ref(home), role, rights: [...RIGHTS, ...rights], grids, grants: [{ unit: ref(home), role, rights: [...RIGHTS, ...rights] }] });
export const ACCOUNTS = [
  account('dispatch', '周敏', '100', 'dispatch', ['case.dispatch', 'case.supervise', 'contact.reveal']), account('intake', '许静', '100', 'intake', ['case.intake', 'contact.reveal']), account('command', '顾强', '100', 'command', ['case.command', 'case.supervise', 'admin.account']),
  account('worker', '王芳', '1000', 'worker', ['case.verify'], [{ id: 'g1', code: '320102002001Z001', name: '梅园社区第 1 网格' }]), account('desk', '李桂英', '1000', 'desk', ['case.community']),
  account('handle', '陈刚', '2000', 'handle', ['case.handle']), account('admin', '系统管理员', '1', 'admin', ['admin.account', 'admin.grant', 'case.supervise']),
];
ACCOUNTS[2].grants.push({ unit: ref('10'), role: 'command', rights: RIGHTS });

/** Every area is a square of a lattice; real shapes come from the server. */
export const AREAS = [];
const square = (w, s, e, n) => ({ type: 'Polygon', coordinates: [[[w, s], [e, s], [e, n], [w, n], [w, s]]] });
const lay = (level, id, code, name, parent, box) => AREAS.push({ level, id, code, name, parent, box, geometry: square(...box) });
const STREETS = { 100: [118.79, 32.04, 118.82, 32.06], 101: [118.76, 32.04, 118.79, 32.06], 102: [118.78, 32.01, 118.81, 32.04] };
lay('district', '10', '320102', '玄武区', '1', [118.76, 32.04, 118.82, 32.06]);
lay('district', '11', '320104', '秦淮区', '1', [118.78, 32.01, 118.81, 32.04]);
for (const [id, box] of Object.entries(STREETS)) {
  const street = UNITS.find((u) => u.id === id);
  lay('street', id, street.code, street.name, street.parent, box);
  const inside = UNITS.filter((u) => u.parent === id && u.kind === 'community');
  inside.forEach((c, i) => {
    const step = (box[2] - box[0]) / inside.length;
    const [w, e] = [box[0] + i * step, box[0] + (i + 1) * step];
    lay('community', c.id, c.code, c.name, id, [w, box[1], e, box[3]]);
    for (let g = 0; g < 4; g++) {
      const h = (box[3] - box[1]) / 4;
      lay('grid', c.id === '1000' && g === 0 ? 'g1' : `g-${c.id}-${g}`, `${c.code}Z00${g + 1}`, `${c.name}第 ${g + 1} 网格`, c.id, [w, box[1] + g * h, e, box[1] + (g + 1) * h]);
    }
  });
}
export function locate(lon, lat) {
  const at = (level) => { const a = AREAS.find((one) => one.level === level && lon >= one.box[0] && lon <= one.box[2] && lat >= one.box[1] && lat <= one.box[3]); return a ? { id: a.id, code: a.code, name: a.name } : null; };
  const street = at('street');
  return { in_city: Boolean(street), district: at('district'), steering: null, street, community: at('community'), grid: at('grid'), dedicated: null };
}

const o = (code, zh, en, next, flags = '') => ({ code, zh, en, next, note: flags.includes('n'), photo: flags.includes('p'), unit: flags.includes('u'), style: flags.includes('!') ? 'primary' : flags.includes('x') ? 'danger' : '' });
/** stage → who does it and what may come of it. */
export const STEPS = {
  PENDING_VERIFY: { zh: '待核实', name: '现场核实', role: 'worker', outcomes: [o('true', '属实，上报立案', 'Confirmed', 'REPORTED', '!'), o('solved', '当场解决', 'Solved on the spot', 'END:self_closed', 'p'), o('community', '请社区处置', 'Pass to the community', 'COMMUNITY', 'n'), o('false', '不属实', 'Not confirmed', 'END:rejected', 'nx')] },
  COMMUNITY: { zh: '社区处置', name: '社区处置', role: 'desk', outcomes: [o('done', '社区已解决', 'Solved', 'FEEDBACK', '!p'), o('up', '社区解决不了，上报街道', 'Pass up to the street', 'REPORTED', 'n')] },
  REPORTED: { zh: '待立案', name: '受理立案', role: 'intake', outcomes: [o('file', '立案', 'File', 'FILED', '!'), o('reject', '不予立案', 'Reject', 'END:rejected', 'nx')] },
  FILED: { zh: '待派遣', name: '派遣', role: 'dispatch', outcomes: [o('dispatch', '派遣', 'Dispatch', 'DISPATCHED', '!u'), o('back', '退回受理', 'Back to intake', 'REPORTED', 'n')],
    form: { type: 'default', schemaVersion: 16, id: 'dispatch', components: [{ key: 'urgent_call', type: 'checkbox', id: 'f1', label: '已电话通知值班人员' }, { key: 'limit_hours', type: 'number', id: 'f2', label: '要求几小时内到场', validate: { min: 1, max: 72 } }] } },
  DISPATCHED: { zh: '待签收', name: '签收', role: 'handle', outcomes: [o('accept', '签收', 'Accept', 'ACCEPTED', '!')] },
  ACCEPTED: { zh: '已签收待到场', name: '到场', role: 'handle', outcomes: [o('arrive', '已到场', 'Arrived', 'PROCESSING', '!')] },
  PROCESSING: { zh: '处置中', name: '处置并反馈', role: 'handle', outcomes: [o('done', '处置完成', 'Done', 'VERIFYING', '!p'), o('transfer', '转执法立案', 'To enforcement', 'END:transferred', 'n')],
    form: { type: 'default', schemaVersion: 16, id: 'handle', components: [{ key: 'people', type: 'number', id: 'h1', label: '出动人数', validate: { required: true, min: 1, max: 200 } }, { key: 'how', type: 'select', id: 'h2', label: '处置方式', values: [{ label: '劝导整改', value: 'advice' }, { label: '清理清运', value: 'clean' }, { label: '设施修复', value: 'repair' }] }] } },
  RETURNED: { zh: '退单待审', name: '审核退单', role: 'dispatch', outcomes: [o('agree', '同意退单，重新派遣', 'Agree', 'FILED', '!'), o('refuse', '不同意退单', 'Refuse', 'DISPATCHED', 'n')] },
  VERIFYING: { zh: '待核查', name: '核查', role: 'worker', outcomes: [o('pass', '核查通过', 'Pass', 'FEEDBACK', '!p'), o('fail', '不通过，返工', 'Fail: rework', 'REWORK', 'nx')] },
  REWORK: { zh: '返工', name: '返工', role: 'handle', outcomes: [o('done', '返工完成', 'Done again', 'VERIFYING', '!p')] },
  FEEDBACK: { zh: '待结案', name: '结案', role: 'intake', outcomes: [o('close', '结案', 'Close', 'END:done', '!'), o('fail', '退回返工', 'Back for rework', 'REWORK', 'n')] },
};

/** A plain drawing of these steps. */
export function bpmn() {
  const stages = Object.keys(STEPS);
  const flows = stages.flatMap((s) => STEPS[s].outcomes.map((one) => [`${s}_${one.code}`, s, one.next.startsWith('END') ? 'END' : one.next]));
  const place = Object.fromEntries(['PENDING_VERIFY', 'REPORTED', 'FILED', 'DISPATCHED', 'ACCEPTED', 'PROCESSING', 'VERIFYING', 'FEEDBACK'].map((s, i) => [s, [160 + i * 150, 100]]));
  Object.assign(place, { COMMUNITY: [235, 240], RETURNED: [535, 240], REWORK: [985, 240], START: [90, 122], END: [1390, 122] });
  const middle = (s) => (s === 'START' || s === 'END' ? [place[s][0] + 18, place[s][1] + 18] : [place[s][0] + 50, place[s][1] + 40]);
  const edge = ([id, from, to]) => `<bpmndi:BPMNEdge bpmnElement="${id}"><di:waypoint x="${middle(from)[0]}" y="${middle(from)[1]}"/><di:waypoint x="${middle(to)[0]}" y="${middle(to)[1]}"/></bpmndi:BPMNEdge>`;
  const all = [['START_go', 'START', 'PENDING_VERIFY'], ...flows];
  return `<?xml version="1.0" encoding="UTF-8"?><bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" id="d" targetNamespace="mock"><bpmn:process id="P1" name="快速处置" isExecutable="true"><bpmn:startEvent id="START"/>${stages.map((s) => `<bpmn:userTask id="${s}" name="${STEPS[s].name}"/>`).join('')}<bpmn:endEvent id="END"/>${all.map(([id, a, b]) => `<bpmn:sequenceFlow id="${id}" sourceRef="${a}" targetRef="${b}"/>`).join('')}</bpmn:process><bpmndi:BPMNDiagram id="dd"><bpmndi:BPMNPlane id="pp" bpmnElement="P1">${all.map(edge).join('')}${stages.map((s) => `<bpmndi:BPMNShape bpmnElement="${s}"><dc:Bounds x="${place[s][0]}" y="${place[s][1]}" width="100" height="80"/></bpmndi:BPMNShape>`).join('')}<bpmndi:BPMNShape bpmnElement="START"><dc:Bounds x="90" y="122" width="36" height="36"/></bpmndi:BPMNShape><bpmndi:BPMNShape bpmnElement="END"><dc:Bounds x="1390" y="122" width="36" height="36"/></bpmndi:BPMNShape></bpmndi:BPMNPlane></bpmndi:BPMNDiagram></bpmn:definitions>`;
}
