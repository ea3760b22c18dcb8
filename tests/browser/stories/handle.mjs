// One report from the phone to the rating: verified in the field, dispatched, handled with photos, checked, closed, rated.
import { check, same } from '../lib/context.mjs';
import { fieldStep, find, fresh, openField, pickForm, report, spot, stands, step } from '../lib/steps.mjs';

export const name = 'one report is verified, dispatched, handled, checked, closed and rated';

const TEXT = fresh('超市把货堆到门外，占了整条人行道');

export default async function run(story) {
  const { people } = story;
  const made = await report(story, TEXT, spot(story), { contact: '13800001234' });

  const worker = await story.login(people.worker, '/field');
  await openField(worker, TEXT);
  await fieldStep(worker, { outcome: '情况属实', photo: await story.photo(worker, '现场', '#754') });
  await stands(story, made, 'FILED');

  const dispatch = await story.login(people.dispatch);
  await dispatch.locator('.virtual-row').filter({ hasText: made.number }).click();
  const preview = dispatch.getByRole('complementary', { name: '预览' });
  await preview.getByText(TEXT).waitFor();
  await preview.getByText(people.handlerUnit).first().waitFor();   // the proposal is filled in
  await story.shot(dispatch, 'dispatch-1366');
  await story.axe(dispatch, 'the worklist with a preview');
  await step(dispatch, { outcome: '派遣' });
  await stands(story, made, 'DISPATCHED');

  const handler = await story.login(people.handler);
  await find(handler, made.number);
  await step(handler, { outcome: '签收' });
  await step(handler, { outcome: '已到场' });
  await handler.getByText('到场劝导：已到场').waitFor();
  const now = handler.getByRole('region', { name: '现在要做：' });
  await now.getByRole('button', { name: '当场整改' }).click();
  await now.getByText('需要处置后的照片').waitFor();             // nothing is sent without the photo
  await step(handler, { outcome: '当场整改', photo: await story.photo(handler, '处置后') });
  await stands(story, made, 'VERIFYING');
  await story.shot(handler, 'case-handled-1366', true);

  await worker.getByRole('link', { name: '今天的件' }).click();
  await openField(worker, TEXT);
  await story.shot(worker, 'field-check-360', true);
  await fieldStep(worker, { outcome: '核查通过', photo: await story.photo(worker, '核查', '#475') });
  await stands(story, made, 'CALLBACK');

  const intake = await story.login(people.intake);
  await find(intake, made.number);
  await step(intake, { outcome: '结案', fill: async (panel) => {
    await panel.locator('.fjs-container').waitFor();
    same(await panel.getByText('是否解决').count(), 0, 'whether it is solved is asked only of who was reached');
    await pickForm(intake, panel, '联系情况', '电话已联系');
    await panel.getByText('是否解决').waitFor();
  } });
  const closed = await stands(story, made, 'CLOSED');
  same(closed.state, 'closed', 'the case is closed');
  await intake.getByText('本件已办完').waitFor();
  check(await intake.locator('.timeline-broken').count() === 0, 'every journal row verifies');
  await intake.getByRole('img', { name: /处置后照片/ }).first().waitFor();
  await story.shot(intake, 'case-closed-1366', true);
  await story.axe(intake, 'a closed case');

  const resident = await story.open(`/progress?number=${made.number}&code=${made.code}`, 'phone');
  await resident.getByText('办得怎么样？').waitFor();
  await resident.getByLabel('解决了', { exact: true }).check();
  await resident.getByLabel('很满意', { exact: true }).check();
  await resident.getByRole('button', { name: '提交评价' }).click();
  await resident.getByText('谢谢您的评价').waitFor();
  await story.shot(resident, 'resident-rated-360', true);
}
