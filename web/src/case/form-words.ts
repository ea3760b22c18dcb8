// What form-js itself says, in Chinese. Its English is its own; labels come from the schema.
import { language } from '../i18n';

const CHINESE: Record<string, string> = {
  'Field is required.': '此项必填。',
  'Field must be a valid email.': '请填写正确的邮箱。',
  'Field must have maximum length of {value}.': '最多 {value} 个字。',
  'Field must have minimum length of {value}.': '至少 {value} 个字。',
  'Field must have maximum value of {value}.': '不能大于 {value}。',
  'Field must have minimum value of {value}.': '不能小于 {value}。',
  'Field must match pattern {value}.': '格式不对。',
  'Value is not a number.': '请填数字。',
  'Value is expected to be an integer.': '请填整数。',
  'Value is expected to have at most 1 decimal digit.': '最多一位小数。',
  'Value is expected to have at most {value} decimal digits.': '最多 {value} 位小数。',
  'Please select a valid value, the two nearest valid values are {previousValue} and {nextValue}.': '最接近的可选值是 {previousValue} 和 {nextValue}。',
  'Date and time must both be entered.': '日期和时间都要填。',
  'All values selected': '已全部选上',
  'No results': '没有找到',
  'No files selected': '没有选择文件',
  '{value} files selected': '已选 {value} 个文件',
  'Nothing to show.': '没有内容。',
  'Remove tag': '移除',
  'Skip to search': '跳到查找',
  Search: '查找',
  Increment: '加',
  Decrement: '减',
  Collapse: '收起',
  'Add new': '新增',
};

function translate(text: string, values: Record<string, string | number> = {}): string {
  const words = language() === 'zh' ? CHINESE[text] ?? text : text;
  return words.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** Replaces form-js's own translate service. */
export const formWords = { translate: ['value', translate] };
