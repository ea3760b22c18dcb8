// Who the stories log in as: the demo accounts of `shao init --demo`, or those of the development mock.
const SHAO = {
  password: 'Shao-demo-2026', place: { lon: 118.7985, lat: 32.0455 }, worker: 'worker', community: 'community', intake: 'intake', dispatch: 'dispatch',
  command: 'command', handler: 'handler', handlerUnit: '综合执法队', district: 'district', street: '梅园新村街道', sysadmin: 'sysadmin', secadmin: 'secadmin',
};
const MOCK = { ...SHAO, password: 'demo', place: { lon: 118.795, lat: 32.0425 } };

export const people = (mock) => (mock ? MOCK : SHAO);
