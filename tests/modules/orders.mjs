// 督办 through the real interface: an order by hand, who owes the answer, the answer sent back and accepted, what others may not see.
import { Suite, equal, truth } from './lib/suite.mjs';
import { play } from './lib/scenario.mjs';

const TEAM = '320102002-enforcement', HERE = { lon: 118.8122, lat: 32.0652 };
const ANSWER = { state: 'done', cause: '人手不足', measures: '已清理，增派一班' };

export function orders(store) {
  const suite = new Suite(`modules/orders on ${store}`);
  const list = (client, as, query = '', status = 200) => client.want(status, 'GET', `/api/orders${query}`, { as });
  const officer = async (client, code) => {
    const { items } = await client.want(200, 'GET', `/api/units?q=${code}`, { as: 'viewer161' });
    return `handle${Number(items.find((one) => one.code === code).id) * 10 + 100001}`;
  };

  suite.test('an order by hand, from the demand to the answer', async ({ client }) => {
    const handler = await officer(client, TEAM);
    const made = await client.want(201, 'POST', '/api/cases', { as: 'worker101', json: { type: '0504', source: 'worker', text: '桌椅占道，夜里更多', ...HERE } });
    await play(client, [{ as: 'dispatch122', task: [made.number, 'FILED'], outcome: 'dispatch', json: { unit: TEAM, note: '派' } }]);
    const supervise = (as, status, json) => client.want(status, 'POST', `/api/cases/${made.id}/supervise`, { as, json: { note: '今天办完', level: 2, ...json } });
    await supervise('worker101', 403, {});
    await supervise('command133', 404, {});                                  // another street's centre
    await supervise('command123', 400, { level: 4 });
    await supervise('command123', 400, { note: '' });
    await supervise('command123', 422, { unit: '320111-urban' });
    await supervise('command123', 400, { unit: "x'); DROP TABLE case_record; --" });
    equal((await list(client, 'command123')).items, [], 'nothing was ordered');
    await supervise('command123', 200, {});
    const before = (await list(client, 'command123')).items;
    equal(before.map((one) => [one.type, one.level, one.unit.code, one.about.number, one.by_hand, one.sent_back, one.answered_at]), [['D2', 2, TEAM, made.number, true, 0, null]]);
    const [order] = before;
    truth(order.text.includes('今天办完') && order.due_at && order.light !== 'none', JSON.stringify(order));
    equal((await list(client, handler)).items.map((one) => one.number), [order.number], 'the unit sees what it owes');
    equal((await list(client, 'command133')).items, [], 'another street does not');
    equal((await client.want(200, 'GET', `/api/cases/${made.id}/orders`, { as: 'dispatch122' })).items.map((one) => one.number), [order.number]);
    await client.want(404, 'GET', `/api/cases/${made.id}/orders`, { as: 'command133' });
    truth((await client.want(200, 'GET', `/api/cases/${order.id}`, { as: handler })).related.some((one) => one.number === made.number), 'linked to the case');
    equal((await client.want(200, 'GET', '/api/cases?limit=200', { as: 'command123' })).items.filter((one) => one.type === 'D2'), [], 'no matter of the city');
    equal((await client.want(200, 'GET', '/api/cases?source=supervision', { as: 'command123' })).items.map((one) => one.number), [order.number], 'but found by its source');

    await play(client, [
      { as: handler, task: [order.number, 'ORDER_ANSWER'], outcome: 'answered', json: { note: '', fields: ANSWER }, status: 400 },
      { as: handler, task: [order.number, 'ORDER_ANSWER'], outcome: 'answered', json: { note: '已清', fields: { state: 'done' } }, status: 400 },
      { as: handler, task: [order.number, 'ORDER_ANSWER'], outcome: 'answered', json: { note: '已清', fields: ANSWER }, has: { stage: 'ORDER_REVIEW' } },
      { as: 'command123', task: [order.number, 'ORDER_REVIEW'], outcome: 'back', json: { note: '现场还在' }, has: { stage: 'ORDER_ANSWER' } },
      { as: handler, task: [order.number, 'ORDER_ANSWER'], outcome: 'answered', json: { note: '这次清完了', fields: ANSWER } },
    ]);
    equal((await list(client, handler)).items.map((one) => [one.sent_back, Boolean(one.answered_at)]), [[1, true]]);
    const review = await client.task('command123', order.number, 'ORDER_REVIEW');
    await client.want(403, 'POST', `/api/tasks/${review.id}/complete`, { as: handler, json: { version: review.version, outcome: 'accept' } });
    await play(client, [{ as: 'command123', task: [order.number, 'ORDER_REVIEW'], outcome: 'accept', has: { state: 'closed' } }]);
    equal((await list(client, 'command123')).items, []);
    equal((await list(client, 'command123', '?state=all')).items.map((one) => [one.number, one.state]), [[order.number, 'closed']]);
    const figures = await client.want(200, 'GET', '/api/whistles/figures', { as: 'command123' }), row = figures.units.find((one) => one.unit.code === TEAM);
    equal([row.called, row.orange, row.deduction], [0, 1, 2], 'the card counts, the order is no summons');
    const said = await client.want(200, 'GET', `/api/cases/${order.id}`, { as: 'command123' });
    equal(said.journal.map((one) => one.en).filter((one) => /[\u4e00-\u9fff]/.test(one.replaceAll(/320\d+-\w+/g, '').replaceAll(/.队|.科|综合执法队/g, ''))), []);
  });

  suite.test('the list says what it is asked, and no more', async ({ client }) => {
    const { place } = await list(client, 'command123');
    equal(place.code, '320102002');
    for (const query of ['?state=gone', '?after=x', '?after=5', '?limit=0', '?limit=201', '?area=x', '?color=red']) await list(client, 'command123', query, 400);
    await list(client, 'command133', `?area=${place.id}`, 404);
    await list(client, undefined, '', 401);
    await list(client, 'sysadmin171', '', 403);
    equal((await list(client, 'district151')).items, [], 'a district reads its streets');
    const page = await list(client, 'command123', '?state=all&limit=1');
    equal([page.items.length, page.next], [1, null]);
  });

  return suite;
}
