// The public pages without script: plain forms, each answered with 303 to a page or with the form and what was typed.
import { play } from './lib/scenario.mjs';
import { FINISH, REPORT } from './story.mjs';
import { Suite, equal, truth } from './lib/suite.mjs';

const FORM = 'application/x-www-form-urlencoded';
const upTo = (steps, label) => steps.slice(0, steps.findIndex((one) => one.label === label) + 1);
/** Reported by a resident and closed: may be rated and reopened. */
const CLOSED = [{ ...REPORT.find((one) => one.label === 'report'), json: { text: '台阶上堆了杂物', type: '0504', lon: 118.8061, lat: 32.0531 }, has: {} }, ...upTo(FINISH, 'closed').filter((one) => one.task && !one.status && !one.absent)];

export function forms(store) {
  const suite = new Suite(`modules/forms on ${store}`);
  const post = (client, path, fields, headers = {}) => client.ask('POST', path, { body: new URLSearchParams(fields).toString(), type: FORM, headers });
  const seen = async (client, made) => client.want(200, 'GET', `/api/public/reports/${made.number}?code=${made.code}`);
  let made;   // a closed report

  suite.test('the pages keep language and elder mode from link to link', async ({ client }) => {
    const plain = (await client.ask('GET', '/')).text, both = (await client.ask('GET', '/?lang=en&elder=1')).text;
    truth(plain.includes('action="/report"') && plain.includes('href="/?&amp;lang=en"') && plain.includes('href="/progress"'), 'the plain page');
    truth(both.includes('action="/report?lang=en&amp;elder=1"') && both.includes('href="/progress?lang=en&amp;elder=1"'), 'English, elder');
    truth(both.includes('<html lang="en" class="elder"') && both.includes('>中文</a>') && both.includes('>Normal type</a>'), 'the way back');
  });

  suite.test('a report that lacks something comes back as it was typed; a whole one leads to its progress', async ({ client }) => {
    const lacks = await post(client, '/report', { text: '路灯<坏>了', type: '0504' });
    equal(lacks.status, 400);
    truth(lacks.text.includes('请选择在哪个街道') && lacks.text.includes('路灯&lt;坏&gt;了</textarea>'), 'the words and what is missing');
    const whole = await post(client, '/report?lang=en', { text: '路灯坏了', lon: '118.8062', lat: '32.0532' });
    truth(whole.status === 303 && /^\/progress\?number=\d+&code=[2-9A-Y]{8}&lang=en$/.test(whole.headers.get('location')), whole.headers.get('location'));
  });

  suite.test('what a form lacks is told on the page and nothing is written', async ({ client }) => {
    made = (await play(client, CLOSED)).report;
    const { number, code } = made, before = await seen(client, made), thanks = '<b>谢&谢</b>';
    truth(before.can_rate && before.can_reopen, 'may be rated and reopened');
    for (const [name, path, fields, status, part] of [
      ['no score', '/progress/rating', { number, code, solved: 'yes', comment: thanks }, 400, '请选择满意度'],
      ['a score of six', '/progress/rating', { number, code, solved: 'yes', score: '6' }, 400, '请选择满意度'],
      ['not a score', '/progress/rating', { number, code, solved: 'yes', score: '5x' }, 400, '请选择满意度'],
      ['solved or not', '/progress/rating', { number, code, score: '5' }, 400, '是否解决'],
      ['wrong code', '/progress/rating', { number, code: 'XXXXXXXX', score: '5', solved: 'yes' }, 404, '查询码不对'],
      ['no code', '/progress/rating', { number, score: '5', solved: 'yes' }, 404, '查询码不对'],
      ['no number', '/progress/rating', { code, score: '5', solved: 'yes' }, 404, '编号'],
      ['no reason', '/progress/reopen', { number, code, reason: '  ' }, 400, '哪里没有办好'],
      ['wrong code to reopen', '/progress/reopen', { number, code: 'XXXXXXXX', reason: '没扫' }, 404, '查询码不对'],
      ['in English', '/progress/reopen?lang=en', { number, code, reason: '' }, 400, 'please say what is wrong'],
    ]) {
      const answer = await post(client, path, fields);
      equal(answer.status, status, name);
      truth(answer.text.includes(part), `${name} says why`);
      truth(answer.headers.get('content-type').startsWith('text/html'), `${name} is a page`);
      truth(answer.text.includes(`data-show="${status === 404 ? 'no' : 'yes'}" data-progress`), `${name}: the case is shown only to who has the code`);
    }
    const again = (await post(client, '/progress/rating', { number, code, solved: 'no', comment: thanks })).text;
    truth(again.includes('value="no" checked') && again.includes('&lt;b&gt;谢&amp;谢&lt;/b&gt;</textarea>'), 'what was typed stands there, escaped');
    equal(await seen(client, made), before, 'the report');
  });

  suite.test('another site, another type, a long text: refused before anything', async ({ client }) => {
    const { number, code } = made, good = { number, code, score: '5', solved: 'yes' }, before = await seen(client, made);
    equal((await post(client, '/progress/rating', good, { Origin: 'https://evil.example' })).status, 403, 'another origin');
    equal((await post(client, '/progress/reopen', { number, code, reason: '没扫' }, { 'Sec-Fetch-Site': 'cross-site' })).status, 403, 'a form on another site');
    equal((await client.ask('POST', '/progress/rating', { json: good })).status, 415, 'JSON');
    equal((await post(client, '/progress/rating', { ...good, comment: '长'.repeat(501) })).status, 400, '501 characters');
    equal((await post(client, '/progress/rating', { ...good, surprise: '1' })).status, 400, 'an unknown field');
    equal((await post(client, '/progress/rating', { ...good, comment: 'x'.repeat(40_000) })).status, 413, '40 kB');
    equal(await seen(client, made), before, 'the report');
  });

  suite.test('rated once, reopened once, each 303 to the page that says so', async ({ client, server }) => {
    const { number, code } = made, rating = { number: ` ${number} `, code: code.toLowerCase(), score: '4', solved: 'yes', comment: '' };
    const rated = await post(client, '/progress/rating?elder=1', rating, { Origin: server.url });
    equal([rated.status, rated.headers.get('location')], [303, `/progress?number=${number}&code=${code.toLowerCase()}&done=rated&elder=1`]);
    const page = (await client.ask('GET', rated.headers.get('location'))).text;
    truth(/data-show="yes"[^>]*>谢谢您的评价/.test(page) && /data-rate data-show="no"/.test(page), 'thanks, and no second rating');
    const twice = await post(client, '/progress/rating', rating);
    truth(twice.status === 409 && twice.text.includes('现在不能评价'), `twice: ${twice.status}`);
    const reopened = await post(client, '/progress/reopen', { number, code, reason: '第二天又堆上了' });
    equal([reopened.status, reopened.headers.get('location')], [303, `/progress?number=${number}&code=${code}&done=reopened`]);
    const now = await seen(client, made);
    equal([now.state, now.can_reopen], ['open', false]);
    equal((await post(client, '/progress/reopen', { number, code, reason: '再来' })).status, 409, 'not open a second time');
    truth(!/data-show="yes"[^>]*>谢谢/.test((await client.ask('GET', `/progress?number=${number}&code=${code}&done=reopened`)).text), 'each says its own');
  });
  return suite;
}
