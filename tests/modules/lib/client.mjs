// Asking the server as somebody: cookies of people, the key of a system, or nothing.
import { deflateSync } from 'node:zlib';
import { KEY, PASSWORD } from './city.mjs';
import { contains, fail } from './suite.mjs';

export class Client {
  constructor(url) { this.url = url; this.cookies = new Map(); }

  async cookie(login) {
    if (!this.cookies.has(login)) {
      const reply = await fetch(`${this.url}/api/session`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ user: login, password: PASSWORD }) });
      if (reply.status !== 200) fail(`${login} cannot log in: ${reply.status} ${await reply.text()}`);
      this.cookies.set(login, reply.headers.get('set-cookie').split(';')[0]);
    }
    return this.cookies.get(login);
  }

  /** {status, json, text, headers}; `as` is a login, 'key' for the camera's API key, nothing for nobody. */
  async ask(method, path, { as, json, body, headers = {}, type } = {}) {
    const all = { ...headers };
    if (as === 'key') all.Authorization = `Bearer ${KEY}`;
    else if (as) all.Cookie = await this.cookie(as);
    if (json !== undefined || type) all['Content-Type'] = type ?? 'application/json';
    const reply = await fetch(this.url + path, { method, headers: all, body: json !== undefined ? JSON.stringify(json) : body, redirect: 'manual' });
    const text = await reply.text();
    let parsed = null;
    try { parsed = JSON.parse(text); } catch { /* not JSON */ }
    return { status: reply.status, json: parsed, text, headers: reply.headers };
  }

  async want(status, method, path, options = {}) {
    const answer = await this.ask(method, path, options);
    if (answer.status !== status) fail(`${method} ${path} as ${options.as ?? 'nobody'}: ${answer.status}, not ${status}: ${answer.text.slice(0, 500)}`);
    if (options.has) contains(answer.json, options.has);
    return answer.json;
  }

  /** The open task of a case that stands at `stage` in this person's list. */
  async task(login, number, stage) {
    for (let after = ''; after !== null;) {
      const page = await this.want(200, 'GET', `/api/tasks?limit=200${stage ? `&stage=${stage}` : ''}${after ? `&after=${after}` : ''}`, { as: login });
      const found = page.items.find((one) => one.number === number);
      if (found) return found;
      after = page.next;
    }
    return null;
  }

  async photo(as, picture = png()) {
    const form = new FormData();
    form.append('file', new Blob([picture], { type: 'image/png' }), 'a.png');
    const reply = await fetch(`${this.url}/api/files`, { method: 'POST', headers: as ? { Cookie: await this.cookie(as) } : {}, body: form });
    if (reply.status !== 201) fail(`upload: ${reply.status} ${await reply.text()}`);
    return (await reply.json()).token;
  }
}

/** A refusal has one shape. */
export function refusal(answer, what) {
  const { json } = answer;
  if (!json || typeof json.error !== 'string' || !json.zh || !json.en || typeof json.request !== 'string' || !(json.field === null || typeof json.field === 'string')) fail(`${what}: ${answer.status} without the shape of errors: ${answer.text.slice(0, 300)}`);
}

const CRC = Array.from({ length: 256 }, (_, n) => { let c = n; for (let k = 0; k < 8; k += 1) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1; return c >>> 0; });
function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type), data]), out = Buffer.alloc(body.length + 8);
  let crc = 0xffffffff;
  for (const byte of body) crc = CRC[(crc ^ byte) & 0xff] ^ (crc >>> 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE((crc ^ 0xffffffff) >>> 0, body.length + 4);
  return out;
}

/** A small picture, each another. */
let shade = 0;
export function png(side = 16) {
  const head = Buffer.from([0, 0, 0, side, 0, 0, 0, side, 8, 2, 0, 0, 0]), row = Buffer.alloc(1 + side * 3, 0);
  shade += 1;
  for (let i = 0; i < side * 3; i += 1) row[1 + i] = (shade * 7 + i * 3) & 0xff;
  row.writeUInt16BE(shade & 0xffff, 1);
  return Buffer.concat([Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), chunk('IHDR', head), chunk('IDAT', deflateSync(Buffer.concat(Array(side).fill(row)))), chunk('IEND', Buffer.alloc(0))]);
}
