/** The whole flow without its doors: a real store, a real queue, real HTTP receivers, and a clock that the test moves. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { builtInActions } from '@recipro/actions';
import { canonicalJson, Event } from '@recipro/schema';
import type { Judge } from '@recipro/rules';
import type { Action, DeliveryView, Workflow } from '@recipro/schema';
import { createEgress } from '@recipro/server/egress.ts';
import { createPipeline } from '@recipro/server/pipeline/index.ts';
import type { Pipeline } from '@recipro/server/pipeline/index.ts';
import type { Queue } from '@recipro/server/queue/queue.ts';
import { createSeal, makeApiKey, makeSecret } from '@recipro/server/seal.ts';
import type { Storage } from '@recipro/server/storage/storage.ts';
import { ONE_PROCESS } from './ways.ts';
import type { Way } from './ways.ts';

export type Works = {
  readonly storage: Storage;
  readonly faults: readonly unknown[];
  nowMs(): number;
  moveTo(atMs: number): void;
  /** Adds a partner, with an endpoint where one is given. Gives its secret. */
  partner(id: string, endpointUrl?: string): Promise<string>;
  publish(document: Workflow): Promise<void>;
  /** A pipeline over this store; the first one is started by `open`. */
  pipeline(options?: { queue?: Queue; sweepEveryMs?: number }): Promise<Pipeline>;
  readonly flow: Pipeline;
  /** Keeps an event of the partner `rydo`, as the door would. Gives its id. */
  tell(event: Readonly<Record<string, unknown>>, through?: Pipeline): Promise<string>;
  deliveries(): Promise<readonly DeliveryView[]>;
  close(): Promise<void>;
};

/** On one process with SQLite, or in another of the ways to run. */
export async function openWorks(
  options: {
    readonly way?: Way;
    readonly actions?: readonly Action[];
    readonly judge?: Judge;
  } = {},
): Promise<Works> {
  const { way = ONE_PROCESS, actions = [], judge } = options;
  let nowMs = Date.now();
  const clock = () => nowMs;
  const store = await way.store(clock);
  const { storage } = store;
  const seal = createSeal(new Uint8Array(32).fill(3));
  const egress = createEgress({ allowLocal: true });
  const faults: unknown[] = [];
  const report = (message: string, error: unknown) => void faults.push({ message, error });
  const catalog = new Map(builtInActions);
  for (const action of actions) catalog.set(action.kind, action);
  const pipelines: Pipeline[] = [];
  const pipeline: Works['pipeline'] = async ({ queue, sweepEveryMs = 3_600_000 } = {}) => {
    const made = createPipeline({
      storage,
      queue: queue ?? (await way.queue(report)),
      actions: catalog,
      egress,
      seal,
      nowMs: clock,
      random: Math.random,
      report,
      sweepEveryMs,
      ...(judge === undefined ? {} : { judge }),
    });
    pipelines.push(made);
    return made;
  };
  const flow = await pipeline();
  await flow.start();

  return {
    storage,
    faults,
    flow,
    pipeline,
    nowMs: clock,
    moveTo: (atMs) => void (nowMs = atMs),
    async partner(id, endpointUrl) {
      const secret = makeSecret();
      const { prefix, hash } = makeApiKey();
      const key = { id: `key-${id}`, label: 'first', prefix, hash };
      const sealedSecret = seal.seal(secret);
      await storage.addPartner({ id, name: id, currencies: [], sealedSecret, key, nowMs });
      if (endpointUrl !== undefined) await storage.updatePartner(id, { endpointUrl });
      return secret;
    },
    async publish(document) {
      const known = await storage.workflow(document.id);
      if (known === null) await storage.createWorkflow(document, nowMs);
      else await storage.saveDraft(document.id, document, known.revision, nowMs);
      const { revision = 0 } = (await storage.workflow(document.id)) ?? {};
      const rules = { rules: '{}', digest: 'test', user: 'test' };
      await storage.publish(document.id, { revision, ...rules, nowMs });
    },
    async tell(given, through = flow) {
      const event = Event.parse({ specversion: '1.0', source: 'rydo', subject: 'ann', ...given });
      const bodyHash = createHash('sha256').update(canonicalJson(event)).digest();
      const [answer] = await through.receive([[{ event, bodyHash }]]);
      if (answer?.outcome !== 'accepted') throw new Error('not accepted');
      return answer.events[0]?.eventId ?? '';
    },
    deliveries: async () => (await storage.deliveries({ limit: 200 })).items.toReversed(),
    async close() {
      for (const each of pipelines) await each.stop();
      await egress.close();
      await storage.close();
      await store.remove();
    },
  };
}

/** For each partner: the event `tell.<partner>` sends it a message. */
export function messagesTo(...partners: readonly string[]): Workflow {
  const players = ['rydo', ...partners.filter((partner) => partner !== 'rydo')];
  return {
    id: 'messages',
    name: 'Messages',
    roles: players.map((partner) => ({ role: partner, title: partner, partner })),
    nodes: partners.flatMap((to) => [
      { id: `on-${to}`, kind: 'trigger' as const, event: `tell.${to}`, from: 'rydo' },
      {
        id: `send-${to}`,
        kind: 'action' as const,
        action: 'message.send',
        params: { to: { role: to }, event: 'told', data: { says: 'hello' } },
      },
    ]),
    edges: partners.map((to) => ({ from: `on-${to}`, out: 'next' as const, to: `send-${to}` })),
  };
}

export type Arrived = {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly path: string;
};
export type Endpoint = {
  readonly url: string;
  readonly arrived: readonly Arrived[];
  close(): Promise<void>;
};

/** A real HTTP server that keeps what arrives and answers as the test says. */
export async function openEndpoint(
  answer: (response: ServerResponse, arrived: Arrived) => void,
): Promise<Endpoint> {
  const arrived: Arrived[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const body = await buffer(request);
      const one = { headers: request.headers, body, path: request.url ?? '' };
      arrived.push(one);
      answer(response, one);
    })();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    arrived,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
