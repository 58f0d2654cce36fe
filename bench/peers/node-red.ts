/**
 * Node-RED, headless: the ten comparisons on every event, an answer, and nothing stored or checked (no signature either).
 * Drawn as a user would, a switch for each value; and as a programmer would, all in one function.
 * R1. Only an event that meets the conditions is answered 202, so the load generator sees that they were looked at.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { freePort } from '../../test/free-port.ts';
import { until } from '../../test/patience.ts';
import type { Contestant } from '../contestants/script.ts';
import type { Track } from '../track.ts';
import type { Wanted } from './install.ts';

export const NODE_RED: Wanted = { name: 'node-red', dependencies: { 'node-red': '5.0.7' } };

const SETTINGS = `module.exports = {
  uiHost: '127.0.0.1',
  httpAdminRoot: false,
  flowFile: 'flows.json',
  credentialSecret: false,
  logging: { console: { level: 'warn', metrics: false, audit: false } },
};
`;

export type Style = 'switches' | 'function';

export async function startNodeRed(
  track: Track,
  folder: string,
  style: Style,
): Promise<Contestant> {
  const userDir = await track.folder('node-red');
  await writeFile(path.join(userDir, 'settings.js'), SETTINGS);
  await writeFile(path.join(userDir, 'flows.json'), JSON.stringify(flow(style)));
  const port = await freePort();
  const program = path.join(folder, 'node_modules/node-red/red.js');
  const child = spawn(
    process.execPath,
    [
      program,
      '--userDir',
      userDir,
      '--port',
      String(port),
      '--settings',
      path.join(userDir, 'settings.js'),
    ],
    { cwd: userDir, stdio: ['ignore', 'ignore', 'ignore'] },
  );
  const exited = once(child, 'exit');
  const stop = track.leaving(async () => {
    child.kill('SIGKILL');
    await exited;
  });
  await until('Node-RED answers', () => answers(port));
  return { port, pid: child.pid ?? 0, stop };
}

/** An event that meets nothing is answered 400 as soon as the flow runs. */
async function answers(port: number): Promise<boolean> {
  const response = await fetch(`http://127.0.0.1:${port}/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"data":{"campaign":{},"fare":{}}}',
  }).catch(() => null);
  await response?.text();
  return response?.status === 400;
}

type FlowNode = { readonly id: string; readonly type: string; readonly z?: string } & Record<
  string,
  unknown
>;

function flow(style: Style): readonly FlowNode[] {
  const door: FlowNode = {
    id: 'in',
    type: 'http in',
    z: 'tab',
    url: '/v1/events',
    method: 'post',
    wires: [[style === 'switches' ? 'customer' : 'all']],
  };
  return [
    { id: 'tab', type: 'tab', label: 'Rides' },
    door,
    ...(style === 'switches' ? SWITCHES : [FUNCTION]),
    answer('yes', 202, 'earned'),
    answer('no', 400, 'nothing'),
    { id: 'out', type: 'http response', z: 'tab', wires: [] },
  ];
}

function answer(id: string, status: number, words: string): FlowNode {
  const set = (to: string, value: string, type: string) => ({
    t: 'set',
    p: to,
    pt: 'msg',
    to: value,
    tot: type,
  });
  return {
    id,
    type: 'change',
    z: 'tab',
    rules: [set('statusCode', String(status), 'num'), set('payload', words, 'str')],
    wires: [['out']],
  };
}

/** Of the rules the first that fits counts; what fits none goes the last way. */
function choice(
  id: string,
  property: string,
  rules: readonly { t: string; v: string; vt: 'num' | 'str' }[],
  wires: readonly string[],
): FlowNode {
  return {
    id,
    type: 'switch',
    z: 'tab',
    property,
    propertyType: 'msg',
    rules: [...rules, { t: 'else' }],
    checkall: 'false',
    outputs: wires.length,
    wires: wires.map((to) => [to]),
  };
}

const data = (name: string) => `payload.data.${name}`;

const SWITCHES: readonly FlowNode[] = [
  {
    id: 'customer',
    type: 'change',
    z: 'tab',
    rules: [
      { t: 'set', p: 'loyalty', pt: 'msg', to: '0', tot: 'num' },
      { t: 'set', p: 'balance', pt: 'msg', to: '0', tot: 'num' },
    ],
    wires: [['campaign']],
  },
  choice('campaign', data('campaign.id'), [{ t: 'eq', v: 'c-0', vt: 'str' }], ['amount', 'no']),
  choice(
    'amount',
    data('fare.amountMinor'),
    [{ t: 'gte', v: '100', vt: 'num' }],
    ['currency', 'no'],
  ),
  choice(
    'currency',
    data('fare.currency'),
    [{ t: 'regex', v: '^(USD|EUR|DKK)$', vt: 'str' }],
    ['country', 'no'],
  ),
  choice(
    'country',
    data('country'),
    [
      { t: 'eq', v: 'DK', vt: 'str' },
      { t: 'eq', v: 'IT', vt: 'str' },
    ],
    ['payment', 'payment', 'risk'],
  ),
  choice('risk', data('risk'), [{ t: 'lt', v: '60', vt: 'num' }], ['channel', 'no']),
  choice('channel', data('channel'), [{ t: 'neq', v: 'test', vt: 'str' }], ['payment', 'no']),
  choice(
    'payment',
    data('payment'),
    [{ t: 'regex', v: '^(free|voucher)$', vt: 'str' }],
    ['no', 'score'],
  ),
  choice('score', 'loyalty', [{ t: 'lt', v: '1000000000', vt: 'num' }], ['points', 'no']),
  choice('points', 'balance', [{ t: 'gte', v: '0', vt: 'num' }], ['yes', 'no']),
];

const FUNCTION: FlowNode = {
  id: 'all',
  type: 'function',
  z: 'tab',
  outputs: 2,
  func: `const { campaign, fare, country, risk, channel, payment } = msg.payload.data;
const loyalty = 0, balance = 0;
const met = campaign.id === 'c-0' && fare.amountMinor >= 100 && ['USD', 'EUR', 'DKK'].includes(fare.currency)
  && (country === 'DK' || country === 'IT' || (risk < 60 && channel !== 'test'))
  && !['free', 'voucher'].includes(payment) && loyalty < 1000000000 && balance >= 0;
return met ? [msg, null] : [null, msg];`,
  wires: [['yes'], ['no']],
};
