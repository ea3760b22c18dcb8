// The resident's answer at the end: rating and asking again work without script, in both languages, and with script alike.
import { check, same } from '../lib/context.mjs';
import { fresh, report, spot, stands } from '../lib/steps.mjs';

export const name = 'a resident rates and asks again, without script and with it';

/** One step of the case by whoever may do it, through the API. */
async function act(story, pages, made, stage, outcome, more = {}) {
  await stands(story, made, stage);
  for (const page of pages) {
    const row = (await story.api('GET', `/api/cases?number=${made.number}&state=all`, undefined, page)).body.items?.[0];
    const view = row && (await story.api('GET', `/api/cases/${row.id}`, undefined, page)).body;
    const task = view?.tasks?.find((one) => one.can_act && one.stage === stage);
    if (!task) continue;
    const reply = await story.api('POST', `/api/tasks/${task.id}/complete`, { version: task.version, outcome, ...more, ...(more.unit === '' ? { unit: task.proposal.unit.code } : {}) }, page);
    same(reply.status, 200, `${stage} ${outcome} ${JSON.stringify(reply.body)}`);
    return;
  }
  check(false, `nobody may act at ${stage}`);
}

async function photo(story, page) {
  const one = await story.photo(page);
  const reply = await page.request.post(`${story.url}/api/files`, { multipart: { file: one } });
  return (await reply.json()).token;
}

/** A report of the resident's, handled to its close. */
async function closed(story, pages, text) {
  const made = await report(story, fresh(text), spot(story), { type: '0504' });
  await act(story, pages, made, 'PENDING_VERIFY', 'confirmed');
  await act(story, pages, made, 'FILED', 'dispatch', { unit: '' });
  await act(story, pages, made, 'DISPATCHED', 'accept');
  await act(story, pages, made, 'ACCEPTED', 'arrived');
  await act(story, pages, made, 'ON_SITE', 'rectified', { photos: [await photo(story, pages[2])], note: '已清理' });
  await act(story, pages, made, 'VERIFYING', 'pass', { photos: [await photo(story, pages[0])] });
  await act(story, pages, made, 'CALLBACK', 'close', { fields: { reached: 'anonymous' } });
  await stands(story, made, 'CLOSED');
  return made;
}

async function plain(story, pages) {
  const made = await closed(story, pages, '店家把货摆到门外，请清理');
  const page = await story.open(`/progress?number=${made.number}&code=${made.code}&elder=1`, 'phone', { javaScriptEnabled: false });
  await page.getByRole('heading', { name: '办得怎么样？' }).waitFor();
  await story.shot(page, 'answer-plain-360', true);
  await page.getByLabel('没有解决').check();
  await page.getByLabel('不满意', { exact: true }).check();
  await page.getByLabel('想说的话').fill('第二天又摆出来了 <b>');
  await page.getByRole('button', { name: '提交评价' }).click();
  await page.getByText('谢谢您的评价。').waitFor();
  check(/done=rated/.test(page.url()) && /elder=1/.test(page.url()), page.url());
  same(await page.getByRole('heading', { name: '办得怎么样？' }).isVisible(), false, 'one rating');
  await page.goBack();
  await page.goForward();

  await page.getByRole('link', { name: 'English' }).click();
  await page.getByRole('heading', { name: 'Not done well? Ask for it to be done again' }).waitFor();
  await page.getByLabel('What is wrong').fill('It stands there again');
  await page.getByRole('button', { name: 'Ask again' }).click();
  await page.getByText('Opened again; this page shows how it goes.').waitFor();
  check(/lang=en/.test(page.url()) && /elder=1/.test(page.url()), 'language and large type stay');
  await story.shot(page, 'answer-plain-english-360', true);
  await stands(story, made, 'FILED');
}

async function scripted(story, pages) {
  const made = await closed(story, pages, '占道的桌椅');
  const page = await story.open(`/progress?number=${made.number}&code=${made.code}`, 'phone');
  await story.axe(page, 'the forms of the progress page');
  await page.getByLabel('解决了', { exact: true }).check();
  await page.getByLabel('很满意', { exact: true }).check();
  await page.context().setOffline(true);
  await page.getByRole('button', { name: '提交评价' }).click();
  await page.locator('[data-rate]').getByText('没有办成').waitFor();          // told at the form, not out of sight
  await page.context().setOffline(false);
  await page.getByRole('button', { name: '提交评价' }).click();
  await page.getByText('谢谢您的评价。').waitFor();
  await page.getByLabel('哪里没有办好').fill('又来了');
  await page.getByRole('button', { name: '要求重办' }).click();
  await page.getByText('已重新打开').waitFor();
  await stands(story, made, 'FILED');
}

export default async function run(story) {
  const pages = [];
  for (const who of ['worker', 'dispatch', 'handler', 'intake', 'command', 'leader']) pages.push(await story.login(story.people[who] ?? who, '/desk'));
  await plain(story, pages);
  await scripted(story, pages);
}
