// 工作布置: given to every community of the street, received and reported, reminded, seen by unit, over.
import { same } from '../lib/context.mjs';
import { find, fresh, step } from '../lib/steps.mjs';

export const name = 'an instruction: given to every community, received, reported, reminded, over';

const TEXT = fresh('入夏前排查积水点，报清单');

export default async function run(story) {
  const command = await story.login(story.people.command);
  await command.goto(`${story.url}/desk/instructions`);
  await command.getByRole('button', { name: '布置工作' }).click();
  await command.getByText('请写明内容、完成时限和接收单位。').waitFor();
  await command.getByLabel('内容').fill(TEXT);
  await command.getByLabel('完成时限').fill(new Date(Date.now() + 30 * 3_600_000).toISOString().slice(0, 16));
  await story.looked(command, 'instruction-new');
  const sent = command.waitForResponse((reply) => reply.url().endsWith('/api/instructions') && reply.request().method() === 'POST');
  await command.getByRole('button', { name: '布置工作' }).click();
  const made = await (await sent).json();
  await command.getByRole('region', { name: '接收单位' }).getByText('待签收').first().waitFor();
  await command.getByText('正在分批下达').waitFor({ state: 'detached' });

  const community = await story.login('community');
  await community.goto(`${story.url}/desk/tasks`);
  await community.locator('.virtual-row').filter({ hasText: TEXT }).first().click();
  await step(community, { outcome: '签收' });
  await community.getByRole('heading', { name: /落实并报告/ }).first().waitFor();
  await step(community, { outcome: '报进展', note: '查了一半' });
  await step(community, { outcome: '已完成', note: '清单已报' });

  await command.goto(`${story.url}/desk/instructions/${made.id}`);
  await command.getByRole('button', { name: '已完成', exact: true }).click();
  await command.getByRole('region', { name: '接收单位' }).locator('tbody tr').first().waitFor();
  same(await command.getByRole('region', { name: '接收单位' }).locator('tbody tr').count(), 1, 'one is done');
  await story.looked(command, 'instruction');
  await command.getByRole('link', { name: '催办、结束' }).click();
  await command.getByRole('heading', { name: '工作布置' }).first().waitFor();
  await find(command, made.number);
  await step(command, { outcome: '结束布置' });
  await command.getByText('本件已办完').first().waitFor();
  await command.goto(`${story.url}/desk/instructions`);
  await command.getByRole('row').filter({ hasText: TEXT }).getByText('已结束').waitFor();
  await story.looked(command, 'instructions');
}
