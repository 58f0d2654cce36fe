/** What befalls an installation, drawn from a seed: which trouble comes after how many acknowledgements, and which process it meets. */
import { LIMITS } from '@recipro/server/storage/postgres/database.ts';
import { until } from '../patience.ts';
import { below, shuffled } from './draw.ts';
import type { Draw } from './draw.ts';
import { freeze, thaw } from './house.ts';
import type { House } from './house.ts';

export type Trouble =
  | 'kill the api'
  | 'kill a worker'
  | 'freeze a worker'
  | 'flush Redis'
  | 'restart Redis'
  | 'restart PostgreSQL';
export type Blow = { readonly trouble: Trouble; readonly after: number };

/** Longer than the lease of a transaction and the lock of a job: others take over, and the frozen one wakes up late. */
const FROZEN_MS = LIMITS.leaseMs + 2_000;

/** Each trouble as often as said, in a drawn order, after drawn numbers of the `events` acknowledgements. */
export function blowsOf(
  draw: Draw,
  troubles: Partial<Readonly<Record<Trouble, number>>>,
  events: number,
): readonly Blow[] {
  const all = TROUBLES.flatMap((trouble) =>
    Array.from({ length: troubles[trouble] ?? 0 }, () => trouble),
  );
  // A moment in each equal part of the load, so that no part goes untroubled.
  const part = Math.floor(events / (all.length + 1));
  return shuffled(draw, all).map((trouble, place) => ({
    trouble,
    after: place * part + 1 + below(draw, part),
  }));
}

const TROUBLES = [
  'kill the api',
  'kill a worker',
  'freeze a worker',
  'flush Redis',
  'restart Redis',
  'restart PostgreSQL',
] as const satisfies readonly Trouble[];

export type Troubler = {
  /** Resolves when what was killed or ended is there again; a frozen worker thaws by itself later. */
  strike(trouble: Trouble): Promise<void>;
  /** Until all are thawed. */
  over(): Promise<void>;
};

/** Process 0 is the api, the `workers` after it are the workers. */
export function troubler(house: House, draw: Draw, workers: number): Troubler {
  const frozen = new Map<number, Promise<void>>();

  /** One that is not frozen. */
  function aWorker(): number {
    const awake = Array.from({ length: workers }, (_, place) => place + 1).filter(
      (place) => !frozen.has(place),
    );
    return awake[below(draw, awake.length)] ?? 0;
  }

  async function freezeAWhile(place: number): Promise<void> {
    const server = house.process(place);
    freeze(server);
    const thawAtMs = Date.now() + FROZEN_MS;
    await until('the leases of a frozen worker have passed', () => Date.now() >= thawAtMs);
    thaw(server);
    frozen.delete(place);
  }

  return {
    async strike(trouble) {
      switch (trouble) {
        case 'kill the api':
          return house.replace(0);
        case 'kill a worker':
          return house.replace(aWorker());
        case 'freeze a worker': {
          const place = aWorker();
          frozen.set(place, freezeAWhile(place));
          return;
        }
        case 'flush Redis':
          return house.flushRedis();
        case 'restart Redis':
          await house.redis?.kill();
          return house.redis?.start();
        case 'restart PostgreSQL':
          return house.postgres?.restart();
      }
    },
    over: async () => void (await Promise.all(frozen.values())),
  };
}
