/*
 * Every route called as every role, compared with docs/rights.md.
 * SHAO_UPDATE_RIGHTS=1 writes the file; look at the difference before committing it.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { run, shao } from './lib/city.mjs';
import { Suite, fail } from './lib/suite.mjs';

const FILE = new URL('../../docs/rights.md', import.meta.url).pathname;
const ROLES = [
  ['nobody', undefined], ['worker', 'worker102'], ['desk', 'desk112'], ['head', 'head115'], ['intake', 'intake131'], ['dispatch', 'dispatch132'], ['command', 'command133'], ['secretary', 'secretary116'], ['district', 'district152'],
  ['grid', 'grid125'], ['handle', 'handle112031'], ['leader', 'leader112039'], ['clerk', 'clerk124'], ['viewer', 'viewer161'], ['process', 'process162'], ['service', 'service182'], ['modeler', 'modeler174'], ['sysadmin', 'sysadmin171'], ['secadmin', 'secadmin172'], ['auditor', 'auditor173'], ['source', 'key'],
];
const HEAD = `# Who may call what

Each route of the API called as each role: ✓ it is answered (or refused for another reason), 401 log in first, 403 the role lacks the right. What a role may do with one case is in \`states.md\`; a case out of reach is 404 to everybody.
This table is made by \`tests/modules/rights.mjs\` (SHAO_UPDATE_RIGHTS=1) and compared in each run.

`;

function routes() {
  const { paths } = JSON.parse(run(shao, ['openapi']));
  return Object.entries(paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path })))
    .sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.method < b.method ? -1 : 1));
}

async function knock(client, { method, path }, as) {
  const at = path.replace('{id}', '7').replace('{kind}', 'process').replace(/\{\w+\}/g, 'x');
  if (path === '/api/events') {   // never ends: the head is enough
    const stop = new AbortController(), headers = as === 'key' ? { Authorization: `Bearer ${'0123456789abcdef'.repeat(4)}` } : as ? { Cookie: await client.cookie(as) } : {};
    const reply = await fetch(client.url + at, { signal: stop.signal, headers });
    stop.abort();
    return reply.status;
  }
  const body = ['POST', 'PUT', 'PATCH'].includes(method) ? { json: { surely_unknown: 1 } } : {};
  const answer = await client.ask(method, at, { as, ...body });
  if (path === '/api/session' && method === 'DELETE') client.cookies.delete(as);
  if (answer.status >= 500) fail(`${method} ${path} as ${as}: ${answer.status} ${answer.text}`);
  return answer.status;
}

async function matrix(client) {
  const lines = [`| route | ${ROLES.map(([role]) => role).join(' | ')} |`, `|---|${'---|'.repeat(ROLES.length)}`];
  for (const route of routes()) {
    const cells = [];
    for (const [, as] of ROLES) {
      const status = await knock(client, route, as);
      cells.push(status === 401 || status === 403 ? String(status) : '✓');
    }
    lines.push(`| ${route.method} \`${route.path}\` | ${cells.join(' | ')} |`);
  }
  return `${HEAD}${lines.join('\n')}\n`;
}

export function rights(store) {
  const suite = new Suite(`modules/rights on ${store}`);
  suite.test('every route as every role is as docs/rights.md says', async ({ client }) => {
    const made = await matrix(client);
    if (process.env.SHAO_UPDATE_RIGHTS) { writeFileSync(FILE, made); return; }
    const said = readFileSync(FILE, 'utf8').split('\n'), differ = made.split('\n').filter((line) => !said.includes(line)), gone = said.filter((line) => !made.split('\n').includes(line));
    if (differ.length || gone.length) fail(`docs/rights.md does not fit (SHAO_UPDATE_RIGHTS=1 writes it)\n now:  ${differ.slice(0, 5).join('\n       ')}\n said: ${gone.slice(0, 5).join('\n       ')}`);
  });
  return suite;
}
