// Words of this feature, kept out of the desk's first load; all other words come from the common tables.
import { language, t as common, type Key, type Params } from '../../../i18n';
import { modelWords } from '../../../i18n/models';

type ModelKey = keyof typeof modelWords;

export function t(key: ModelKey | Key, params: Params = {}, as = language()): string {
  if (!(key in modelWords)) return common(key as Key, params, as);
  const [zh, en] = modelWords[key as ModelKey];
  return (as === 'zh' ? zh : en).replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));
}
