/**
 * What tests of a store are told with: events that arrive, and stories, which are programs written as generators.
 * It needs no test runner, so that a process of its own can use it too.
 */
import type { Ask, NewTransfer, RunInput } from '@recipro/rules';
import { canonicalJson } from '@recipro/schema';
import type { Event, ListQuery, Workflow } from '@recipro/schema';
import { SHARDS } from '@recipro/server/queue/queue.ts';
import type { ArrivedEvent, EvaluateEvent } from '@recipro/server/storage/storage.ts';
import { hash } from 'node:crypto';

export const START_MS = Date.UTC(2026, 0, 5, 12);
export const ALL_SHARDS = Array.from({ length: SHARDS }, (_, shard) => shard);
export const WORKFLOW: Workflow = { id: 'ride', name: 'Ride', roles: [], nodes: [], edges: [] };

/** Yields asks, is resumed with answers, and returns the steps that ended with `done`. */
export type Story = (run: RunInput) => Generator<Ask, readonly string[], unknown>;

export function partnerNamed(id: string, ...codes: readonly string[]) {
  return {
    id,
    name: id.toUpperCase(),
    currencies: codes.map((code) => ({ code, name: `${code} points`, scale: 0 })),
    sealedSecret: `sealed-${id}`,
    key: { id: `key-${id}`, label: 'first', prefix: `rk_${id}`, hash: `hash-${id}` },
    nowMs: START_MS,
  };
}

export function publishing(revision: number) {
  return { revision, rules: '{}', digest: `digest-${revision}`, user: 'owner', nowMs: START_MS };
}

export function arrived(event: Partial<Event> & { id: string }): ArrivedEvent {
  const whole: Event = {
    specversion: '1.0',
    source: 'rydo',
    type: 'ride.completed',
    subject: 'anna',
    ...event,
  };
  return { event: whole, bodyHash: hash('sha256', canonicalJson(whole), 'buffer') };
}

/** What the pipeline does, without its rules: one run of the workflow for each event. */
export function evaluating(story: Story): EvaluateEvent {
  return function* ({ event, eventId, customerId, acceptedAtMs }) {
    const run: RunInput = {
      event,
      eventId,
      customerId,
      nowMs: event.time === undefined ? acceptedAtMs : Date.parse(event.time),
      runId: `run_${eventId}`,
      workflow: WORKFLOW.id,
      version: 1,
    };
    const program = story(run);
    let step = program.next();
    while (step.done !== true) step = program.next(yield { run, ask: step.value });
    const done = step.value;
    const trace = [{ node: done.at(-1) ?? 'start', kind: 'action', outcome: 'done' }];
    return [{ input: run, trace, done, declined: false }];
  };
}

/** Makes these asks one after the other. */
export function asking(
  asks: (run: RunInput) => readonly Ask[],
  done: readonly string[] = [],
): Story {
  return function* (run) {
    for (const ask of asks(run)) yield ask;
    return done;
  };
}

export function transfer(run: RunInput, change: Partial<NewTransfer> = {}): NewTransfer {
  return {
    id: `trf_${run.runId}`,
    kind: 'points.credit',
    from: 'partner:cardia:issued',
    to: `customer:${run.customerId}`,
    currency: 'CARD',
    amountMinor: 10,
    reference: null,
    reverses: null,
    availableAtMs: null,
    nodeId: 'credit',
    ...change,
  };
}

export function post(run: RunInput, change: Partial<NewTransfer> = {}): Ask {
  return { ask: 'post', transfer: transfer(run, change) };
}

export function list(query: Partial<ListQuery> = {}): ListQuery {
  return { limit: 50, ...query };
}

/** Asks nothing and ends. */
export const nothing: Story = asking(() => []);

/** The answers to one ask, one for each event that was evaluated, in order. */
export function hearing(ask: (run: RunInput) => Ask): { story: Story; answers: unknown[] } {
  const answers: unknown[] = [];
  return {
    answers,
    *story(run) {
      answers.push(yield ask(run));
      return [];
    },
  };
}
