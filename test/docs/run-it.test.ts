/** docs/run-it.md is true: its commands are run in order, each block as it stands, on real servers; those of Docker are held against compose.yaml. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { sendEvents } from '@recipro/client';
import { Page, RunSummary } from '@recipro/schema';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCompose, readExample } from '../deploy/compose.ts';
import { outside } from '../deploy/image.ts';
import { purchases } from '../deploy/purchases.ts';
import { openShop } from '../faults/points-shop.ts';
import { freePort } from '../free-port.ts';
import { until } from '../patience.ts';
import { startPostgres } from '../postgres.ts';
import type { PostgresServer } from '../postgres.ts';
import { startRedis } from '../redis.ts';
import type { Redis } from '../redis.ts';
import { createSession } from '../session.ts';

const REPOSITORY = path.resolve(import.meta.dirname, '../..');
const EVENTS = 5;
/** A first start may install packages and build the editor. */
const START_MS = 300_000;

type Env = Readonly<Record<string, string>>;

let folder: string;
let postgres: PostgresServer;
let redis: Redis;
let blocks: readonly string[];
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'recipro-docs-'));
  postgres = await startPostgres();
  redis = await startRedis();
  const text = await readFile(path.join(REPOSITORY, 'docs/run-it.md'), 'utf8');
  blocks = [...text.matchAll(/```sh\n([^]*?)```/g)].map(([, lines = '']) => lines);
});
afterAll(async () => {
  await redis.stop();
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
});

/** The next block, which must say this. */
function block(word: string): string {
  const found = blocks.find((each) => each.includes(word));
  if (found === undefined) throw new Error(`docs/run-it.md has no block with ${word}`);
  blocks = blocks.filter((each) => each !== found);
  // Files that the reader would have beside the program go to a folder of the test's own.
  return found.replaceAll(/\b(monday|restored)\b/g, (name) => path.join(folder, name));
}

/** Runs a block as a shell would, stopping at the first command that fails; gives what it printed. */
async function run(text: string, env: Env): Promise<string> {
  const all = { ...outside(), ...env };
  const options = { cwd: REPOSITORY, env: all, timeout: START_MS };
  const { stdout } = await promisify(execFile)('sh', ['-ec', text], options);
  return stdout;
}

/** Runs one line that serves, until it is ready; `stop` ends all that it started. */
async function serve(line: string, env: Env) {
  const child = spawn('sh', ['-c', line], {
    cwd: REPOSITORY,
    env: { ...outside(), ...env },
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let written = '';
  child.stdout.setEncoding('utf8').on('data', (piece: string) => (written += piece));
  const closed = once(child, 'close');
  const stop = async () => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGTERM');
    await closed;
  };
  try {
    await until(
      `${line} is ready`,
      () => /^ready .*\n/m.test(written) || child.exitCode !== null,
      START_MS,
    );
    expect(written).toMatch(/^ready /m);
  } catch (error) {
    await stop();
    throw error;
  }
  return { written, stop };
}

describe('docs/run-it.md', () => {
  it('starts, moves, backs up and restores with the commands that it shows', async () => {
    const [moved, restored, shared] = [
      await postgres.database(),
      await postgres.database(),
      await postgres.database(),
    ];
    const DATA_DIR = path.join(folder, 'data');
    const port = await freePort();

    const first = await serve(block('npm start'), { DATA_DIR, PORT: String(port) });
    try {
      const link = /https?:\S+\/sign-in#token=\S+/.exec(first.written)?.[0] ?? '';
      const session = await createSession(`http://localhost:${port}`, link);
      const shop = await openShop(session);
      await sendEvents({ url: `${session.url}/v1/events`, ...shop, events: purchases(EVENTS) });
      await until('they are evaluated', async () => {
        const page = (await session.get('/api/runs?limit=200')).as(Page(RunSummary));
        return page.items.length === EVENTS;
      });
    } finally {
      await first.stop();
    }

    const many = {
      DATABASE_URL: shared,
      REDIS_URL: redis.url,
      SECRET_KEY: 'ab'.repeat(32),
      PORT: '0',
    };
    for (const line of block('ROLE=').trim().split('\n')) await (await serve(line, many)).stop();

    const right = `The books are right: ${EVENTS} transfers`;
    const backup = await run(block('backup'), { DATA_DIR });
    expect(backup).toContain(`Its books are right: ${EVENTS} transfers`);
    expect(await run(block('mkdir'), {})).toContain(right);

    expect(await run(block('move'), { DATA_DIR, NEW_DATABASE: moved })).toMatch(/^Moved \d+ rows/);

    const dump = { DATA_DIR, DATABASE_URL: moved, NEW_DATABASE: restored };
    expect(await run(block('pg_dump'), dump)).toContain(right);
    const docker = block('docker');
    expect(blocks).toEqual([]);
    expect(docker).toContain('cp .env.example .env');
  }, 600_000);

  it('names only services of compose.yaml, and a command that the image has', async () => {
    const text = await readFile(path.join(REPOSITORY, 'docs/run-it.md'), 'utf8');
    const given = { ...(await readExample(REPOSITORY)), POSTGRES_PASSWORD: 'a', SECRET_KEY: 'b' };
    const { services } = await readCompose(REPOSITORY, given);
    const lines = text.match(/^docker .*$/gm) ?? [];
    expect(lines).toHaveLength(3);
    for (const line of lines) {
      const named = /\b(?:exec (\w+)|--scale (\w+)=\d+)/.exec(line);
      const service = named?.[1] ?? named?.[2];
      if (service !== undefined) expect(Object.keys(services)).toContain(service);
      expect(line).toMatch(
        /^docker compose (up --detach (--build --wait|--scale \w+=\d+)|exec \w+ node server\/cli\/main\.ts sign-in)$/,
      );
    }
  });
});
