/** A SQLite store with something in every table: partners with old secrets and keys, drafts and versions, events in every state, books, messages. */
import type { Ask, RunInput } from '@recipro/rules';
import { openSqlite } from '@recipro/server/storage/sqlite/open.ts';
import type { DeliveryResult, Storage } from '@recipro/server/storage/storage.ts';
import {
  ALL_SHARDS,
  arrived,
  asking,
  evaluating,
  partnerNamed,
  post,
  publishing,
  START_MS,
  WORKFLOW,
} from '../storage/story.ts';

const RIDERS = 12;
const RIDES = 60;
const LEASE_MS = 1_000;

export async function fillStore(dir: string, rides = RIDES): Promise<void> {
  const storage = openSqlite({ dir, nowMs: () => START_MS });
  try {
    await addPartners(storage);
    await addWorkflows(storage);
    await ride(storage, rides);
    await fail(storage);
    await settle(storage);
    await storage.linkIdentity(
      {
        known: { partner: 'rydo', subject: 'rider-1' },
        also: { partner: 'cardia', subject: 'ön' },
      },
      START_MS,
    );
    await storage.takeDuty({ name: 'sweep', holder: 'me', nowMs: START_MS, leaseMs: 1 });
    await storage.addSignInToken('token-open', START_MS + 1);
    await storage.addSignInToken('token-used', START_MS + 1);
    const expiresAtMs = START_MS + 9_000;
    await storage.openSession({
      tokenHash: 'token-used',
      sessionHash: 'session',
      expiresAtMs,
      nowMs: START_MS,
    });
    // Accepted and still waiting: the new installation has to evaluate these.
    await storage.accept([waiting().map((id) => arrived({ id }))], START_MS);
  } finally {
    await storage.close();
  }
}

export const waiting = () => Array.from({ length: 7 }, (_, i) => `waiting-${i}`);

async function addPartners(storage: Storage): Promise<void> {
  for (const partner of [
    partnerNamed('cardia', 'CARD', 'GOLD'),
    partnerNamed('rydo'),
    partnerNamed('cafe'),
  ])
    await storage.addPartner(partner);
  await storage.updatePartner('rydo', { endpointUrl: 'https://rydo.example/in' });
  await storage.updatePartner('cafe', { endpointUrl: 'https://cafe.example/in' });
  await storage.rotateSecret('rydo', 'sealed-rydo-2', START_MS, START_MS + 5_000);
  await storage.rotateSecret('rydo', 'sealed-rydo-3', START_MS + 1, START_MS + 6_000);
  await storage.addKey('rydo', {
    id: 'key-2',
    label: 'second',
    prefix: 'rk_2',
    hash: 'hash-2',
    nowMs: START_MS,
  });
  await storage.revokeKey('rydo', 'key-rydo', START_MS + 2);
}

async function addWorkflows(storage: Storage): Promise<void> {
  await storage.createWorkflow(WORKFLOW, START_MS);
  await storage.publish(WORKFLOW.id, publishing(1));
  await storage.saveDraft(WORKFLOW.id, { ...WORKFLOW, name: 'Ride “on” 🚕' }, 1, START_MS + 1);
  await storage.publish(WORKFLOW.id, publishing(2));
  await storage.saveDraft(WORKFLOW.id, { ...WORKFLOW, name: 'Not yet' }, 2, START_MS + 2);
  for (const id of ['asleep', 'draft'])
    await storage.createWorkflow({ ...WORKFLOW, id }, START_MS + 3);
  await storage.publish('asleep', publishing(1));
  await storage.setStatus('asleep', 'paused', START_MS + 4);
}

async function ride(storage: Storage, rides: number): Promise<void> {
  const events = Array.from({ length: rides }, (_, i) =>
    arrived({ id: `ride-${i}`, subject: `rider-${i % RIDERS}`, data: { text: 'æ\u0001\\"\n', i } }),
  );
  await storage.accept([events], START_MS);
  await evaluateAll(storage, asksOf);
}

function asksOf(run: RunInput): readonly Ask[] {
  const rider = `customer:${run.customerId}`;
  const issued = 'partner:cardia:issued';
  const { id } = run.event;
  return [
    post(run, {
      id: `${run.runId}-earn`,
      amountMinor: 40,
      availableAtMs: START_MS + 5,
      reference: id,
    }),
    post(run, {
      id: `${run.runId}-back`,
      from: rider,
      to: issued,
      amountMinor: 15,
      reference: 'r',
      reverses: `${run.runId}-earn`,
    }),
    post(run, { id: `${run.runId}-gold`, currency: 'GOLD', amountMinor: 2 ** 40 }),
    { ask: 'put-score', name: 'rides', value: id.length / 3 },
    { ask: 'put-tag', tag: 'traveller', present: true },
    { ask: 'put-consent', purpose: 'offers', partner: 'cafe', granted: id.endsWith('1') },
    {
      ask: 'issue-voucher',
      key: run.runId,
      offer: 'coffee',
      redeemer: 'cafe',
      expiresAtMs: START_MS + 7,
    },
    {
      ask: 'send',
      key: `${run.runId}-r`,
      kind: 'deliver',
      to: 'rydo',
      type: 'paid',
      data: { a: 1 },
    },
    { ask: 'send', key: `${run.runId}-c`, kind: 'deliver', to: 'cafe', type: 'come', data: {} },
    {
      ask: 'send',
      key: `${run.runId}-p`,
      kind: 'perform',
      to: 'message.send',
      type: 'x',
      data: {},
    },
  ];
}

/** Two events end in quarantine; one of them is sent back and waits again with a new number. */
async function fail(storage: Storage): Promise<void> {
  await storage.accept([['bad-1', 'bad-2'].map((id) => arrived({ id, subject: 'bo' }))], START_MS);
  await evaluateAll(storage, () => {
    throw new Error('nothing fits “this”');
  });
  const [first] = (await storage.quarantined({ limit: 10 })).items;
  if (first === undefined) throw new Error('There is one in quarantine');
  await storage.retryQuarantined(first.eventId);
}

/** Messages delivered, failed, tried again later, claimed by somebody who never came back, and held because their receiver is gone. */
async function settle(storage: Storage): Promise<void> {
  const outcomes: readonly DeliveryResult['next'][] = [
    { outcome: 'delivered' },
    { outcome: 'retry', atMs: START_MS + 60_000 },
    { outcome: 'failed' },
    { outcome: 'delivered' },
  ];
  const claim = { nowMs: START_MS, leaseMs: LEASE_MS, limit: outcomes.length + 2 };
  const claimed = await storage.claimDeliveries({ ...claim, except: ['cafe'] });
  for (const [index, next] of outcomes.entries()) await settleOne(storage, claimed[index], next);
  const [gone] = await storage.claimDeliveries({ ...claim, except: ['rydo', 'message.send'] });
  await settleOne(storage, gone, { outcome: 'gone' });
}

async function settleOne(
  storage: Storage,
  claimed: { readonly id: string; readonly fence: number } | undefined,
  next: DeliveryResult['next'],
): Promise<void> {
  if (claimed === undefined) throw new Error('There is something to settle');
  const attempt = { atMs: START_MS, status: 503, error: 'busy “now”', durationMs: 12 };
  await storage.settleDeliveries([{ id: claimed.id, fence: claimed.fence, attempt, next }]);
}

export async function evaluateAll(
  storage: Storage,
  asks: (run: RunInput) => readonly Ask[],
  limit = 1_000,
): Promise<void> {
  for (;;) {
    const evaluated = await storage.evaluate({
      shards: ALL_SHARDS,
      limit,
      revision: await storage.revision(),
      evaluateEvent: evaluating(asking(asks, ['credit', 'notify'])),
    });
    if (evaluated.outcome === 'stale' || !evaluated.more) return;
  }
}
