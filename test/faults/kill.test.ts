/** The same trial on SQLite, by one process that does everything and by several on Redis: killed again and again in the middle of a load. */
import { expect, it } from 'vitest';
import { survive } from './survive.ts';

/** Two minutes are usual, most of them for starting processes; a busy machine needs several times as long. */
const LIMIT_MS = 600_000;

it(
  'applies every acknowledged event exactly once while the one process is killed 30 times',
  async () => {
    const { acknowledged, resent, verdict } = await survive({
      store: 'sqlite',
      roles: ['all'],
      seed: 20_260_505,
      events: 5_000,
      troubles: { 'kill the api': 30 },
    });
    expect(verdict).toBe('');
    expect(acknowledged).toBe(5_000);
    expect(resent).toBeGreaterThan(0);
  },
  LIMIT_MS,
);

it(
  'does so too with one api and two workers on Redis, whichever dies, sleeps or forgets',
  async () => {
    const { acknowledged, verdict } = await survive({
      store: 'sqlite',
      roles: ['api', 'worker', 'worker'],
      seed: 20_260_506,
      events: 3_000,
      troubles: {
        'kill the api': 3,
        'kill a worker': 6,
        'freeze a worker': 1,
        'flush Redis': 1,
        'restart Redis': 1,
      },
    });
    expect(verdict).toBe('');
    expect(acknowledged).toBe(3_000);
  },
  LIMIT_MS,
);
