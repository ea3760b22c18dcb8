// Briefings over the interface: made, kept to one's own area, each number as long as its list, as PDF and workbook.
import { equal, Suite, truth } from './lib/suite.mjs';

export function briefs(store) {
  const suite = new Suite(`modules/briefs on ${store}`);
  let brief;
  const at = (figures, code) => figures[brief.measures.findIndex((one) => one.code === code)];
  const listed = async (client, query) => {
    let n = 0;
    for (let after = ''; after !== null;) { const page = await client.want(200, 'GET', `/api/evaluation/cases?limit=50&${query}${after ? `&after=${after}` : ''}`, { as: 'command123' }); n += page.items.length; after = page.next; }
    return n;
  };

  suite.test('made now, and every number opens a list as long', async ({ client }) => {
    for (const [i, type] of ['0504', '0504', '0102'].entries()) await client.want(201, 'POST', '/api/cases', { as: 'worker101', json: { type, source: 'worker', text: `简报用例 ${i}`, lon: +(118.8023 + i * 0.004).toFixed(4), lat: 32.0569 } });
    brief = await client.want(201, 'POST', '/api/briefs', { as: 'command123', json: { kind: 'day' } });
    truth(brief.area.code === '320102002' && !brief.whole && !brief.by_clock && brief.from === brief.to, JSON.stringify(brief).slice(0, 300));
    truth(at(brief.figures, 'reported') >= 3 && brief.open >= 3, 'three were reported');
    const span = `area=${brief.area.id}&since=${brief.since}&until=${brief.until}`;
    for (const { code } of brief.measures) equal(await listed(client, `${span}&measure=${code}`), at(brief.figures, code), code);
    for (const group of brief.groups) {
      equal(group.items.reduce((n, line) => n + at(line.figures, 'reported'), 0) <= at(brief.figures, 'reported'), true, `${group.by} adds up`);
      for (const line of group.items.filter((one) => one.key !== '0' && at(one.figures, 'reported'))) {
        const query = group.by === 'slot' ? `area=${brief.area.id}&since=${line.since}&until=${line.until}` : group.by === 'area' ? span.replace(/area=\d+/, `area=${line.key}`) : `${span}&${group.by}=${line.key}`;
        equal(await listed(client, `${query}&measure=reported`), at(line.figures, 'reported'), `${group.by} ${line.name}`);
      }
    }
    truth(brief.groups.find((one) => one.by === 'type').items.some((line) => line.name === '店外经营' && line.name_en === 'Goods outside the shop'), 'lines are named in both languages');
  });

  suite.test('listed, read again, made anew', async ({ client }) => {
    const again = await client.want(201, 'POST', '/api/briefs', { as: 'command123', json: { kind: 'day', area: brief.area.id } });
    equal(again.id, brief.id, 'so far: the same row');
    const list = await client.want(200, 'GET', '/api/briefs?limit=5', { as: 'command123' });
    truth(list.items.some((one) => one.id === brief.id && one.reported === at(again.figures, 'reported')), JSON.stringify(list));
    equal((await client.want(200, 'GET', `/api/briefs/${brief.id}`, { as: 'viewer161' })).figures, again.figures);
    const week = await client.want(201, 'POST', '/api/briefs', { as: 'viewer161', json: { kind: 'week' } });
    truth(week.area.kind === 'city' && week.groups.find((one) => one.by === 'slot').items.length === 7, 'the city, seven days');
    const past = await client.want(201, 'POST', '/api/briefs', { as: 'command123', json: { kind: 'month', day: '2026-01-15' } });
    truth(past.whole && past.from === '2026-01-01' && past.to === '2026-01-31', 'a month that is over is final');
    equal((await client.ask('POST', '/api/briefs', { as: 'command123', json: { kind: 'month', day: '2026-01-20' } })).status, 409);
  });

  suite.test('as a PDF and as a workbook', async ({ client }) => {
    for (const lang of ['zh', 'en']) {
      const pdf = await client.ask('GET', `/api/briefs/${brief.id}/pdf?lang=${lang}`, { as: 'command123' });
      truth(pdf.status === 200 && pdf.headers.get('content-type') === 'application/pdf' && pdf.text.startsWith('%PDF-') && /%%EOF\s*$/.test(pdf.text), `${pdf.status} ${pdf.text.slice(0, 100)}`);
      const book = await client.ask('GET', `/api/briefs/${brief.id}/xlsx?lang=${lang}`, { as: 'command123' });
      truth(book.status === 200 && /spreadsheetml/.test(book.headers.get('content-type')) && book.text.startsWith('PK'), `${book.status}`);
    }
  });

  suite.test('only what lies within reach', async ({ client }) => {
    for (const path of ['', '/pdf', '/xlsx']) {
      equal((await client.ask('GET', `/api/briefs/${brief.id}${path}`)).status, 401, path);
      equal((await client.ask('GET', `/api/briefs/${brief.id}${path}`, { as: 'worker101' })).status, 403, path);
      equal((await client.ask('GET', `/api/briefs/${brief.id}${path}`, { as: 'command133' })).status, 404, `next door ${path}`);
      equal((await client.ask('GET', `/api/briefs/7${path}`, { as: 'command123' })).status, 404, `none ${path}`);
    }
    equal((await client.ask('GET', `/api/briefs?area=${brief.area.id}`, { as: 'command133' })).status, 404);
    for (const json of [{}, { kind: 'year' }, { kind: 'day', day: '2026-02-30' }, { kind: 'day', day: '2999-01-01' }, { kind: 'day', more: 1 }]) equal((await client.ask('POST', '/api/briefs', { as: 'command123', json })).status, 400, JSON.stringify(json));
    equal((await client.ask('POST', '/api/briefs', { as: 'command133', json: { kind: 'day', area: brief.area.id } })).status, 404);
    equal((await client.ask('GET', '/api/briefs?kind=year', { as: 'command123' })).status, 400);
    equal((await client.ask('GET', '/api/briefs?after=x', { as: 'command123' })).status, 400);
  });
  return suite;
}
