// 吹哨报到: blown from a case, approved by another person, answered by two departments (one checks in on the phone, first too far away), judged, ranked.
import { check } from '../lib/context.mjs';
import { choose, find, fresh, openField, register, step } from '../lib/steps.mjs';

export const name = 'a whistle: blown, approved, answered on the spot, judged, ranked';

const TEXT = fresh('大型广告牌松动，须城管和消防一起处置');

async function blow(story, secretary, made) {
  await find(secretary, made.number);
  await secretary.getByRole('link', { name: '吹哨', exact: true }).click();
  await secretary.getByRole('heading', { name: '吹哨', exact: true }).waitFor();
  await secretary.getByText(`来自办件 ${made.number}`).waitFor();
  await secretary.getByText('签收 1 小时 · 联系 24 小时 · 到场 3 工作日 · 办结 10 工作日').waitFor();
  await secretary.getByRole('button', { name: '吹哨', exact: true }).click();
  await secretary.getByText('请选应哨单位。').waitFor();
  const units = secretary.getByRole('combobox', { name: '应哨单位' });
  for (const code of ['320102-urban', '320102-fire']) await choose(secretary, units, code.endsWith('urban') ? '城管' : '消防');
  await secretary.keyboard.press('Escape');
  await story.looked(secretary, 'whistle-blow');
  const sent = secretary.waitForResponse((reply) => reply.url().endsWith('/api/whistles'));
  await secretary.getByRole('button', { name: '吹哨', exact: true }).click();
  const reply = await sent;
  check(reply.status() === 201, `blown: ${reply.status()} ${await reply.text()}`);
  await secretary.getByText('已吹哨：').waitFor();
  return reply.json();
}

async function checkIn(story, whistle) {
  const phone = await story.login('urban', '/field');
  await openField(phone, TEXT);
  for (const outcome of ['签收', '已联系']) {
    const done = phone.waitForResponse((reply) => /complete$/.test(reply.url()));
    await phone.locator('.field-now').getByRole('button', { name: outcome }).click();
    check((await done).ok(), outcome);
    await phone.waitForTimeout(400);
  }
  const { lon, lat } = story.people.place;
  await phone.context().setGeolocation({ longitude: lon + 0.01, latitude: lat });
  await phone.goto(`${story.url}/field/case/${whistle.id}`);
  await phone.locator('.field-now').getByRole('button', { name: '到场打卡' }).click();
  await phone.getByText(/离集结地点 \d+ 米，须在 200 米以内/).waitFor();
  await story.shot(phone, 'whistle-too-far-360', true);
  await story.axe(phone, 'a check-in that was refused');
  await phone.context().setGeolocation({ longitude: lon, latitude: lat });
  await phone.locator('.field-now').getByRole('button', { name: '到场打卡' }).click();
  await phone.getByRole('alert').filter({ hasText: /离集结地点/ }).waitFor({ state: 'detached' });
}

async function judge(page, unit, solved, satisfied) {
  await page.getByRole('button', { name: new RegExp(`^评价 .*${unit}`) }).click();
  const dialog = page.getByRole('dialog', { name: /^评价/ });
  await dialog.getByText(solved, { exact: true }).click();
  await dialog.getByText(satisfied, { exact: true }).click();
  await dialog.getByRole('button', { name: '评价', exact: true }).click();
  await dialog.waitFor({ state: 'hidden' });
}

export default async function run(story) {
  const unit = '320102-urban';   // a name other districts have as well
  const dispatch = await story.login(story.people.dispatch);
  const made = await register(story, dispatch, TEXT, { type: '0202', lon: story.people.place.lon, lat: story.people.place.lat });
  const secretary = await story.login('secretary');
  const whistle = await blow(story, secretary, made);

  const deputy = await story.login('deputy');
  await find(deputy, whistle.number);
  await step(deputy, { outcome: '同意吹哨' });
  await deputy.getByRole('region', { name: '应哨单位' }).first().waitFor();
  await story.looked(deputy, 'whistle-case');

  await checkIn(story, whistle);
  const fire = await story.login('fire');
  await fire.goto(`${story.url}/desk/whistles`);
  await fire.getByRole('link', { name: whistle.number }).waitFor();
  await story.looked(fire, 'whistle-desk');
  await fire.getByRole('link', { name: whistle.number }).click();
  await step(fire, { outcome: '签收' });
  await step(fire, { outcome: '已联系' });
  await step(fire, { outcome: '到场打卡' });

  const command = await story.login(story.people.command);
  await find(command, whistle.number);
  await step(command, { outcome: '确定主责单位', note: '城管主责，消防协同', fill: async (now) => {
    await choose(command, now.getByRole('combobox', { name: '责任单位' }), unit);
    await now.locator('.fjs-form-field').filter({ hasText: '会商方式' }).first().locator('.fjs-input-group').first().click();
    await command.locator('.fjs-dropdownlist-item').filter({ hasText: '现场会商' }).first().click();
  } });
  for (const [login, note] of [['urban', '已加固拆除'], ['fire', '现场保障到位']]) {
    const page = await story.login(login);
    await find(page, whistle.number);
    await step(page, { outcome: '已办结', note });
  }
  await command.reload();
  await command.getByRole('button', { name: /^评价 / }).first().waitFor();
  await judge(command, '城管', '已解决', '满意');
  await judge(command, '消防', '未解决', '不满意');
  await step(command, { outcome: '评价并结哨' });
  await command.getByText('办结').first().waitFor();
  await story.shot(command, 'whistle-closed-1366', true);

  await command.goto(`${story.url}/desk/whistles/table`);
  const rows = command.getByRole('region', { name: '应哨单位评价与排名' }).locator('tbody tr');
  await rows.first().waitFor();
  const ranked = await rows.allInnerTexts(), at = (name) => ranked.findIndex((text) => text.includes(name));   // others may be there for an order they did not answer
  check(at('城管') >= 0 && at('城管') < at('消防') && ranked[at('城管')].includes('100.0'), `who solved it leads: ${ranked.join(' / ')}`);
  await story.looked(command, 'whistle-table');
  await command.getByRole('link', { name: /已解决 1$/ }).click();
  await command.getByRole('link', { name: whistle.number }).waitFor();
  await command.getByRole('link', { name: '回到评价表' }).click();
  await command.getByRole('link', { name: /吹哨 1$/ }).click();
  await command.getByRole('link', { name: whistle.number }).waitFor();
  await story.looked(command, 'whistle-month');
}
