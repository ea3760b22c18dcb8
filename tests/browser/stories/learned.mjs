// A model of words: trained by one who draws models, put in force by another; its words stand at intake and on the case, what is unsure is marked.
import { check, same } from '../lib/context.mjs';
import { find, register, report, spot } from '../lib/steps.mjs';

export const name = 'a model of words: trained, put in force, explained, unsure ones marked, taken back';
const PLACES = ['东门', '西门', '南门', '北门', '菜场口', '车站', '学校后墙', '河边', '桥头', '巷子里', '小花园', '地铁口', '医院旁', '超市前', '停车场', '楼道口', '银行边', '邮局前', '公园角', '广场', '物业楼', '澡堂边', '茶馆前', '药店口', '祠堂旁', '水塔下', '球场', '岗亭', '画廊', '码头', '烟囱', '驿站'];
const WIDTHS = [[360, 740], [1366, 768], [1920, 1080]];

/** Dealt with on the spot: closed at once, so that there is something to learn from. */
async function teach(story) {
  const page = await story.login(story.people.worker, '/field');
  for (const place of PLACES)
    for (const [type, text] of [['0501', `${place}炊烟缭绕烤红薯老汉又来了`], ['0505', `${place}桑塔纳霸着盲道不挪窝`]])
      await register(story, page, text, { type, source: 'worker', on_spot: true });
  await page.context().close();
}

export default async function run(story) {
  await teach(story);
  const modeler = await story.login(story.people.modeler);
  await modeler.getByRole('link', { name: '分类模型' }).click();
  const table = modeler.getByRole('table').first(), before = await story.api('GET', '/api/type-models', undefined, modeler);
  await modeler.getByRole('button', { name: '训练新模型' }).click();
  const number = (before.body.items[0]?.number ?? 0) + 1;
  await table.getByRole('button', { name: `第 ${number} 个` }).waitFor();
  same(await table.getByRole('button', { name: '启用' }).count(), 0, 'who trains cannot put in force');
  for (const [width, height] of WIDTHS) {
    await modeler.setViewportSize({ width, height });
    await story.shot(modeler, `type-models-${width}`, true);
    const over = await modeler.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    check(over <= 1, `the page scrolls sideways by ${over} px at ${width}`);
  }
  await story.axe(modeler, 'models of words');

  const approver = await story.login(story.people.secadmin);
  await approver.goto(`${story.url}/desk/models/types`);
  const row = approver.getByRole('row').filter({ hasText: `第 ${number} 个` });
  await row.getByRole('button', { name: '启用' }).click();
  await approver.getByRole('dialog').getByText('只凭目录为').waitFor();
  await story.axe(approver, 'putting a model in force');
  await approver.getByRole('dialog').getByRole('button', { name: '启用' }).click();
  await row.getByText('现行').waitFor();

  const intake = await story.login(story.people.intake);
  await intake.goto(`${story.url}/desk/intake`);
  await intake.getByLabel('诉求内容').or(intake.locator('#intake-text')).first().fill('岗亭后面烤红薯老汉又来了');
  await intake.getByRole('button', { name: '占道经营' }).waitFor();
  await intake.locator('.guess-word').first().waitFor();
  await story.axe(intake, 'intake with the words that decided');
  await story.shot(intake, 'intake-guess-1366');

  const made = await report(story, '这个事情请你们来看一看', spot(story));
  await find(intake, made.number);
  await intake.locator('.case-header').getByText('类型待确认').waitFor();
  const panel = intake.getByRole('region', { name: '文字像什么类型' });
  await panel.getByText(`目录用词和第 ${number} 个分类模型`).waitFor();
  await story.axe(intake, 'a case with an unsure type');
  await story.shot(intake, 'case-guess-1366', true);

  await row.getByRole('button', { name: '停用' }).click();
  await approver.getByRole('dialog').getByRole('button', { name: '停用' }).click();
  await row.getByText('未启用').waitFor();
  const said = await story.api('POST', '/api/classify', { text: '烤红薯老汉' }, intake);
  same([said.body.model, said.body.sure], [null, true], 'without a model as before');
}
