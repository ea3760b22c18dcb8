// What form-js itself says, in Chinese; and the schema's own words in English, which it carries as properties:
// en the label (or the text), en.description, en.VALUE the label of an option.
import { language, type Language } from '../i18n';
import type { FormSchema } from '../lib/api';

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
  'Expand all ({value})': '展开全部（{value}）',
  'No content to show.': '没有内容。',
  "External content couldn't be loaded.": '外部内容没有读出来。',
  '{page} of {total}': '第 {page} 页，共 {total} 页',
  'Previous page': '上一页',
  'Next page': '下一页',
  'Click to sort by {value} descending': '按 {value} 从大到小排',
  'Click to sort by {value} ascending': '按 {value} 从小到大排',
  'Click to remove sorting': '取消排序',
  'Unable to download document': '文件没有下载下来',
  'Document reference is not defined.': '没有指定文件。',
  'Download {fileName}': '下载 {fileName}',
  'Field must be a valid international phone number. (e.g. +4930664040900)': '请填写带国家代码的电话，如 +86 13800001234。',
  Select: '请选择',
};

function translate(text: string, values: Record<string, string | number> = {}): string {
  const words = language() === 'zh' ? CHINESE[text] ?? text : text;
  return words.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** Replaces form-js's own translate service. */
export const formWords = { translate: ['value', translate] };

interface Component { type?: string; properties?: Record<string, string>; values?: { value: unknown; label?: string }[]; components?: Component[]; [name: string]: unknown }

function inEnglish(one: Component): Component {
  const words = one.properties ?? {};
  const next = { ...one };
  if (words.en) next[one.type === 'text' ? 'text' : 'label'] = words.en;
  if (words['en.description']) next.description = words['en.description'];
  if (one.values) next.values = one.values.map((option) => ({ ...option, label: words[`en.${String(option.value)}`] ?? option.label }));
  if (one.components) next.components = one.components.map(inEnglish);
  return next;
}

/** The schema in the reader's language. */
export function localised(schema: FormSchema, as: Language): FormSchema {
  return as === 'zh' || !Array.isArray(schema.components) ? schema : { ...schema, components: (schema.components as Component[]).map(inEnglish) };
}

/** A few words stand in form-js outside its translation: the empty choice, the search box and the empty list of a choice. */
export function polish(box: HTMLElement): void {
  if (language() !== 'zh') return;
  for (const input of box.querySelectorAll<HTMLInputElement>('input[placeholder="Search"]')) input.placeholder = translate('Search');
  for (const at of box.querySelectorAll('.fjs-select-placeholder, .fjs-dropdownlist-empty')) {
    const text = at.firstChild;   // the node itself stays: form-js writes into it
    if (text instanceof Text && CHINESE[text.data]) text.data = CHINESE[text.data];
  }
}
