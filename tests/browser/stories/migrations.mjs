// A step of the main process gets another id: the administrator of processes tries what would fit the new version, says what the step
// is called now, tries again and moves the running cases, each with its result.  Told to a server of its own.
import { apart, as, release } from '../lib/apart.mjs';
import { same } from '../lib/context.mjs';
import { find, fresh, report } from '../lib/steps.mjs';

export const name = 'running cases are moved to a new version, after a try';


/** The step of verifying under another id. */
const renamed = (xml) => xml.replace(/\b(id|sourceRef|targetRef|attachedToRef|bpmnElement)="verify"/g, '$1="verify_on_site"');

async function tell(story) {
  const made = [await report(story, fresh('路口的护栏倒了')), await report(story, fresh('楼道里堆了旧家具'))];
  const page = await story.login('process');
  await page.goto(`${story.url}/desk/migrations`);
  await page.getByText('没有留在旧版本上的在办件').waitFor();
  await release(story, renamed, '核实环节换编号');
  for (let i = 0; i < 20 && !await page.getByRole('button', { name: '试算' }).count(); i++) {   // servers take a release up within two seconds
    await page.reload();
    await page.getByText('没有留在旧版本上的在办件').or(page.getByRole('button', { name: '试算' })).first().waitFor();
  }

  /* Tried as it is: nothing fits, the reason names the step, nothing can be moved. */
  await page.getByRole('button', { name: '试算' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('status').getByText(/试算完毕：共 \d+ 件/).waitFor();
  const row = (one) => page.getByRole('row').filter({ hasText: one.number });
  for (const one of made) {
    await row(one).getByText('不合').waitFor();
    await row(one).getByText('event-main/verify').waitFor();
  }
  same(await page.getByRole('button', { name: /^迁移这/ }).count(), 0, 'a button to move what does not fit');
  await story.looked(page, 'migrations-misfits');

  /* A line that is none is refused at once; with what the step is called now all of them fit. */
  await page.getByLabel('改了编号的环节').fill('verify');
  await page.getByRole('button', { name: '试算' }).click();
  await page.getByText('应写成 旧=新').first().waitFor();
  await page.getByLabel('改了编号的环节').fill('verify=verify_on_site');
  await page.getByRole('button', { name: '试算' }).click();
  for (const one of made) await row(one).getByText('可迁').waitFor();
  await story.looked(page, 'migrations-fit');

  /* Moved, with a reason. */
  await page.getByRole('button', { name: /^迁移这 \d+ 件/ }).click();
  await page.getByText('请填写理由。').waitFor();
  await page.getByLabel('理由').fill('新版流程核实环节换了编号');
  await page.getByRole('button', { name: /^迁移这 \d+ 件/ }).click();
  await page.getByRole('status').getByText(/^迁移完毕/).waitFor();
  for (const one of made) await row(one).getByText('已迁移').waitFor();
  await story.looked(page, 'migrations-moved');

  /* The case goes on with the new version, and says so in its journal. */
  await page.getByRole('link', { name: made[0].number }).click();
  await page.locator('.case-header').getByText(made[0].number).waitFor();
  await page.getByText('新版流程核实环节换了编号').first().waitFor();
  await find(page, made[1].number);
  await page.goto(`${story.url}/desk/migrations`);
  await page.getByText('没有留在旧版本上的在办件').waitFor();

  /* Whoever keeps no processes going has no such page. */
  const dispatch = await as(story, story.people.dispatch);
  await dispatch('GET', '/api/migrations', undefined, [403]);
}

export default (story) => apart(story, 'migrations', tell);
