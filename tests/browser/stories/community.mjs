// One case travels grid → community → street → district and back; a community sees only its subtree.
import { check } from '../lib/context.mjs';
import { fieldStep, find, fresh, openField, report, spot, stands, step } from '../lib/steps.mjs';

export const name = 'one case goes grid, community, street, district and back';

const TEXT = fresh('沿街墙面贴满小广告，反复清不掉');

export default async function run(story) {
  const { people } = story;
  const community = await story.login(people.community);
  const home = (await story.api('GET', '/api/session', undefined, community)).body.unit;
  const made = await report(story, TEXT, spot(story, home.id));
  const worker = await story.login(people.worker, '/field');
  await openField(worker, TEXT);
  await fieldStep(worker, { outcome: '交社区处置', note: '需要社区协调沿街商户' });
  await stands(story, made, 'COMMUNITY');

  await find(community, made.number);
  await community.getByText('需要社区协调沿街商户').first().waitFor();
  await step(community, { outcome: '上报街道', note: '社区力量不够，请街道处置' });
  await stands(story, made, 'FILED');

  const dispatch = await story.login(people.dispatch);
  await find(dispatch, made.number);
  await dispatch.getByText('社区力量不够').first().waitFor();
  await step(dispatch, { outcome: '报区派遣', note: '需区里统一清理' });
  await stands(story, made, 'DISTRICT');

  const district = await story.login(people.district);
  await find(district, made.number);
  await step(district, { outcome: '退回街道', note: '由街道环卫先行清理' });
  await stands(story, made, 'FILED');
  await dispatch.getByText('由街道环卫先行清理').first().waitFor();
  await story.shot(dispatch, 'case-travelled-1366', true);

  await onlyItsSubtree(story, community);
}

async function onlyItsSubtree(story, community) {
  const me = (await story.api('GET', '/api/session', undefined, community)).body;
  const dispatch = await story.login(story.people.dispatch);
  const other = (await story.api('GET', '/api/cases?state=all&limit=200', undefined, dispatch)).body.items.find((row) => row.community && row.community.id !== me.unit.id);
  const seen = (await story.api('GET', '/api/cases?state=all&limit=200', undefined, community)).body.items;
  check(seen.length > 0 && seen.every((row) => row.community?.id === me.unit.id), 'the community lists its own cases only');
  if (!other) return;
  const foreign = await story.api('GET', `/api/cases/${other.id}`, undefined, community);
  check(foreign.status === 404, `a foreign case is 404, not ${foreign.status}`);
  await community.goto(`${story.url}/desk/case/${other.id}`);
  await community.getByRole('alert').waitFor();
  check(await community.getByText(other.number).count() === 0, 'nothing of the foreign case is shown');
  await story.shot(community, 'case-foreign-1366');
}
