// The component a case is about: tied among those near by, seen with its other cases, untied.
import { check } from '../lib/context.mjs';
import { fresh, register, spot } from '../lib/steps.mjs';

export const name = 'about: a component is tied to a case at the desk, its cases are seen, and it is untied; one is picked when a report is taken down';

export default async function run(story) {
  const page = await story.login(story.people.dispatch), place = spot(story);
  const made = await register(story, page, fresh('店外堆货，压着旁边的井盖'), { type: '0504', ...place });
  const keeper = await story.login('grid');
  const cover = await story.api('POST', '/api/places', { class: '0102', code: `3201020102${String(Date.now()).slice(-6)}`, name: '梧桐巷口井盖', owner: 'water@district', ...place }, keeper);
  check(cover.status === 201, `a component: ${cover.status} ${JSON.stringify(cover.body)}`);
  await page.goto(`${story.url}/desk/case/${made.id}`);
  const panel = page.getByRole('region', { name: '关联的部件或场所' });
  await panel.getByRole('button', { name: '关联' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio', { name: /梧桐巷口井盖/ }).check();
  await dialog.getByRole('textbox', { name: '原因' }).fill('现场看过');
  await story.looked(page, 'about-choose');
  await dialog.getByRole('button', { name: '保存' }).click();
  await panel.getByRole('link', { name: '梧桐巷口井盖' }).waitFor();
  await panel.getByText('由工作人员关联').waitFor();
  await panel.scrollIntoViewIfNeeded();
  await story.looked(page, 'about');
  await panel.getByRole('button', { name: '更改' }).click();
  await dialog.getByRole('radio', { name: '不再关联' }).check();
  await dialog.getByRole('textbox', { name: '原因' }).fill('不是这个');
  await dialog.getByRole('button', { name: '保存' }).click();
  await panel.getByText('没有关联部件或场所').waitFor();

  const intake = await story.login(story.people.intake), other = `3201020102${String(Date.now() + 1).slice(-6)}`;
  const second = await story.api('POST', '/api/places', { class: '0102', code: other, name: '梧桐巷底井盖', owner: 'water@district', lon: place.lon + 1e-4, lat: place.lat }, keeper);
  check(second.status === 201, `another: ${second.status} ${JSON.stringify(second.body)}`);
  await intake.goto(`${story.url}/desk/intake`);
  await intake.getByLabel('内容').fill('巷子里的井盖破了，走路绊脚');
  await intake.getByLabel('经度').fill(String(place.lon));
  await intake.getByLabel('纬度').fill(String(place.lat));
  const offered = intake.getByRole('group', { name: '附近的部件，是哪一个？' });
  check(await offered.getByRole('button', { name: /梧桐巷口井盖/ }).getAttribute('aria-pressed') === 'true', 'the one at the point is taken');
  await offered.getByRole('button', { name: /梧桐巷底井盖/ }).click();
  await offered.scrollIntoViewIfNeeded();
  await story.looked(intake, 'about-intake');
  await intake.getByRole('button', { name: '登记', exact: true }).click();
  const number = (await intake.getByText(/^已登记 \d+/).first().textContent()).match(/\d{10,}/)[0];
  const of = (await story.api('GET', `/api/places/${second.body.id}`, undefined, keeper)).body;
  check(of.cases.some((one) => one.number === number), `the case is about it: ${number} ${JSON.stringify(of.cases)}`);
}
