/*
 * A scenario is a list of labelled steps; a later step may use {label.field} of
 * an earlier answer.  A step asks (`get` or `post` with `json`) or completes the
 * task a case has at a stage (`task`: number and stage), as somebody, and says
 * what it expects: `status` and a part of the answer (`has`).
 */
import { contains, fail } from './suite.mjs';

function fill(value, answers) {
  if (typeof value === 'string') {
    const whole = /^\{([\w-]+)((?:\.\w+)*)\}$/.exec(value);
    const look = (label, path) => path.split('.').filter(Boolean).reduce((at, key) => at?.[key], answers[label] ?? fail(`no step is labelled ${label}`));
    if (whole) return look(whole[1], whole[2]);
    return value.replace(/\{([\w-]+)((?:\.\w+)*)\}/g, (_, label, path) => String(look(label, path)));
  }
  if (Array.isArray(value)) return value.map((one) => fill(one, answers));
  if (value && typeof value === 'object' && !(value instanceof RegExp)) return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, fill(one, answers)]));
  return value;
}

async function task(client, step, answers) {
  const [number, stage] = fill(step.task, answers), found = await client.task(step.as, number, stage);
  if (step.absent) { if (found) fail(`the task at ${stage} is in the list`); return { status: 200, json: {} }; }
  if (!found) fail(`${step.as} has no task of ${number} at ${stage}`);
  const photos = [];
  for (let i = 0; i < (step.photos ?? 0); i += 1) photos.push(await client.photo(step.as));
  const json = { version: found.version, outcome: step.outcome, ...(photos.length ? { photos } : {}), ...fill(step.json ?? {}, answers) };
  return client.ask('POST', `/api/tasks/${found.id}/complete`, { as: step.as, json });
}

export async function play(client, steps) {
  const answers = {};
  for (const [i, step] of steps.entries()) {
    const name = step.label ?? `step ${i + 1}`;
    try {
      const headers = fill(step.headers ?? {}, answers);
      const answer = step.task ? await task(client, step, answers)
        : step.photo !== undefined ? { status: 200, json: { token: await client.photo(step.photo || undefined) } }
          : step.get ? await client.ask('GET', fill(step.get, answers), { as: step.as, headers })
            : await client.ask(step.method ?? 'POST', fill(step.post, answers), { as: step.as, json: fill(step.json ?? {}, answers), headers });
      if (answer.status !== (step.status ?? 200)) fail(`${answer.status}, not ${step.status ?? 200}: ${answer.text?.slice(0, 600)}`);
      if (step.has) contains(answer.json, typeof step.has === 'function' ? step.has : fill(step.has, answers));
      answers[name] = answer.json;
    } catch (error) {
      error.message = `${name}: ${error.message}`;
      error.stack = `${name}: ${error.stack}`;
      throw error;
    }
  }
  return answers;
}
