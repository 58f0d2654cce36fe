/**
 * Step 3: evaluate what waits. Live workflows are compiled once for each revision of the store; the store drives their programs inside its transaction.
 * V1. A batch built from an old revision does nothing: the store says `stale`, the workflows are loaded again and the batch is repeated.
 * V2. Between batches the event loop turns, so the door and the deliveries are never held up longer than one batch.
 * V3. A call ends after a bounded number of events and rings for what is left, so that a shard that never empties keeps no other waiting.
 * V4. A live workflow that does not compile stops nobody else: only events that it may take go to quarantine, until it is mended.
 */
import { compile, indexPrograms, run } from '@recipro/rules';
import type { Judge, Program, RunInput, RunRecord } from '@recipro/rules';
import { ISO_CURRENCIES } from '@recipro/schema';
import type { ActionCatalog, Currency, Event } from '@recipro/schema';
import { AppError } from '../errors.ts';
import type { Report } from '../errors.ts';
import type { Enqueue } from './2-enqueue.ts';
import { runIdOf } from '../storage/derive.ts';
import type { EvaluateEvent, InboxEvent, Live, LiveWorkflow, Storage } from '../storage/storage.ts';

/** Some ten milliseconds of work in one transaction. */
const BATCH_EVENTS = 200;
/** Where more waits than that, throughput counts for more than delay: what is refused at the door costs time too. */
const BATCH_FULL_EVENTS = 500;
/** Some tenths of a second of work. */
const CALL_BATCHES_MAX = 8;
/** Workflows are published by people; so many times in a row the store cannot have changed. */
const STALE_MAX = 20;

export type Evaluate = {
  /** Works what waits in these shards. Called by the queue, never twice at once for a shard. */
  readonly work: (shards: readonly number[]) => Promise<void>;
  /** Ends work under way after its batch; what is left waits in the store. */
  readonly stop: () => void;
};

export function createEvaluate(deps: {
  readonly storage: Pick<Storage, 'live' | 'evaluate'>;
  readonly actions: ActionCatalog;
  readonly report: Report;
  /** Has the last word on each condition. */
  readonly judge?: Judge;
  readonly enqueue: Enqueue;
  /** Called when the outbox has got new rows. */
  readonly onOutbox: () => void;
}): Evaluate {
  let compiled: Promise<Compiled> | null = null;
  const stopping = new AbortController();

  function load(): Promise<Compiled> {
    const loading = deps.storage.live().then((live) => compileLive(live, deps));
    compiled = loading;
    loading.catch(() => {
      if (compiled === loading) compiled = null;
    });
    return loading;
  }

  return {
    work: async (shards) => {
      let stale = 0;
      let batches = 0;
      while (!stopping.signal.aborted) {
        const { revision, evaluateEvent } = await (compiled ?? load());
        const batch = {
          shards,
          limit: batches === 0 ? BATCH_EVENTS : BATCH_FULL_EVENTS,
          revision,
          evaluateEvent,
        };
        const result = await deps.storage.evaluate(batch);
        if (result.outcome === 'stale') {
          stale += 1;
          if (stale > STALE_MAX)
            throw new AppError('storage-busy', 'Workflows change faster than they can be loaded.');
          await load();
          continue;
        }
        stale = 0;
        if (result.outbox) deps.onOutbox();
        if (!result.more) return;
        batches += 1;
        if (batches === CALL_BATCHES_MAX) {
          deps.enqueue.ring(shards);
          return;
        }
        await turn();
      }
    },
    stop: () => {
      stopping.abort();
    },
  };
}

type Compiled = { readonly revision: number; readonly evaluateEvent: EvaluateEvent };

function compileLive(
  live: Live,
  deps: { readonly actions: ActionCatalog; readonly report: Report; readonly judge?: Judge },
): Compiled {
  const programs: Program[] = [];
  const broken: LiveWorkflow[] = [];
  for (const each of live.workflows) {
    try {
      programs.push(compile(each.document, { version: each.version, actions: deps.actions }));
    } catch (error) {
      deps.report(`Workflow ${each.document.id} is live but cannot run`, error);
      broken.push(each);
    }
  }
  const programsFor = indexPrograms(programs);
  const currencies = new Map<string, Currency>(ISO_CURRENCIES.map((each) => [each.code, each]));
  for (const { id, currencies: issued } of live.partners)
    for (const each of issued) currencies.set(each.code, { ...each, issuer: id });
  const currency = (code: string) => currencies.get(code) ?? null;

  function* evaluateEvent(inbox: InboxEvent): ReturnType<EvaluateEvent> {
    refuseBroken(broken, inbox.event);
    const records: RunRecord[] = [];
    for (const program of programsFor(inbox.event)) {
      const input = inputOf(inbox, program);
      const steps = run(program, input, currency, deps.judge);
      let step = steps.next();
      while (step.done !== true) step = steps.next(yield { run: input, ask: step.value });
      records.push(step.value);
    }
    return records;
  }
  return { revision: live.revision, evaluateEvent };
}

function inputOf(inbox: InboxEvent, program: Program): RunInput {
  const { event, eventId, customerId, acceptedAtMs } = inbox;
  const { workflow, version } = program;
  const nowMs = event.time === undefined ? acceptedAtMs : Date.parse(event.time);
  return {
    event,
    eventId,
    customerId,
    nowMs,
    runId: runIdOf(eventId, workflow),
    workflow,
    version,
  };
}

function refuseBroken(broken: readonly LiveWorkflow[], event: Event): void {
  const hit = broken.find(({ document }) =>
    document.nodes.some((node) => node.kind === 'trigger' && node.event === event.type),
  );
  if (hit !== undefined)
    throw new Error(
      `Workflow "${hit.document.id}" takes ${event.type} but cannot run. Publish a version without problems, then retry this event.`,
    );
}

function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
