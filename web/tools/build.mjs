// The whole build: Vite, then what Vite does not do: the templates of the public pages in both
// languages with hashed names, the service worker of /field, and .gz/.br twins of every text file.
import { readFileSync, readdirSync, rmSync, statSync, writeFileSync, mkdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { createHash } from 'node:crypto';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'vite';
import { readWords } from './words.mjs';

const words = await readWords();
const root = new URL('..', import.meta.url).pathname;
const dist = join(root, 'dist');
await build({ root, logLevel: 'warn' });
const manifest = JSON.parse(readFileSync(join(dist, 'manifest.json'), 'utf8'));

/** Every file an entry needs at once, with its imports. */
function closure(entry, lazy = false, seen = new Set()) {
  if (seen.has(entry)) return seen;
  seen.add(entry);
  const row = manifest[entry];
  for (const next of [...(row.imports ?? []), ...(lazy ? row.dynamicImports ?? [] : [])]) closure(next, lazy, seen);
  return seen;
}
const filesOf = (chunks) => [...new Set([...chunks].flatMap((c) => [manifest[c].file, ...(manifest[c].css ?? []), ...(manifest[c].assets ?? [])]))];

function templates() {
  const entry = manifest['src/public/public.ts'];
  const table = words;
  mkdirSync(join(dist, 'templates'), { recursive: true });
  for (const name of ['report', 'progress']) {
    const used = new Set();
    const zh = readFileSync(join(root, 'public-template', `${name}.html`), 'utf8')
      .replace('/assets/public.css', `/${entry.css[0]}`).replace('/assets/public.js', `/${entry.file}`);
    const twin = (key, text) => {
      used.add(key);
      if (!table[key]) throw new Error(`public-template/${name}.html: no word ${key}`);
      if (table[key][0] !== text) throw new Error(`public-template/${name}.html: ${key} says "${text}", words.ts "${table[key][0]}"`);
      return table[key][1];
    };
    const en = zh
      .replace(/(data-t="([\w.]+)"[^>]*>)([^<]*)</g, (_, head, key, text) => `${head}${twin(key, text)}<`)
      .replace(/(data-t-placeholder="([\w.]+)" placeholder=")([^"]*)"/g, (_, head, key, text) => `${head}${twin(key, text)}"`)
      .replace(/(data-t-label="([\w.]+)" aria-label=")([^"]*)"/g, (_, head, key, text) => `${head}${twin(key, text)}"`)
      .replace(/(data-empty=")([^"]*)(" data-t-empty="([\w.]+)")/g, (_, head, text, tail, key) => `${head}${twin(key, text)}${tail}`)
      .replace('<html lang="zh-CN"', '<html lang="en"');
    writeFileSync(join(dist, 'templates', `${name}.html`), zh.replace(/<!--\s[^]*?-->\n(?=<html)/, ''));
    writeFileSync(join(dist, 'templates', `${name}.en.html`), en.replace(/<!--\s[^]*?-->\n(?=<html)/, ''));
  }
}

function serviceWorker() {
  const skip = /maplibre|PointMap|AreaMap|Diagram|Chart/;
  const chunks = [...closure('field.html', true)].filter((c) => !skip.test(c));
  const shell = ['/field', '/icon.svg', '/field.webmanifest', ...filesOf(chunks).filter((f) => !/\.(woff2?|ttf|eot)$/.test(f)).map((f) => `/${f}`)];
  const version = createHash('sha256').update(shell.join('\n')).update(readFileSync(join(dist, 'field.html'))).digest('hex').slice(0, 12);
  const text = readFileSync(join(root, 'tools', 'field-sw.template.js'), 'utf8');
  writeFileSync(join(dist, 'field-sw.js'), text.replace('"@VERSION@"', JSON.stringify(version)).replace('["@SHELL@"]', JSON.stringify(shell)));
}

function* walk(folder) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) yield* walk(path); else yield path;
  }
}

const sizes = new Map();
function compress() {
  for (const path of [...walk(dist)]) {
    if (!/\.(js|mjs|css|html|svg|json|webmanifest)$/.test(path) || path.includes('/templates/')) continue;
    const bytes = readFileSync(path);
    const gz = gzipSync(bytes, { level: 9 });
    sizes.set(relative(dist, path), gz.length);
    if (bytes.length < 1024) continue;
    writeFileSync(`${path}.gz`, gz);
    writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 10, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }));
  }
}

/** First-load budgets, gzip kB: exceeding one fails the build. */
const BUDGETS = [['desk.html', 500], ['field.html', 200], ['src/public/public.ts', 15]];
function report() {
  let failed = false;
  for (const [entry, limit] of BUDGETS) {
    const kb = filesOf(closure(entry)).reduce((sum, f) => sum + (sizes.get(f) ?? 0), 0) / 1000;
    console.log(`first load ${entry}: ${kb.toFixed(1)} kB gzip of ${limit}`);
    failed ||= kb > limit;
  }
  for (const [file, size] of [...sizes].filter(([f]) => f.endsWith('js')).sort((a, b) => b[1] - a[1]).slice(0, 12)) console.log(`  ${(size / 1000).toFixed(1).padStart(7)} kB  ${file}`);
  if (failed) throw new Error('a first-load budget is exceeded');
}

templates();
serviceWorker();
rmSync(join(dist, 'manifest.json'));
compress();
report();
