// peers.mjs SECONDS - the same work done by npm bpmn-engine and npm feelin; lines "name value" of operations a second.
// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { Engine } from 'bpmn-engine';
import { evaluate, unaryTest } from 'feelin';

const seconds = Number(process.argv[2] ?? 1);
const here = new URL('.', import.meta.url);
const file = (name) => readFileSync(new URL(name, here), 'utf8');
const facts = { amount: 600, level: 'A' };

// bpmn-engine takes JavaScript conditions and names services in its own way; the graph is the same.
const gateway = file('gateway.bpmn').replace(
  /<conditionExpression .*<\/conditionExpression>/,
  '<conditionExpression xsi:type="tFormalExpression" language="javascript">next(null, this.environment.variables.amount &gt; 500)</conditionExpression>',
);
const service = file('service.bpmn')
  .replace(/<extensionElements>.*<\/extensionElements>/, '')
  .replace('<serviceTask id="work">', '<serviceTask id="work" implementation="${environment.services.work}">');

function run(source) {
  return new Promise((resolve, reject) => {
    const engine = new Engine({ name: 'bench', source, variables: facts, services: { work: (scope, done) => done() } });
    engine.once('end', resolve);
    engine.once('error', reject);
    engine.execute((error) => error && reject(error));
  });
}

// The cells of table.dmn, read once: a table engine over feelin tests cell after cell and evaluates the output.
const rules = [...file('table.dmn').matchAll(/<rule>(.*)<\/rule>/g)].map(([, rule]) =>
  [...rule.matchAll(/<text>(.*?)<\/text>/g)].map(([, text]) => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>')),
);
const inputs = ['level', 'amount'];

function decide() {
  const found = rules.filter((cells) => inputs.every((name, i) => value(unaryTest(cells[i], { ...facts, '?': facts[name] }))));
  if (found.length !== 1 || value(evaluate(found[0][2])) !== 3) throw new Error('the table gave no grade');
}

// Older versions give the value itself, newer ones { value, warnings }.
function value(result) {
  return result !== null && typeof result === 'object' && 'value' in result ? result.value : result;
}

function condition() {
  if (value(evaluate('amount > 500 and level = "A"', facts)) !== true) throw new Error('the condition does not hold');
}

async function perSecond(operation) {
  for (let i = 0; i < 5; i++) await operation();
  const start = process.hrtime.bigint();
  let count = 0;
  let spent = 0;
  do {
    await operation();
    count++;
    spent = Number(process.hrtime.bigint() - start) / 1e9;
  } while (spent < seconds);
  return count / spent;
}

const operations = {
  process_gateway: () => run(gateway),
  process_service: () => run(service),
  feel_condition: condition,
  dmn_table: decide,
};
for (const [name, operation] of Object.entries(operations)) console.log(`${name} ${(await perSecond(operation)).toFixed(1)}`);
