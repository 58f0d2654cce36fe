/** An event of a customer with what became of it: it waits, is held back with a reason, or was evaluated into these runs. */
import type { Event } from '@recipro/schema';

export type CustomerEvent = {
  readonly eventId: string;
  readonly event: Event;
  readonly occurredAtMs: number;
  readonly acceptedAtMs: number;
  readonly state: 'waiting' | 'done' | { readonly reason: string };
  readonly runs: readonly { readonly id: string; readonly workflow: string }[];
};

export type CustomerEventRow = {
  readonly eventId: string;
  readonly occurredAtMs: number;
  readonly acceptedAtMs: number;
  readonly body: string;
  readonly reason: string | null;
  readonly waiting: boolean | number;
  readonly runs: string;
};

export function customerEventOf(row: CustomerEventRow): CustomerEvent {
  const { eventId, occurredAtMs, acceptedAtMs, reason } = row;
  const state = row.waiting ? 'waiting' : reason === null ? 'done' : { reason };
  const [event, runs] = [JSON.parse(row.body), JSON.parse(row.runs)];
  return { eventId, event, occurredAtMs, acceptedAtMs, state, runs };
}
