// The words a process is written in (docs/spine.md §2 and §3), with what they are called; what a text holds besides is offered as it stands.
import { pick } from '../../../i18n';
import type { Choice } from '../editor';

type Row = readonly [value: string, zh: string, en: string];
const choices = (rows: readonly Row[]) => (): Choice[] => rows.map(([value, zh, en]) => ({ value, label: pick({ zh: `${zh}（${value}）`, en: `${en} (${value})` }) }));

const DESKS: readonly Row[] = [
  ['worker@grid', '所在网格的网格员', 'Grid worker of the place'], ['desk@community', '所在社区值守', 'Desk of the community'], ['intake@street', '街道受理员', 'Intake officer of the street'],
  ['dispatch@street', '街道派遣员', 'Dispatcher of the street'], ['command@street', '街道指挥中心主任', 'Head of the command centre'], ['dispatch@district', '区派遣员', 'District dispatcher'],
  ['handle@unit', '责任单位承办人', 'Handling officer of the unit'], ['leader@unit', '责任单位负责人', 'Head of the unit'], ['resident', '上报的群众', 'The reporter'],
];
/** Who a step waits for: a role at a place. */
export const desks = choices(DESKS);
/** A desk by its name alone; an expression as it is written. */
export function deskWords(value: string): string {
  const row = DESKS.find(([code]) => code === value);
  return row ? pick({ zh: row[1], en: row[2] }) : value;
}

/** When a step is due: a name of the decision "limits". Anything else is an amount of time. */
export const limits = choices([
  ['sign', '签收时限', 'Signing'], ['arrive', '到场时限', 'Arriving'], ['finish', '办结时限', 'Finishing'], ['verify', '核实时限', 'Verifying'], ['intake', '受理时限', 'Intake'], ['dispatch', '派遣时限', 'Dispatching'],
  ['ruling', '裁定时限', 'Ruling'], ['callback', '回访时限', 'Calling back'], ['recall', '再次回访时限', 'Calling again'], ['community', '社区时限', 'At the community'],
]);

export const units = choices([
  ['minutes', '分钟', 'minutes'], ['hours', '小时', 'hours'], ['work-hours', '工作时', 'working hours'], ['work-days', '工作日', 'working days'], ['calendar-days', '自然日', 'calendar days'],
]);

/** What the program does by itself for a service task; what outside workers do stands in the catalogue of jobs. */
export const services = choices([
  ['case.file', '立案', 'File the case'], ['case.reject', '不予立案', 'Refuse'], ['case.close', '结案', 'Close'], ['case.reopen', '重新打开', 'Reopen'], ['case.assign', '交给责任单位', 'Give to the unit'], ['case.stamp', '记录时间', 'Stamp the time'],
  ['case.rework', '返工', 'Rework'], ['case.return', '记一次退单', 'Count a return'], ['clock.extend', '延期', 'Extend the clock'], ['clock.pause', '暂停计时', 'Pause the clock'], ['clock.hold', '核查期间停表', 'Hold the clock'],
  ['case.recur', '再开一件关联办件', 'Open a related case'], ['case.notify', '发送通知', 'Notify'],
]);

export const stamps = choices([
  ['accepted_at', '签收时间', 'Accepted'], ['arrived_at', '到场时间', 'Arrived'], ['feedback_at', '反馈时间', 'Feedback'], ['verified_at', '核查时间', 'Verified'],
]);

export const persons = choices([['auto', '自动选定承办人', 'Choose a person']]);

/** Messages that an operation on a case sends. */
export const messages = choices([
  ['return', '退单', 'Return'], ['extension', '申请延期', 'Ask for more time'], ['suspension', '申请挂账', 'Ask for suspension'], ['reopen', '重新打开', 'Reopen'], ['whistle_answered', '回应吹哨', 'Answer the whistle'],
]);

/** What choosing an outcome asks for and how its button looks. */
export const flags: readonly Row[] = [
  ['note', '必须写理由', 'Reason required'], ['photo', '必须有处置后照片', 'After-photo required'], ['unit', '必须选单位', 'Unit required'], ['primary', '主要按钮', 'Main button'], ['danger', '警示按钮', 'Warning button'],
];
export const flagWord = ([, zh, en]: Row) => pick({ zh, en });
