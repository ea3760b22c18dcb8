// Texts on the command line: training, classifying; on real messages when they are at hand.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { scratch, shao } from '../modules/lib/city.mjs';
import { conclude, equal, fail, Suite, truth } from '../modules/lib/suite.mjs';

const call = (args, input) => spawnSync(shao, args, { encoding: 'utf8', timeout: 300_000, input, maxBuffer: 1 << 28 });
const folder = scratch('text');
const file = (name, text) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const says = { 卫生: ['垃圾没人清运', '臭气熏天', '垃圾桶满了'], 噪声: ['半夜施工太吵', '广场舞很吵', '喇叭叫卖'], 道路: ['路面坑洼', '井盖松动', '路灯不亮'] };
const rows = (count) => Array.from({ length: count }, (_, i) => {
  const label = Object.keys(says)[i % 3], word = says[label][Math.floor(i / 3) % 3];
  return `${word}\t小区门口${word}，请处理\t${label}`;
});
const labelled = file('labelled.tsv', `title\tbody\tlabel1\n${rows(60).join('\n')}\n`);

const suite = new Suite('commands');

suite.test('a model is learned, twice the same, and labels each text in order', () => {
  const unlabelled = file('unlabelled.tsv', `title\tbody\n${rows(30).map((row) => row.split('\t').slice(0, 2).join('\t')).join('\n')}\n`);
  const taxonomy = file('taxonomy.tsv', 'label1\tlabel2\tlabel3\n卫生\t垃圾\t清运\n别的\t甲\t乙\n');
  for (const name of ['one', 'two']) {
    const made = call(['train', '--labelled', labelled, '--unlabelled', unlabelled, '--taxonomy', taxonomy, '--out', join(folder, name)]);
    equal([made.status, made.stderr], [0, ''], 'train');
    truth(made.stdout.includes('3 labels, 60 labelled texts of 91'), made.stdout);
  }
  truth(readFileSync(join(folder, 'one')).equals(readFileSync(join(folder, 'two'))), 'the models differ');
  // other columns, another order, CRLF, a short row, an empty line, no line end at the end
  const done = call(['classify', '--model', join(folder, 'one')], 'id\tbody\ttitle\r\n1\t请处理\t路面坑洼\r\n2\t广场舞很吵\r\n\r\n3\t\t垃圾没人清运');
  equal([done.status, done.stderr], [0, '']);
  const lines = done.stdout.split('\n');
  equal([lines[0], lines.length], ['label\tconfidence', 6]);
  equal(lines.slice(1, 5).map((line) => line.split('\t')[0]).filter((_, i) => i !== 2), ['道路', '噪声', '卫生']);
  for (const line of lines.slice(1, 5)) truth(/^\S+\t[01]\.\d{4}$/.test(line), line);
  const why = call(['classify', '--explain', '--model', join(folder, 'one')], 'title\tbody\n路灯不亮\t\n');
  truth(/^label\tconfidence\twords\n道路\t[\d.]+\t.*(路灯|灯不|不亮)/.test(why.stdout), why.stdout);
});

suite.test('what is wrong with a table or a model is said', () => {
  const bad = [
    [['train', '--labelled', file('a.tsv', 'title\ttext\n甲\t乙\n'), '--out', join(folder, 'x')], '', 'body'],
    [['train', '--labelled', file('b.tsv', 'title\tbody\tlabel\n甲\t乙\t\n'), '--out', join(folder, 'x')], '', 'line 2'],
    [['train', '--labelled', file('c.tsv', ''), '--out', join(folder, 'x')], '', 'header'],
    [['train', '--labelled', file('d.tsv', 'title\tbody\tlabel\n甲\t乙\t丙\n'), '--out', join(folder, 'x')], '', 'two labels'],
    [['train', '--labelled', join(folder, 'nothing.tsv'), '--out', join(folder, 'x')], '', 'nothing.tsv'],
    [['classify', '--model', labelled], 'title\tbody\n', 'not a text model'],
    [['classify', '--model', join(folder, 'one')], 'subject\tbody\n', 'title'],
    [['classify', '--model', join(folder, 'one')], '', 'header'],
  ];
  for (const [args, input, word] of bad) {
    const one = call(args, input);
    if (one.status !== 1 || !one.stderr.includes(word) || !/[\u4e00-\u9fff]/.test(one.stderr)) fail(`shao ${args.join(' ')}: exit ${one.status} ${one.stderr}`);
  }
  truth(!existsSync(join(folder, 'x')), 'a refused training left a model');
  for (const args of [['train', '--out', 'x'], ['train', '--labelled', labelled], ['classify']]) equal(call(args, '').status, 2, args.join(' '));
});

// Real messages of residents: never part of this repository.
const real = join(dirname(fileURLToPath(import.meta.url)), '../../../shared/data/complaints');
if (existsSync(join(real, 'labelled.tsv'))) {
  suite.test('456 real messages: at least 0.82 right by cross-validation, confidence to be believed', () => {
    const one = call(['train', ...['labelled', 'unlabelled', 'taxonomy'].flatMap((name) => [`--${name}`, join(real, `${name}.tsv`)]), '--measure', '1', '--folds', '5']);
    const [, accuracy] = /^accuracy ([\d.]+)/.exec(one.stdout), [, off] = /calibration error ([\d.]+)/.exec(one.stdout);
    if (!(Number(accuracy) >= 0.82 && Number(off) < 0.08)) fail(one.stdout);
  });
} else {
  console.log('skipped: ../shared/data/complaints is not there');
}

await suite.run({});
rmSync(folder, { recursive: true, force: true });
conclude([suite]);
