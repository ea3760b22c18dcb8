// A unit returns a case with its reason, a second return needs the command centre; work that fails the check is done again.
import { check } from '../lib/context.mjs';
import { fieldStep, find, fresh, openField, operate, progress, report, spot, stands, step } from '../lib/steps.mjs';

export const name = 'a return, a second one ruled on, and a rework';

const TEXT = fresh('水果店把货架摆到门外');

export default async function run(story) {
  const { people } = story;
  const made = await report(story, TEXT, spot(story));
  const worker = await story.login(people.worker, '/field');
  await openField(worker, TEXT);
  await fieldStep(worker, { outcome: '情况属实' });
  await stands(story, made, 'FILED');

  const dispatch = await story.login(people.dispatch);
  await find(dispatch, made.number);
  await step(dispatch, { outcome: '派遣' });

  const handler = await story.login(people.handler);
  await find(handler, made.number);
  await operate(handler, '退单', { 理由: '不在本队管辖路段' });
  await stands(story, made, 'RETURNED');
  await handler.getByText('不在本队管辖路段').first().waitFor();

  await dispatch.getByText('不在本队管辖路段').first().waitFor();         // live, without a reload
  await step(dispatch, { outcome: '不同意，原单位继续办理', note: '该路段属本街道' });
  await stands(story, made, 'DISPATCHED');
  await step(handler, { outcome: '签收' });
  await operate(handler, '退单', { 理由: '仍认为应由市监办理' });
  await stands(story, made, 'RULING');

  const command = await story.login(people.command);
  await find(command, made.number);
  await step(command, { outcome: '维持原单位', note: '由综合执法队办理' });
  await story.shot(command, 'case-ruled-1366', true);
  await handler.reload();
  await handle(story, handler, made);
  await stands(story, made, 'VERIFYING');

  await worker.getByRole('link', { name: '今天的件' }).click();
  await openField(worker, TEXT);
  await worker.locator('.field-now').getByRole('button', { name: '不通过，返工' }).click();
  await worker.getByText('这样处理需要写明理由').waitFor();
  await fieldStep(worker, { outcome: '不通过，返工', note: '货架还在门外', photo: await story.photo(worker, '未整改', '#843') });
  await stands(story, made, 'REWORK');

  await handler.getByText('货架还在门外').first().waitFor();
  await step(handler, { outcome: '返工完成', photo: await story.photo(handler, '返工后') });
  await stands(story, made, 'VERIFYING');
  await handler.getByText('返工 1').first().waitFor();
  await handler.getByText('退单 2').first().waitFor();
  check(await handler.locator('.timeline-broken').count() === 0, 'every journal row verifies');
  await story.shot(handler, 'case-rework-1366', true);
}

const NEXT = { DISPATCHED: '签收', ACCEPTED: '已到场', ON_SITE: '当场整改', PROCESSING: '当场整改' };
/** The handler's steps from wherever the ruling left the case to the check. */
async function handle(story, page, made) {
  for (let i = 0; i < 4; i++) {
    const { stage } = await progress(story, made);
    const outcome = NEXT[stage];
    if (!outcome) return;
    await step(page, { outcome, photo: outcome === '当场整改' ? await story.photo(page, '处置后') : undefined });
  }
}
