// Layers of the web, checked: lib <- components <- case <- features <- desk, field; features never meet;
// only lib/api.ts, lib/events.ts and public/api.ts speak HTTP.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const root = new URL('../src/', import.meta.url).pathname;
const MAY_FETCH = new Set(['lib/api.ts', 'lib/events.ts', 'public/api.ts']);
/** Higher may import lower; i18n and lib stand together at the bottom. */
const LEVEL = { styles: 0, i18n: 1, lib: 1, components: 2, case: 3, features: 4, desk: 5, field: 5 };
const MODULES = new Set(['party', 'approval', 'enforcement', 'grid', 'command', 'economy', 'exchange', 'admin']);
/** Editing what the modules run on: a folder of its own, since its libraries are large. */
MODULES.add('models');
const problems = [];

function* walk(folder) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) yield* walk(path); else if (/\.tsx?$/.test(name)) yield path;
  }
}

for (const path of walk(root)) {
  const name = relative(root, path);
  const [layer, part] = name.split('/');
  const text = readFileSync(path, 'utf8');
  if (!name.includes('/') || layer === 'vite-env.d.ts') continue;
  if (layer === 'features' && !MODULES.has(part)) problems.push(`${name}: features/${part} is not one of the modules`);
  if (!MAY_FETCH.has(name) && /\bfetch\(|new EventSource|XMLHttpRequest|['"`]\/api\//.test(text)) problems.push(`${name}: speaks HTTP by itself; use lib/api.ts`);
  if (/dangerouslySetInnerHTML|\.innerHTML\b/.test(text)) problems.push(`${name}: raw HTML`);
  for (const [, target] of text.matchAll(/(?:from|import)\s*\(?\s*['"](\.[^'"]+)['"]/g)) {
    const [to, toPart] = relative(root, join(dirname(path), target)).split('/');
    if (layer === 'public' ? !['public', 'lib', 'styles'].includes(to) : to === 'public') problems.push(`${name}: imports ${to}`);
    else if (layer !== 'public' && LEVEL[to] > LEVEL[layer]) problems.push(`${name}: ${layer} must not import ${to}`);
    else if (layer !== to && LEVEL[to] === LEVEL[layer] && LEVEL[to] > 1) problems.push(`${name}: ${layer} must not import ${to}`);
    if (layer === 'features' && to === 'features' && toPart !== part) problems.push(`${name}: features do not import each other`);
  }
}
problems.forEach((problem) => console.error(problem));
console.log(problems.length ? `${problems.length} problems` : 'imports: every layer holds');
process.exit(problems.length ? 1 : 0);
