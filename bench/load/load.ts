/** The racing side of the load generator: starts the process, gives it orders, waits for what it saw. */
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { CUSTOMERS, RIDE } from '../workload/ride.ts';
import { Answer } from './plan.ts';
import type { Order, Report, Target } from './plan.ts';

const GENERATOR = path.join(import.meta.dirname, 'generator.ts');

export type LoadTarget = Pick<Target, 'port' | 'prefix'> & Partial<Target>;

export type Run = {
  readonly seconds: number;
  readonly connections?: number;
  readonly perSecond?: number;
  readonly tellTimes?: boolean;
};

export type Load = {
  prepare(requests: number): Promise<void>;
  run(run: Run): Promise<Report>;
  stop(): Promise<void>;
};

export function openLoad(target: LoadTarget): Load {
  const whole: Target = {
    path: '/v1/events',
    secret: null,
    batch: 1,
    customers: CUSTOMERS,
    types: [RIDE],
    campaigns: 1,
    ...target,
  };
  const child = fork(GENERATOR, [JSON.stringify(whole)], { execArgv: [] });
  const exited = once(child, 'exit');
  return {
    async prepare(requests) {
      await ask(child, { order: 'prepare', requests });
    },
    async run({ seconds, connections = 50, perSecond = null, tellTimes = false }) {
      const answer = await ask(child, { order: 'run', seconds, connections, perSecond, tellTimes });
      if (answer.answer !== 'ran') throw new Error('The load generator did not run');
      return answer.report;
    },
    async stop() {
      if (child.connected) child.disconnect();
      await exited;
    },
  };
}

function ask(child: ChildProcess, order: Order): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const hear = (message: unknown) => resolve(Answer.parse(message));
  const ended = () => reject(new Error('The load generator ended'));
  child.once('message', hear).once('exit', ended);
  child.send(order);
  return promise.finally(() => child.off('message', hear).off('exit', ended));
}
