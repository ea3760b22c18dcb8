// People of a street (人员配备): the register, places at grids, handover, qualifications.
import { ask } from './api';
import type { Operations } from './api.gen';

export type { Partner, Partners, PostCategory, PostLine, PostProposal, PostQuota, Posts, PostStreets, StaffGrid, StaffGrids, StaffHolds, StaffMember, StaffPeople, StaffPerson, StaffPlace, StaffRole, StaffShift, StaffStreet, StaffStreets } from './api.gen';
type Body<N extends keyof Operations> = Operations[N] extends { body: infer B } ? B : never;

export const staff = {
  grids: (parent?: string) => ask('GET /api/staff/grids', { query: { parent } }),
  streets: (parent?: string) => ask('GET /api/staff/streets', { query: { parent } }),
  people: (parent?: string, after?: string) => ask('GET /api/staff/people', { query: { parent, after, limit: 500 } }),
  candidates: (parent?: string) => ask('GET /api/staff/candidates', { query: { parent } }),
  person: (id: string) => ask('GET /api/staff/people/{id}', { at: id }),
  add: (body: Body<'POST /api/staff/people'>) => ask('POST /api/staff/people', { body }),
  save: (id: string, body: Body<'POST /api/staff/people/{id}'>) => ask('POST /api/staff/people/{id}', { at: id, body }),
  leave: (id: string, version: number, reason: string) => ask('POST /api/staff/people/{id}/end', { at: id, body: { version, reason } }),
  learn: (id: string, body: Body<'POST /api/staff/people/{id}/records'>) => ask('POST /api/staff/people/{id}/records', { at: id, body }),
  unlearn: (id: string) => ask('POST /api/staff/records/{id}/drop', { at: id, body: {} }),
  place: (body: Body<'POST /api/staff/places'>) => ask('POST /api/staff/places', { body }),
  week: (id: string, version: number, week: { day: number; from: string; to: string }[]) => ask('POST /api/staff/places/{id}/week', { at: id, body: { version, week } }),
  posts: (street: string) => ask('GET /api/staff/posts', { query: { street } }),
  postStreets: (parent?: string) => ask('GET /api/staff/posts/streets', { query: { parent } }),
  basis: (body: Body<'POST /api/staff/posts/basis'>) => ask('POST /api/staff/posts/basis', { body }),
  askQuota: (body: Body<'POST /api/staff/posts'>) => ask('POST /api/staff/posts', { body }),
  approve: (id: string, version: number) => ask('POST /api/staff/posts/{id}/approve', { at: id, body: { version } }),
  reject: (id: string, version: number, reason: string) => ask('POST /api/staff/posts/{id}/reject', { at: id, body: { version, reason } }),
  withdraw: (id: string, version: number) => ask('POST /api/staff/posts/{id}/withdraw', { at: id, body: { version } }),
  holds: (id: string) => ask('GET /api/staff/places/{id}/holds', { at: id }),
  end: (id: string, body: Body<'POST /api/staff/places/{id}/end'>) => ask('POST /api/staff/places/{id}/end', { at: id, body }),
  partners: (parent?: string) => ask('GET /api/partners', { query: { parent } }),
  addPartner: (body: Body<'POST /api/partners'>) => ask('POST /api/partners', { body }),
  endPartner: (id: string, version: number, reason: string) => ask('POST /api/partners/{id}/end', { at: id, body: { version, reason } }),
  agree: (id: string, body: Body<'POST /api/partners/{id}/agreements'>) => ask('POST /api/partners/{id}/agreements', { at: id, body }),
  revealPartner: (id: string, reason: string) => ask('POST /api/partners/{id}/reveal', { at: id, body: { reason } }),
};
