/**
 * The composition root: reads the settings, opens the store and the queue, starts the pipeline and the doors that ROLE asks for.
 * M1. The line `ready {…}` is printed when the first event can be taken; a process that cannot get there says why and ends with 1.
 * M2. SIGTERM and SIGINT close everything in order within a bound; a store that has failed for good ends the process at once.
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { z } from 'zod';
import { readConfig } from './config.ts';
import type { Config } from './config.ts';
import type { Desk } from './desk/desk.ts';
import { makeSignInLink } from './desk/sign-in.ts';
import { createEgress } from './egress.ts';
import { createEnding } from './ending.ts';
import type { Ending } from './ending.ts';
import { AppError } from './errors.ts';
import type { Report } from './errors.ts';
import { createApp } from './http/app.ts';
import { workerDoor } from './http/health.ts';
import { listen, unlisten } from './http/listen.ts';
import { createIntake, DOOR_TIMEOUTS } from './intake.ts';
import { createLog } from './log.ts';
import { createPipeline } from './pipeline/index.ts';
import type { Pipeline } from './pipeline/index.ts';
import { createSecondOpinion } from './pipeline/second-opinion.ts';
import type { SecondOpinion } from './pipeline/second-opinion.ts';
import { createEmbeddedQueue } from './queue/embedded.ts';
import { openDesk } from './open-desk.ts';
import type { Queue } from './queue/queue.ts';

/** How long answers under way may take once the process shall end. */
const GRACE_MS = 5_000;
/** How long to wait for a database that starts beside us. */
const DATABASE_START_MS = 60_000;

async function start(config: Config): Promise<void> {
  const log = createLog(config, process.stdout);
  const ending = createEnding(log);
  const desk = await openDesk(config, ending.report, {
    forMs: DATABASE_START_MS,
    tell: (words) => log.warn(words),
  });
  await checkKey(desk);
  ending.before(() => desk.close());
  const queue = await openQueue(config, ending.report);
  const egress = createEgress({ allowLocal: config.allowLocalDeliveries });
  ending.before(() => egress.close());
  const secondOpinion = createSecondOpinion({ ...config, report: ending.report });
  ending.before(() => secondOpinion.stop());
  const pipeline = createPipeline({
    storage: desk.storage,
    queue,
    actions: desk.actions,
    egress,
    seal: desk.seal,
    nowMs: desk.now,
    random: Math.random,
    report: ending.report,
    judge: secondOpinion.judge,
  });
  ending.before(() => pipeline.stop());
  if (config.allowLocalDeliveries) {
    log.warn('ALLOW_LOCAL_DELIVERIES is on: deliveries may reach addresses inside this network');
  }
  if (config.role !== 'api') await pipeline.start();
  const house = { config, ending, desk, queue, pipeline, secondOpinion };
  const where = await (config.role === 'worker' ? openWorkerDoor : openDoors)(house);
  announce({ role: config.role, ...where });
}

type House = {
  readonly config: Config;
  readonly ending: Ending;
  readonly desk: Desk;
  readonly queue: Queue;
  readonly pipeline: Pipeline;
  readonly secondOpinion: SecondOpinion;
};

/** The partners' door in front, the app for everything else, and a link to sign in. */
async function openDoors(house: House) {
  const { config, ending, desk, queue, pipeline, secondOpinion } = house;
  const closing = new AbortController();
  const server = createServer(DOOR_TIMEOUTS);
  const port = await listen(server, config.host, config.port);
  ending.before(() => unlisten(server, GRACE_MS));
  ending.before(() => closing.abort());
  const { report, fatal } = ending;
  const url = config.baseUrl ?? `http://localhost:${port}`;
  const app = createApp({
    desk,
    queue,
    baseUrl: url,
    report,
    fatal,
    wakeDeliveries: () => pipeline.wakeDeliveries(),
    decisions: () => secondOpinion.counts(),
    closing: closing.signal,
  });
  const intake = createIntake({
    storage: desk.storage,
    bounds: config.backlog,
    receive: pipeline.receive,
    seal: desk.seal,
    nowMs: desk.now,
    report,
    fatal,
  });
  server.on('request', (request, response) => {
    if (!intake(request, response)) app(request, response);
  });
  const link = await makeSignInLink(desk, url);
  process.stdout.write(`\nSign in once, within an hour: ${link}\n\n`);
  return { url, port };
}

/** A worker takes no events; whoever keeps it running asks here how it is. */
async function openWorkerDoor({ config, ending, desk, queue, secondOpinion }: House) {
  const deps = { storage: desk.storage, queue, decisions: () => secondOpinion.counts() };
  const server = createServer(
    DOOR_TIMEOUTS,
    workerDoor(deps, { role: config.role, version: readVersion() }),
  );
  const port = await listen(server, config.host, config.port);
  ending.before(() => unlisten(server, GRACE_MS));
  return { url: `http://localhost:${port}`, port };
}

function readVersion(): string {
  const text = readFileSync(new URL('./package.json', import.meta.url), 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}

/** A key that does not fit would turn every partner away, so it is told before the door opens. `wrong-setting`. */
async function checkKey({ storage, seal }: Desk): Promise<void> {
  const [first] = (await storage.credentials()).flatMap(({ secrets }) => secrets);
  if (first !== undefined) seal.open(first.sealed);
}

async function openQueue({ redisUrl }: Config, report: Report): Promise<Queue> {
  if (redisUrl === null) return createEmbeddedQueue({ report });
  const { openBullQueue } = await import('./queue/bullmq.ts');
  return openBullQueue({ url: redisUrl, report });
}

/** One line that a program can wait for. */
function announce(facts: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`ready ${JSON.stringify({ ...facts, pid: process.pid })}\n`);
}

try {
  await start(readConfig());
} catch (error) {
  const stack = error instanceof Error ? error.stack : String(error);
  const words = error instanceof AppError ? error.message : stack;
  process.stderr.write(`Recipro cannot start. ${words}\n`);
  process.exit(1);
}
