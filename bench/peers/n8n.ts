/**
 * n8n as it comes, on its own SQLite: a webhook, one step with the ten comparisons, an answer. It keeps every execution, and checks no signature.
 * N1. Only an event that meets the conditions is answered 202, and each must be a finished execution in its store.
 */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import Database from 'better-sqlite3';
import { freePort } from '../../test/free-port.ts';
import { until } from '../../test/patience.ts';
import type { Contestant } from '../contestants/script.ts';
import type { Track } from '../track.ts';
import type { Wanted } from './install.ts';

/** Its own spreadsheet reader comes from no registry; the one of that name does. */
export const N8N: Wanted = {
  name: 'n8n',
  dependencies: { n8n: '1.123.81' },
  overrides: { xlsx: '0.18.5' },
};

const START_MS = 180_000;
const ID = 'rides0000000001';

export type RunningN8n = Contestant & {
  waiting(): Promise<number>;
  finished(): number;
};

export async function startN8n(track: Track, folder: string): Promise<RunningN8n> {
  const home = await track.folder('n8n');
  const port = await freePort();
  const program = path.join(folder, 'node_modules/n8n/bin/n8n');
  const env = environment(home, port);
  const file = path.join(home, 'workflow.json');
  await writeFile(file, JSON.stringify([workflow()]));
  const run = (...args: string[]) =>
    promisify(execFile)(process.execPath, [program, ...args], { env });
  await run('import:workflow', `--input=${file}`);
  await run('update:workflow', `--id=${ID}`, '--active=true');
  const child = spawn(process.execPath, [program, 'start'], { env, stdio: 'ignore' });
  const exited = once(child, 'exit');
  const end = track.leaving(async () => {
    child.kill('SIGKILL');
    await exited;
  });
  await until('n8n answers', () => answers(port), START_MS);
  const db = new Database(path.join(home, '.n8n/database.sqlite'), { readonly: true });
  const count = (where: string) =>
    db.prepare<[], number>(`SELECT count(*) FROM execution_entity WHERE ${where}`).pluck().get() ??
    0;
  // The question above is an execution too, and is kept some time after its answer.
  await until('n8n has kept its first execution', () => count(`status = 'success'`) === 1);
  return {
    port,
    pid: child.pid ?? 0,
    waiting: async () => count(`status IN ('new', 'running')`),
    finished: () => count(`status = 'success'`) - 1,
    async stop() {
      db.close();
      await end();
      await track.discard(home);
    },
  };
}

/** What an event that meets nothing is answered, as soon as the workflow is active. */
async function answers(port: number): Promise<boolean> {
  const response = await fetch(`http://127.0.0.1:${port}/webhook/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"data":{"campaign":{},"fare":{}}}',
  }).catch(() => null);
  await response?.text();
  return response?.status === 400;
}

function environment(home: string, port: number): NodeJS.ProcessEnv {
  return {
    N8N_USER_FOLDER: home,
    N8N_PORT: String(port),
    N8N_LISTEN_ADDRESS: '127.0.0.1',
    N8N_DIAGNOSTICS_ENABLED: 'false',
    N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
    N8N_TEMPLATES_ENABLED: 'false',
    // Expressions and steps run in its own process, which is the faster way.
    N8N_RUNNERS_ENABLED: 'false',
    N8N_EXPRESSION_ENGINE: 'legacy',
    N8N_LOG_LEVEL: 'error',
    DB_TYPE: 'sqlite',
    PATH: path.dirname(process.execPath),
  };
}

const data = (name: string) => `={{ $json.body.data.${name} }}`;
const read = (leftValue: string, type: string, operation: string, rightValue: unknown) => ({
  id: `${leftValue} ${operation}`,
  leftValue,
  rightValue,
  operator: { type, operation },
});

/** The group of three stands in one expression, since the step knows one way to combine. */
const CONDITIONS = [
  read(data('campaign.id'), 'string', 'equals', 'c-0'),
  read(data('fare.amountMinor'), 'number', 'gte', 100),
  read(data('fare.currency'), 'string', 'regex', '^(USD|EUR|DKK)$'),
  read(
    `={{ ['DK', 'IT'].includes($json.body.data.country) || ($json.body.data.risk < 60 && $json.body.data.channel !== 'test') }}`,
    'boolean',
    'equals',
    true,
  ),
  read(data('payment'), 'string', 'notRegex', '^(free|voucher)$'),
  read('={{ 0 }}', 'number', 'lt', 1_000_000_000),
  read('={{ 0 }}', 'number', 'gte', 0),
];

function workflow() {
  const step = (name: string, type: string, version: number, parameters: object) => ({
    id: name,
    name,
    type: `n8n-nodes-base.${type}`,
    typeVersion: version,
    position: [0, 0],
    parameters,
    ...(type === 'webhook' ? { webhookId: 'rides' } : {}),
  });
  const answer = (name: string, responseCode: number) =>
    step(name, 'respondToWebhook', 1, {
      respondWith: 'text',
      responseBody: name,
      options: { responseCode },
    });
  const to = (node: string) => [{ node, type: 'main', index: 0 }];
  const options = { caseSensitive: true, leftValue: '', typeValidation: 'loose' };
  return {
    id: ID,
    name: 'Rides',
    active: false,
    settings: { executionOrder: 'v1' },
    connections: {
      door: { main: [to('counts')] },
      counts: { main: [to('earned'), to('nothing')] },
    },
    nodes: [
      step('door', 'webhook', 2, {
        httpMethod: 'POST',
        path: 'events',
        responseMode: 'responseNode',
        options: {},
      }),
      step('counts', 'if', 2, {
        conditions: { options, combinator: 'and', conditions: CONDITIONS },
        options: {},
      }),
      answer('earned', 202),
      answer('nothing', 400),
    ],
  };
}
