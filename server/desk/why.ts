/**
 * Answers why something did or did not happen for one customer in one workflow: from the run of the event where there is one,
 * else by deciding the recorded event again. Reads only.
 */
import { decide } from '@recipro/rules';
import type { SeenEvent, WhyAnswer, WhyQuery, Workflow } from '@recipro/schema';
import { AppError } from '../errors.ts';
import type { CustomerEvent } from '../storage/storage.ts';
import type { Desk } from './desk.ts';
import { known } from './known.ts';
import { findDraft } from './workflows.ts';

/** As far back as the answer looks; older events are rarely what is asked about. */
const EVENTS_MAX = 200;
const EVENTS_SHOWN = 20;

/** `not-found` for an unknown customer or event, `workflow-unknown`. */
export async function explain(desk: Desk, query: WhyQuery): Promise<WhyAnswer> {
  const { storage } = desk;
  const customer = await storage.customer(query.customer);
  if (customer === null) throw new AppError('not-found', `There is no customer ${query.customer}.`);
  const draft = await findDraft(desk, query.workflow);
  const { id, name } = draft.document;
  const version = draft.liveVersion;
  const workflow = { id, name, status: draft.status, version };
  const published = version === null ? null : await storage.version(id, version);
  if (published === null || version === null)
    return { workflow, wanted: [], events: [], answer: { kind: 'never-published' } };
  const wanted = triggersOf(published.document);
  const all = await storage.customerEvents(query.customer, EVENTS_MAX);
  const taken = all.filter(({ event }) =>
    wanted.some(({ type, partner }) => type === event.type && partner === event.source),
  );
  const events = taken.slice(0, EVENTS_SHOWN).map(seen);
  const chosen =
    query.event === undefined ? taken[0] : taken.find((one) => one.eventId === query.event);
  if (chosen === undefined) {
    if (query.event !== undefined)
      throw new AppError('not-found', `${name} takes no event ${query.event} of this customer.`);
    const came = all.slice(0, EVENTS_SHOWN).map(seen);
    return { workflow, wanted, events, answer: { kind: 'no-event', came } };
  }
  const answer = await answerFor(
    desk,
    chosen,
    async () => {
      const { actions, currencies } = await known(desk);
      const earlier = all
        .filter((one) => one.occurredAtMs < chosen.occurredAtMs)
        .map(({ event, occurredAtMs }) => ({ type: event.type, atMs: occurredAtMs }));
      const { event, occurredAtMs: atMs } = chosen;
      const { document } = published;
      return decide({ document, version, actions, currencies, event, atMs, customer, earlier });
    },
    query.workflow,
  );
  return { workflow, wanted, events, answer };
}

async function answerFor(
  { storage }: Desk,
  chosen: CustomerEvent,
  again: () => Promise<ReturnType<typeof decide>>,
  workflow: string,
): Promise<WhyAnswer['answer']> {
  if (chosen.state === 'waiting') return { kind: 'waiting', event: seen(chosen) };
  if (chosen.state !== 'done')
    return { kind: 'held', event: seen(chosen), reason: chosen.state.reason };
  const runId = chosen.runs.find((run) => run.workflow === workflow)?.id;
  const run = runId === undefined ? null : await storage.run(runId);
  if (run !== null) return { kind: 'run', run };
  return { kind: 'decided-now', event: chosen.event, trace: [...((await again()) ?? [])] };
}

function triggersOf(document: Workflow): WhyAnswer['wanted'] {
  return document.nodes.flatMap((node) => {
    if (node.kind !== 'trigger') return [];
    const partner = document.roles.find(({ role }) => role === node.from)?.partner ?? null;
    return [{ node: node.id, type: node.event, partner }];
  });
}

function seen({ eventId, event, acceptedAtMs }: CustomerEvent): SeenEvent {
  return { eventId, type: event.type, partner: event.source, acceptedAtMs };
}
