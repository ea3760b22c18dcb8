// Reads src/public/words.ts (an object of [zh, en] rows) without a TypeScript run time.
import { readFileSync } from 'node:fs';
import { transformWithEsbuild } from 'vite';

export async function readWords() {
  const source = readFileSync(new URL('../src/public/words.ts', import.meta.url), 'utf8');
  const { code } = await transformWithEsbuild(source, 'words.ts');
  return (await import(`data:text/javascript,${encodeURIComponent(code)}`)).words;
}
