// The component a case is about: tied among those near by, seen with its other cases, untied.
import { check } from '../lib/context.mjs';
import { fresh, register, spot } from '../lib/steps.mjs';

export const name = 'about: a component is tied to a case at the desk, its cases are seen, and it is untied';

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
}
