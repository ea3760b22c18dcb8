// Who the stories log in as (the demo accounts of `shao init --demo`), and where things happen.
const PEOPLE = {
  password: 'Shao-demo-2026', worker: 'worker', community: 'community', intake: 'intake', dispatch: 'dispatch', command: 'command',
  handler: 'handler', handlerUnit: '综合执法队', district: 'district', street: '梅园新村街道', sysadmin: 'sysadmin', secadmin: 'secadmin', modeler: 'modeler',
};

/** Middle of a polygon's outer ring: good enough for the convex-ish grids, and checked by the server anyway. */
function middle(geometry) {
  const ring = geometry.type === 'Polygon' ? geometry.coordinates[0] : geometry.coordinates[0][0];
  return { lon: ring.reduce((sum, p) => sum + p[0], 0) / ring.length, lat: ring.reduce((sum, p) => sum + p[1], 0) / ring.length };
}

/** One place in each grid of the demo street, with the community it lies in. */
async function placesOf(url, who) {
  const json = async (path, init) => (await fetch(url + path, init)).json();
  const login = await fetch(`${url}/api/session`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ user: who.dispatch, password: who.password }) });
  const init = { headers: { Cookie: login.headers.get('set-cookie').split(';')[0] } };
  const { unit } = await json('/api/session', init);
  const { features } = await json(`/api/map/areas?level=grid&parent=${unit.id}`, init);
  const places = [];
  for (const area of features.filter((one) => one.properties.kind !== 'dedicated').slice(0, 60)) {
    const { lon, lat } = middle(area.geometry);
    const found = await json(`/api/locate?lon=${lon}&lat=${lat}`, init);
    if (found.street?.id === unit.id) places.push({ lon, lat, community: found.community.id });
  }
  await fetch(`${url}/api/session`, { method: 'DELETE', ...init });
  return places;
}

export async function people(url) {
  const places = await placesOf(url, PEOPLE);
  return { ...PEOPLE, place: places[0], places };
}
