// Components and places over HTTP: taken in, listed, on the map, as files; whose they are decides where a report goes.
import { equal, Suite, truth } from './lib/suite.mjs';

const HERE = { lon: 118.8066, lat: 32.0544 }, KEEPER = 'grid125';
const code = (serial, subclass = '0102') => `320102${subclass}${String(serial).padStart(6, '0')}`;

export function places(store) {
  const suite = new Suite(`modules/places on ${store}`);
  let street, cover;
  const add = (client, json, status = 201, as = KEEPER) => client.want(status, 'POST', '/api/places', { as, json });
  const list = (client, query, as = KEEPER, status = 200) => client.want(status, 'GET', `/api/places?${query}`, { as });

  suite.test('a component has a code that fits, and is taken in once, within reach', async ({ client }) => {
    street = (await client.want(200, 'GET', '/api/session', { as: KEEPER })).unit.id;
    const body = { class: '0102', code: code(1), name: '污水井盖', owner: 'water@district', source: '普查', attributes: { condition: 'good' }, ...HERE };
    await add(client, body, 403, 'desk111');
    await add(client, { ...body, lon: 118.865, lat: 32.055 }, 404, 'grid125');
    for (const [wrong, field] of [[{ code: '3201020102' }, 'code'], [{ code: code(1, '0103') }, 'code'], [{ code: `320104${code(1).slice(6)}` }, 'code'], [{ class: '9999' }, 'class'], [{ owner: 'nobody@district' }, 'owner'],
      [{ lon: 0, lat: 0 }, 'lon'], [{ attributes: { condition: 'odd' } }, 'condition'], [{ until: '2020-01-01' }, 'until'], [{ state: 'retired' }, 'state']]) {
      const refused = await client.ask('POST', '/api/places', { as: KEEPER, json: { ...body, ...wrong } });
      truth(refused.status >= 400 && refused.status < 500 && String(refused.json.field).includes(field), `${JSON.stringify(wrong)} ${refused.status} ${refused.text}`);
    }
    equal((await list(client, 'kind=component')).items, [], 'a refusal leaves nothing');
    cover = await add(client, body);
    equal([cover.kind, cover.class_name, cover.street.id, cover.owner.code, cover.maintainer, cover.version, cover.attributes.condition, cover.until], ['component', '污水井盖', street, '320102-water', null, 1, 'good', null], 'placed');
    truth(cover.grid?.code, 'its grid is found by the point');
    const twice = await add(client, body, 409);
    equal(twice.field, 'code', 'one code, one component');
    const school = await add(client, { class: 'school', name: '示例小学', attributes: { people: 800 }, ...HERE });
    truth(school.kind === 'key' && school.code.startsWith('320102002-'), school.code);
  });

  suite.test('listed by area, class and hands, a page at a time; no further than one reaches', async ({ client }) => {
    for (let i = 2; i <= 6; i++) await add(client, { class: i % 2 ? '0102' : '0118', code: code(i, i % 2 ? '0102' : '0118'), name: `部件${i}`, ...HERE, lon: HERE.lon + i / 1e4 });
    const first = await list(client, `parent=${street}&limit=4`), rest = await list(client, `parent=${street}&limit=4&after=${first.next}`);
    equal([first.items.length, rest.items.length, rest.next], [4, 2, null], 'two pages');
    equal([...first.items, ...rest.items].map((one) => one.code), [code(1), code(3), code(5), ...[2, 4, 6].map((i) => code(i, '0118'))], 'by class and code, each once');
    equal((await list(client, 'class=0118&limit=2')).items.length, 2, 'of a class');
    equal((await list(client, `kind=key`)).items.length, 1, 'of a kind');
    equal((await list(client, `code=${code(3)}`)).items[0].name, '部件3', 'by its code');
    const [community] = (await list(client, '')).items.map((one) => one.community.id);
    equal((await list(client, `parent=${community}`)).items.length, 6, 'of a community');
    equal((await list(client, `code=${code(3)}`, 'command133')).items, [], 'another street does not see it');
    await list(client, `parent=${street}`, 'command133', 404);
    await client.want(404, 'GET', `/api/places/${cover.id}`, { as: 'command133' });
    const units = await client.want(200, 'GET', `/api/units?kind=department&limit=100`, { as: 'district151' });
    const water = units.items.find((unit) => unit.code === '320102-water');
    equal((await list(client, `parent=${water.id}`, 'district151')).items.map((one) => one.code), [code(1)], 'what a department keeps or owns');
  });

  suite.test('the map: points in a box, cells when they are many, refused when it is too wide', async ({ client, city }) => {
    const box = `west=${HERE.lon - 0.002}&south=${HERE.lat - 0.002}&east=${HERE.lon + 0.002}&north=${HERE.lat + 0.002}`;
    const map = (more = '', as = KEEPER, status = 200) => client.want(status, 'GET', `/api/places/map?kind=component&${more || box}`, { as });
    const seen = await map();
    equal([seen.count, seen.points.length, seen.clusters.length, seen.points.filter((one) => one.known).length], [6, 6, 0, 1], 'points');
    equal((await map('', 'command133')).count, 0, 'none of another street');
    equal((await map('', 'desk111')).count, 6, 'the community sees its own');
    equal((await map(`west=118.7&south=32.0&east=118.70001&north=32.00001`)).count, 0, 'elsewhere');
    await map('west=118&south=31&east=119&north=32', KEEPER, 422);
    await map(`west=119&south=31&east=118&north=32`, KEEPER, 422);
    truth(city.folder, 'a city');
  });

  suite.test('changed with a reason, its past kept; retired it is in no list', async ({ client }) => {
    const save = (json, status = 200) => client.want(status, 'POST', `/api/places/${cover.id}`, { as: KEEPER, json: { version: 1, reason: '移交', ...json } });
    await client.want(403, 'POST', `/api/places/${cover.id}`, { as: 'desk111', json: { version: 1, reason: '移交' } });
    await save({ reason: '' }, 400);
    await save({ class: 'school' }, 422);
    const now = await save({ maintainer: 'municipal@street' });
    equal([now.version, now.maintainer.code, now.owner.code, now.code], [2, '320102002-municipal', '320102-water', code(1)], 'kept by another');
    await save({ name: '过时' }, 409);
    const view = await client.want(200, 'GET', `/api/places/${cover.id}`, { as: KEEPER });
    equal(view.versions.map((one) => [one.version, one.reason, one.was.maintainer, one.was.owner]), [[1, '移交', '', '320102-water']], 'how it was');
    const gone = (await list(client, `code=${code(6, '0118')}`)).items[0];
    await client.want(200, 'POST', `/api/places/${gone.id}/retire`, { as: KEEPER, json: { version: 1, reason: '拆除' } });
    await client.want(409, 'POST', `/api/places/${gone.id}/retire`, { as: KEEPER, json: { version: 2, reason: '拆除' } });
    equal((await list(client, 'class=0118')).items.length, 2, 'not listed');
    equal((await client.want(200, 'GET', `/api/places/${gone.id}`, { as: KEEPER })).state, 'retired', 'but there');
    await add(client, { class: '0118', code: code(6, '0118'), name: '再用', ...HERE }, 409);
  });

  suite.test('a file is tried first, told row by row, and does nothing twice', async ({ client }) => {
    const rows = ['编码,小类,名称,经度,纬度,权属单位,属性', `${code(101)},0102,井盖一,${HERE.lon},${HERE.lat},water@district,`, `${code(102)},0103,错小类,${HERE.lon},${HERE.lat},,`, `${code(103)},0102,别处,118.865,32.055,,`,
      `${code(101)},0102,重复,${HERE.lon},${HERE.lat},,`, `${code(104)},0102,"坏,属性",${HERE.lon},${HERE.lat},,[1]`, `${code(105)},0102,无主的,${HERE.lon},x,,`, `${code(106)},0102,无主的,${HERE.lon},${HERE.lat},,"{""condition"":""worn""}"`];
    const send = (csv, dry_run, status = 200) => client.want(status, 'POST', '/api/places/import', { as: KEEPER, json: { csv, dry_run } });
    const tried = await send(rows.join('\n'), true);
    equal([tried.read, tried.accepted, tried.rejected, tried.unowned], [7, 2, 5, 1], 'tried');
    equal(tried.rows.map((row) => [row.line, row.field]), [[3, 'code'], [4, 'lon'], [5, 'code'], [6, 'attributes'], [7, 'lat']], 'line and field of each');
    truth(tried.rows.every((row) => row.zh && row.en), 'in both languages');
    equal((await list(client, `code=${code(101)}`)).items, [], 'nothing was written');
    equal((await send(rows.join('\r\n'), false)).accepted, 2, 'written');
    equal((await list(client, `code=${code(106)}`)).items[0].attributes, { condition: 'worn' }, 'with what it has');
    const again = await send(rows.join('\n'), false);
    equal([again.accepted, again.rejected], [0, 7], 'nothing twice');
    await send('编码,小类\n1,2,3', true, 400);
    await client.want(403, 'POST', '/api/places/import', { as: 'desk111', json: { csv: rows[0] } });
    const csv = await client.ask('GET', `/api/places/csv?parent=${street}`, { as: KEEPER });
    truth(csv.text.split(/\r?\n/).filter(Boolean).length === 8 && csv.text.includes(code(106)), csv.text);
    const feature = JSON.parse((await client.ask('GET', `/api/places/geojson?parent=${street}&class=0102`, { as: KEEPER })).text).features;
    equal([feature.length, feature[0].geometry.type, feature[0].properties.owner], [5, 'Point', '320102-water'], 'as GeoJSON');
    equal((await send(csv.text, true)).rejected, 7, 'what goes out can be read in');
  });

  suite.test('the code on a component opens the form for it, and the plain form sends it', async ({ client }) => {
    const page = await client.ask('GET', `/?place=${code(3)}`);
    truth(page.text.includes(`name="place" value="${code(3)}" checked`) && page.text.includes(`污水井盖 ${code(3)}`), 'the component');
    truth(new RegExp(`<option value="P0101"[^>]*selected`).test(page.text) && page.text.includes('name="lat" value="32.054400"'), 'its type and its position');
    truth((await client.ask('GET', `/?lang=en&place=${code(3)}`)).text.includes(`Sewer cover ${code(3)}`), 'in English');
    for (const wrong of ['3201020102999999', code(6, '0118'), '<b>']) {
      const refused = await client.ask('GET', `/?place=${encodeURIComponent(wrong)}`);
      truth(refused.status === 200 && refused.text.includes('没有这个编码的部件') && refused.text.includes('data-places hidden') && !refused.text.includes('<b>'), `${wrong}: ${refused.status}`);
    }
    const school = (await list(client, 'kind=key')).items[0];
    truth((await client.ask('GET', `/?place=${school.code}`)).text.includes('data-places hidden'), 'not a place nobody reports');
    const form = new FormData();
    for (const [name, value] of Object.entries({ text: '井盖破了', place: code(3), lon: String(HERE.lon + 0.0003), lat: String(HERE.lat), type: 'P0101' })) form.append(name, value);
    const sent = await fetch(`${client.url}/report`, { method: 'POST', body: form, redirect: 'manual' });
    equal(sent.status, 303, await sent.text());
    const number = /number=(\d+)/.exec(sent.headers.get('location'))[1];
    const { id } = (await list(client, `code=${code(3)}`)).items[0];
    equal((await client.want(200, 'GET', `/api/places/${id}`, { as: KEEPER })).cases.map((one) => one.number), [number], 'the case is about it');
  });

  suite.test('a report at a component goes to who keeps it, else the owner, else the street; told and changed at the desk', async ({ client }) => {
    const at = { lon: HERE.lon + 0.003, lat: HERE.lat + 0.003 };
    const made = {};
    for (const [name, serial, more] of [['kept', 201, { owner: 'water@district', maintainer: 'municipal@street' }], ['owned', 202, { owner: 'water@district', lon: at.lon + 0.001 }], ['nobody', 203, { lon: at.lon + 0.002 }]])
      made[name] = await add(client, { class: '0102', code: code(serial), name: `井盖${serial}`, ...at, ...more });
    const offer = await client.want(200, 'POST', '/api/public/suggest', { json: { type: 'P0101', lon: at.lon + 0.00012, lat: at.lat } });
    equal(offer.places.map((one) => [one.code, one.class_name, one.taken]), [[code(201), '污水井盖', false]], 'offered, eleven metres away not taken unasked');
    equal((await client.want(200, 'POST', '/api/public/suggest', { json: { type: '0102', ...at } })).places, [], 'not for litter');
    const taking = (json) => client.want(200, 'POST', '/api/places/offered', { as: 'worker101', json: { lon: at.lon + 0.00012, lat: at.lat, ...json } });
    equal((await taking({ type: 'P0101' })).places, offer.places, 'and to who takes it down');
    equal((await taking({ text: '污水井盖破了' })).places.map((one) => [one.code, one.taken]), [[code(201), true]], 'the type and the class by the words');
    const report = (json, status = 201) => client.want(status, 'POST', '/api/cases', { as: 'worker101', json: { type: 'P0101', text: '井盖破损', source: 'worker', ...at, ...json } });
    const where = async (number) => {
      const task = await client.task('dispatch122', number, 'FILED');
      const [one] = (await client.want(200, 'GET', `/api/cases/${task.case_id}`, { as: 'dispatch122' })).tasks;
      return one.proposal;
    };
    const first = await report({});
    equal((await where(first.number)).unit.code, '320102002-municipal', 'who keeps it');
    const about = await client.want(200, 'GET', `/api/cases/${first.id}/place`, { as: 'worker101' });
    equal([about.how, about.place.code, about.cases.map((one) => one.id)], ['near', code(201), [first.id]], 'the case page shows it');
    equal((await report({ place: code(1, '0118') }, 422)).field, 'place', 'a code that is not there');
    equal((await report({ place: '3201040102000001' }, 422)).field, 'place', 'nor elsewhere');
    const closed = await add(client, { class: '0102', code: code(204), name: '井盖204', ...at, lon: at.lon + 0.004 });
    await client.want(200, 'POST', `/api/places/${closed.id}`, { as: KEEPER, json: { version: 1, reason: '道路封闭', state: 'stopped' } });
    const stopped = await report({ place: code(204) }, 422);
    truth(stopped.field === 'place' && /没有启用/.test(stopped.zh) && /not in use/.test(stopped.en), `out of use: ${JSON.stringify(stopped)}`);
    const second = await report({ place: code(202), lon: at.lon + 0.0011 });
    equal((await where(second.number)).unit.code, '320102-water', 'the owner');
    const third = await report({ place: code(203), lon: at.lon + 0.0021 });
    truth(/无主|代养护/.test((await where(third.number)).reason) && (await where(third.number)).unit.code === '320102002-municipal', 'nobody’s: the street keeps it in trust');
    const decided = (await client.want(200, 'GET', `/api/cases/${third.id}`, { as: 'dispatch122' })).decisions.find((one) => one.decision === 'route');
    equal([decided.matches[0].rule, decided.inputs.place.code], ['route_place_nobody', code(203)], 'why it came here');

    // at the desk: another component decides the route again
    const before = await client.want(200, 'GET', `/api/cases/${third.id}`, { as: 'dispatch122' });
    const change = (json, status = 200) => client.want(status, 'POST', `/api/cases/${third.id}/place`, { as: 'dispatch122', json: { version: before.version, reason: '编号看错', ...json } });
    await client.want(403, 'POST', `/api/cases/${third.id}/place`, { as: 'worker101', json: { version: before.version, reason: '编号看错', code: code(202) } });
    await change({ code: '3201020102999999' }, 422);
    equal((await change({ code: code(204) }, 422)).field, 'code', 'what is out of use is not tied');
    await change({ code: code(203) }, 409);
    const choose = (as, status = 200) => client.want(status, 'GET', `/api/cases/${third.id}/places`, { as });
    await client.want(404, 'GET', `/api/cases/${third.id}/places`, { as: 'command133' });
    const near200 = await choose('dispatch122');
    equal([near200.within_m, near200.items.map((one) => [one.code, one.called?.code ?? null])], [60, [[code(203), null]]], 'to choose from: those of the street that stand within reach and are in use, and who is called');
    truth(near200.items[0].distance_m > 5 && near200.items[0].distance_m < 15, `nine metres: ${near200.items[0].distance_m}`);
    await change({ code: code(202) });
    equal((await where(third.number)).unit.code, '320102-water', 'decided again');
    const now = await client.want(200, 'GET', `/api/cases/${third.id}`, { as: 'dispatch122' });
    truth(now.journal.some((row) => row.kind === 'place' && row.zh.includes(code(202)) && row.note === '编号看错'), 'the journal says so');
    equal((await client.want(200, 'GET', `/api/places/${made.owned.id}`, { as: KEEPER })).cases.map((one) => one.number), [third.number, second.number], 'its cases');
    equal((await client.want(200, 'GET', `/api/places/${made.nobody.id}`, { as: KEEPER })).cases, [], 'no longer its');

    // moved within the street it stays about the component, to another street it does not
    const relocate = (lon, lat, version) => client.want(200, 'POST', `/api/cases/${third.id}/relocate`, { as: 'dispatch122', json: { version, reason: '报错了地方', lon, lat, address: '别处' } });
    const cases = async () => (await client.want(200, 'GET', `/api/places/${made.owned.id}`, { as: KEEPER })).cases.map((one) => one.number);
    const near = await relocate(at.lon + 0.003, at.lat, now.version);
    equal(await cases(), [third.number, second.number], 'still its');
    const told = (await client.want(200, 'GET', `/api/cases/${third.id}`, { as: 'dispatch122' })).journal.find((row) => row.kind === 'relocate');
    truth(told && !told.zh.includes('不再关联') && !told.en.includes('no longer'), `nothing was left: ${told?.zh}`);
    await relocate(118.8712, 32.0612, near.version);
    equal(await cases(), [second.number], 'nothing over there');

    // an event stays with the place's area first, the owner co-operates
    const school = (await list(client, 'kind=key')).items[0];
    await client.want(200, 'POST', `/api/places/${school.id}`, { as: KEEPER, json: { version: 1, reason: '补登', owner: 'construction@street' } });
    const event = await report({ type: '0102', text: '学校门口垃圾成堆', place: school.code, ...HERE });
    const result = (await client.want(200, 'GET', `/api/cases/${event.id}`, { as: 'dispatch122' })).decisions.find((one) => one.decision === 'route')?.result ?? (await where(event.number));
    truth(JSON.stringify(result).includes('sanitation') , JSON.stringify(result));
  });

  return suite;
}
