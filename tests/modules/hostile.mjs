// What must never pass and never break anything: every POST route of the API document × bodies from hell.
import { connect } from 'node:net';
import { run, shao } from './lib/city.mjs';
import { refusal } from './lib/client.mjs';
import { Suite, equal, fail, truth } from './lib/suite.mjs';

const HERE = { lon: 118.8021, lat: 32.0621 };
const BROKEN = Buffer.from([0x7b, 0x22, 0x74, 0x65, 0x78, 0x74, 0x22, 0x3a, 0x22, 0xff, 0xc3, 0x28, 0x22, 0x7d]);   // {"text":"\xff…"}

/** Bodies that no route takes: [name, bytes, type]. */
const NEVER = [
  ['nothing', ''], ['null', 'null'], ['a list', '[]'], ['a word', '"x"'], ['cut off', '{"text":"x"'], ['text behind', '{} {}'], ['a key twice', '{"text":"a","text":"b"}'],
  ['NaN', '{"lon":NaN,"lat":32}'], ['infinite', '{"lon":1e999,"lat":32}'], ['U+0000', '{"text":"a\\u0000b"}'], ['half a surrogate', '{"text":"\\ud800"}'], ['broken UTF-8', BROKEN],
  ['a comment', '{/* x */}'], ['too deep', `${'{"a":'.repeat(200)}1${'}'.repeat(200)}`], ['an unknown key', '{"surely_unknown":1}'], ['prototype', '{"__proto__":{"x":1}}'],
  ['a form', 'text=x', 'application/x-www-form-urlencoded'], ['text', '{}', 'text/plain'], ['XML', '<a/>', 'application/xml'],
];
const WRONG = { string: [5, true, [], {}], integer: ['5', 1.5, true, [], 1e30], number: ['5', true, []], boolean: ['true', 1, []], array: ['x', 5, {}], object: ['x', 5, []] };

/** Who is entitled to call a route, so that its body is what is refused. */
function entitled(path) {
  if (path.startsWith('/api/public') || path === '/api/session') return undefined;
  if (/accounts\/\{id\}\/(approve|grants)|\/api\/keys/.test(path)) return 'secadmin172';
  if (path.startsWith('/api/accounts')) return 'sysadmin171';
  if (path.startsWith('/api/jobs')) return 'service182';
  if (path.endsWith('/jump') || path.endsWith('/mend') || path.endsWith('/migrate') || path === '/api/migrations') return 'process162';
  if (path.startsWith('/api/duty') || path.startsWith('/api/patrols') || path.startsWith('/api/grid-logs') || path === '/api/services/visits' || path === '/api/places/offered') return 'worker101';
  if (/drafts\/\{id\}\/(approve|reject)/.test(path)) return 'secadmin172';
  if (path === '/api/type-models/use') return 'secadmin172';
  if (/^\/api\/(models|drafts|rehearsals|type-models)/.test(path)) return 'modeler174';
  if (/^\/api\/staff\/posts\/\{id\}\/(approve|reject)/.test(path)) return 'district152';
  if (/^\/api\/(staff|partners|notices|places)/.test(path)) return 'grid125';
  if (path.startsWith('/api/grid-plans')) return 'command123';
  return 'command123';
}

function posts() {
  const document = JSON.parse(run(shao, ['openapi']));
  return Object.entries(document.paths).flatMap(([path, methods]) => Object.entries(methods)
    .filter(([method, one]) => ['post', 'put', 'patch'].includes(method) && one.requestBody?.content?.['application/json'])
    .map(([method, one]) => ({ method: method.toUpperCase(), path, schema: one.requestBody.content['application/json'].schema })));
}

/** Raw bytes on a socket, for what fetch would not send. */
function raw(url, bytes) {
  const { hostname, port } = new URL(url);
  return new Promise((done, failed) => {
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    let text = '';
    socket.setTimeout(1500, () => { socket.destroy(); done(text); });
    socket.on('data', (part) => { text += part.toString('latin1'); if (/\r\n\r\n/.test(text)) { socket.end(); } });
    socket.on('close', () => done(text));
    socket.on('error', (error) => (text ? done(text) : failed(error)));
  });
}

const refused = (answer, what, allowed = [400, 413, 415, 422]) => {
  if (!allowed.includes(answer.status)) fail(`${what}: ${answer.status} ${answer.text.slice(0, 200)}`);
  refusal(answer, what);
};

export function hostile(store) {
  const suite = new Suite(`modules/hostile on ${store}`);
  let one;   // a case of ours

  suite.test('no POST route takes a body that is not for it', async ({ client }) => {
    const made = await client.want(201, 'POST', '/api/cases', { as: 'worker101', json: { type: '0504', source: 'worker', ...HERE } });
    one = made;
    const before = await client.want(200, 'GET', `/api/cases/${made.id}`, { as: 'command123' });
    let tried = 0;
    for (const { method, path, schema } of posts()) {
      const at = path.replace('{id}', made.id).replace('{name}', made.number).replace('{kind}', 'process').replace('{key}', 'event-main'), as = entitled(path), bodies = NEVER.map(([name, body, type]) => [name, { body: body === '' ? undefined : body, type: type ?? 'application/json' }, [400, 404, 413, 415, 422]]);
      for (const [key, kind] of Object.entries(schema.properties ?? {})) {
        for (const value of WRONG[kind.type] ?? []) bodies.push([`${key}=${JSON.stringify(value)}`, { json: { [key]: value } }, [400, 404], schema.properties]);
        if (kind.maxLength < 1_000_000 && path !== '/api/session') bodies.push([`long ${key}`, { json: { [key]: '长'.repeat(kind.maxLength + 1) } }, [400, 404, 413, 422]]);
      }
      bodies.push(['70 kB', { body: `{"x":"${'a'.repeat(70_000)}"}`, type: 'application/json' }, [413, 400, 404]]);
      if (as) await client.cookie(as);
      for (let i = 0; i < bodies.length; i += 12)
        await Promise.all(bodies.slice(i, i + 12).map(async ([name, options, allowed, fields]) => {
          const answer = await client.ask(method, at, { as, ...options }), what = `${method} ${path} × ${name}`;
          refused(answer, what, allowed);
          if (fields && answer.status === 400) truth(String(answer.json.field).split('.')[0] in fields, `${what}: the field is ${answer.json.field}`);
        }));
      tried += bodies.length;
    }
    truth(tried > 1000, `only ${tried} tried`);
    const after = await client.want(200, 'GET', `/api/cases/${made.id}`, { as: 'command123' });
    equal([after.version, after.journal.length, after.tasks.length], [before.version, before.journal.length, before.tasks.length], 'the case is as it was');
  });

  suite.test('a refusal names the field', async ({ client }) => {
    const report = { text: '测试', type: '0504', ...HERE }, open = { type: '0504', source: 'worker', ...HERE };
    const task = await client.task('dispatch122', one.number, 'FILED'), complete = `/api/tasks/${task.id}/complete`;
    for (const [method, path, as, json, status, field] of [
      ['POST', '/api/public/reports', undefined, { ...report, lon: 'x' }, 400, 'lon'], ['POST', '/api/public/reports', undefined, { ...report, wish: 1 }, 400, 'wish'],
      ['POST', '/api/public/reports', undefined, HERE, 400, 'text'], ['POST', '/api/public/reports', undefined, { ...report, type: '9999' }, 422, 'type'],
      ['POST', '/api/public/reports', undefined, { ...report, lon: 122.5 }, 422, 'lon'], ['POST', '/api/public/reports', undefined, { ...report, photos: ['x'] }, 400, 'photos'],
      ['POST', '/api/cases', 'clerk124', { ...open, source: 'rumour' }, 400, 'source'], ['POST', '/api/cases', 'clerk124', { ...open, source: 'hotline', contact: { phone: 5 } }, 400, 'contact.phone'],
      ['POST', '/api/cases', 'clerk124', { ...open, source: 'hotline', contact: { fax: '1' } }, 400, 'contact.fax'], ['POST', complete, 'dispatch122', { version: task.version, outcome: 'never' }, 400, 'outcome'],
      ['POST', complete, 'dispatch122', { version: task.version, outcome: 'dispatch' }, 400, 'unit'], ['POST', complete, 'dispatch122', { version: task.version, outcome: 'reject' }, 400, 'note'],
      ['POST', complete, 'dispatch122', { version: task.version, outcome: 'dispatch', unit: '320102002-enforcement', fields: { surprise: 1 } }, 400, 'fields.surprise'],
      ['POST', `/api/cases/${one.id}/retype`, 'intake121', { type: '9999', reason: 'x' }, 400, 'type'], ['POST', `/api/cases/${one.id}/merge`, 'intake121', { into: '1', reason: 'x' }, 400, 'into'],
      ['GET', '/api/cases?limit=many', 'command123', undefined, 400, 'limit'], ['GET', '/api/cases?wish=1', 'command123', undefined, 400, 'wish'], ['GET', '/api/cases?state=sleeping', 'command123', undefined, 400, 'state'],
      ['GET', '/api/tasks?after=x', 'command123', undefined, 400, 'after'], ['POST', `/api/cases/${one.id}/transfer`, 'command123', { unit: '320102-urban', reason: 'x' }, 409, null],
    ]) {
      const answer = await client.ask(method, path, { as, ...(json ? { json } : {}) }), what = `${method} ${path} ${JSON.stringify(json)}`;
      equal(answer.status, status, `${what}: ${answer.text.slice(0, 200)}`);
      equal(answer.json.field, field, what);
    }
  });

  suite.test('places that are none', async ({ client }) => {
    const total = async () => (await client.want(200, 'GET', '/api/cases?limit=1', { as: 'viewer161' })).items[0]?.number;
    const before = await total();
    for (const [name, lon, lat, statuses] of [
      ['the sea', 122.5, 31.0, [422]], ['Beijing', 116.4, 39.9, [422]], ['nowhere', 0, 0, [422]], ['off the earth', 200, 32, [400]], ['beyond the pole', 118.8, 91, [400]], ['huge', 1e308, 1e308, [400]],
    ]) {
      for (const [path, as, more] of [['/api/public/reports', undefined, { text: '测试', type: '0504' }], ['/api/cases', 'worker101', { type: '0504', source: 'worker' }]])
        refused(await client.ask('POST', path, { as, json: { lon, lat, ...more } }), `${name} ${path}`, statuses);
      const answer = await client.ask('GET', `/api/locate?lon=${lon}&lat=${lat}`, { as: 'worker101' });
      truth(answer.status === 200 ? answer.json.in_city === false : answer.status === 400 && statuses[0] === 400, `locate ${name}: ${answer.status} ${answer.text}`);
    }
    equal(await total(), before, 'the newest case');
  });

  suite.test('words that are dangerous elsewhere are only words', async ({ client }) => {
    const nasty = `'; DROP TABLE case_record; -- "quotes" <script>alert(1)</script> \u202Egnp.exe\u202C \u0007 ${'=cmd|calc'} {{x}} \${y} \\0 %s%n`;
    const made = await client.want(201, 'POST', '/api/public/reports', { json: { text: nasty, address: '\u202E路\u2066', type: '0504', contact: `<b>${'x'.repeat(30)}`, lon: 118.8032, lat: 32.0641 } });
    const list = await client.want(200, 'GET', `/api/cases?number=${made.number}`, { as: 'command123' }), [row] = list.items;
    truth(row.text.includes("'; DROP TABLE case_record; --") && row.text.includes('<script>'), 'kept as written');
    truth(!/[\u202A-\u202E\u2066-\u2069\u0007]/.test(row.text + row.address), 'direction marks and bells are gone');
    const page = await client.ask('GET', `/progress?number=${made.number}&code=${made.code}`);
    truth(!page.text.includes('<script>alert'), 'escaped on the page');
    for (const q of ["' OR 1=1 --", '"', '*', 'NEAR(a b)', '%', '_', '\\', ')(', '\u202E', '消'.repeat(100)]) await client.want(200, 'GET', `/api/cases?q=${encodeURIComponent(q)}`, { as: 'command123' });
    await client.want(400, 'GET', `/api/cases?q=${encodeURIComponent('长'.repeat(101))}`, { as: 'command123' });
    await client.want(400, 'GET', '/api/cases?surely_unknown=1', { as: 'command123' });
    await client.want(400, 'GET', '/api/cases?limit=0', { as: 'command123' });
    await client.want(400, 'GET', '/api/cases?limit=201', { as: 'command123' });
    await client.want(400, 'GET', '/api/cases?state=sleeping', { as: 'command123' });
    await client.want(400, 'GET', '/api/tasks?after=x', { as: 'command123' });
    for (const bbox of ['1,2,3', 'a,b,c,d', '118,32,119', '1e400,0,1,1', '119,33,118,32'])
      truth([200, 400].includes((await client.ask('GET', `/api/map/cases?bbox=${encodeURIComponent(bbox)}`, { as: 'command123' })).status), `bbox ${bbox}`);
  });

  suite.test('unknown ids, stale versions, other people\'s cases', async ({ client }) => {
    const task = await client.task('dispatch122', one.number, 'FILED');
    for (const id of ['1', '999999999999999999', '9223372036854775807']) {
      await client.want(404, 'GET', `/api/cases/${id}`, { as: 'command123' });
      await client.want(404, 'POST', `/api/cases/${id}/note`, { as: 'command123', json: { text: 'x' } });
      await client.want(404, 'POST', `/api/tasks/${id}/complete`, { as: 'command123', json: { version: 1, outcome: 'x' } });
    }
    for (const id of ['0', '-1', 'abc', '9223372036854775808', '1e3', '0x10', '%00', '1%2f2']) {
      const answer = await client.ask('GET', `/api/cases/${id}`, { as: 'command123' });
      truth([400, 404].includes(answer.status), `id ${id}: ${answer.status}`);
    }
    await client.want(409, 'POST', `/api/tasks/${task.id}/complete`, { as: 'dispatch122', json: { version: task.version + 1, outcome: 'dispatch', unit: '320102002-enforcement' } });
    await client.want(409, 'POST', `/api/cases/${one.id}/note`, { as: 'command123', json: { version: task.case_version + 7, text: 'x' } });
    for (const as of ['dispatch142', 'desk112', 'district152', 'handle111031', 'worker105'])
      for (const [path, json] of [[`/api/tasks/${task.id}/complete`, { version: task.version, outcome: 'dispatch', unit: '320102002-enforcement' }], [`/api/tasks/${task.id}/claim`, { version: task.version }],
        [`/api/cases/${one.id}/note`, { text: 'x' }], [`/api/cases/${one.id}/transfer`, { unit: '320102002-enforcement', reason: 'x' }]])
        await client.want(404, 'POST', path, { as, json });
    await client.want(404, 'GET', `/api/cases/${one.id}`, { as: 'desk112' });
    await client.want(404, 'GET', `/api/cases/${one.id}/diagram`, { as: 'desk112' });
    await client.want(404, 'GET', '/api/cases?street=21', { as: 'desk112' });
    await client.want(404, 'GET', '/api/cases?grid=905', { as: 'desk112' });
    await client.want(403, 'POST', `/api/tasks/${task.id}/complete`, { as: 'intake121', json: { version: task.version, outcome: 'dispatch', unit: '320102002-enforcement' } });
    await client.want(422, 'POST', `/api/tasks/${task.id}/complete`, { as: 'dispatch122', json: { version: task.version, outcome: 'dispatch', unit: '320111-urban' } });
    await client.want(400, 'POST', `/api/tasks/${task.id}/complete`, { as: 'dispatch122', json: { version: task.version, outcome: 'dispatch' } });
    equal((await client.task('dispatch122', one.number, 'FILED')).version, task.version, 'the task\'s version');
  });

  suite.test('sessions end', async ({ client, city }) => {
    const cookie = await client.cookie('clerk124');
    await client.want(200, 'GET', '/api/session', { as: 'clerk124' });
    city.sql('UPDATE session SET seen_at = seen_at - 1900000 WHERE account_id = 124');
    const end = Date.now() + 15_000;   // who is logged in is remembered for some seconds
    let answer;
    do {
      answer = await client.ask('GET', '/api/session', { headers: { Cookie: cookie } });
      if (answer.status === 401) break;
      await new Promise((done) => setTimeout(done, 500));
    } while (Date.now() < end);
    equal(answer.status, 401, 'after half an hour of silence');
    refusal(answer, 'expired session');
    client.cookies.delete('clerk124');
    for (const value of ['', 'x', 'shao_session=', 'shao_session=zz', `shao_session=${'0'.repeat(64)}`, `shao_session=${'a'.repeat(5000)}`])
      truth([400, 401, 431].includes((await client.ask('GET', '/api/tasks', { headers: { Cookie: value } })).status), `cookie ${value.slice(0, 30)}`);
    equal((await client.ask('GET', '/api/tasks', { headers: { Authorization: `Bearer ${'0'.repeat(64)}` } })).status, 401);
    equal((await client.ask('POST', `/api/cases/${one.id}/note`, { as: 'command123', json: { text: 'x' }, headers: { Origin: 'http://evil.example' } })).status, 403, 'another origin');
  });

  suite.test('bytes that are not HTTP, and headers that lie', async ({ server, client }) => {
    for (const [name, bytes] of [
      ['garbage', '\0\x01\x02garbage\r\n\r\n'],
      ['negative length', 'POST /api/public/suggest HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n'], ['huge length', 'POST /api/public/suggest HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99999999999\r\n\r\n'],
      ['no host', 'GET /api/health HTTP/1.1\r\n\r\n'], ['a path with NUL', 'GET /api/cases/%00 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'],
      ['up and out', 'GET /../../etc/passwd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'], ['a long line', `GET /${'a'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`],
      ['many headers', `GET /api/health HTTP/1.1\r\nHost: x\r\n${'X-A: b\r\n'.repeat(3000)}\r\n`],
    ]) {
      const text = await raw(server.url, bytes);
      truth(!text || /^HTTP\/1\.[01] (4\d\d|501|505)/.test(text), `${name}: ${text.slice(0, 60)}`);
    }
    await client.want(200, 'GET', '/api/health');
  });

  suite.test('uploads that are no photos', async ({ client, server }) => {
    const send = async (bytes, name = 'a.jpg', type = 'image/jpeg') => {
      const form = new FormData();
      form.append('file', new Blob([bytes], { type }), name);
      const reply = await fetch(`${server.url}/api/files`, { method: 'POST', body: form });
      return { status: reply.status, text: await reply.text() };
    };
    for (const [name, bytes] of [['text', 'not a picture'], ['nothing', ''], ['HTML', '<html><script>1</script>'], ['a cut JPEG', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46])], ['SVG', '<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'],
      ['a PNG head only', Buffer.from([137, 80, 78, 71, 13, 10, 26, 10])], ['a program', Buffer.concat([Buffer.from('\x7fELF'), Buffer.alloc(2000)])]]) {
      const answer = await send(bytes);
      truth([400, 415, 422].includes(answer.status), `${name}: ${answer.status} ${answer.text}`);
    }
    truth([413, 400].includes((await send(Buffer.alloc(11.5 * 1024 * 1024, 65))).status), 'eleven megabytes');
    const two = new FormData();
    two.append('file', new Blob(['a']), 'a');
    two.append('file', new Blob(['b']), 'b');
    equal((await fetch(`${server.url}/api/files`, { method: 'POST', body: two })).status, 400, 'two at once');
  });

  suite.test('the server lived through it, its journal is whole', async ({ server, client }) => {
    await client.want(200, 'GET', '/api/health');
    truth(server.child.exitCode === null, 'still running');
    truth(!/AddressSanitizer|runtime error|assert/i.test(server.log()), server.log().slice(-2000));
  });
  return suite;
}
