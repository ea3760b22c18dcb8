// 回访台: who waits to be asked, by clock; not reached three times it ends, not solved it is done again; what was said counts in the figures.
import { Suite, equal, truth } from './lib/suite.mjs';

const HERE = { lon: 118.8022, lat: 32.0552 };

export function callbacks(store) {
  const suite = new Suite(`modules/callbacks on ${store}`);
  const queue = (client, as, status = 200) => client.want(status, 'GET', '/api/callbacks', { as });
  const mine = async (client, id) => (await queue(client, 'intake121')).items.find((one) => one.task.case_id === id);
  const view = (client, id) => client.want(200, 'GET', `/api/cases/${id}`, { as: 'intake121' });

  /** A resident's report the community has dealt with: its reporter waits to be called. */
  async function waiting(client, text, lon) {
    const made = await client.want(201, 'POST', '/api/public/reports', { json: { text, type: '0507', ...HERE, lon, contact: '13900001111' } });
    const [{ id }] = (await client.want(200, 'GET', `/api/cases?number=${made.number}&state=all`, { as: 'intake121' })).items;
    await step(client, id, 'worker101', 'pass_community', { note: '社区能办' });
    await done(client, id);
    return { id, made };
  }
  async function step(client, id, as, outcome, more = {}) {
    const { tasks } = await client.want(200, 'GET', `/api/cases/${id}`, { as }), task = tasks.find((one) => one.can_act && one.outcomes.some((each) => each.code === outcome));
    truth(task, `${as} may ${outcome}`);
    return client.want(200, 'POST', `/api/tasks/${task.id}/complete`, { as, json: { version: task.version, outcome, ...more } });
  }
  const done = async (client, id) => step(client, id, 'desk111', 'done', { note: '已清', photos: [await client.photo('desk111')] });
  const call = (client, id, outcome, fields, more = {}) => step(client, id, 'intake121', outcome, { fields, ...more });
  let one, two;

  suite.test('who waits stands in the queue of the centre, and of nobody else', async ({ client }) => {
    one = await waiting(client, '楼道堆物 回访一', 118.8022);
    two = await waiting(client, '楼道堆物 回访二', 118.8142);
    const row = await mine(client, one.id);
    equal([row.task.stage, row.calls, row.last_at], ['CALLBACK', 0, null]);
    await queue(client, undefined, 401);
    await queue(client, 'worker101', 403);
    truth(!(await queue(client, 'intake131')).items.some((each) => each.task.case_id === one.id), 'not next door');
  });

  suite.test('not reached: called again later, and three times is enough', async ({ client }) => {
    await call(client, one.id, 'again', { reached: 'no_answer' });
    const first = await mine(client, one.id);
    equal(first.calls, 1);
    truth(first.task.due_at && first.last_at, 'there is a next time');
    await call(client, one.id, 'close', { reached: 'no_answer' });           // whoever says close without an answer calls again as well
    equal((await mine(client, one.id)).calls, 2);
    await call(client, one.id, 'again', { reached: 'no_answer' });
    const { stage, state, journal, rating } = await view(client, one.id);
    equal([stage, state], ['CLOSED', 'closed']);
    equal(journal.filter((each) => each.kind === 'heard').length, 3);
    truth(!rating || !rating.score, 'nobody rated it');
    truth(!(await mine(client, one.id)), 'it has left the desk');
  });

  suite.test('not solved goes back to who did it; solved closes it, and the resident has the last word', async ({ client }) => {
    await call(client, two.id, 'close', { reached: 'phone', solved: 'no', satisfaction: '2', words: '还堆着' });
    equal((await view(client, two.id)).stage, 'COMMUNITY');
    await done(client, two.id);
    await call(client, two.id, 'close', { reached: 'phone', solved: 'yes', satisfaction: '4' });
    const closed = await view(client, two.id);
    equal([closed.stage, closed.rating.score, closed.rating.solved], ['CLOSED', 4, 1]);
    await client.want(200, 'POST', `/api/public/reports/${two.made.number}/rating`, { json: { code: two.made.code, score: 2, solved: false } });
    const rated = await view(client, two.id);
    equal([rated.rating.score, rated.rating.solved], [2, 2]);
    await client.want(409, 'POST', `/api/public/reports/${two.made.number}/rating`, { json: { code: two.made.code, score: 5, solved: true } });
  });
  return suite;
}
