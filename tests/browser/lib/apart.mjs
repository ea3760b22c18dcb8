// Stories that put another process in force are told to a server of their own.
import { check, same, Story } from './context.mjs';
import { people } from './people.mjs';
import { startServer } from './server.mjs';

/** Everything over the API, as `user`. */
export async function as(story, user) {
  const context = await story.browser.newContext();
  const page = { request: context.request };
  const reply = await story.api('POST', '/api/session', { user, password: story.people.password }, page);
  same(reply.status, 200, `login of ${user}`);
  story.contexts.push(context);
  return async (method, path, body, wanted = [200, 201, 204]) => {
    const answer = await story.api(method, path, body, page);
    check(wanted.includes(answer.status), `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
}

/** The main process after `change` of its text, drawn by one and approved by another, who is given back. */
export async function release(story, change, note) {
  const modeler = await as(story, story.people.modeler), secadmin = await as(story, story.people.secadmin);
  const text = await (await story.contexts.at(-2).request.get(`${story.url}/api/models/process/event-main/text`)).text();
  const draft = await modeler('POST', '/api/drafts', { kind: 'process', text: change(text) });
  const submitted = await modeler('POST', `/api/drafts/${draft.id}/submit`, { version: draft.version, note });
  await secadmin('POST', `/api/drafts/${draft.id}/approve`, { version: submitted.version });
  return secadmin;
}

/** Tells it; a server that others use keeps its main process. */
export async function apart(story, name, tell) {
  const server = process.env.SHAO_URL ? null : await startServer();
  if (!server) return;
  const own = new Story(story.browser, server.url, name, await people(server.url));
  try {
    await tell(own);
    await own.close();
  } catch (why) {
    const page = own.contexts.flatMap((context) => context.pages()).at(-1);
    if (page) await own.shot(page, `failed-${name}`).catch(() => undefined);
    for (const context of own.contexts) await context.close().catch(() => undefined);
    throw why;
  } finally {
    await server.stop();
  }
}
