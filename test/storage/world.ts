/**
 * A small world around a store: a clock that is moved by hand, two partners, a published workflow, and events to work on.
 * It says nothing about how the store keeps things.
 */
import type {
  AcceptedRequest,
  ArrivedEvent,
  Evaluated,
  Storage,
} from '@recipro/server/storage/storage.ts';
import { afterEach } from 'vitest';
import type { Adapter } from './adapter.ts';
import { ALL_SHARDS, evaluating, partnerNamed, publishing, START_MS, WORKFLOW } from './story.ts';
import type { Story } from './story.ts';

export type World = {
  /** What a process of its own opens the store by. */
  readonly where: string;
  readonly storage: Storage;
  readonly clock: { nowMs: number };
  /** One request of these events. */
  readonly accept: (...events: readonly ArrivedEvent[]) => Promise<AcceptedRequest>;
  /** Evaluates what waits, all shards, with one story for every event. */
  readonly work: (
    story: Story,
    options?: { limit?: number; shards?: readonly number[] },
  ) => Promise<Evaluated>;
  readonly reopen: () => Promise<World>;
};

/** Gives a function that makes worlds, and takes them away after each test. */
export function worldsOf(adapter: Adapter): (options?: { bare?: boolean }) => Promise<World> {
  const leave: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const step of leave.splice(0).toReversed()) await step();
  });

  return async ({ bare = false } = {}) => {
    const clock = { nowMs: START_MS };
    const place = await adapter.place(() => clock.nowMs);
    leave.push(() => place.remove());
    let storage = await place.open();
    leave.push(() => storage.close());
    if (!bare) await furnish(storage);

    function world(): World {
      return {
        where: place.where,
        storage,
        clock,
        async accept(...events) {
          const [answer] = await storage.accept([events], clock.nowMs);
          if (answer === undefined) throw new Error('There is one answer for each request');
          return answer;
        },
        work: (story, options) => workAll(storage, story, options),
        async reopen() {
          await storage.close();
          storage = await place.open();
          return world();
        },
      };
    }
    return world();
  };
}

async function furnish(storage: Storage): Promise<void> {
  await storage.addPartner(partnerNamed('cardia', 'CARD'));
  await storage.addPartner(partnerNamed('rydo'));
  await storage.createWorkflow(WORKFLOW, START_MS);
  await storage.publish(WORKFLOW.id, publishing(1));
}

async function workAll(
  storage: Storage,
  story: Story,
  { limit = 100, shards = ALL_SHARDS }: { limit?: number; shards?: readonly number[] } = {},
): Promise<Evaluated> {
  return storage.evaluate({
    shards,
    limit,
    revision: await storage.revision(),
    evaluateEvent: evaluating(story),
  });
}
