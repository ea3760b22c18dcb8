// 综合评价 through the real interface: every number of every table opens a list of exactly so many cases, and only for who may see it.
import { Suite, equal, truth } from './lib/suite.mjs';
import { play } from './lib/scenario.mjs';

const HERE = (n) => ({ lon: +(118.8021 + (n % 5) * 0.0031).toFixed(4), lat: +(32.0521 + Math.floor(n / 5) * 0.0031).toFixed(4) });
const TEAM = '320102002-enforcement';

export function evaluation(store) {
  const suite = new Suite(`modules/evaluation on ${store}`);
  const table = (client, query = '', as = 'command123') => client.want(200, 'GET', `/api/evaluation${query}`, { as });
  const unit = async (client, code) => (await client.want(200, 'GET', `/api/units?q=${code}`, { as: 'viewer161' })).items.find((one) => one.code === code);
  const figure = (found, line, code) => line.figures[found.measures.findIndex((one) => one.code === code)];
  const rate = (found, line, code) => line.rates[found.indicators.findIndex((one) => one.code === code)];
  const listed = async (client, query, as) => {
    const seen = new Set();
    for (let after = ''; after !== null;) {
      const page = await client.want(200, 'GET', `/api/evaluation/cases?limit=7${query}${after ? `&after=${after}` : ''}`, { as });
      for (const one of page.items) { truth(!seen.has(one.id), 'no case twice'); seen.add(one.id); }
      after = page.next;
    }
    return seen.size;
  };
  /* Every figure of every line against the list behind it. */
  const checkLists = async (client, found, as, narrow) => {
    let numbers = 0;
    for (const line of [...found.items, found.total]) {
      for (const [m, measure] of found.measures.entries()) {
        if (!line.figures[m] && numbers % 7) continue;   // of the noughts, some
        const query = line === found.total ? `&area=${found.area.id}` : narrow(line);
        if (query === null) continue;
        equal(await listed(client, `&from=${found.from}&to=${found.to}&measure=${measure.code}${query}`, as), line.figures[m], `${line.name} ${measure.code}`);
        numbers += 1;
      }
    }
    return numbers;
  };

  suite.test('a life is counted step by step', async ({ client }) => {
    const before = await table(client), was = (code) => figure(before, before.total, code);
    const opened = await client.want(201, 'POST', '/api/cases', { as: 'worker101', json: { type: '0504', source: 'worker', text: '店外堆货', ...HERE(0) } }), { number } = opened;
    const step = (as, stage, outcome, json = {}, photos = 0) => play(client, [{ as, task: [number, stage], outcome, json, photos }]);
    const grown = async () => { const now = await table(client); return Object.fromEntries(now.measures.map(({ code }, i) => [code, now.total.figures[i] - was(code)]).filter(([, n]) => n)); };
    equal(await grown(), { reported: 1, filed: 1, filed_right: 1, open: 1 });
    await step('dispatch122', 'FILED', 'dispatch', { unit: TEAM });
    equal(await grown(), { reported: 1, filed: 1, filed_right: 1, dispatched: 1, dispatched_right: 1, open: 1 });
    const view = await client.want(200, 'GET', `/api/cases/${opened.id}`, { as: 'command123' });
    await client.want(200, 'POST', `/api/cases/${opened.id}/force-close`, { as: 'command123', json: { version: view.version, authority: '值班主任', reason: '测试结案' } });
    equal(await grown(), { reported: 1, filed: 1, filed_right: 1, due: 1, closed: 1, closed_in_time: 1, dispatched: 1, dispatched_right: 1 });
    const now = await table(client);
    truth(rate(now, now.total, 'close_rate') === +(figure(now, now.total, 'closed') * 100 / figure(now, now.total, 'due')).toFixed(2), 'the rate is the figures\' quotient');
  });

  suite.test('a finding of fraud costs points and can be taken back', async ({ client }) => {
    const { id, number } = await client.want(201, 'POST', '/api/cases', { as: 'worker101', json: { type: '0504', source: 'worker', text: '店外堆货', ...HERE(1) } });
    const act = async (as, status, op) => {
      const { version } = await client.want(200, 'GET', `/api/cases/${id}`, { as: 'command123' });
      return client.want(status, 'POST', `/api/cases/${id}/${op}`, { as, json: { version, reason: '照片与现场不符' } });
    };
    const score = async () => { const found = await table(client, '?sheet=jinhua'); return [figure(found, found.total, 'misconduct'), found.total.points[found.rules.findIndex((rule) => rule.measure === 'misconduct')]]; };
    const [before] = await score();
    await act('command123', 409, 'misconduct');
    await play(client, [{ as: 'dispatch122', task: [number, 'FILED'], outcome: 'dispatch', json: { unit: TEAM } }]);
    await act('dispatch122', 403, 'misconduct');
    await act('command123', 200, 'misconduct');
    equal(await score(), [before + 1, -(before + 1)]);
    await act('command123', 409, 'misconduct');
    await act('command123', 200, 'acquit');
    equal((await score())[0], before);
  });

  suite.test('every number opens as many cases as it says', async ({ client }) => {
    for (const [n, [as, type, source]] of [['worker101', '0504', 'worker'], ['worker101', '0102', 'worker'], ['clerk124', '0504', 'hotline'], ['clerk124', '0505', 'hotline'],
      ['clerk124', '0510', 'walkin'], ['worker101', '0507', 'worker'], ['worker101', '0110', 'worker'], ['clerk124', '2201', 'transfer']].entries())
      await client.want(201, 'POST', '/api/cases', { as, json: { type, source, text: '要办的事', on_spot: n === 5, ...HERE(n + 2) } });
    const street = await table(client), city = await table(client, '', 'viewer161');
    const same = (line) => `&area=${line.unit.id}`, inside = (found, name) => (line) => `&area=${found.area.id}&${name}=${line.key}`;
    equal([street.area.kind, city.area.kind], ['street', 'city']);
    equal(street.groupings, ['community', 'grid', 'unit', 'type', 'source', 'month']);
    equal(city.groupings, ['district', 'street', 'unit', 'type', 'source', 'month']);
    let numbers = 0;
    for (const [as, by, narrow] of [
      ['command123', 'community', same], ['command123', 'grid', 'grid'], ['command123', 'unit', 'unit'], ['command123', 'type', 'type'], ['command123', 'source', 'source'],
      ['viewer161', 'district', same], ['viewer161', 'street', same], ['viewer161', 'type', 'type'],
    ]) {
      const found = await table(client, `?by=${by}`, as);
      truth(found.items.length > 0 && found.by === by, by);
      const unknown = (line) => line.key === '0';
      numbers += await checkLists(client, found, as, (line) => (unknown(line) ? null : typeof narrow === 'string' ? inside(found, narrow)(line) : narrow(line)));
    }
    truth(numbers > 200, `${numbers} numbers`);
  });

  suite.test('the parts add up to the whole', async ({ client }) => {
    const sum = (found) => found.measures.map((_, m) => found.items.reduce((all, line) => all + line.figures[m], 0));
    for (const by of ['district', 'street', 'type', 'source', 'month']) {
      const found = await table(client, `?by=${by}&from=2026-01`, 'viewer161');
      equal(sum(found), found.total.figures, by);
    }
    const filtered = await table(client, '?by=source&type=0504', 'viewer161'), types = await table(client, '?by=type', 'viewer161');
    equal(filtered.total.figures, types.items.find((line) => line.key === '0504').figures, 'one type is its line');
    const unit = (await table(client, '?by=unit')).items.find((line) => line.unit?.code === TEAM);
    const own = await table(client, `?area=${unit.unit.id}`);
    equal(own.total.figures, unit.figures, 'a team\'s own table is its line');
  });

  suite.test('ranks follow the score, and a sheet says what it counts', async ({ client }) => {
    for (const sheet of ['jinhua', 'shao']) {
      const found = await table(client, `?by=street&sheet=${sheet}`, 'viewer161'), scored = found.items.filter((line) => line.score !== null);
      truth(scored.length > 0 && scored.every((line, i) => line.rank >= 1 && (!i || (scored[i - 1].score >= line.score && scored[i - 1].rank <= line.rank))), sheet);
      truth(found.items.every((line) => (line.rank === null) === (line.score === null)), 'no score, no rank');
      for (const line of scored) equal(Math.max(0, line.points.reduce((all, one) => all + one, 0)).toFixed(1), line.score.toFixed(1), line.name);
      truth(found.rules.every((rule) => rule.name && rule.name_en && rule.source), 'every rule in both languages, with its source');
      truth(found.indicators.every((one) => one.formula && one.formula_en && one.source && found.measures.some((m) => m.code === one.numerator) && found.measures.some((m) => m.code === one.denominator)), 'formulas');
    }
  });

  suite.test('what is asked wrongly, and by whom it is not for', async ({ client }) => {
    const ask = (as, status, query) => client.want(status, 'GET', `/api/evaluation${query}`, { as });
    for (const as of ['worker102', 'desk112', 'clerk124', 'sysadmin171', 'auditor173', 'modeler174']) await ask(as, 403, '');
    await ask(undefined, 401, '');
    const other = await unit(client, '320102003'), district = await unit(client, '320102'), pukou = await unit(client, '320111');
    for (const one of [other, district, pukou]) await ask('command123', 404, `?area=${one.id}`);
    await ask('district152', 404, `?area=${district.id}`);                          // the other district's dispatcher
    await ask('district151', 200, `?area=${other.id}`);
    await ask('command123', 404, '?area=7');
    for (const query of ['?from=2026-13', '?from=2026-3', '?to=nothing', '?from=2026-05&to=2026-04', '?from=2000-01&to=2026-01', '?by=worker', '?by=district', '?sheet=nothing', '?by=grid&type=0504', '?area=x'])
      await ask('command123', 400, query);
    const cases = (as, status, query) => client.want(status, 'GET', `/api/evaluation/cases${query}`, { as });
    await cases('worker102', 403, '?measure=closed');
    await cases('command123', 400, '');
    await cases('command123', 400, '?measure=nothing');
    await cases('command123', 400, '?measure=closed&after=1-x');
    await cases('command123', 400, "?measure=closed&after=1-2-3'--");
    await cases('command123', 404, `?measure=closed&area=${other.id}`);
    await cases('command123', 404, '?measure=closed&grid=7');
    equal((await cases('command123', 200, "?measure=closed&type=x' OR 1=1 --")).items, []);
    equal((await cases('command123', 200, '?measure=closed&from=2020-01&to=2020-12')).items, []);
  });
  return suite;
}
