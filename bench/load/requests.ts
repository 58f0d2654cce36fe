/** Requests as bytes: a batch of rides, signed, with its headers. Made ahead of a run, or as it goes when those are used up. */
import { signWebhook } from '@recipro/client';
import { createRides } from '../workload/ride.ts';
import type { Target } from './plan.ts';

export type MadeRequest = {
  readonly bytes: Uint8Array;
  readonly events: number;
  readonly points: number;
};

export type Requests = {
  prepare(count: number): void;
  next(): MadeRequest;
  /** The number of the first event of the next request. */
  nextNo(): number;
};

/** Bytes made ahead and kept; what goes beyond is made as it is sent. */
const PREPARED_BYTES_MAX = 400 * 1024 * 1024;

export function createRequests(target: Target): Requests {
  const { batch, secret, path } = target;
  const rides = createRides(target);
  const type = batch === 1 ? 'application/json' : 'application/cloudevents-batch+json';
  let ready: MadeRequest[] = [];
  let taken = 0;
  let made = 0;

  function make(): MadeRequest {
    const bodies: string[] = [];
    let points = 0;
    for (let place = 0; place < batch; place += 1) {
      const ride = rides(made * batch + place);
      bodies.push(ride.body);
      points += ride.points;
    }
    const body = batch === 1 ? (bodies[0] ?? '') : `[${bodies.join(',')}]`;
    const id = `${target.prefix}-${made}`;
    made += 1;
    const head = [
      `POST ${path} HTTP/1.1`,
      'host: localhost',
      `content-type: ${type}`,
      `content-length: ${Buffer.byteLength(body)}`,
      ...(secret === null ? [] : signature(secret, id, body)),
    ].join('\r\n');
    return { bytes: Buffer.from(`${head}\r\n\r\n${body}`), events: batch, points };
  }

  return {
    prepare(count) {
      ready = ready.slice(taken);
      taken = 0;
      let bytes = ready.reduce((sum, each) => sum + each.bytes.length, 0);
      while (ready.length < count && bytes < PREPARED_BYTES_MAX) {
        const request = make();
        bytes += request.bytes.length;
        ready.push(request);
      }
    },
    next() {
      const request = ready[taken];
      if (request === undefined) return make();
      taken += 1;
      return request;
    },
    nextNo: () => (made - (ready.length - taken)) * batch,
  };
}

function signature(secret: string, id: string, body: string): readonly string[] {
  const timestampS = Math.floor(Date.now() / 1000);
  return [
    `webhook-id: ${id}`,
    `webhook-timestamp: ${timestampS}`,
    `webhook-signature: ${signWebhook({ secret, id, timestampS, body })}`,
  ];
}
