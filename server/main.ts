/**
 * The composition root: reads the settings, opens the store and the queue, starts the pipeline and the doors that ROLE asks for.
 * M1. The line `ready {…}` is printed when the first event can be taken; a process that cannot get there says why and ends with 1.
 * M2. SIGTERM and SIGINT close everything in order within a bound; a store that has failed for good ends the process at once.
 */
import { createServer } from 'node:http';
import { builtInActions } from '@recipro/actions';
import { readConfig, readSecretKey } from './config.ts';
import type { Config } from './config.ts';
import type { Desk } from './desk/desk.ts';
import { makeSignInLink } from './desk/sign-in.ts';
import { readTemplates } from './desk/templates.ts';
import { createEgress } from './egress.ts';
import { AppError } from './errors.ts';
import type { Report } from './errors.ts';
import { createApp } from './http/app.ts';
import { listen, unlisten } from './http/listen.ts';
import { createIntake, DOOR_TIMEOUTS } from './intake.ts';
import { createLog } from './log.ts';
import type { Log } from './log.ts';
import { createPipeline } from './pipeline/index.ts';
import { openBullQueue } from './queue/bullmq.ts';
import { createEmbeddedQueue } from './queue/embedded.ts';
import { createSeal } from './seal.ts';
import { openSqlite } from './storage/sqlite/open.ts';

/** How long answers under way may take once the process shall end. */
const GRACE_MS = 5_000;
/** Then the process ends, whatever still hangs. Nothing is lost: what was promised is on disk. */
const STOP_MS = 20_000;

async function start(config: Config, log: Log): Promise<void> {
  const report: Report = (message, err) => log.error({ err }, message);
  const fatal = (err: unknown) => {
    log.fatal({ err }, 'The process ends because it cannot go on');
    process.exit(1);
  };
  process.on('uncaughtException', fatal);
  process.on('unhandledRejection', fatal);

  const seal = createSeal(readSecretKey(config));
  const storage = openSqlite({ dir: config.dataDir });
  const desk: Desk = {
    storage,
    actions: builtInActions,
    templates: readTemplates(),
    seal,
    now: Date.now,
  };
  const queue =
    config.redisUrl === null
      ? createEmbeddedQueue({ report })
      : await openBullQueue({ url: config.redisUrl, report });
  const egress = createEgress({ allowLocal: config.allowLocalDeliveries });
  const pipeline = createPipeline({
    storage,
    queue,
    actions: builtInActions,
    egress,
    seal,
    nowMs: Date.now,
    random: Math.random,
    report,
  });
  if (config.allowLocalDeliveries) {
    log.warn('ALLOW_LOCAL_DELIVERIES is on: deliveries may reach addresses inside this network');
  }

  const closing = new AbortController();
  const server = createServer(DOOR_TIMEOUTS);
  let stopping = false;
  const stop = async (signal: string) => {
    if (stopping) process.exit(1);
    stopping = true;
    log.info({ signal }, 'Closing');
    setTimeout(() => process.exit(1), STOP_MS).unref();
    closing.abort();
    await unlisten(server, GRACE_MS);
    await pipeline.stop();
    await egress.close();
    await storage.close();
    process.exit(0);
  };
  process.on('SIGTERM', (signal) => void stop(signal));
  process.on('SIGINT', (signal) => void stop(signal));

  if (config.role !== 'api') await pipeline.start();
  if (config.role === 'worker') {
    announce({ role: config.role });
    return;
  }
  const port = await listen(server, config.host, config.port);
  const baseUrl = config.baseUrl ?? `http://localhost:${port}`;
  const app = createApp({
    desk,
    queue,
    baseUrl,
    report,
    fatal,
    wakeDeliveries: () => pipeline.wakeDeliveries(),
    closing: closing.signal,
  });
  const intake = createIntake({
    storage,
    receive: pipeline.receive,
    seal,
    nowMs: Date.now,
    report,
    fatal,
  });
  server.on('request', (request, response) => {
    if (!intake(request, response)) app(request, response);
  });
  const link = await makeSignInLink(desk, baseUrl);
  process.stdout.write(`\nSign in once, within an hour: ${link}\n\n`);
  announce({ role: config.role, url: baseUrl, port });
}

/** One line that a program can wait for. */
function announce(facts: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`ready ${JSON.stringify({ ...facts, pid: process.pid })}\n`);
}

try {
  const config = readConfig();
  await start(config, createLog(config, process.stdout));
} catch (error) {
  const words = error instanceof AppError ? error.message : error;
  process.stderr.write(`Recipro cannot start. ${String(words)}\n`);
  process.exit(1);
}
