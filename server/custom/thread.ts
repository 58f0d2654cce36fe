/**
 * One thread with custom actions in it, and the two lines to it: plans are asked and waited for, everything else is told.
 * T1. It may be slow, stuck or dead at any time. `plan` then answers nothing when its time is over; every `perform` under way fails.
 */
import { MessageChannel, Worker, receiveMessageOnPort } from 'node:worker_threads';
import type { Json, PerformTools } from '@recipro/schema';
import type { Report } from '../errors.ts';
import { ANSWERS, READY, SHARED_BYTES, STATE, reasonOf } from './message.ts';
import type { GuestData, PlanAnswer, PlanRequest, ToGuest, ToHost } from './message.ts';

/** A plan only turns some values into others: it takes microseconds, on a machine under load some milliseconds. */
export const PLAN_MS = 500;
/** Starting a thread and loading the modules in it. */
export const LOAD_MS = 10_000;
/** What is given to an action that was told to stop before its thread is ended, with all that runs there. */
const STOP_MS = 2_000;
const MEMORY_MB = 128;

type Call = PromiseWithResolvers<void> & { readonly tools: PerformTools };

export function startThread(modules: readonly string[], report: Report) {
  const shared = new SharedArrayBuffer(SHARED_BYTES);
  const numbers = new Int32Array(shared);
  const line = new MessageChannel();
  const data: GuestData = { modules, shared };
  const worker = new Worker(new URL('guest.ts', import.meta.url), {
    workerData: data,
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
    env: {},
    stdout: true,
  });
  worker.stdout.pipe(process.stderr);
  worker.unref();
  line.port1.unref();
  const send = (message: ToGuest | { plans: MessageChannel['port2'] }, port?: typeof line.port2) =>
    worker.postMessage(message, port === undefined ? [] : [port]);
  send({ plans: line.port2 }, line.port2);
  const loaded = Promise.withResolvers<void>();
  const calls = new Map<number, Call>();
  let lastCall = 0;
  let alive = true;

  function gone(why: string): void {
    alive = false;
    loaded.reject(new Error(why));
    for (const { reject } of calls.values()) reject(new Error(why));
    calls.clear();
  }
  worker.on('error', (error) => {
    report('The thread of custom actions failed and is made anew', error);
    gone(`its thread failed: ${error.message}`);
  });
  worker.on('exit', () => gone('its thread ended'));
  worker.on('message', (message: ToHost) => {
    if (message.say === 'loaded') loaded.resolve();
    else if (message.say === 'not-loaded')
      loaded.reject(new Error(`${message.module}: ${message.reason}`));
    else if (message.say === 'fetch') void fetchFor(message);
    else {
      const call = calls.get(message.call);
      calls.delete(message.call);
      if (message.error === null) call?.resolve();
      else call?.reject(new Error(message.error));
    }
  });

  async function fetchFor({ call, fetch, url, init }: Extract<ToHost, { say: 'fetch' }>) {
    const reach = calls.get(call)?.tools.fetch;
    try {
      if (reach === undefined) throw new Error('This perform has ended; it cannot fetch any more');
      const { status, body } = await reach(url, init);
      send({ say: 'fetched', fetch, answer: { status, body }, error: '' });
    } catch (error) {
      send({ say: 'fetched', fetch, answer: null, error: reasonOf(error) });
    }
  }

  return {
    loaded: loaded.promise,
    alive: () => alive,
    /** Null where no answer came in time. */
    plan(request: PlanRequest): PlanAnswer | null {
      Atomics.wait(numbers, STATE, 0, LOAD_MS);
      if (Atomics.load(numbers, STATE) !== READY) return null;
      const before = Atomics.load(numbers, ANSWERS);
      line.port1.postMessage(request);
      if (Atomics.wait(numbers, ANSWERS, before, PLAN_MS) === 'timed-out') return null;
      const received: { message: PlanAnswer } | undefined = receiveMessageOnPort(line.port1);
      return received?.message ?? null;
    },
    async perform(
      kind: string,
      input: Readonly<Record<string, Json>>,
      tools: PerformTools,
      giveUp: () => void,
    ): Promise<void> {
      const call = (lastCall += 1);
      const done: Call = { ...Promise.withResolvers<void>(), tools };
      calls.set(call, done);
      send({ say: 'perform', call, kind, input, idempotencyKey: tools.idempotencyKey });
      const stop = () => {
        send({ say: 'abort', call, reason: String(tools.signal.reason) });
        setTimeout(() => calls.has(call) && giveUp(), STOP_MS).unref();
      };
      tools.signal.addEventListener('abort', stop, { once: true });
      return done.promise.finally(() => tools.signal.removeEventListener('abort', stop));
    },
    end: async () => {
      gone('its thread was ended');
      line.port1.close();
      await worker.terminate();
    },
  };
}
