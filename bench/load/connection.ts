/**
 * One keep-alive HTTP/1.1 connection over a raw socket: a request at a time, ready-made bytes out, a status in.
 * It reads just enough of an answer to know where it ends, which costs a tenth of what a client library does.
 */
import { connect } from 'node:net';
import type { Socket } from 'node:net';

type Answered = {
  /** 0 where the connection broke before an answer. */
  readonly status: number;
  readonly retryAfterS: number;
};

export type Connection = {
  send(request: Uint8Array): Promise<Answered>;
  close(): void;
};

const BROKEN: Answered = { status: 0, retryAfterS: 1 };

export function openConnection(port: number): Promise<Connection> {
  const { promise, resolve, reject } = Promise.withResolvers<Connection>();
  let socket = dial();
  let pending: Buffer = Buffer.alloc(0);
  let answer: ((answered: Answered) => void) | null = null;

  function dial(): Socket {
    return connect({ port, host: '127.0.0.1', noDelay: true })
      .on('data', hear)
      .on('close', broke)
      .on('error', reject)
      .once('connect', () => resolve({ send, close: () => socket.destroy() }));
  }

  function hear(chunk: Buffer): void {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    const read = readAnswer(pending);
    if (read === null) return;
    pending = Buffer.alloc(0);
    settle(read);
  }

  function broke(): void {
    pending = Buffer.alloc(0);
    settle(BROKEN);
  }

  function settle(answered: Answered): void {
    const waiting = answer;
    answer = null;
    waiting?.(answered);
  }

  function send(request: Uint8Array): Promise<Answered> {
    return new Promise((done) => {
      answer = done;
      if (socket.destroyed) socket = dial();
      socket.write(request);
    });
  }

  return promise;
}

/** The answer in these bytes, or null while it is not whole. */
function readAnswer(bytes: Buffer): Answered | null {
  const end = bytes.indexOf('\r\n\r\n');
  if (end === -1) return null;
  const head = bytes.toString('latin1', 0, end);
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  const whole =
    length === undefined
      ? bytes.subarray(-5).toString('latin1') === '0\r\n\r\n'
      : bytes.length >= end + 4 + Number(length);
  if (!whole) return null;
  const later = /\r\nretry-after: *(\d+)/i.exec(head)?.[1];
  return { status: Number(head.slice(9, 12)), retryAfterS: Number(later ?? 1) };
}
