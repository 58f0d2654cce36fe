/**
 * F1, F2 and F3 where it is hardest: one api and four workers on PostgreSQL and Redis, and everything that can die or stand still does so
 * while events pour in. The books must then be those of one process that nothing happened to, row by row.
 */
import { expect, it } from 'vitest';
import { survive } from './survive.ts';

/** Two minutes are usual, most of them for starting processes; a busy machine needs several times as long. */
const LIMIT_MS = 600_000;

it(
  'applies 20,000 acknowledged events once and in order on one api and four workers, whatever dies, sleeps or forgets',
  async () => {
    const { acknowledged, resent, books, verdict } = await survive({
      store: 'postgres',
      roles: ['api', 'worker', 'worker', 'worker', 'worker'],
      seed: 20_260_504,
      events: 20_000,
      troubles: {
        'kill the api': 2,
        'kill a worker': 8,
        'freeze a worker': 3,
        'flush Redis': 2,
        'restart Redis': 1,
        'restart PostgreSQL': 1,
      },
    });
    expect(verdict).toBe('');
    expect(acknowledged).toBe(20_000);
    expect(resent).toBeGreaterThan(0);
    // What was sent is worth the trial: some were declined, some taken back, some told.
    expect(books.runs.filter(({ declined }) => declined === '1').length).toBeGreaterThan(1_000);
    expect(books.transfers.filter(({ reverses }) => reverses !== null).length).toBeGreaterThan(500);
    expect(books.deliveries.length).toBeGreaterThan(500);
  },
  LIMIT_MS,
);
