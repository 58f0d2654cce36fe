/**
 * compose.yaml and the Dockerfile, kept honest without Docker: what the Dockerfile describes is built into a folder, and the processes of
 * compose.yaml are started from there with their commands and variables, beside a real Redis and a real PostgreSQL.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { sendEvents } from '@recipro/client';
import { SETTINGS } from '@recipro/server/config.ts';
import { openPostgres } from '@recipro/server/storage/postgres/open.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openShop } from '../faults/points-shop.ts';
import { freePort } from '../free-port.ts';
import { until } from '../patience.ts';
import { startPostgres } from '../postgres.ts';
import { startServer } from '../process.ts';
import { startRedis } from '../redis.ts';
import { createSession } from '../session.ts';
import { readCompose, readExample } from './compose.ts';
import type { Service } from './compose.ts';
import { buildImage, outside } from './image.ts';
import type { Image } from './image.ts';
import { purchases } from './purchases.ts';

const REPOSITORY = path.resolve(import.meta.dirname, '../..');
const EVENTS = 20;
const run = promisify(execFile);

let folder: string;
let port: number;
let filledIn: Readonly<Record<string, string>>;
let image: Image;
let services: Readonly<Record<string, Service>>;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'recipro-image-'));
  image = await buildImage(REPOSITORY, folder);
  port = await freePort();
  filledIn = {
    POSTGRES_PASSWORD: 'a1b2c3',
    SECRET_KEY: 'ab'.repeat(32),
    BASE_URL: `http://127.0.0.1:${port}`,
    LOG_LEVEL: 'warn',
  };
  ({ services } = await readCompose(REPOSITORY, filledIn));
}, 600_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

function service(name: string): Service {
  const found = services[name];
  if (found === undefined) throw new Error(`compose.yaml has no service ${name}`);
  return found;
}

describe('the image', () => {
  it('has what runs, and nothing of what builds and tests it, no store and no secret', async () => {
    const top = await readdir(image.workdir);
    expect(top.toSorted()).toEqual([
      'data',
      'editor',
      'node_modules',
      'package.json',
      'packages',
      'pnpm-lock.yaml',
      'pnpm-workspace.yaml',
      'rules',
      'server',
    ]);
    expect(await readdir(path.join(image.workdir, 'editor', 'dist'))).toContain('index.html');
    expect(await readdir(path.join(image.workdir, 'data'))).toEqual([]);
    const packages = await readdir(path.join(image.workdir, 'node_modules', '.pnpm'));
    expect(packages.join(' ')).toContain('better-sqlite3@');
    for (const name of ['vitest', 'vite', 'typescript', 'oxlint', 'playwright-core', 'react'])
      expect(packages.filter((each) => each.startsWith(`${name}@`))).toEqual([]);
    expect(image.env).not.toHaveProperty('SECRET_KEY');
  });

  it('runs as somebody who may do nothing, on the Node and with the pnpm that the launcher brings', async () => {
    expect(image.user).toBe('node');
    const launcher = await readFile(path.join(REPOSITORY, 'launch.mjs'), 'utf8');
    const text = await readFile(path.join(REPOSITORY, 'Dockerfile'), 'utf8');
    const node = /NODE_VERSION = '([\d.]+)'/.exec(launcher)?.[1];
    const pnpm = /PNPM = '(pnpm@[\d.]+)'/.exec(launcher)?.[1];
    const bases = new Set(image.from.filter((base) => base.includes(':')));
    expect([...bases]).toEqual([`node:${node}-bookworm-slim`]);
    expect(new Set(text.match(/pnpm@[\d.]+/g))).toEqual(new Set([pnpm]));
  });
});

describe('compose.yaml', () => {
  it('asks for what .env.example names, and says what to do where it is missing', async () => {
    const { asked } = await readCompose(REPOSITORY, filledIn);
    expect([...asked].toSorted()).toEqual(Object.keys(await readExample(REPOSITORY)).toSorted());
    await expect(readCompose(REPOSITORY, await readExample(REPOSITORY))).rejects.toThrow('.env');
  });

  it('sets nothing that the server does not know', () => {
    for (const name of ['api', 'worker'])
      expect(SETTINGS).toEqual(expect.arrayContaining(Object.keys(service(name).environment)));
    expect(SETTINGS).toEqual(expect.arrayContaining(['HOST', 'PORT']));
  });

  it('pins every image, brings every service back, gives it time to end, and watches its health', async () => {
    const ending = await readFile(path.join(REPOSITORY, 'server/ending.ts'), 'utf8');
    const endsWithinMs = Number(/STOP_MS = ([\d_]+)/.exec(ending)?.[1]?.replaceAll('_', ''));
    for (const [name, each] of Object.entries(services)) {
      expect(each.image, name).toMatch(/:\d+\.\d+/);
      expect(each.restart, name).toBe('unless-stopped');
      expect(
        1_000 * Number.parseInt(each.stop_grace_period ?? '', 10),
        name,
      ).toBeGreaterThanOrEqual(each.build === undefined ? 1 : endsWithinMs + 1);
      expect(
        each.healthcheck ?? (each.build === undefined ? null : image.healthcheck),
        name,
      ).toBeTruthy();
      for (const published of each.ports) expect(published, name).toMatch(/^127\.0\.0\.1:/);
    }
  });

  it('starts an api and workers that take a signed event and evaluate it', async () => {
    const ends: (() => Promise<unknown>)[] = [];
    try {
      const redis = await startRedis(optionsOf(service('redis')));
      ends.push(() => redis.stop());
      const postgres = await startPostgres();
      ends.push(() => postgres.stop());
      const database = new URL(await postgres.database());
      const start = async (name: string, PORT: number) => {
        const { environment } = service(name);
        const url = new URL(environment['DATABASE_URL'] ?? '');
        expect(url).toMatchObject(databaseOf(service('postgres')));
        expect(new URL(environment['REDIS_URL'] ?? '').host).toBe('redis:6379');
        url.host = database.host;
        url.pathname = database.pathname;
        const addresses = { DATABASE_URL: url.href, REDIS_URL: redis.url, PORT: String(PORT) };
        const env = { ...image.env, ...environment, ...addresses };
        const started = await startServer({ env, image });
        ends.push(async () => expect(await started.stop()).toBe(0));
        return { ...started, env };
      };
      const api = await start('api', port);
      const workers = [await start('worker', 0), await start('worker', 0)];

      expect(api.signInLink).toMatch(`${filledIn['BASE_URL']}/`);
      const session = await createSession(filledIn['BASE_URL'] ?? '', api.signInLink);
      expect((await session.get('/')).text).toContain('<script');
      const shop = await openShop(session);
      await sendEvents({ url: `${session.url}/v1/events`, ...shop, events: purchases(EVENTS) });
      const storage = await openPostgres({ url: database.href });
      ends.push(() => storage.close());
      const runs = async () => (await storage.runs({ limit: 200 })).items.length;
      await until('the workers have evaluated them', async () => (await runs()) === EVENTS);
      expect(await storage.verify()).toMatchObject({ ok: true, transfers: EVENTS });

      for (const { url, env } of [api, ...workers])
        await healthy(image.healthcheck, { ...env, PORT: new URL(url).port });
      const { port: redisPort } = new URL(redis.url);
      await healthy(testOf(service('redis')).toSpliced(1, 0, '-p', redisPort));
      await healthy(testOf(service('postgres')), {
        PGHOST: database.hostname,
        PGPORT: database.port,
      });
      // Nothing is kept beside the database: no key was made up, no SQLite store.
      expect(await readdir(path.join(image.workdir, 'data'))).toEqual([]);
    } finally {
      for (const end of ends.toReversed()) await end();
    }
  }, 300_000);
});

/** `redis-server --name value …` as pairs. */
function optionsOf({ command = [] }: Service): Readonly<Record<string, string>> {
  const [program, ...words] = command;
  expect(program).toBe('redis-server');
  const pairs = words.flatMap((word, index) =>
    word.startsWith('--') ? [[word.slice(2), words[index + 1] ?? ''] as const] : [],
  );
  expect(pairs.length * 2).toBe(words.length);
  return Object.fromEntries(pairs);
}

function databaseOf({ environment }: Service) {
  return {
    host: 'postgres:5432',
    username: environment['POSTGRES_USER'],
    password: environment['POSTGRES_PASSWORD'],
    pathname: `/${environment['POSTGRES_DB']}`,
  };
}

function testOf({ healthcheck }: Service): readonly string[] {
  if (healthcheck === undefined) throw new Error('It has a test');
  expect(healthcheck.test[0]).toBe('CMD');
  return healthcheck.test.slice(1);
}

async function healthy(
  [program = '', ...words]: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  await run(program, words, { env: { ...outside(), ...env } });
}
