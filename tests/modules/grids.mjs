// Plans that change grids: drawn, checked with the place of each fault, approved by a second person, in force on their date; old cases keep their grid.
import { equal, fail, Suite, truth } from './lib/suite.mjs';

const DRAWER = 'grid125', SECOND = 'command123', OUTSIDER = 'command133';
const HALF = 118.81, WEST_END = 118.8, MIDDLE = 118.82, EAST_END = 118.84, SOUTH_END = 32.05, NORTH_END = 32.07;
const later = (ms) => new Date(Date.now() + ms).toISOString();
const box = (west, south, east, north) => ({ type: 'Polygon', coordinates: [[[west, south], [east, south], [east, north], [west, north], [west, south]]] });
const ringOf = (part) => part.geometry.coordinates[0];
const has = (part, lon, lat) => ringOf(part).some(([x, y]) => Math.abs(x - lon) < 1e-9 && Math.abs(y - lat) < 1e-9);

async function until(what, test) {
  for (let i = 0; i < 150; i += 1) {
    const found = await test();
    if (found) return found;
    await new Promise((done) => setTimeout(done, 100));
  }
  return fail(`${what}: not within 15 s`);
}

export function grids(store) {
  const suite = new Suite(`modules/grids on ${store}`);
  let east;   // id of the community
  const make = (client, name = '试画', as = DRAWER) => client.want(201, 'POST', '/api/grid-plans', { as, json: { community: east, name } });
  const save = (client, plan, parts, as = DRAWER) => client.want(200, 'POST', `/api/grid-plans/${plan.id}`, { as, json: { version: plan.version, parts } });
  const check = (client, parts, status = 200) => client.want(status, 'POST', '/api/grid-plans/check', { as: DRAWER, json: { community: east, parts } });
  const reshape = (client, parts, json, status = 200) => client.want(status, 'POST', '/api/grid-plans/reshape', { as: DRAWER, json: { community: east, parts, ...json } });
  const step = (client, plan, name, json = {}, status = 200, as = DRAWER) => client.want(status, 'POST', `/api/grid-plans/${plan.id}/${name}`, { as, json: { version: plan.version, ...json } });
  const drop = (client, plan) => client.want(200, 'DELETE', `/api/grid-plans/${plan.id}?version=${plan.version}`, { as: DRAWER });
  const locate = async (client, lon, lat) => (await client.want(200, 'GET', `/api/locate?lon=${lon}&lat=${lat}`, { as: SECOND })).grid;
  const without = (parts, ...names) => parts.filter((one) => !names.includes(one.name));

  suite.test('a plan begins with the grids as they are', async ({ client }) => {
    const streets = await client.want(200, 'GET', '/api/grids?limit=200', { as: DRAWER });
    east = streets.items.find((one) => one.code === '320102002001Z001').community.id;
    const plan = await make(client);
    equal(plan.parts.map((one) => one.layer), ['comprehensive', 'comprehensive', 'dedicated'], 'parts');
    equal([plan.state, plan.version, plan.behind, plan.can_edit, plan.can_approve], ['open', 1, false, true, false], 'state');
    truth(plan.neighbours.some((one) => one.code === '320102002002Z001') && plan.outline.type === 'Polygon', 'neighbours and outline');
    equal((await check(client, plan.parts)).ok, true, 'as it is it covers');
    await client.want(404, 'GET', `/api/grid-plans/${plan.id}`, { as: OUTSIDER });
    await client.want(403, 'GET', `/api/grid-plans/${plan.id}`, { as: 'worker101' });
    await client.want(404, 'POST', '/api/grid-plans', { as: OUTSIDER, json: { community: east, name: 'x' } });
    truth((await client.want(200, 'GET', '/api/grid-plans', { as: SECOND })).items.some((one) => one.id === plan.id), 'in the list');
    equal((await client.want(200, 'GET', '/api/grid-plans', { as: OUTSIDER })).items, [], 'not in the next street');
    equal((await drop(client, plan)).state, 'dropped', 'dropped');
    await client.want(409, 'DELETE', `/api/grid-plans/${plan.id}?version=${plan.version}`, { as: DRAWER });
  });

  suite.test('gaps, overlaps, crossings and what lies outside are told with their place', async ({ client }) => {
    const plan = await make(client), [one, two, school] = plan.parts;
    const shaped = (part, geometry) => ({ ...part, geometry });
    const rows = [
      ['gap', [one, shaped(two, box(118.825, SOUTH_END, EAST_END, NORTH_END)), school], 118.8225],
      ['overlap', [one, shaped(two, box(118.815, SOUTH_END, EAST_END, NORTH_END)), school], 118.8175],
      ['outside', [one, shaped(two, box(MIDDLE, SOUTH_END, 118.845, NORTH_END)), school], 118.8425],
      ['crossing', [one, shaped(two, { type: 'Polygon', coordinates: [[[MIDDLE, SOUTH_END], [EAST_END, NORTH_END], [EAST_END, SOUTH_END], [MIDDLE, NORTH_END], [MIDDLE, SOUTH_END]]] }), school], 118.83],
      ['outside', [one, two, shaped(school, box(118.839, 32.06, 118.841, 32.061))], 118.8405],
    ];
    for (const [kind, parts, lon] of rows) {
      const found = await check(client, parts);
      equal([found.ok, found.faults[0].kind], [false, kind], kind);
      truth(Math.abs(found.faults[0].lon - lon) < 0.002, `${kind} is at ${found.faults[0].lon}`);
      truth(kind === 'crossing' || found.faults[0].geometry.coordinates[0].length > 3, `${kind} has a shape`);
    }
    const faulty = await save(client, plan, rows[0][1]);
    const refused = await step(client, faulty, 'submit', {}, 422);
    truth(/32\.06/.test(refused.en) && /空隙/.test(refused.zh), refused.en);
    equal((await client.want(200, 'GET', `/api/grid-plans/${plan.id}`, { as: DRAWER })).state, 'open', 'still open');
    await client.want(422, 'GET', `/api/grid-plans/${plan.id}/preview`, { as: DRAWER });
    for (const parts of [[one, one], [{ ...one, id: '999' }], [{ ...one, name: '' }], [{ ...one, layer: 'micro' }], [{ ...one, geometry: { type: 'Point', coordinates: [1, 2] } }], [one, { ...two, name: one.name }], ['x']])
      await check(client, parts, 422);
    await drop(client, faulty);
  });

  suite.test('split, merge, draw and snapping keep the cover whole', async ({ client }) => {
    const plan = await make(client), half = { op: 'split', part: 0, line: [[HALF, SOUTH_END], [HALF, NORTH_END]] };
    const split = await reshape(client, plan.parts, half);
    equal([split.ok, split.parts.length], [true, 4], 'split');
    const fresh = split.parts.find((one) => one.id === null && one.layer === 'comprehensive');
    truth(fresh.name.includes('第3网格'), fresh.name);
    truth(split.parts.every((one) => one.layer === 'dedicated' || ringOf(one).length >= 5), 'closed rings');
    const place = split.parts.indexOf(fresh), joined = await reshape(client, split.parts, { op: 'merge', part: 0, others: [place] });
    equal([joined.ok, joined.parts.filter((one) => one.layer === 'comprehensive').length], [true, 2], 'merged');
    const east_ = split.parts.findIndex((one) => one.name === '320102002001Z002'), far = has(fresh, WEST_END, SOUTH_END) ? place : 0;
    await reshape(client, split.parts, { op: 'merge', part: east_, others: [far] }, 422);
    const across = await reshape(client, plan.parts, { op: 'draw', geometry: box(118.815, 32.055, 118.825, 32.06) });
    equal([across.ok, across.parts.filter((one) => one.layer === 'comprehensive').length], [true, 3], 'drawn across the border');
    await reshape(client, plan.parts, { ...half, line: [[118.805, 32.055], [118.806, 32.056]] }, 422);
    await reshape(client, plan.parts, { op: 'draw', geometry: box(120, 32.055, 120.1, 32.06) }, 422);
    await reshape(client, plan.parts, { op: 'draw', geometry: { type: 'Polygon', coordinates: [[[118.81, 32.055], [118.83, 32.06], [118.83, 32.055], [118.81, 32.06], [118.81, 32.055]]] } }, 422);
    await reshape(client, plan.parts, { op: 'grow', part: 0 }, 400);
    await reshape(client, plan.parts, { op: 'split', part: 9, line: half.line }, 422);
    const near = plan.parts.map((one, i) => (i === 1 ? { ...one, geometry: box(MIDDLE + 0.000004, SOUTH_END, EAST_END, NORTH_END) } : one));
    const fitted = await check(client, near);
    truth(fitted.ok && ringOf(fitted.parts[1]).every(([lon, lat]) => lon === EAST_END || has(fitted.parts[0], lon, lat)), 'a gap of half a metre is closed, to one border');
    await drop(client, plan);
  });

  suite.test('approved by a second person, in force at once: the map, the codes, the versions, the people; old cases keep their grid', async ({ client }) => {
    const report = (lon, lat) => client.want(201, 'POST', '/api/cases', { as: 'worker101', json: { type: '0504', source: 'worker', lon, lat } });
    const old = await report(118.8151, 32.0612), before = await locate(client, 118.8151, 32.0612);
    const plan = await make(client, '一网格一分为二');
    const split = await reshape(client, plan.parts, { op: 'split', part: 0, line: [[HALF - 0.002, SOUTH_END], [HALF - 0.001, NORTH_END]] });
    const saved = await save(client, plan, split.parts);
    await client.want(409, 'POST', `/api/grid-plans/${plan.id}`, { as: DRAWER, json: { version: plan.version, name: '旧版本' } });
    const preview = await client.want(200, 'GET', `/api/grid-plans/${plan.id}/preview`, { as: DRAWER });
    const fates = Object.fromEntries(preview.grids.map((one) => [one.code, one.fate]));
    equal(fates, { '320102002001Z001': 'changed', '320102002001Z002': 'same', '320102002001S001': 'same', '320102002001Z003': 'new' }, 'fates');
    equal(preview.grids.find((one) => one.fate === 'new').heir, '320102002001Z001', 'made of the first');
    truth(preview.people.some((one) => one.name === 'worker101' && one.also.includes('320102002001Z003')), 'its worker serves the new one too');
    const sent = await step(client, saved, 'submit');
    equal(sent.state, 'submitted', 'submitted');
    const second = await make(client, '同时再改', SECOND), two = await save(client, second, split.parts, SECOND);
    await step(client, two, 'submit', {}, 409, SECOND);
    await step(client, sent, 'approve', {}, 403);
    await step(client, sent, 'approve', {}, 404, OUTSIDER);
    const back = await step(client, sent, 'reject', { reason: '线画偏了' }, 200, SECOND);
    equal([back.state, back.reason], ['open', '线画偏了'], 'rejected');
    const again = await step(client, back, 'submit'), done = await step(client, again, 'approve', {}, 200, SECOND);
    equal(done.state, 'in_force', 'in force');
    await step(client, again, 'approve', {}, 409, SECOND);
    const left = await locate(client, 118.8021, 32.0612), right = await locate(client, 118.8151, 32.0612);
    equal(new Set([left.code, right.code]), new Set(['320102002001Z001', '320102002001Z003']), 'two grids now');
    const kept = await client.want(200, 'GET', `/api/cases/${old.id}`, { as: SECOND });
    equal(kept.grid.code, before.code, 'the old case keeps its grid');
    const public_ = (lon, lat) => client.want(201, 'POST', '/api/public/reports', { json: { text: '门口堆了杂物，请来看看', type: '0504', lon, lat } });
    const fresh = left.code.endsWith('Z003') ? await public_(118.8022, 32.0613) : await public_(118.8152, 32.0613);
    fresh.id = (await client.want(200, 'GET', '/api/cases?state=open', { as: SECOND })).items.find((one) => one.number === fresh.number).id;
    equal((await client.want(200, 'GET', `/api/cases/${fresh.id}`, { as: SECOND })).grid.code, '320102002001Z003', 'a new one has the new grid');
    const list = (await client.want(200, 'GET', `/api/grids?parent=${east}`, { as: SECOND })).items;
    truth(list.find((one) => one.code.endsWith('Z003')).workers.some((one) => one.name === 'worker101'), 'the new grid has people');
    const grid = list.find((one) => one.code.endsWith('Z001')), versions = await client.want(200, 'GET', `/api/grids/${grid.id}/versions`, { as: SECOND });
    equal(versions.items.map((one) => [one.seq, one.until === null, one.plan?.name ?? null]), [[2, true, '一网格一分为二'], [1, false, null]], 'versions');
    equal(versions.items[0].from, versions.items[1].until, 'without a break');
    const late = await client.want(200, 'GET', `/api/grid-plans/${second.id}`, { as: SECOND });
    equal(late.behind, true, 'the other plan is behind');
    await step(client, late, 'submit', {}, 409, SECOND);
    await client.want(200, 'DELETE', `/api/grid-plans/${second.id}?version=${late.version}`, { as: SECOND });
  });

  suite.test('on its date: a merge retires a grid, whose code is never used again; its people keep their tasks', async ({ client }) => {
    const plan = await make(client, '合并');
    const first = plan.parts.findIndex((one) => one.name === '320102002001Z001'), third = plan.parts.findIndex((one) => one.id && one.name.includes('第3网格'));
    const joined = await reshape(client, plan.parts, { op: 'merge', part: first, others: [third] });
    const saved = await save(client, plan, joined.parts), preview = await client.want(200, 'GET', `/api/grid-plans/${plan.id}/preview`, { as: DRAWER });
    const gone = preview.grids.find((one) => one.fate === 'retired');
    equal([gone.code, gone.heir, gone.cases], ['320102002001Z003', '320102002001Z001', 1], 'what is retired');
    equal([preview.case_count, preview.cases[0].to.code], [1, '320102002001Z001'], 'whose case lies in another grid then');
    await step(client, saved, 'submit', { active_from: '2020-01-01T00:00:00Z' }, 422);
    const sent = await step(client, saved, 'submit', { active_from: later(3000) }), planned = await step(client, sent, 'approve', {}, 200, SECOND);
    equal(planned.state, 'scheduled', 'scheduled');
    truth((await client.want(200, 'GET', `/api/grids?parent=${east}`, { as: SECOND })).items.some((one) => one.code.endsWith('Z003')), 'not before its time');
    await until('it comes into force', async () => (await client.want(200, 'GET', `/api/grid-plans/${plan.id}`, { as: DRAWER })).state === 'in_force');
    await until('the server takes it up', async () => !(await client.want(200, 'GET', `/api/grids?parent=${east}`, { as: SECOND })).items.some((one) => one.code.endsWith('Z003')));
    const cases = (await client.want(200, 'GET', '/api/cases?state=open', { as: SECOND })).items.filter((one) => one.grid?.code === '320102002001Z003');
    equal(cases.length, 1, 'the case of the retired grid is still there, under its grid');
    await until('its task is with the worker of the grid it was made of, whose desks are read anew within seconds', async () =>
      (await client.want(200, 'GET', '/api/tasks?limit=200', { as: 'worker101' })).items.some((one) => one.number === cases[0].number));
    const next = await make(client, '再分'), part = next.parts.findIndex((one) => one.name === '320102002001Z001');
    const split = await reshape(client, next.parts, { op: 'split', part, line: [[WEST_END, 32.06], [MIDDLE, 32.061]] });
    const kept = await save(client, next, split.parts), shown = await client.want(200, 'GET', `/api/grid-plans/${next.id}/preview`, { as: DRAWER });
    equal(shown.grids.find((one) => one.fate === 'new').code, '320102002001Z004', 'the retired code is not used again');
    await drop(client, kept);
  });

  suite.test('withdrawn before its date it does not come into force; everything is in the audit trail', async ({ client }) => {
    const plan = await make(client, '撤回'), part = plan.parts.findIndex((one) => one.name === '320102002001Z001');
    const split = await reshape(client, plan.parts, { op: 'split', part, line: [[WEST_END, 32.06], [MIDDLE, 32.061]] });
    const sent = await step(client, await save(client, plan, split.parts), 'submit', { active_from: later(2500) });
    const planned = await step(client, sent, 'approve', {}, 200, SECOND), back = await step(client, planned, 'withdraw');
    equal(back.state, 'open', 'open again');
    await new Promise((ready) => setTimeout(ready, 5000));
    equal((await client.want(200, 'GET', `/api/grid-plans/${plan.id}`, { as: DRAWER })).state, 'open', 'nothing happened');
    await drop(client, back);
    const audit = await client.want(200, 'GET', '/api/audit?limit=100', { as: 'auditor173' });
    for (const action of ['grid.plan.create', 'grid.plan.submit', 'grid.plan.approve', 'grid.plan.reject', 'grid.plan.withdraw', 'grid.plan.effect'])
      truth(audit.items.some((one) => one.action === action), `${action} is in the audit trail`);
  });

  suite.test('GeoJSON out and in: what comes out goes in, other names, closed rings, GCJ-02; what does not fit is told', async ({ client }) => {
    const file = (await client.ask('GET', `/api/grids/geojson?parent=${east}`, { as: SECOND }));
    truth(file.headers.get('content-type').startsWith('application/geo+json') && file.json.features.length === 3, file.text.slice(0, 200));
    const import_ = (json, status = 200) => client.want(status, 'POST', '/api/grid-plans/import', { as: DRAWER, json: { community: east, ...json } });
    const whole = { ...file.json, features: file.json.features.filter((one) => one.properties.layer === 'comprehensive') };
    const same = await import_({ geojson: whole });
    equal([same.read, same.accepted, same.ok, same.parts.length], [2, 2, true, 3], 'round trip');
    truth(same.parts.filter((one) => one.layer === 'comprehensive').every((one) => one.id), 'codes find their grids');
    const unnamed = await import_({ geojson: { ...whole, features: whole.features.map((one) => ({ ...one, properties: { NAME: one.properties.name } })) } });
    truth(unnamed.parts.filter((one) => one.layer === 'comprehensive').every((one) => one.id), 'without codes the names do');
    const shifted = (await client.ask('GET', `/api/grids/geojson?parent=${east}&coordinates=gcj02`, { as: SECOND })).json;
    truth(Math.abs(shifted.features[0].geometry.coordinates[0][0][0] - file.json.features[0].geometry.coordinates[0][0][0]) > 0.003, 'GCJ-02 is shifted');
    const back = await import_({ geojson: { ...shifted, features: shifted.features.filter((one) => one.properties.layer === 'comprehensive') }, coordinates: 'gcj02' });
    equal(back.ok, true, 'and comes back within the sliver');
    const foreign = { type: 'FeatureCollection', features: [
      { type: 'Feature', properties: { WGMC: '甲格', OBJECTID: 1 }, geometry: { type: 'MultiPolygon', coordinates: [box(WEST_END, SOUTH_END, MIDDLE, NORTH_END).coordinates] } },
      { type: 'Feature', properties: { WGMC: '乙格', OBJECTID: 2 }, geometry: { type: 'MultiPolygon', coordinates: [box(MIDDLE, SOUTH_END, EAST_END, NORTH_END).coordinates] } },
      { type: 'Feature', properties: { WGMC: '蝴蝶结' }, geometry: { type: 'Polygon', coordinates: [[[118.81, 32.055], [118.83, 32.06], [118.83, 32.055], [118.81, 32.06], [118.81, 32.055]]] } },
      { type: 'Feature', properties: { WGMC: '外地' }, geometry: box(120, 30, 120.1, 30.1) },
      { type: 'Feature', properties: { WGMC: '点' }, geometry: { type: 'Point', coordinates: [118.81, 32.055] } },
      { type: 'Feature', properties: { WGMC: '甲格' }, geometry: box(WEST_END, SOUTH_END, MIDDLE, NORTH_END) },
    ] };
    const taken = await import_({ geojson: foreign });
    equal([taken.read, taken.accepted, taken.ok, taken.rejected.map((one) => one.at)], [6, 2, true, [2, 3, 4, 5]], 'the good are taken, the others named');
    equal(taken.parts.slice(0, 2).map((one) => one.name), ['甲格', '乙格'], 'names');
    truth(/自相交/.test(taken.rejected[0].zh) && Math.abs(taken.rejected[0].lon - 118.82) < 0.001, 'with the place');
    equal(taken.properties, ['WGMC', 'OBJECTID'], 'properties to choose from');
    equal((await import_({ geojson: foreign, fields: { name: 'OBJECTID' } })).parts[0].name, '1', 'another property as the name');
    const ring = Array.from({ length: 210_000 }, (_, i) => [118.82 + 0.01 * Math.cos(i / 33_422.5), 32.06 + 0.008 * Math.sin(i / 33_422.5)].map((x) => Number(x.toFixed(6))));
    const many = await import_({ geojson: { type: 'FeatureCollection', features: [{ type: 'Feature', properties: {}, geometry: { type: 'Polygon', coordinates: [[...ring, ring[0]]] } }] } });
    truth(many.rejected.length === 1 && /20000/.test(many.rejected[0].en), JSON.stringify(many.rejected));
    const huge = await client.ask('POST', '/api/grid-plans/import', { as: DRAWER, body: `{"community":"${east}","geojson":{"x":"${'1'.repeat(17 << 20)}"}}`, type: 'application/json' });
    equal([huge.status, huge.json.error], [413, 'TOO_LARGE'], 'a million points');
    await import_({ geojson: {} }, 422);
    await import_({ geojson: foreign, coordinates: 'bd09' }, 400);
    await client.want(404, 'GET', `/api/grids/geojson?parent=${east}`, { as: OUTSIDER });
  });
  return suite;
}
