// An outside job fails, another leaves its process without a way on: the administrator of processes sees both, mends them, and the cases go on.
// Told to a server of its own, as its main process is another.
import { apart, as, release } from '../lib/apart.mjs';
import { check, same } from '../lib/context.mjs';
import { fresh, register, report, stands } from '../lib/steps.mjs';

export const name = 'a failed job and a stuck process are seen, mended and go on';

const TYPE = 'register.lookup';

/** The main process with a look-up at the beginning, after which only `found` leads on. */
function withLookUp(xml) {
  const flow = 'flow_start_decide_entry';
  return xml
    .replace(/(<bpmn:startEvent id="start"[\s\S]*?<bpmn:outgoing>)flow_start_decide_entry/, '$1flow_to_lookup')
    .replace(new RegExp(`<bpmn:sequenceFlow id="${flow}"[^>]*/>`), `<bpmn:sequenceFlow id="flow_to_lookup" sourceRef="start" targetRef="lookup" />
    <bpmn:serviceTask id="lookup" name="查询登记信息"><bpmn:extensionElements><zeebe:taskDefinition type="${TYPE}" retries="2" /></bpmn:extensionElements><bpmn:incoming>flow_to_lookup</bpmn:incoming><bpmn:outgoing>flow_lookup_known</bpmn:outgoing></bpmn:serviceTask>
    <bpmn:sequenceFlow id="flow_lookup_known" sourceRef="lookup" targetRef="known" />
    <bpmn:exclusiveGateway id="known" name="查到了吗"><bpmn:incoming>flow_lookup_known</bpmn:incoming><bpmn:outgoing>${flow}</bpmn:outgoing><bpmn:outgoing>flow_known_elsewhere</bpmn:outgoing></bpmn:exclusiveGateway>
    <bpmn:sequenceFlow id="flow_known_elsewhere" sourceRef="known" targetRef="decide_entry"><bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">=found = "elsewhere"</bpmn:conditionExpression></bpmn:sequenceFlow>
    <bpmn:sequenceFlow id="${flow}" sourceRef="known" targetRef="decide_entry"><bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">=found = true</bpmn:conditionExpression></bpmn:sequenceFlow>`)
    .replace(`<bpmn:incoming>${flow}</bpmn:incoming>`, `<bpmn:incoming>${flow}</bpmn:incoming><bpmn:incoming>flow_known_elsewhere</bpmn:incoming>`)
    .replace(/<bpmndi:BPMNEdge [^>]*bpmnElement="flow_start_decide_entry"[\s\S]*?<\/bpmndi:BPMNEdge>/, '');
}

/** A key that may take the jobs: a call of the jobs' API with it. */
async function worker(story, secadmin) {
  const sysadmin = await as(story, story.people.sysadmin);
  const { unit } = await sysadmin('GET', '/api/session');
  const made = await sysadmin('POST', '/api/accounts', { login: 'registry', name: '登记库接口（合成）', unit: unit.id, system: true });
  const { version } = await sysadmin('GET', `/api/accounts/${made.id}`);
  await secadmin('POST', `/api/accounts/${made.id}/approve`, { version });
  await secadmin('POST', `/api/accounts/${made.id}/grants`, { role: 'service', unit: unit.id });
  const { key } = await secadmin('POST', '/api/keys', { name: '登记库', account: made.id, rights: ['job.work'], source: 'department', jobs: [TYPE] });
  return async (path, body) => {
    const reply = await fetch(story.url + path, { method: 'POST', headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${key}` }, body: JSON.stringify(body) });
    check(reply.ok, `${path}: ${reply.status} ${await reply.clone().text()}`);
    return reply.json();
  };
}

/** A report of the new release, which servers take up within two seconds. */
async function stuckReport(story) {
  const admin = await as(story, 'process');
  for (let i = 0; i < 20; i++) {
    const made = await report(story, fresh('小区门口的窨井盖丢了'));
    const { items } = await admin('GET', '/api/jobs');
    if (items.some((job) => job.number === made.number)) return made;
    await new Promise((done) => setTimeout(done, 300));
  }
  throw new Error('the release was not taken up');
}

async function tell(story) {
  const secadmin = await release(story, withLookUp, '先查登记信息'), call = await worker(story, secadmin);
  const made = await stuckReport(story);
  const page = await story.login('process');
  await page.goto(`${story.url}/desk/jobs`);
  await page.getByRole('row').filter({ hasText: made.number }).waitFor();
  await story.axe(page, 'jobs that wait');

  /* Taken, failed once for good: seen as failed, with what the worker said. */
  const { items: [job] } = await call('/api/jobs/activate', { type: TYPE, worker: '登记库一号', lock_seconds: 600 });
  await page.getByRole('button', { name: /^办理中/ }).click();
  await page.getByRole('row').filter({ hasText: '登记库一号' }).waitFor();
  await call(`/api/jobs/${job.id}/fail`, { token: job.token, error: '登记库没有应答', retries: 0 });
  await page.reload();
  await page.getByRole('button', { name: /^失败 ?1$/ }).click();
  await page.getByRole('row').filter({ hasText: '登记库没有应答' }).waitFor();
  await story.axe(page, 'jobs that failed');
  await story.shot(page, 'jobs-failed-1366');
  await page.getByRole('button', { name: `重试 ${made.number}` }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: '重试' }).click();
  await dialog.getByText('请填写理由。').waitFor();
  await dialog.getByLabel('理由').fill('登记库已经恢复');
  await dialog.getByRole('button', { name: '重试' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await page.getByRole('button', { name: /^等待 ?1$/ }).click();
  await page.getByRole('row').filter({ hasText: made.number }).waitFor();

  /* Done, but without what the gateway asks for: stuck, and mended with a variable. */
  const { items: [again] } = await call('/api/jobs/activate', { type: TYPE, worker: '登记库一号' });
  await call(`/api/jobs/${again.id}/complete`, { token: again.token, variables: { found: false } });
  await page.goto(`${story.url}/desk/incidents`);
  const row = page.getByRole('row').filter({ hasText: made.number });
  await row.getByText('› 查到了吗').waitFor();
  await story.axe(page, 'stuck processes');
  await story.shot(page, 'incidents-1366');
  await row.getByRole('button', { name: `恢复 ${made.number}` }).click();
  await dialog.getByRole('textbox', { name: 'found' }).waitFor();
  same(await dialog.getByRole('textbox', { name: 'found' }).inputValue(), 'false', 'the variable as it is');
  await dialog.getByLabel('理由').fill('人工查到了登记信息');
  await dialog.getByRole('button', { name: '重试', exact: true }).click();
  await dialog.getByRole('alert').getByText('仍然受阻').waitFor();
  await story.axe(page, 'mending');
  await dialog.getByRole('textbox', { name: 'found' }).fill('true');
  await story.shot(page, 'mend-1366');
  await dialog.getByRole('button', { name: '改正并重试' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await page.getByText('没有受阻的流程。').waitFor();
  await stands(story, made, 'PENDING_VERIFY');

  /* Whoever keeps no processes going has neither page. */
  const desk = await story.login(story.people.dispatch);
  check(await desk.getByRole('link', { name: '受阻流程' }).count() === 0, 'the dispatcher has no such page');
  same((await story.api('GET', '/api/jobs', undefined, desk)).status, 403, 'jobs are for who may mend');
  await register(story, desk, fresh('路灯不亮'));
}

export default (story) => apart(story, 'stuck', tell);
