// 通知公告: what is told to me, and at the desk what a unit published and who read it.
import { ask } from './api';
import type { Operations } from './api.gen';

export const notices = {
  mine: () => ask('GET /api/notices/mine'),
  list: (unit?: string, after?: string) => ask('GET /api/notices', { query: { unit, after, limit: 50 } }),
  read: (id: string) => ask('GET /api/notices/{id}', { at: id }),
  publish: (body: Operations['POST /api/notices']['body'] & { places: string[]; roles?: string[] }, key?: string) => ask('POST /api/notices', { body, key }),
  withdraw: (id: string, version: number) => ask('POST /api/notices/{id}/withdraw', { at: id, body: { version } }),
};
