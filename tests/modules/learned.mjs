// A model of words that learns from the cases: trained by one, put in force by another, marked where it is not sure, taken back.
import { equal, Suite, truth } from './lib/suite.mjs';

const SPOT = (i) => ({ lon: 118.8018 + 0.0003 * (i % 12), lat: 32.0541 + 0.0003 * Math.floor(i / 12) });
const PLACES = ['东门', '西门', '南门', '北门', '菜场口', '车站', '学校后墙', '河边', '桥头', '巷子里', '小花园', '地铁口', '医院旁', '超市前', '停车场', '楼道口', '银行边', '邮局前', '公园角', '广场', '物业楼', '澡堂边', '茶馆前', '药店口', '祠堂旁', '水塔下', '球场', '岗亭', '画廊', '码头', '烟囱', '驿站'];
// Nothing of the first says what the catalogue knows of street vending, nothing of the second of illegal parking.
const REPORTS = PLACES.flatMap((place) => [['0501', `${place}炊烟缭绕烤红薯老汉又来了`], ['0505', `${place}桑塔纳霸着盲道不挪窝`]]);

export function learned(store) {
  const suite = new Suite(`modules/learned on ${store}`);
  let first, second, marked;

  suite.test('without a model the catalogue speaks alone', async ({ client }) => {
    const said = await client.want(200, 'POST', '/api/classify', { as: 'intake121', json: { text: '流动摊贩占道摆摊' } });
    equal([said.types[0].code, said.sure, said.model, said.types[0].by_cases], ['0501', true, null, 0]);
    truth(said.types[0].words.includes('占道摆摊') || said.types[0].words.includes('流动摊贩'), JSON.stringify(said.types[0]));
    equal((await client.want(200, 'GET', '/api/type-models', { as: 'modeler174' })).items, []);
    equal((await client.ask('POST', '/api/type-models', { as: 'modeler174' })).status, 422, 'too few cases');
    equal((await client.want(200, 'GET', '/api/type-models', { as: 'modeler174' })).items, [], 'nothing was kept');
  });

  suite.test('closed cases teach; who trains does not put in force', async ({ client }) => {
    for (const [i, [type, text]] of REPORTS.entries())
      await client.want(201, 'POST', '/api/cases', { as: 'worker101', json: { type, text, source: 'worker', on_spot: true, ...SPOT(i) } });
    first = await client.want(201, 'POST', '/api/type-models', { as: 'modeler174' });
    equal([first.number, first.cases >= REPORTS.length, first.in_force, first.can_use], [1, true, false, false]);
    truth(first.accuracy >= first.words_accuracy && first.accuracy > 0.9 && first.share > 0 && first.sure >= 0.4, JSON.stringify(first));
    truth(first.types.some((one) => one.code === '0501' && one.texts === PLACES.length && one.found > 0.9), JSON.stringify(first.types));
    equal((await client.want(200, 'POST', '/api/classify', { as: 'intake121', json: { text: '有个烤红薯老汉' } })).model, null, 'training changes nothing');
    equal((await client.ask('POST', '/api/type-models/use', { as: 'modeler174', json: { id: first.id } })).status, 403, 'the modeler has no right');
    equal((await client.ask('POST', '/api/type-models', { as: 'secadmin172' })).status, 403);
    equal((await client.ask('POST', '/api/type-models/use', { as: 'secadmin172', json: { id: '7' } })).status, 404);
    equal((await client.ask('POST', '/api/type-models/use', { as: 'secadmin172', json: {} })).status, 409, 'none is in force already');
    const list = await client.want(200, 'POST', '/api/type-models/use', { as: 'secadmin172', json: { id: first.id } });
    equal(list.items.map((one) => [one.number, one.in_force]), [[1, true]]);
    equal((await client.ask('POST', '/api/type-models/use', { as: 'secadmin172', json: { id: first.id } })).status, 409, 'a second time');
  });

  suite.test('in force it knows words the catalogue lacks, and says which', async ({ client }) => {
    const text = '岗亭后面烤红薯老汉', said = await client.want(200, 'POST', '/api/public/suggest', { json: { text } });
    equal([said.types[0].code, said.model, said.sure], ['0501', 1, true]);
    truth(said.types[0].by_cases > 0.5 && said.types[0].words.length > 0 && said.types[0].words.every((one) => text.includes(one)), JSON.stringify(said.types[0]));
    const catalogue = await client.want(200, 'POST', '/api/classify', { as: 'intake121', json: { text: '流动摊贩占道摆摊' } });
    equal(catalogue.types[0].code, '0501');
    truth(catalogue.types[0].by_words > 0.3, 'the catalogue still speaks');
  });

  suite.test('what it is not sure of is marked, until a person chooses', async ({ client }) => {
    const sure = await client.want(201, 'POST', '/api/public/reports', { json: { text: '巷口烤红薯老汉炊烟缭绕又来了', ...SPOT(70) } });
    const made = await client.want(201, 'POST', '/api/public/reports', { json: { text: '这个事情请你们来看一看', ...SPOT(80) } });
    const cases = await client.want(200, 'GET', '/api/cases?limit=5', { as: 'intake121' });
    const of = (number) => cases.items.find((one) => one.number === number);
    marked = of(made.number);
    equal([sure.type, (await client.want(200, 'GET', `/api/cases/${of(sure.number).id}/guess`, { as: 'intake121' })).unsure], ['0501', false]);
    const guess = await client.want(200, 'GET', `/api/cases/${marked.id}/guess`, { as: 'intake121' });
    equal([guess.unsure, guess.chosen, guess.corrected, guess.type], [true, false, false, made.type]);
    const task = async () => (await client.want(200, 'GET', `/api/cases/${marked.id}`, { as: 'command123' })).tasks[0];
    equal((await task()).unsure, true);
    equal((await client.ask('GET', `/api/cases/${marked.id}/guess`, { as: 'intake131' })).status, 404, 'next door sees nothing');
    await client.want(200, 'POST', `/api/cases/${marked.id}/retype`, { as: 'intake121', json: { version: marked.version, type: '0506', reason: '看了照片' } });
    equal((await task()).unsure, false, 'a person chose');
    const after = await client.want(200, 'GET', `/api/cases/${marked.id}/guess`, { as: 'intake121' });
    equal([after.unsure, after.corrected, after.type], [false, true, made.type]);
  });

  suite.test('a correction is learned, an older model can be taken back, and none', async ({ client }) => {
    second = await client.want(201, 'POST', '/api/type-models', { as: 'modeler174' });
    equal([second.number, second.corrected], [2, 1]);
    const used = await client.want(200, 'POST', '/api/type-models/use', { as: 'secadmin172', json: { id: second.id } });
    equal(used.items.map((one) => [one.number, one.in_force]), [[2, true], [1, false]]);
    await client.want(200, 'POST', '/api/type-models/use', { as: 'secadmin172', json: { id: first.id } });
    equal((await client.want(200, 'POST', '/api/classify', { as: 'intake121', json: { text: '烤红薯老汉' } })).model, 1, 'back at the first');
    await client.want(200, 'POST', '/api/type-models/use', { as: 'secadmin172', json: {} });
    const said = await client.want(200, 'POST', '/api/classify', { as: 'intake121', json: { text: '烤红薯老汉' } });
    equal([said.model, said.sure], [null, true]);
    const audit = await client.want(200, 'GET', '/api/audit?kind=model', { as: 'auditor173' });
    truth(audit.items.filter((one) => one.action === 'model.use').length >= 4 && audit.items.some((one) => one.action === 'model.train'), 'all of it is in the audit');
  });
  return suite;
}
