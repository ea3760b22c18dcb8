// Definitions in the desk: what is in force, drafts, checks, the second person, dates, going back.
import { equal, fail, Suite, truth } from './lib/suite.mjs';

const EDITOR = 'modeler174', SECOND = 'modeler175', APPROVER = 'secadmin172';
const later = (ms) => new Date(Date.now() + ms).toISOString();

/** Waits until `test` gives something. */
async function until(what, test) {
  for (let i = 0; i < 100; i += 1) {
    const found = await test();
    if (found) return found;
    await new Promise((done) => setTimeout(done, 100));
  }
  return fail(`${what}: not within 10 s`);
}

/** An empty process around these elements. */
const bpmn = (id, inside) => `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="d" targetNamespace="t">
<process id="${id}" name="试验" isExecutable="true">${inside}</process></definitions>`;
const LINE = (middle, kind, more = '') => `<startEvent id="start"/><sequenceFlow id="f1" sourceRef="start" targetRef="${middle}"/><${kind} id="${middle}">${more}</${kind}>
<sequenceFlow id="f2" sourceRef="${middle}" targetRef="end"/><endEvent id="end"/>`;
const TASK = (extension = '', stage = 'PROCESSING', groups = 'handle@unit') => `<extensionElements><zeebe:userTask/><zeebe:assignmentDefinition candidateGroups="${groups}"/><zeebe:properties>
<zeebe:property name="stage" value="${stage}"/><zeebe:property name="outcome:done" value="办结|Done|primary"/>${extension}</zeebe:properties></extensionElements>`;

export function models(store) {
  const suite = new Suite(`modules/models on ${store}`);
  const text = async (client, kind, key, release) => (await client.ask('GET', `/api/models/${kind}/${key}/text${release ? `?release=${release}` : ''}`, { as: EDITOR })).text;
  const draft = async (client, kind, words, more = {}, as = EDITOR) => client.want(201, 'POST', '/api/drafts', { as, json: { kind, text: words, ...more } });
  const check = async (client, one, json = {}) => client.want(200, 'POST', `/api/drafts/${one.id}/check`, { as: EDITOR, json });
  const drop = async (client, one) => client.want(200, 'DELETE', `/api/drafts/${one.id}?version=${one.version}`, { as: EDITOR });
  const submit = async (client, one, json = {}) => client.want(200, 'POST', `/api/drafts/${one.id}/submit`, { as: EDITOR, json: { version: one.version, note: '试改', ...json } });
  const approve = async (client, one, status = 200, as = APPROVER) => client.want(status, 'POST', `/api/drafts/${one.id}/approve`, { as, json: { version: one.version } });
  const inForce = async (client, kind, key) => (await client.want(200, 'GET', `/api/models/${kind}/${key}`, { as: EDITOR })).release;

  suite.test('what is in force, its versions and its texts', async ({ client }) => {
    const all = await client.want(200, 'GET', '/api/models', { as: EDITOR }), forms = await client.want(200, 'GET', '/api/models?kind=form', { as: APPROVER });
    equal(all.release, 1, 'first release');
    for (const [kind, key] of [['process', 'event-main'], ['decision', 'limits'], ['form', 'facts'], ['catalogue', 'events'], ['catalogue', 'china']])
      truth(all.items.some((one) => one.kind === kind && one.key === key && one.release === 1 && one.versions === 1 && one.drafts.length === 0), `${kind} ${key}`);
    truth(forms.items.length > 10 && forms.items.every((one) => one.kind === 'form'), 'forms alone');
    equal(all.items.find((one) => one.key === 'route').name, '责任单位', 'name of a decision');
    const one = await client.want(200, 'GET', '/api/models/process/p1-quick', { as: EDITOR });
    equal([one.history.length, one.history[0].state, one.history[0].release], [1, 'in_force', 1], 'history');
    const answer = await client.ask('GET', '/api/models/process/p1-quick/text', { as: EDITOR });
    truth(answer.headers.get('content-type').startsWith('application/xml') && answer.text.includes('id="p1-quick"'), 'the XML');
    truth((await client.ask('GET', '/api/models/catalogue/events/text', { as: EDITOR })).headers.get('content-type').startsWith('text/csv'), 'CSV');
    await client.want(404, 'GET', '/api/models/process/nothing', { as: EDITOR });
    await client.want(404, 'GET', '/api/models/thing/p1-quick', { as: EDITOR });
    await client.want(404, 'GET', '/api/models/process/nothing/text', { as: EDITOR });
    await client.want(404, 'GET', '/api/drafts/7', { as: EDITOR });
    await client.want(403, 'GET', '/api/models', { as: 'command123' });
  });

  suite.test('everything in force passes the check', async ({ client }) => {
    for (const one of (await client.want(200, 'GET', '/api/models', { as: EDITOR })).items) {
      const found = await client.want(200, 'POST', '/api/models/check', { as: EDITOR, json: { kind: one.kind, key: one.key, text: await text(client, one.kind, one.key) } });
      equal(found.problems, [], `${one.kind} ${one.key}`);
      equal([found.ok, found.key], [true, one.key], one.key);
    }
  });

  suite.test('mistakes are all named, with their element', async ({ client }) => {
    const say = async (kind, words, more) => client.want(200, 'POST', '/api/models/check', { as: EDITOR, json: { kind, text: words, ...more } });
    const process = async (inside, more) => say('process', bpmn('trial', inside), { key: 'trial', ...more });
    const has = (found, element, words, severity = 'error') => truth(found.problems.some((p) => p.element === element && p.severity === severity && words.test(p.en) && p.zh),
      `${element} ${words} among ${JSON.stringify(found.problems)}`);
    equal((await process(LINE('work', 'userTask', TASK()))).problems, [], 'a good one');
    let found = await process(LINE('work', 'userTask', TASK('<zeebe:property name="limit" value="3 fortnights"/><zeebe:property name="right" value="case.fly"/>', 'NOWHERE', 'nobody@street')));
    for (const words of [/no desk/, /table of stages/, /no limit/, /no right/]) has(found, 'work', words);
    truth(!found.ok, 'not ok');
    found = await process(`<startEvent id="start"/><sequenceFlow id="f1" sourceRef="start" targetRef="a"/><sequenceFlow id="f2" sourceRef="a" targetRef="b"/><sequenceFlow id="f3" sourceRef="b" targetRef="end"/><endEvent id="end"/>
      <scriptTask id="a"><extensionElements><zeebe:script expression="=1 +" resultVariable="x"/></extensionElements></scriptTask><scriptTask id="b"><extensionElements><zeebe:script expression="=if" resultVariable="x"/></extensionElements></scriptTask>`);
    has(found, 'a', /expression/); has(found, 'b', /expression/);
    has(await process(LINE('call', 'callActivity', '<extensionElements><zeebe:calledElement processId="nowhere"/></extensionElements>')), 'call', /no process/);
    has(await process(LINE('call', 'callActivity', '<extensionElements><zeebe:calledElement processId="trial"/></extensionElements>')), 'call', /circle/);
    has(await process(LINE('rule', 'businessRuleTask', '<extensionElements><zeebe:calledDecision decisionId="nothing" resultVariable="x"/></extensionElements>')), 'rule', /no decision/);
    has(await process(LINE('job', 'serviceTask', '<extensionElements><zeebe:taskDefinition type="case.fly"/></extensionElements>')), 'job', /no service/);
    has(await process(LINE('work', 'userTask', TASK().replace('<zeebe:userTask/>', '<zeebe:userTask/><zeebe:formDefinition formId="nothing"/>'))), 'work', /no form/);
    has(await process(LINE('work', 'userTask', '<extensionElements><zeebe:userTask/></extensionElements>')), 'work', /no desk/);
    found = await process(`${LINE('work', 'userTask', TASK())}<userTask id="work"/><task id="end"/>`);
    has(found, 'work', /twice/); has(found, 'end', /twice/);
    has(await process('<startEvent id="start"/><sequenceFlow id="f1" sourceRef="start" targetRef="gone"/>'), 'f1', /./);
    has(await say('process', bpmn('other', LINE('work', 'userTask', TASK())), { key: 'trial' }), 'other', /should be "trial"/);
    found = await say('process', '<a><b></a>', { key: 'trial' });
    truth(found.problems[0].line === 1 && /well-formed/.test(found.problems[0].en), 'broken XML has its line');
    found = await say('process', `<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>${bpmn('trial', LINE('work', 'userTask', TASK()))}`, { key: 'trial' });
    truth(/DOCTYPE/.test(found.problems[0].en), 'an entity bomb is refused');
    found = await say('process', bpmn('trial', `<startEvent id="t0"/>${Array.from({ length: 10_000 }, (_, i) => `<sequenceFlow id="f${i}" sourceRef="t${i}" targetRef="t${i + 1}"/><${i < 9999 ? 'task' : 'endEvent'} id="t${i + 1}"/>`).join('')}`), { key: 'trial' });
    truth(!found.ok && /too many/.test(JSON.stringify(found.problems)), `10,000 elements: ${JSON.stringify(found.problems).slice(0, 300)}`);
    const table = await text(client, 'decision', 'route');
    has(await say('decision', table.replace('"enforcement@street"', '"nobody@street"'), { key: 'route' }), 'route_0501', /no unit/);
    found = await say('decision', table.replace('<text>"enforcement@street"</text>', '<text>"enforcement@</text>').replace('<text>"0504"</text>', '<text>(("0504"</text>'), { key: 'route' });
    truth(found.problems.length >= 2 && !found.ok, `two broken cells: ${JSON.stringify(found.problems)}`);
    truth(!found.problems.some((p) => /no decision/.test(p.en)), 'who asks a broken table is not told that there is none');
    has(await say('decision', (await text(client, 'decision', 'limits')).replace('"2 work-hours"', '"2 moons"'), { key: 'limits' }), 'limit_0501', /no limit/);
    has(await say('decision', (await text(client, 'decision', 'limits')).replaceAll('"2 work-hours"', '"2 work-hours-x"'), { key: 'limits' }), 'limit_0501', /no limit "2 work-hours-x"/);
    has(await say('decision', (await text(client, 'decision', 'limits')).replace('community: 按紧急程度的时限.community', 'community: "3 workhours"'), { key: 'limits' }), 'limits_literal', /no limit "3 workhours"/);
    const escalation = await text(client, 'decision', 'escalation'), again = /"(\d+ (?:minutes|hours|work-hours))"/.exec(escalation)[1];
    found = await say('decision', escalation.replace(`"${again}"`, '"30 minuets"'), { key: 'escalation' });
    truth(!found.ok && found.problems.some((p) => /no limit "30 minuets"/.test(p.en) && p.element && p.line > 0), `the unit of a reminder: ${JSON.stringify(found.problems)}`);
    has(await say('decision', table, { key: 'elsewhere' }), 'elsewhere', /no decision with the id/);
    has(await say('decision', table.replace('"0504"', '"9999"'), { key: 'route' }), 'route_0504', /catalogue/, 'warning');
    found = await say('decision', table.replace('<text>item.code</text>', `<text>${'('.repeat(10_000)}1${')'.repeat(10_000)}</text>`), { key: 'route' });
    truth(!found.ok && found.problems[0].element === 'route_expr1', `deep FEEL: ${JSON.stringify(found.problems).slice(0, 300)}`);
    const form = (components) => JSON.stringify({ type: 'default', id: 'trial', components });
    found = await say('form', form([{ type: 'textfield', key: 'a', label: '甲', conditional: { hide: '=1 +' } }, { type: 'select', key: 'a', label: '乙', values: [] }, { type: 'number', key: 'n', label: '丙', validate: { min: 5, max: 1 } },
      { type: 'textfield', key: 'p', label: '丁', validate: { pattern: '([a' } }]));
    for (const words of [/same key/, /no choices/]) has(found, 'a', words);
    has(found, 'n', /above/); has(found, 'p', /pattern/);
    truth(found.problems.some((p) => p.element === 'a' && p.field === 'hide'), 'the condition');
    found = await say('form', form([{ type: 'iframe', id: 'x' }]));
    truth(/not supported/.test(found.problems[0].en) && found.problems[0].element === 'x', `an unknown component has its place: ${JSON.stringify(found.problems)}`);
    const events = await text(client, 'catalogue', 'events'), stages = await text(client, 'catalogue', 'stages');
    has(await say('catalogue', events.replace(',p1-quick,', ',p9-none,'), { key: 'events' }), '0501', /no such process/);
    has(await say('catalogue', events.split('\n').filter((line) => !line.startsWith('0504,')).join('\n'), { key: 'events' }), '0504', /cannot be deleted/);
    has(await say('catalogue', stages.replace('PENDING_VERIFY,', 'PENDING,'), { key: 'stages' }), 'PENDING_VERIFY', /cannot be deleted/);
    found = await say('catalogue', stages.replace('PENDING_VERIFY,', 'PENDING,'), { key: 'stages' });
    truth(found.problems.some((p) => p.kind === 'process' && p.key === 'event-main' && /PENDING_VERIFY/.test(p.en)), 'a process that the change would break is named');
    has(await say('catalogue', `${events.trim()}\n0501,x`, { key: 'events' }), '', /./);
  });

  suite.test('two versions, piece by piece', async ({ client }) => {
    const compare = async (kind, a, b, key) => client.want(200, 'POST', '/api/models/compare', { as: EDITOR, json: { kind, key, a, b } });
    const find = (found, want) => truth(found.changes.some((one) => Object.entries(want).every(([name, value]) => one[name] === value) && one.zh && one.en), `${JSON.stringify(want)} among ${JSON.stringify(found.changes)}`);
    const process = await text(client, 'process', 'p1-quick');
    equal((await compare('process', { release: 1 }, { text: process }, 'p1-quick')).changes, [], 'the same');
    let other = process.replace('id="sign" name="签收"', 'id="sign" name="签收任务"').replace(/value="sign"/, 'value="5 minutes"');
    truth(other !== process, 'changed');
    let found = await compare('process', { release: 1 }, { text: other }, 'p1-quick');
    find(found, { what: 'changed', element: 'sign', type: 'userTask', field: 'name', after: '签收任务' });
    find(found, { what: 'changed', element: 'sign', field: 'property limit', before: 'sign', after: '5 minutes' });
    equal(found.changes.length, 2, 'and nothing else');
    other = process.replace(/(bpmnElement="sign"[^>]*>\s*<dc:Bounds x=")\d+/, '$1717');
    truth(other !== process, 'moved');
    found = await compare('process', { release: 1 }, { text: other }, 'p1-quick');
    equal(found.changes.map((one) => [one.what, one.element]), [['moved', 'sign']], 'only moved');
    found = await compare('process', { text: bpmn('trial', LINE('work', 'userTask', TASK())) }, { text: bpmn('trial', LINE('job', 'task', '')) });
    find(found, { what: 'removed', element: 'work', type: 'userTask' }); find(found, { what: 'added', element: 'job', type: 'task' }); find(found, { what: 'changed', element: 'f1', field: 'targetRef', before: 'work', after: 'job' });
    const table = await text(client, 'decision', 'route', 1);
    found = await compare('decision', { release: 1 }, { text: table.replace('"enforcement@street"', '"service@street"') }, 'route');
    equal(found.changes.map((one) => [one.what, one.type, one.element, one.field, one.after]), [['changed', 'rule', 'route_0501', 'route_out1', '"service@street"']], 'one cell');
    const rules = [...table.matchAll(/<rule id="([^"]*)">[\s\S]*?<\/rule>/g)];
    found = await compare('decision', { text: table }, { text: table.replace(rules[0][0], '').replace(rules[2][0], rules[2][0] + rules[0][0]) });
    equal(found.changes.map((one) => [one.what, one.element]), [['moved', rules[0][1]]], 'a rule further down');
    found = await compare('decision', { text: table }, { text: table.replace(rules[1][0], '') });
    equal(found.changes.map((one) => [one.what, one.element]), [['removed', rules[1][1]]], 'a rule less');
    const form = (components) => JSON.stringify({ id: 'f', components });
    found = await compare('form', { text: form([{ key: 'a', type: 'textfield', label: '甲' }, { key: 'b', type: 'number' }]) }, { text: form([{ key: 'a', type: 'textfield', label: '乙', validate: { required: true } }]) });
    find(found, { what: 'changed', type: 'field', element: 'a', field: 'label', before: '甲', after: '乙' }); find(found, { what: 'changed', element: 'a', field: 'validate.required', before: '', after: 'true' }); find(found, { what: 'removed', element: 'b' });
    found = await compare('catalogue', { text: 'code,zh\na,甲\nb,乙\n' }, { text: 'code,zh,en\na,丙,C\nc,丁,D\n' });
    equal(found.changes.map((one) => [one.what, one.type, one.element, one.field]), [['removed', 'row', 'b', ''], ['added', 'column', 'en', ''], ['changed', 'row', 'a', 'zh'], ['added', 'row', 'c', '']], 'rows and columns');
    await client.want(422, 'POST', '/api/models/compare', { as: EDITOR, json: { kind: 'process', a: { text: '<a' }, b: { text: process } } });
    await client.want(404, 'POST', '/api/models/compare', { as: EDITOR, json: { kind: 'process', key: 'nothing', a: { release: 1 }, b: { text: process } } });
    await client.want(400, 'POST', '/api/models/compare', { as: EDITOR, json: { kind: 'process', a: {}, b: { text: process } } });
    await client.want(400, 'POST', '/api/models/compare', { as: EDITOR, json: { kind: 'process', a: { text: process, release: 1 }, b: { text: process } } });
  });

  suite.test('a draft is kept whatever it says, and saved by version', async ({ client }) => {
    const made = await draft(client, 'process', '<a>', { key: 'trial' });
    equal([made.key, made.state, made.version, made.base_release, made.can_edit, made.mine], ['trial', 'open', 1, 0, true, true], 'the draft');
    truth(!(await check(client, made)).ok, 'which does not load');
    await client.want(422, 'POST', `/api/drafts/${made.id}/submit`, { as: EDITOR, json: { version: 1, note: '提交' } });
    await client.want(422, 'POST', '/api/drafts', { as: EDITOR, json: { kind: 'process', text: '<a>' } });
    await client.want(422, 'POST', '/api/drafts', { as: EDITOR, json: { kind: 'catalogue', key: '../x', text: 'a\n1\n' } });
    await client.want(404, 'POST', '/api/drafts', { as: EDITOR, json: { kind: 'thing', key: 'x', text: 'a' } });
    const good = bpmn('trial', LINE('work', 'userTask', TASK()));
    const saved = await client.want(200, 'POST', `/api/drafts/${made.id}`, { as: SECOND, json: { version: 1, text: good } });
    equal([saved.version, saved.name, saved.text], [2, '试验', good], 'saved by another');
    await client.want(409, 'POST', `/api/drafts/${made.id}`, { as: EDITOR, json: { version: 1, text: 'x' } });
    equal((await client.want(200, 'GET', `/api/drafts/${made.id}`, { as: EDITOR })).text, good, 'the stale one changed nothing');
    truth((await check(client, saved)).ok, 'now it fits');
    truth((await client.want(200, 'GET', '/api/drafts', { as: APPROVER })).items.some((one) => one.id === made.id && one.text === undefined), 'in the list');
    await client.want(403, 'POST', '/api/drafts', { as: APPROVER, json: { kind: 'process', text: good } });
    await client.want(409, 'DELETE', `/api/drafts/${made.id}?version=1`, { as: EDITOR });
    equal((await drop(client, saved)).state, 'dropped', 'dropped');
    await client.want(409, 'POST', `/api/drafts/${made.id}`, { as: EDITOR, json: { version: 3, text: 'x' } });
    truth(!(await client.want(200, 'GET', '/api/drafts', { as: EDITOR })).items.some((one) => one.id === made.id), 'out of the list');
  });

  suite.test('sizes are bounded', async ({ client }) => {
    const big = 'x'.repeat(5 << 20);
    await client.want(413, 'POST', '/api/drafts', { as: EDITOR, json: { kind: 'form', key: 'big', text: big } });
    await client.want(413, 'POST', '/api/models/check', { as: EDITOR, json: { kind: 'form', key: 'big', text: 'x'.repeat(10 << 20) } });
    await client.want(413, 'POST', '/api/models/check', { as: EDITOR, json: { kind: 'form', key: 'big', text: big } });
  });

  suite.test('a second person puts it in force, and new cases follow it', async ({ client }) => {
    const before = await text(client, 'decision', 'route'), after = before.replaceAll('"enforcement@street"', '"service@street"');
    let one = await draft(client, 'decision', after, { key: 'route' });
    equal([one.base_release, one.behind], [1, false], 'drawn from release 1');
    one = await submit(client, one);
    equal([one.state, one.can_edit, one.can_approve, one.note], ['submitted', false, false, '试改'], 'submitted');
    await client.want(409, 'POST', `/api/drafts/${one.id}`, { as: EDITOR, json: { version: one.version, text: before } });
    await approve(client, one, 403, EDITOR);
    equal((await client.want(200, 'GET', `/api/drafts/${one.id}`, { as: APPROVER })).can_approve, true, 'the approver may');
    await approve(client, { ...one, version: one.version - 1 }, 409);
    one = await approve(client, one);
    equal([one.state, one.release], ['released', 2], 'released');
    await approve(client, one, 409);
    equal(await inForce(client, 'decision', 'route'), 2, 'in force');
    equal([await text(client, 'decision', 'route'), await text(client, 'decision', 'route', 1)], [after, before], 'both texts');
    const history = (await client.want(200, 'GET', '/api/models/decision/route', { as: EDITOR })).history;
    equal(history.map((row) => [row.release, row.state, row.note]), [[2, 'in_force', '试改'], [1, 'former', 'test']], 'history');
    truth(history[0].by_name && history[0].approved_by_name && history[0].by_name !== history[0].approved_by_name, 'two people');
    const unit = await until('a new case goes elsewhere', async () => {
      const made = await client.want(201, 'POST', '/api/cases', { as: 'worker101', json: { type: '0504', source: 'worker', lon: 118.8021 + Math.random() / 1000, lat: 32.0621 } });
      const shown = await client.want(200, 'GET', `/api/cases/${made.id}`, { as: 'command123' });
      return shown.decisions.some((row) => row.decision === 'route' && /service@street/.test(JSON.stringify(row.result)));
    });
    truth(unit, 'the new table decides');
    const audit = (await client.want(200, 'GET', '/api/audit?limit=50', { as: 'auditor173' })).items.map((row) => row.action);
    for (const action of ['model.draft', 'model.submit', 'model.approve']) truth(audit.includes(action), `${action} in the audit`);
  });

  suite.test('going back is a submission like any other', async ({ client }) => {
    const back = { as: EDITOR, json: { release: 1, note: '恢复' } };
    await client.want(409, 'POST', '/api/models/decision/route/rollback', { as: EDITOR, json: { release: 2, note: '恢复' } });
    await client.want(404, 'POST', '/api/models/decision/nothing/rollback', back);
    await client.want(403, 'POST', '/api/models/decision/route/rollback', { ...back, as: APPROVER });
    const one = await client.want(201, 'POST', '/api/models/decision/route/rollback', back);
    equal(one.state, 'submitted', 'submitted');
    await approve(client, one);
    equal(await text(client, 'decision', 'route'), await text(client, 'decision', 'route', 1), 'the old text');
    equal(await inForce(client, 'decision', 'route'), 3, 'a release of its own');
  });

  suite.test('rejected and withdrawn drafts are open again', async ({ client }) => {
    let one = await submit(client, await draft(client, 'process', bpmn('trial', LINE('work', 'userTask', TASK()))));
    await client.want(403, 'POST', `/api/drafts/${one.id}/reject`, { as: EDITOR, json: { version: one.version, reason: '不' } });
    one = await client.want(200, 'POST', `/api/drafts/${one.id}/reject`, { as: APPROVER, json: { version: one.version, reason: '缺少时限' } });
    equal([one.state, one.reason, one.bundle], ['open', '缺少时限', null], 'rejected');
    await approve(client, one, 409);
    one = await submit(client, one);
    await client.want(403, 'POST', `/api/drafts/${one.id}/withdraw`, { as: 'command123', json: { version: one.version } });
    one = await client.want(200, 'POST', `/api/drafts/${one.id}/withdraw`, { as: SECOND, json: { version: one.version } });
    equal([one.state, one.reason], ['open', ''], 'withdrawn');
    await client.want(404, 'GET', '/api/models/process/trial', { as: EDITOR });
    await drop(client, one);
  });

  suite.test('several together, of which none fits alone', async ({ client }) => {
    const caller = await draft(client, 'process', bpmn('outer', LINE('call', 'callActivity', '<extensionElements><zeebe:calledElement processId="inner"/></extensionElements>')));
    const called = await draft(client, 'process', bpmn('inner', LINE('work', 'userTask', TASK().replace('<zeebe:userTask/>', '<zeebe:userTask/><zeebe:formDefinition formId="slip"/>'))));
    const form = await draft(client, 'form', JSON.stringify({ type: 'default', id: 'slip', components: [{ type: 'textfield', key: 'why', label: '事由', validate: { required: true } }] }));
    truth(!(await check(client, caller)).ok, 'alone it does not');
    truth((await check(client, caller, { with: [called.id, form.id] })).ok, 'together they do');
    await client.want(422, 'POST', `/api/drafts/${caller.id}/submit`, { as: EDITOR, json: { version: 1, note: '一并' } });
    await client.want(409, 'POST', `/api/drafts/${caller.id}/submit`, { as: EDITOR, json: { version: 1, note: '一并', with: [{ id: called.id, version: 9 }, { id: form.id, version: 1 }] } });
    await client.want(400, 'POST', `/api/drafts/${caller.id}/submit`, { as: EDITOR, json: { version: 1, note: '一并', with: ['x'] } });
    const one = await submit(client, caller, { with: [called, form].map(({ id, version }) => ({ id, version })) });
    equal(one.bundle_drafts.map((row) => row.key).sort(), ['inner', 'outer', 'slip'], 'the bundle');
    const other = await client.want(200, 'GET', `/api/drafts/${form.id}`, { as: APPROVER });
    equal((await approve(client, other)).state, 'released', 'approved by any of them');
    const [a, b, c] = await Promise.all([['process', 'outer'], ['process', 'inner'], ['form', 'slip']].map(([kind, key]) => inForce(client, kind, key)));
    truth(a === b && b === c, 'one release');
    // and now nobody may take away what another needs
    const lost = await client.want(200, 'POST', '/api/models/check', { as: EDITOR, json: { kind: 'process', text: bpmn('inner', LINE('call', 'callActivity', '<extensionElements><zeebe:calledElement processId="outer"/></extensionElements>')) } });
    truth(!lost.ok && lost.problems.some((p) => p.element === 'call' && /circle/.test(p.en)), `a circle of two: ${JSON.stringify(lost.problems)}`);
  });

  suite.test('behind what came since', async ({ client }) => {
    const events = await text(client, 'catalogue', 'grades');
    const first = await draft(client, 'catalogue', `${events.trim()}\n`.replace('一级（重大）', '一级'), { key: 'grades' }), second = await draft(client, 'catalogue', events.replace('二级（较大）', '二级'), { key: 'grades' });
    const submitted = await submit(client, second), waiting = await submit(client, first);
    await approve(client, submitted);
    const behind = await client.want(200, 'GET', `/api/drafts/${first.id}`, { as: APPROVER });
    equal(behind.behind, true, 'behind');
    await approve(client, waiting, 409);
    let one = await client.want(200, 'POST', `/api/drafts/${first.id}/withdraw`, { as: EDITOR, json: { version: waiting.version } });
    await client.want(409, 'POST', `/api/drafts/${one.id}/submit`, { as: EDITOR, json: { version: one.version, note: '再' } });
    one = await client.want(200, 'POST', `/api/drafts/${one.id}`, { as: EDITOR, json: { version: one.version, text: (await text(client, 'catalogue', 'grades')).replace('一级（重大）', '一级'), base_release: await inForce(client, 'catalogue', 'grades') } });
    equal(one.behind, false, 'rebased');
    await drop(client, one);
  });

  suite.test('from a date', async ({ client }) => {
    const form = JSON.stringify({ type: 'default', id: 'slip', components: [{ type: 'number', key: 'sum', label: '金额' }] });
    const one = await draft(client, 'form', form);
    await client.want(422, 'POST', `/api/drafts/${one.id}/submit`, { as: EDITOR, json: { version: 1, note: '定时', active_from: later(-1000) } });
    await client.want(400, 'POST', `/api/drafts/${one.id}/submit`, { as: EDITOR, json: { version: 1, note: '定时', active_from: 'soon' } });
    const release = await inForce(client, 'form', 'slip');
    const waiting = await approve(client, await submit(client, one, { active_from: later(3000) }));
    equal([waiting.state, waiting.release], ['scheduled', null], 'waits');
    equal(await inForce(client, 'form', 'slip'), release, 'not yet');
    await until('it comes into force', async () => await inForce(client, 'form', 'slip') > release);
    equal((await client.want(200, 'GET', `/api/drafts/${one.id}`, { as: EDITOR })).state, 'released', 'released');
    truth((await client.want(200, 'GET', '/api/audit?limit=20', { as: 'auditor173' })).items.some((row) => row.action === 'model.release' && row.ok && row.subject === one.id), 'audited');
    // what no longer fits on its date fails, and says why
    const late = await approve(client, await submit(client, await draft(client, 'form', form.replace('金额', '数额')), { active_from: later(2500) }));
    await approve(client, await submit(client, await draft(client, 'form', form.replace('金额', '总额'))));
    const failed = await until('the date passes', async () => { const now = await client.want(200, 'GET', `/api/drafts/${late.id}`, { as: EDITOR }); return now.state === 'failed' && now; });
    truth(failed.reason, 'says why');
    truth((await client.want(200, 'GET', '/api/audit?limit=20', { as: 'auditor173' })).items.some((row) => row.action === 'model.release' && !row.ok && row.subject === late.id), 'the failure too');
    equal((await client.want(200, 'POST', `/api/drafts/${late.id}/withdraw`, { as: EDITOR, json: { version: failed.version } })).state, 'open', 'open again');
  });

  suite.test('whoever wrote to it never approves it, whatever his roles', async ({ client, city }) => {
    city.sql(`INSERT INTO role_grant (id, account_id, role, unit_id, granted_at) VALUES (99001, 175, 'secadmin', 1, 1)`);
    const fresh = new client.constructor(client.url);
    const one = await draft(fresh, 'process', bpmn('twice', LINE('work', 'userTask', TASK())), {}, SECOND);
    const sent = await submit(fresh, one);
    equal((await fresh.want(200, 'GET', `/api/drafts/${one.id}`, { as: SECOND })).can_approve, false, 'not offered');
    await approve(fresh, sent, 403, SECOND);
    equal((await approve(fresh, sent)).state, 'released', 'by the other');
    city.sql('DELETE FROM role_grant WHERE id = 99001');
  });

  suite.test('a process is rehearsed on its own clock, with the tables as they are', async ({ client }) => {
    const say = (json, status = 200) => client.want(status, 'POST', '/api/rehearsals/process', { as: EDITOR, json });
    const total = async () => (await client.want(200, 'GET', '/api/cases?limit=200', { as: 'command123' })).items.length, before = await total();
    let at = await say({ key: 'event-main', type: '0504', now: '2026-03-02T10:00:00+08:00', variables: { case: { number: '试演', source: 'worker', in_grid: true, public: false, staff_chose: true, urgency: 3, grade: 3, return_count: 0, rework_count: 0, extension_count: 0, reopen_count: 0, confidence: 1 } } });
    truth(at.done.some((one) => one.kind === 'decision' && one.result !== undefined && one.rules.length), 'decisions were evaluated');
    truth(at.done.some((one) => one.kind === 'service'), 'services were answered');
    truth(at.flows.length > 2 && at.places.length >= 1 && at.tasks.length >= 1, 'it waits somewhere');
    const filled = (schema) => Object.fromEntries((schema?.components ?? []).filter((one) => one.validate?.required).map((one) => [one.key, one.type === 'number' ? 1 : one.type === 'checkbox' ? true : one.values ? one.values[0].value : one.type === 'datetime' ? (one.subtype === 'date' ? '2026-03-09' : '2026-03-09T10:00:00+08:00') : '试演']));
    const stages = [];
    for (let i = 0; i < 40 && !at.ended; i += 1) {
      const task = at.tasks.find((one) => one.candidates !== 'resident');
      if (task) {
        stages.push(task.stage);
        const outcome = task.outcomes.find((one) => one.style === 'primary');
        at = await say({ key: 'event-main', state: at.state, now: at.now, event: { kind: 'complete', activity: task.activity, outcome: outcome.code, fields: filled(task.form), ...(outcome.unit ? { variables: { unit: 'enforcement@street' } } : {}) } });
      } else {
        const [timer] = [...at.timers].sort((a, b) => Date.parse(a.due_at) - Date.parse(b.due_at));
        truth(timer, `waits for nothing: ${JSON.stringify(at.places)}`);
        const answer = await say({ key: 'event-main', state: at.state, now: at.now, event: { kind: 'timer', activity: timer.activity } });
        truth(Date.parse(answer.now) >= Date.parse(timer.due_at), 'the clock jumped');
        at = answer;
      }
    }
    truth(at.ended, `it ends: ${stages}`);
    truth(stages.includes('DISPATCHED') && stages.includes('PROCESSING') || stages.includes('ON_SITE'), `through the stages: ${stages}`);
    equal(await total(), before, 'no case was made');
  });

  suite.test('a rehearsal refuses what a desk would refuse', async ({ client }) => {
    const say = (json, status = 200) => client.want(status, 'POST', '/api/rehearsals/process', { as: EDITOR, json });
    const form = await draft(client, 'form', JSON.stringify({ id: 'ask', type: 'default', components: [{ type: 'number', key: 'sum', label: '金额', validate: { required: true, max: 10 } }, { type: 'textfield', key: 'why', label: '缘由', conditional: { hide: '=sum = null or sum < 5' } }] }));
    const words = bpmn('tried', LINE('work', 'userTask', TASK().replace('<zeebe:userTask/>', '<zeebe:userTask/><zeebe:formDefinition formId="ask"/>')));
    const start = await say({ text: words, with: [form.id] });
    equal([start.tasks.length, start.tasks[0].form.id, start.tasks[0].outcomes[0].code, start.ended], [1, 'ask', 'done', false], 'the task with its drafted form');
    const complete = (outcome, fields, status) => say({ text: words, with: [form.id], state: start.state, event: { kind: 'complete', activity: start.tasks[0].activity, outcome, fields } }, status);
    await complete('done', {}, 400); await complete('done', { sum: 11 }, 400); await complete('done', { sum: 1, why: 'x' }, 400); await complete('fly', { sum: 1 }, 400); await complete('done', { sum: 1, other: 2 }, 400);
    equal((await complete('done', { sum: 6, why: '多' }, 200)).ended, true, 'done');
    await say({ text: words, with: [form.id], state: start.state, event: { kind: 'complete', activity: '999', outcome: 'done' } }, 409);
    await say({ text: words, with: [form.id], state: start.state, event: { kind: 'message', name: 'nobody' } }, 409);
    await say({ text: words, with: [form.id], state: start.state, event: { kind: 'fly' } }, 400);
    await say({ text: words, with: [form.id], state: start.state }, 400);
    await say({ text: words, state: '{"v":1}', event: { kind: 'timer' } }, 400);
    await say({ text: words, state: 'x', event: { kind: 'timer' } }, 400);
    await say({ text: '<a>' }, 422); await say({ key: 'nothing' }, 404); await say({}, 400);
    await say({ key: 'event-main', state: start.state, event: { kind: 'timer' } }, 409);
    const loop = bpmn('tried', '<startEvent id="s"/><sequenceFlow id="a" sourceRef="s" targetRef="g"/><exclusiveGateway id="g"/><sequenceFlow id="b" sourceRef="g" targetRef="t"/><serviceTask id="t"><extensionElements><zeebe:taskDefinition type="case.notify"/></extensionElements></serviceTask><sequenceFlow id="c" sourceRef="t" targetRef="g"/>');
    const runaway = await client.ask('POST', '/api/rehearsals/process', { as: EDITOR, json: { text: loop } });
    truth(runaway.status === 422 || runaway.json.incidents?.length, `a runaway ends: ${runaway.status}`);
    const hand = await say({ key: 'event-main', type: '0504', by_hand: ['decision'] });
    truth(hand.decisions.length === 1 && hand.decisions[0].variables && hand.tasks.length === 0, 'a decision left to the caller');
    const decided = await say({ key: 'event-main', by_hand: ['decision'], state: hand.state, event: { kind: 'decided', activity: hand.decisions[0].activity, result: 3 } });
    truth(decided.decisions.length + decided.tasks.length > 0 && decided.decisions[0]?.activity !== hand.decisions[0].activity, 'goes on');
    const fill = (fields) => client.want(200, 'POST', '/api/rehearsals/form', { as: EDITOR, json: { draft: form.id, fields } });
    let tried = await fill({});
    equal([tried.ok, tried.problems.map((one) => one.field), tried.shown], [false, ['sum'], ['sum']], 'required, and hidden');
    tried = await fill({ sum: 7, why: 'x' });
    equal([tried.ok, tried.shown, tried.fields], [true, ['sum', 'why'], { sum: 7, why: 'x' }], 'filled in');
    equal((await fill({ sum: 'x', extra: 1 })).problems.map((one) => one.field), ['sum', 'extra'], 'both named');
    await drop(client, form);
  });

  suite.test('an edited table against real decisions', async ({ client }) => {
    for (let i = 0; i < 12; i += 1) await client.want(201, 'POST', '/api/cases', { as: 'worker101', json: { type: i % 3 ? '0504' : '0505', source: 'worker', lon: 118.8021 + i / 1000, lat: 32.0521 + i / 2000 } });
    const table = await text(client, 'decision', 'route'), edited = table.replaceAll('"enforcement@street"', '"sanitation@street"');
    const run = (json, as = EDITOR, status = 200) => client.want(status, 'POST', '/api/rehearsals/decision', { as, json: { key: 'route', ...json } });
    const same = await run({ count: 10 });
    equal([same.compared, same.changed, same.failed, same.items.length, same.done], [10, 0, 0, 10, true], 'what is in force decides as it did');
    const one = await draft(client, 'decision', edited, { key: 'route' });
    let found = await run({ draft: one.id, count: 10, only_changed: true });
    truth(found.changed > 0 && found.items.length === found.changed && found.compared === 10, `some change: ${found.changed}`);
    const item = found.items[0], change = item.changes.find((row) => row.field === 'unit');
    equal([change.before, change.after], ['enforcement@street', 'sanitation@street'], 'where it would have gone');
    truth(change.before_zh.includes('综合执法') || change.before_zh.length > 0, 'the unit by name'); truth(change.after_zh && change.after_zh !== change.before_zh, 'and the other');
    truth(item.number && item.type_name && item.rules_before.length && item.rules_after.length, 'case and rules');
    for (const rule of [...item.rules_before, ...item.rules_after]) truth(rule.text && rule.text_en && !/ \| /.test(rule.text + rule.text_en), `a rule in each language: ${JSON.stringify(rule)}`);
    const sum = found.totals.find((row) => row.field === 'unit' && row.count === found.changed);
    truth(sum.before_zh && sum.after_zh.endsWith('sanitation') && !sum.after_zh.includes('@'), `totals by name: ${JSON.stringify(sum)}`);
    const pages = [];
    for (let after; ;) { const page = await run({ text: edited, count: 3, ...(after ? { after } : {}) }); pages.push(...page.items.map((row) => row.id)); after = page.next; if (!after || pages.length >= 9) break; }
    equal(new Set(pages).size, pages.length, 'pages do not overlap');
    equal(pages.slice(0, 9), (await run({ text: edited, count: 9 })).items.map((row) => row.id), 'pages are the whole');
    const limits = await run({ key: 'limits', text: (await text(client, 'decision', 'limits')).replace('<text>"4 work-hours"</text>', '<text>"5 work-hours"</text>'), count: 50 });
    truth(limits.items.some((row) => row.changes.some((c) => c.field === 'finish' && c.after === '5 work-hours' && /5 工作时/.test(c.after_zh))), `another limit: ${JSON.stringify(limits.totals)}`);
    truth(limits.totals.some((row) => row.before_zh === '4 工作时' && row.after_en === '5 working hours'), 'in words');
    equal((await run({ text: edited, count: 10 }, SECOND)).compared, 0, 'who edits for another district sees none of these cases');
    equal((await run({ text: edited, count: 10, to: '2020-01-01T00:00:00+08:00' })).compared, 0, 'before a time');
    await run({ text: '<a>' }, EDITOR, 422); await run({ text: edited, key: 'elsewhere' }, EDITOR, 422); await run({ key: 'nothing' }, EDITOR, 404); await run({ count: 5000 }, EDITOR, 400); await run({}, APPROVER, 403);
    await drop(client, one);
  });

  suite.test('the heat of a process counts its steps', async ({ client }) => {
    const heat = (query = '', key = 'p1-quick', status = 200) => client.want(status, 'GET', `/api/models/process/${key}/heat${query}`, { as: APPROVER });
    const step = (found, element) => found.elements.find((row) => row.element === element) ?? { ended: 0, done: 0, returned: 0 };
    const main = await heat('', 'event-main'), was = step(main, 'dispatch'), wasSign = step(await heat(), 'sign');
    const made = await client.want(201, 'POST', '/api/cases', { as: 'worker101', json: { type: '0506', source: 'worker', lon: 118.8055, lat: 32.0655 } });
    const complete = async (as, stage, json) => { const task = await client.task(as, made.number, stage); truth(task, `${as} has a task at ${stage}`); await client.want(200, 'POST', `/api/tasks/${task.id}/complete`, { as, json: { version: task.version, ...json } }); return task; };
    await complete('dispatch122', 'FILED', { outcome: 'dispatch', unit: '320102002-enforcement' });
    const now = await heat('', 'event-main');
    equal([step(now, 'dispatch').ended, step(now, 'dispatch').done], [was.ended + 1, was.done + 1], 'dispatched once more');
    truth(step(now, 'dispatch').median_s >= 0 && step(now, 'dispatch').p95_s >= step(now, 'dispatch').median_s, 'times');
    truth(now.flows.length > 3 && now.passed.some((row) => row.element === 'dispatch' && row.cases > 0), 'flows and elements passed');
    const seen = await client.want(200, 'GET', `/api/cases/${made.id}`, { as: 'command123' });
    await client.want(200, 'POST', `/api/cases/${made.id}/return`, { as: 'handle111031', json: { version: seen.version, reason: '不属本单位' } });
    const after = step(await heat(), 'sign');
    equal([after.returned, after.ended], [wasSign.returned + 1, wasSign.ended + 1], 'sent back');
    const street = await heat('?street=11'), elsewhere = await heat('?street=21');
    truth(step(street, 'sign').returned >= 1 && step(elsewhere, 'sign').ended === 0, 'by street');
    equal([street.flows, street.passed, street.street], [[], [], '11'], 'flows are of the city');
    equal((await heat('?from=2020-01&to=2020-12')).elements, [], 'by month');
    await heat('?from=2020', 'p1-quick', 400); await heat('?from=2020-13', 'p1-quick', 400); await heat('?street=10', 'p1-quick', 404); await heat('', 'nothing', 404);
    truth(!/account|assignee|person|name/.test(JSON.stringify(after)), 'nobody is named');
  });

  return suite;
}
