// 回访台: a resident's case is done; nobody answers the first call, at the second it is not solved, and after it was done again it is.
import { check, same } from '../lib/context.mjs';
import { fresh, pickForm, report, spot } from '../lib/steps.mjs';

export const name = 'the call-back desk: no answer, not solved, done again, solved';

/** One step through the API by whoever of `pages` may do it. */
async function act(story, pages, id, outcome, more = {}) {
  for (const page of pages) {
    const view = (await story.api('GET', `/api/cases/${id}`, undefined, page)).body;
    const task = view.tasks?.find((one) => one.can_act && one.outcomes.some((each) => each.code === outcome));
    if (!task) continue;
    const reply = await story.api('POST', `/api/tasks/${task.id}/complete`, { version: task.version, outcome, ...more }, page);
    same(reply.status, 200, `${outcome} ${JSON.stringify(reply.body)}`);
    return;
  }
  check(false, `nobody may ${outcome}`);
}

const calling = (page) => page.getByRole('region', { name: '回访这一件' });

/** What is asked of nobody but who was reached: the form's own conditions. */
const ASKED = ['是否解决', '满意程度', '当事人原话'];

/** Fills the form of the call and sends it. */
async function call(page, reached, outcome, solved, content) {
  const now = calling(page);
  await now.getByRole('radio', { name: outcome, exact: true }).check();
  await now.getByText('联系情况').waitFor();
  for (const asked of ASKED) same(await now.getByText(asked).count(), 0, `${asked} before anybody was reached`);
  await pickForm(page, now, '联系情况', reached);
  if (solved) for (const asked of ASKED) await now.getByText(asked).first().waitFor();
  else same(await now.getByText('满意程度').count(), 0, 'nobody was reached, nobody is asked');
  if (solved) await now.getByLabel(solved, { exact: true }).first().check();
  if (content) await pickForm(page, now, '满意程度', content);
  const done = page.waitForResponse((reply) => /\/complete$/.test(reply.url()));
  await now.getByRole('button', { name: outcome, exact: true }).click();
  same((await done).status(), 200, outcome);
}

export default async function run(story) {
  const hands = [await story.login(story.people.worker, '/desk'), await story.login(story.people.community, '/desk')];
  const page = await story.login(story.people.intake ?? 'intake', '/desk/callbacks');
  const text = fresh('楼道里堆着旧家具，请清走'), home = (await story.api('GET', '/api/session', undefined, hands[1])).body.unit;
  const made = await report(story, text, spot(story, home.id), { type: '0507', contact: '13900002222' });
  const row = (await story.api('GET', `/api/cases?number=${made.number}&state=all`, undefined, page)).body.items[0];
  const photo = async () => (await (await hands[1].request.post(`${story.url}/api/files`, { multipart: { file: await story.photo(hands[1]) } })).json()).token;
  await act(story, hands, row.id, 'pass_community', { note: '社区能办' });
  await act(story, hands, row.id, 'done', { note: '已清走', photos: [await photo()] });

  const line = page.getByRole('listbox', { name: '待回访的件' }).getByRole('option').filter({ hasText: text });
  await line.click();                                                        // it came by itself
  await calling(page).getByText(text).waitFor();
  await calling(page).getByText('还没打过').waitFor();
  await story.axe(page, 'the call-back desk');
  await story.shot(page, 'callbacks-1366');
  await call(page, '没接通，再约时间', '没联系上，再约');
  await line.getByText(/打过 1 次/).waitFor();
  await line.click();
  await call(page, '电话已联系', '结案', '未解决', '不满意');
  await line.waitFor({ state: 'detached' });
  await act(story, hands, row.id, 'done', { note: '又清了一次', photos: [await photo()] });
  await line.click();
  await call(page, '电话已联系', '结案', '已解决', '基本满意');
  await line.waitFor({ state: 'detached' });
  const view = (await story.api('GET', `/api/cases/${row.id}`, undefined, page)).body;
  same([view.stage, view.rating.score], ['CLOSED', 3], 'closed with what was said');
  same(view.journal.filter((one) => one.kind === 'heard').length, 3, 'three calls stand in the journal');
  await page.getByText(/本月回访/).waitFor();
}
