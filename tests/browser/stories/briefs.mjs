// Briefings: made now, drawn, a number opens a list as long, taken away as PDF and workbook.
import { readFileSync } from 'node:fs';
import { check, same } from '../lib/context.mjs';
import { fresh, register, wholeList } from '../lib/steps.mjs';

export const name = 'briefings: made now, every number with its list, as PDF and workbook';

export default async function run(story) {
  const page = await story.login(story.people.command ?? 'command');
  await register(story, page, fresh('店外堆货简报'), { type: '0504', lon: story.people.place.lon, lat: story.people.place.lat });
  await page.getByRole('navigation', { name: '主导航' }).getByRole('link', { name: '简报' }).click();
  await page.getByRole('heading', { name: '简报', exact: true }).waitFor();
  await page.locator('table.data, .empty').first().waitFor();
  await story.looked(page, 'briefs');
  await page.getByRole('button', { name: '周报' }).click();
  await page.getByRole('button', { name: '现在编制' }).click();
  await page.getByRole('heading', { name: `${story.people.street}周报` }).waitFor();
  await page.locator('.chart-wide svg').first().waitFor();
  await story.looked(page, 'brief');

  for (const [button, kind, magic] of [['下载 PDF', 'pdf', '%PDF-'], ['下载 XLSX', 'xlsx', 'PK']]) {
    const saved = page.waitForEvent('download');
    await page.getByRole('link', { name: button }).click();
    const file = await saved;
    check(file.suggestedFilename().endsWith(`.${kind}`), file.suggestedFilename());
    check(readFileSync(await file.path()).toString('latin1').startsWith(magic), `${kind} is one`);
  }

  const number = page.getByRole('region', { name: '按类型' }).first().getByRole('row').filter({ hasText: '店外经营' }).getByRole('link').first(), said = Number(await number.textContent());
  check(said > 0, 'something was reported');
  await number.click();
  await page.getByRole('heading', { name: '上报数' }).waitFor();
  same(await wholeList(page), said, 'the list behind the number');
}
