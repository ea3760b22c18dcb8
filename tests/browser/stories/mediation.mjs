// A dispute: who it is about (sealed), the sessions, the agreement with its terms, and where it stands in the register.
import { check, same } from '../lib/context.mjs';
import { fresh, register } from '../lib/steps.mjs';

export const name = 'a dispute: persons sealed, sessions, an agreement with dated terms, the register';

const TEXT = fresh('楼上漏水，两家为赔偿谈不拢');

/** The open task of the case, done by whoever may. */
async function done(story, page, id, element, outcome, more = {}) {
  const view = (await story.api('GET', `/api/cases/${id}`, undefined, page)).body, task = view.tasks.find((one) => one.element === element);
  check(task, `${element} is open: ${view.tasks.map((one) => one.element)}`);
  const reply = await story.api('POST', `/api/tasks/${task.id}/complete`, { version: task.version, outcome, note: '调解记录', ...more }, page);
  same(reply.status, 200, `${element}=${outcome}: ${JSON.stringify(reply.body)}`);
}

export default async function run(story) {
  const desk = await story.login(story.people.dispatch);
  const { id, number } = await register(story, desk, TEXT, { type: '2201' });
  const home = (await story.api('GET', '/api/session', undefined, desk)).body.unit.code.slice(0, 9);
  const before = (await story.api('GET', `/api/cases/${id}`, undefined, desk)).body.tasks[0];
  if (before.element === 'dispatch') await done(story, desk, id, 'dispatch', 'dispatch', { unit: `${home}-mediation` });
  const command = await story.login('command');
  await command.goto(`${story.url}/desk/case/${id}`);
  const people = command.getByRole('region', { name: '当事人' });
  await people.getByRole('button', { name: '登记当事人' }).click();
  const dialog = command.getByRole('dialog');
  await dialog.getByLabel('姓名').fill('欧阳测试');
  await dialog.getByLabel('电话').fill('025-0000-0001');
  await story.axe(command, 'entering a person');
  await dialog.getByRole('button', { name: /保\s?存/ }).click();
  await people.getByText('欧**').waitFor();
  await people.getByRole('button', { name: /查\s?看/ }).click();
  await command.getByRole('dialog').getByLabel('原因').fill('约双方到场');
  await command.getByRole('dialog').getByRole('button', { name: /查\s?看/ }).click();
  await command.getByRole('dialog').getByText('欧阳测试').waitFor();
  await story.shot(command, 'mediation-person-1366');
  await command.getByRole('dialog').getByRole('button', { name: /取\s?消/ }).click();
  await command.getByRole('dialog').waitFor({ state: 'hidden' });
  check(!(await command.locator('main').textContent()).includes('欧阳'), 'the page holds the mask');
  await story.axe(command, 'a dispute');
  await story.shot(command, 'mediation-case-1366', true);
  await command.goto(`${story.url}/desk/mediations`);
  const row = command.getByRole('row').filter({ hasText: number });
  await row.getByText('登记、稳控').waitFor();
  await command.getByRole('button', { name: /调解中/ }).click();
  await row.waitFor({ state: 'hidden' });
  await story.looked(command, 'mediations');
}
