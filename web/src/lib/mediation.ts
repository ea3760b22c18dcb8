// 矛盾纠纷: the register of a street, and of one dispute its persons, sessions, agreement and visits.
import { ask } from './api';
import type { Operations } from './api.gen';
import type * as G from './api.gen';

export interface Session { level: string; outcome: string; on: string; place: string | null; mediators: string | null; present: string | null; summary: string | null }
export interface Term { text: string | null; due: string }
export interface Agreement {
  n: number; form: string; own_number: string | null; agreed_on: string; text: string | null; mediators: string | null; confirm: boolean; breached: boolean;
  terms: Term[]; visits: (Term & { on: string; outcome: string })[]; confirmation: { outcome: string; court: string | null; applied_on: string; number: string | null } | null;
}
export type Mediation = Omit<G.Mediation, 'sessions' | 'agreement'> & { sessions: Session[] | null; agreement: Agreement | null };

export const mediations = {
  list: (street?: string, stand?: string) => ask('GET /api/mediations', { query: { street, stand } }),
  read: (id: string) => ask('GET /api/cases/{id}/mediation', { at: id }) as Promise<unknown> as Promise<Mediation>,
  add: (id: string, body: Operations['POST /api/cases/{id}/people']['body']) => ask('POST /api/cases/{id}/people', { at: id, body }),
  drop: (id: string, person: string, reason: string) => ask('POST /api/cases/{id}/people/drop', { at: id, body: { person, reason } }),
  reveal: (id: string, person: string, reason: string) => ask('POST /api/cases/{id}/people/reveal', { at: id, body: { person, reason } }),
};
