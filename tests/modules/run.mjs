// The interface of the real server, on both stores: run.mjs [story|forms|hostile|rights|models|grids|jobs|whistle|orders|instructions|hotspots|learned|surges|day|notices|mediations|evaluation|briefs|related|screen|dispatch|callbacks|emergency|places]
import { makeCity, run, serve, shao, stores, verify } from './lib/city.mjs';
import { Client } from './lib/client.mjs';
import { conclude, Suite, truth } from './lib/suite.mjs';
import { forms } from './forms.mjs';
import { story } from './story.mjs';
import { hostile } from './hostile.mjs';
import { rights } from './rights.mjs';
import { jobs } from './jobs.mjs';
import { models } from './models.mjs';
import { grids } from './grids.mjs';
import { hotspots } from './hotspots.mjs';
import { instructions } from './instructions.mjs';
import { orders } from './orders.mjs';
import { learned } from './learned.mjs';
import { surges } from './surges.mjs';
import { evaluation } from './evaluation.mjs';
import { briefs } from './briefs.mjs';
import { related } from './related.mjs';
import { screen } from './screen.mjs';
import { whistle } from './whistle.mjs';
import { day } from './day.mjs';
import { mediations } from './mediations.mjs';
import { notices } from './notices.mjs';
import { dispatch } from './dispatch.mjs';
import { callbacks } from './callbacks.mjs';
import { emergency } from './emergency.mjs';
import { places } from './places.mjs';

const KINDS = { story, forms, hostile, rights, models, grids, jobs, whistle, orders, instructions, hotspots, learned, surges, day, notices, mediations, evaluation, briefs, related, screen, dispatch, callbacks, emergency, places }, wanted = process.argv[2], done = [];

for (const store of stores()) {
  const city = makeCity(store);
  city.sql("UPDATE setting SET value = 1 WHERE name = 'paper.batch'");   // so that two receivers are already several batches
  const server = await serve(city), client = new Client(server.url);
  for (const [name, suite] of Object.entries(KINDS)) {
    if (wanted && wanted !== name) continue;
    const one = suite(store);
    await one.run({ store, city, server, client });
    done.push(one);
  }
  const end = new Suite(`modules/end on ${store}`);
  end.test('the server stops when asked and the journal is whole', async () => {
    await server.stop();
    const proof = verify(city);
    truth(proof.whole, proof.text);
  });
  if (!wanted || wanted === 'models') end.test('a folder does not take back what was released in the desk', async () => {
    const deploy = (...more) => { try { return run(shao, ['deploy', '--data', city.folder, ...(city.store ? ['--store', city.store] : []), ...more]); } catch (error) { return error.stderr; } };
    truth(/--force/.test(deploy()) && /grades|slip/.test(deploy()), deploy());
    truth(/release \d+/.test(deploy('--force')), 'with --force it does');
    truth(/release \d+/.test(deploy()), 'and then there is nothing to lose');
  });
  await end.run({});
  done.push(end);
  city.remove();
}
conclude(done);
