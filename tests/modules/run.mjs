// The interface of the real server, on both stores: run.mjs [story|forms|hostile|rights|models]
import { makeCity, serve, stores, verify } from './lib/city.mjs';
import { Client } from './lib/client.mjs';
import { conclude, Suite, truth } from './lib/suite.mjs';
import { forms } from './forms.mjs';
import { story } from './story.mjs';
import { hostile } from './hostile.mjs';
import { rights } from './rights.mjs';
import { models } from './models.mjs';

const KINDS = { story, forms, hostile, rights, models }, wanted = process.argv[2], done = [];

for (const store of stores()) {
  const city = makeCity(store), server = await serve(city), client = new Client(server.url);
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
  await end.run({});
  done.push(end);
  city.remove();
}
conclude(done);
