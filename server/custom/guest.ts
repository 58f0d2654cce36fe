/**
 * The thread in which custom actions run. Whatever they do (throw, loop, grow, give nonsense), they do it here and not in the host.
 * G1. `plan` answers at once and small, or says why not. G2. It never touches the network; `perform` does through the host's one way out.
 */
import { parentPort, workerData } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import type { Action, Currency } from '@recipro/schema';
import { actionsOf } from './actions-of.ts';
import { closeTheNetwork, lendOurModules } from './imports.ts';
import { ANSWERS, READY, STATE, reasonOf } from './message.ts';
import type { GuestData, PlanAnswer, PlanRequest, ToGuest, ToHost } from './message.ts';

/** Of the JSON of a plan: several times what the largest useful one takes. */
const PLAN_LENGTH_MAX = 256 * 1024;

const { modules, shared } = workerData as GuestData;
const numbers = new Int32Array(shared);
const actions = new Map<string, Action>();
const performing = new Map<number, AbortController>();
const fetching = new Map<number, PromiseWithResolvers<{ status: number; body: string }>>();
let fetches = 0;

// The line to the host is taken before anything is closed to the actions.
const host = parentPort;
if (host === null) throw new Error('This module runs in a thread of its own');
const tell = (message: ToHost) => host.postMessage(message, []);

lendOurModules();
closeTheNetwork();
await load();

async function load(): Promise<void> {
  for (const module of modules) {
    try {
      for (const action of actionsOf(await import(module))) actions.set(action.kind, action);
    } catch (error) {
      tell({ say: 'not-loaded', module, reason: reasonOf(error) });
      return;
    }
  }
  host?.on('message', (message: ToGuest | { readonly plans: MessagePort }) => {
    if ('plans' in message) servePlans(message.plans);
    else hear(message);
  });
  Atomics.store(numbers, STATE, READY);
  Atomics.notify(numbers, STATE);
  tell({ say: 'loaded' });
}

function servePlans(port: MessagePort): void {
  port.on('message', (request: PlanRequest) => {
    port.postMessage(cloneable(planOf(request)));
    Atomics.add(numbers, ANSWERS, 1);
    Atomics.notify(numbers, ANSWERS);
  });
}

function planOf({ kind, params, currencies, ...context }: PlanRequest): PlanAnswer {
  const needs = new Set<string>();
  const currency = (code: string): Currency | null => {
    if (!currencies.has(code)) needs.add(code);
    return currencies.get(code) ?? null;
  };
  try {
    const plan: unknown = actions.get(kind)?.plan(params, { ...context, currency });
    if (needs.size > 0) return { needs: [...needs] };
    if (plan instanceof Promise) {
      plan.catch(() => {});
      return {
        failed: 'plan gave a promise; it must answer at once. Outside work goes into perform',
      };
    }
    const length = JSON.stringify(plan)?.length ?? 0;
    if (length > PLAN_LENGTH_MAX)
      return {
        failed: `plan gave ${length} characters of JSON; at most ${PLAN_LENGTH_MAX} are taken`,
      };
    return { plan };
  } catch (error) {
    return needs.size > 0 ? { needs: [...needs] } : { failed: reasonOf(error) };
  }
}

/** A plan may hold what cannot leave the thread, such as a function. */
function cloneable(answer: PlanAnswer): PlanAnswer {
  try {
    return structuredClone(answer);
  } catch (error) {
    return { failed: `plan gave what is not JSON: ${reasonOf(error)}` };
  }
}

function hear(message: ToGuest): void {
  if (message.say === 'perform') void perform(message);
  else if (message.say === 'abort') performing.get(message.call)?.abort(new Error(message.reason));
  else {
    const waiting = fetching.get(message.fetch);
    fetching.delete(message.fetch);
    if (message.answer === null) waiting?.reject(new Error(message.error));
    else waiting?.resolve(message.answer);
  }
}

async function perform(message: Extract<ToGuest, { say: 'perform' }>): Promise<void> {
  const { call, kind, input, idempotencyKey } = message;
  const abort = new AbortController();
  performing.set(call, abort);
  const fetchOut = (
    url: string,
    init: { method: string; headers: Record<string, string>; body: string },
  ) => {
    fetches += 1;
    const answer = Promise.withResolvers<{ status: number; body: string }>();
    fetching.set(fetches, answer);
    tell({ say: 'fetch', call, fetch: fetches, url, init });
    return answer.promise;
  };
  try {
    const action = actions.get(kind);
    if (action?.perform === undefined) throw new Error(`${kind} has no perform`);
    await action.perform(input, { fetch: fetchOut, idempotencyKey, signal: abort.signal });
    tell({ say: 'performed', call, error: null });
  } catch (error) {
    tell({ say: 'performed', call, error: reasonOf(error) });
  } finally {
    performing.delete(call);
  }
}
