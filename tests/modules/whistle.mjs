// 吹哨报到 through the real interface: who may blow, the units' steps, check-in by place, ruling, judging, figures and the lists behind them.
import { Suite, equal, truth } from './lib/suite.mjs';
import { play } from './lib/scenario.mjs';

const HERE = { lon: 118.8061, lat: 32.0561 };
const at = (n) => ({ lon: +(HERE.lon + (n % 4) * 0.003).toFixed(4), lat: +(HERE.lat + Math.floor(n / 4) * 0.003).toFixed(4) });   // 280 m apart: a whistle each
const URBAN = '320102-urban', FIRE = '320102-fire', TEAM = '320102002-enforcement';

const W1 = { type: 'W1', unit: '320102002', text: '大型广告牌松动，须城管、消防共同处置', address: '珠江路 88 号', units: [URBAN, FIRE] };

export function whistle(store) {
  const suite = new Suite(`modules/whistle on ${store}`);
  const done = async (client, as, number, stage, outcome, json = {}, has) => play(client, [{ as, task: [number, stage], outcome, json, has }]);
  const page = (client, as, id) => client.want(200, 'GET', `/api/cases/${id}`, { as });
  const officers = async (client) => {
    const logins = {};
    for (const code of [URBAN, FIRE, '320102-housing', TEAM]) {
      const { items } = await client.want(200, 'GET', `/api/units?q=${code}`, { as: 'viewer161' }), unit = items.find((one) => one.code === code);
      logins[code] = { login: `handle${Number(unit.id) * 10 + 100001}`, id: unit.id };
    }
    return logins;
  };
  const finish = async (client, staff, number, id, units, lead) => {
    for (const code of units) {
      const as = staff[code].login;
      await done(client, as, number, 'DISPATCHED', 'signed');
      await done(client, as, number, 'CONTACT', 'contacted');
      await done(client, as, number, 'ACCEPTED', 'arrived', { position: (({ lon, lat }) => ({ lon, lat }))(await page(client, as, id)) });
    }
    await done(client, 'command123', number, 'CONSULTING', 'decided', { unit: lead, note: '现场会商', fields: { how: 'site' } });
    for (const code of units) await done(client, staff[code].login, number, 'PROCESSING', 'done', { note: '已办' });
  };

  suite.test('the table says for whom I may blow what', async ({ client }) => {
    const codes = async (as) => (await client.want(200, 'GET', '/api/whistles/types', { as })).items.filter((one) => one.callers.length).map((one) => `${one.code}:${one.callers.map((unit) => unit.code)}`);
    equal(await codes('head115'), ['W0:320102002001', 'W2:320102002001']);
    equal(await codes('secretary116'), ['W1:320102002', 'W2:320102002', 'W3:320102002']);
    equal(await codes('command123'), ['W2:320102002']);
    equal(await codes('dispatch122'), []);
    const [, w1] = (await client.want(200, 'GET', '/api/whistles/types', { as: 'dispatch122' })).items;
    equal([w1.sign, w1.contact, w1.arrive, w1.resolve], ['1 hours', '24 hours', '3 work-days', '10 work-days'], 'as published');
  });

  suite.test('what is refused before it is blown', async ({ client }) => {
    const blow = (as, status, json) => client.want(status, 'POST', '/api/whistles', { as, json: { ...W1, ...at(0), ...json } });
    await blow('dispatch122', 403, {});
    await blow('command123', 403, {});                                       // 主任 blows emergencies only
    await blow('head115', 404, {});                                          // the street is not the community's
    await blow('secretary116', 404, { unit: '320102003' });
    await blow('secretary116', 422, { type: 'W9' });
    await blow('secretary116', 422, { type: '0501' });
    await blow('secretary116', 422, { lon: 118.865, lat: 32.055 });          // another street's place
    await blow('secretary116', 422, { lon: 2.35, lat: 48.85 });
    await blow('secretary116', 400, { units: [] });
    await blow('secretary116', 422, { units: ['320111-urban'] });            // another district's department
    await blow('secretary116', 422, { units: ['320102002'] });               // an area answers no whistle
    await blow('secretary116', 422, { units: [7] });
    await blow('secretary116', 422, { units: [URBAN, "x'); DROP TABLE whistle; --"] });
    await blow('secretary116', 422, { muster_at: '2020-01-01T08:00:00+08:00' });
    await blow('secretary116', 422, { muster_at: '2099-01-01T08:00:00+08:00' });
    await blow('secretary116', 422, { from: '320102002209901010001' });
    await blow('secretary116', 400, { text: '' });
    await client.want(422, 'POST', '/api/cases', { as: 'secretary116', json: { type: 'W1', source: 'whistle', text: 'x', ...at(0) } });
    equal((await client.want(200, 'GET', '/api/whistles', { as: 'command123' })).items, [], 'nothing was blown');
  });

  suite.test('from the whistle to the score, with the lists behind the numbers', async ({ client }) => {
    const staff = await officers(client), u = staff[URBAN].login, f = staff[FIRE].login;
    const from = await client.want(201, 'POST', '/api/cases', { as: 'worker101', json: { type: '0202', source: 'worker', text: '广告牌松动', ...at(1) } });
    const made = await client.want(201, 'POST', '/api/whistles', { as: 'secretary116', json: { ...W1, ...at(1), from: from.number } }), { number, id } = made;
    equal(made.stage, 'APPROVAL');
    truth((await page(client, 'command123', from.id)).related.some((one) => one.number === number), 'the case it came from knows it');
    await client.want(404, 'GET', `/api/cases/${id}`, { as: u });
    await client.want(422, 'POST', '/api/whistles', { as: 'secretary116', json: { ...W1, ...at(1) } });      // one is under way here
    await done(client, 'deputy118', number, 'APPROVAL', 'agree', {}, { stage: 'DISPATCHED' });
    const view = await page(client, u, id);
    equal(view.parties.map((one) => [one.unit.code, one.at_step, one.steps[0].limit]), [[URBAN, 'sign', '1 hours'], [FIRE, 'sign', '1 hours']]);
    equal((await client.want(200, 'GET', '/api/whistles/parties?open=true', { as: u })).items.map((one) => one.number), [number], 'the department\'s desk');
    await done(client, u, number, 'DISPATCHED', 'signed');
    await done(client, u, number, 'CONTACT', 'contacted');
    const task = await client.task(u, number, 'ACCEPTED'), there = { lon: view.lon, lat: view.lat };
    const arrive = (position, status = 200) => client.want(status, 'POST', `/api/tasks/${task.id}/complete`, { as: u, json: { version: task.version, outcome: 'arrived', position } });
    await arrive(undefined, 400);
    await arrive({ lon: 'x', lat: 1 }, 400);
    await arrive({ ...there, name: 'x' }, 400);
    const far = await arrive({ lon: there.lon + 0.01, lat: there.lat });
    truth(far.away.distance_m > 900 && far.away.radius_m === 200 && !far.away.early, JSON.stringify(far.away));
    equal((await page(client, u, id)).parties[0].refused_count, 1);
    truth(!JSON.stringify((await page(client, 'command123', id)).journal).includes(String(there.lon + 0.01)), 'no position is kept');
    equal((await arrive({ lon: there.lon + 0.001, lat: there.lat })).away, null);
    await done(client, f, number, 'DISPATCHED', 'object', { note: '不属消防职责' });
    equal((await page(client, f, id)).parties[1].at_step, 'ruling');
    await done(client, 'district151', number, 'RULING', 'dismissed', { note: '属于' });
    await done(client, f, number, 'DISPATCHED', 'signed');
    await done(client, f, number, 'CONTACT', 'object', { note: '再提一次' }).then(() => truth(false, 'only once'), (error) => truth(/409/.test(error.message), error.message));
    await done(client, f, number, 'CONTACT', 'contacted');
    await done(client, f, number, 'ACCEPTED', 'arrived', { position: there });
    await done(client, 'command123', number, 'CONSULTING', 'decided', { unit: URBAN, note: '城管主责', fields: { how: 'site' } });
    await done(client, u, number, 'PROCESSING', 'done', { note: '已加固' });
    await done(client, f, number, 'PROCESSING', 'done', { note: '已复查' });
    const judge = (unit, json, status = 200, as = 'command123') => client.want(status, 'POST', `/api/cases/${id}/appraise`, { as, json: { unit, ...json } });
    await judge(URBAN, { solved: true, satisfied: 4 }, 400);
    await judge('320102-housing', { solved: true, satisfied: 1 }, 422);
    await judge(URBAN, { solved: true, satisfied: 1 }, 403, 'desk111');
    await judge(URBAN, { solved: true, satisfied: 1 });
    const review = await client.task('command123', number, 'REVIEW');
    await client.want(409, 'POST', `/api/tasks/${review.id}/complete`, { as: 'command123', json: { version: review.version, outcome: 'close' } });
    await judge(FIRE, { solved: false, satisfied: 3 });
    await done(client, 'command123', number, 'REVIEW', 'close', {}, { state: 'closed' });

    const figures = await client.want(200, 'GET', '/api/whistles/figures', { as: 'command123' });
    const row = (code) => figures.units.find((one) => one.unit.code === code);
    equal([row(URBAN).score, row(URBAN).rank, row(URBAN).response_rate], [100, 1, 100]);
    equal([row(FIRE).score, row(FIRE).rank, row(FIRE).solved_rate, row(FIRE).deduction], [50, 2, 0, 0]);
    equal(figures.callers.map((one) => [one.unit.code, one.blown, one.closed]), [['320102002', 1, 1]]);
    equal(figures.use.blown, 1);
    for (const unit of figures.units) for (const metric of ['called', 'due', 'signed', 'responded', 'arrived', 'resolved', 'reviewed', 'solved', 'satisfied', 'yellow', 'red', 'excused']) {
      const list = await client.want(200, 'GET', `/api/whistles/parties?area=${figures.area.id}&unit=${unit.unit.id}&month=${figures.month}&metric=${metric}`, { as: 'command123' });
      equal(list.items.length, unit[metric], `${unit.unit.code} ${metric}`);
    }
    equal((await client.want(200, 'GET', '/api/whistles?state=closed', { as: 'command123' })).items.map((one) => [one.number, one.lead.code, one.caller.code]), [[number, URBAN, '320102002']]);
    for (const [path, as, status] of [['/api/whistles/figures?month=2026-13', 'command123', 400], ['/api/whistles/figures?month=march26', 'command123', 400], [`/api/whistles/figures?area=${figures.area.id}`, 'command133', 404],
      ['/api/whistles/parties?metric=beauty', u, 400], [`/api/whistles/parties?unit=${staff[FIRE].id}`, u, 404], ['/api/whistles/parties?after=x', u, 400], ['/api/whistles/figures', 'desk111', 403]])
      await client.want(status, 'GET', path, { as });
  });

  suite.test('a community blows, the centre sends it on and passes it up', async ({ client }) => {
    const staff = await officers(client), json = { type: 'W0', unit: '320102002001', text: '楼道长期堆物，物业不管', ...at(2) };
    await client.want(409, 'POST', '/api/whistles', { as: 'head115', json });                     // from no case: to be confirmed
    const { number, id, due_at: due } = await client.want(201, 'POST', '/api/whistles', { as: 'head115', json: { ...json, confirmed: true } });
    await done(client, 'command123', number, 'SPLIT', 'split', { units: [TEAM] }, { stage: 'DISPATCHED' });
    await client.want(403, 'POST', `/api/cases/${id}/summon`, { as: 'head115', json: { units: [FIRE], reason: '越级' } });
    await client.want(200, 'POST', `/api/cases/${id}/summon`, { as: 'command123', json: { units: [FIRE], reason: '街道办不了' } });
    await client.want(409, 'POST', `/api/cases/${id}/summon`, { as: 'command123', json: { units: [FIRE], reason: '重复' } });
    const view = await page(client, staff[FIRE].login, id);
    equal([view.number, view.due_at, view.parties.length], [number, due, 2], 'same number, same clock');
    await finish(client, staff, number, id, [TEAM, FIRE], TEAM);
    for (const unit of [TEAM, FIRE]) await client.want(200, 'POST', `/api/cases/${id}/appraise`, { as: 'head115', json: { unit, solved: true, satisfied: 2, note: '基本可以' } });
    await done(client, 'head115', number, 'REVIEW', 'close', {}, { state: 'closed' });
  });

  suite.test('everything of a whistle is said in English too', async ({ client }) => {
    const { items } = await client.want(200, 'GET', '/api/whistles?state=closed', { as: 'command123' }), said = [];
    for (const { id } of items) {
      const { journal, tasks, stage_en: stage, type_name_en: type } = await page(client, 'command123', id);
      said.push(stage, type, ...journal.map((one) => one.en), ...tasks.flatMap((one) => [one.headline_en, ...one.outcomes.map((outcome) => outcome.en)]));
    }
    truth(said.length > 30, `only ${said.length}`);
    equal(said.filter((one) => /[\u4e00-\u9fff]/.test(one.replaceAll(/320\d+-\w+/g, ''))), []);
  });
  return suite;
}
