/**
 * Reads the raw bytes of a request, within limits of size and time.
 * B1. What all requests together hold in memory is bounded; more is refused as `too-busy` before it is kept.
 * B2. What comes after a refusal is thrown away up to a limit, so that the sender can read the answer; then the line is cut.
 */
import type { IncomingMessage } from 'node:http';
import { AppError } from '../errors.ts';
import type { ErrorCode } from '../errors.ts';

/** All bodies in hand: sixteen of the largest, or a hundred thousand usual ones. */
export const IN_HAND_BYTES_MAX = 64 * 1024 * 1024;
export const BODY_TIMEOUT_MS = 10_000;
const DISCARD_BYTES_MAX = 16 * 1024 * 1024;

/** Counts bytes in hand. `take` is false, and takes nothing, where there is no room. */
export type Room = { take(bytes: number): boolean; give(bytes: number): void };

export function createRoom(bytesMax: number): Room {
  let taken = 0;
  return {
    take: (bytes) => {
      if (taken + bytes > bytesMax) return false;
      taken += bytes;
      return true;
    },
    give: (bytes) => {
      taken -= bytes;
    },
  };
}

export type BodyLimits = {
  readonly bytesMax: number;
  readonly tooLarge: ErrorCode;
  readonly room: Room;
  readonly timeoutMs: number;
};

/** The caller gives the room back when it is done with the bytes. `body-too-large`, `event-too-large`, `too-slow`, `too-busy`. */
export function readBody(request: IncomingMessage, limits: BodyLimits): Promise<Buffer> {
  const { bytesMax, room } = limits;
  return new Promise((resolve, reject) => {
    let bytes = 0;
    let chunks: Buffer[] = [];
    const tooLarge = () =>
      new AppError(limits.tooLarge, `More than ${bytesMax} bytes came. Send less at once.`);

    const finish = (error: Error | null) => {
      clearTimeout(timer);
      request.off('data', keep).off('end', end).off('error', fail).off('close', fail);
      if (error === null) {
        resolve(chunks.length === 1 ? (chunks[0] ?? EMPTY) : Buffer.concat(chunks, bytes));
        return;
      }
      room.give(bytes);
      chunks = [];
      discard(request, limits.timeoutMs);
      reject(error);
    };
    const keep = (chunk: Buffer) => {
      if (bytes + chunk.length > bytesMax) finish(tooLarge());
      else if (!room.take(chunk.length))
        finish(new AppError('too-busy', 'The server holds as much as it can. Send it again soon.'));
      else {
        bytes += chunk.length;
        chunks.push(chunk);
      }
    };
    const end = () => finish(null);
    const fail = () =>
      finish(new AppError('bad-request', 'The request ended before its body did.'));
    const timer = setTimeout(
      () =>
        finish(
          new AppError(
            'too-slow',
            `The body was not here within ${limits.timeoutMs / 1000} seconds. Send it again.`,
          ),
        ),
      limits.timeoutMs,
    );
    request.on('data', keep).on('end', end).on('error', fail).on('close', fail);
    if (Number(request.headers['content-length'] ?? 0) > bytesMax) finish(tooLarge());
  });
}

const EMPTY = Buffer.alloc(0);

/** Throws the rest away, for a while. */
function discard(request: IncomingMessage, timeoutMs: number): void {
  if (request.complete || request.destroyed) return;
  let bytes = 0;
  const timer = setTimeout(() => request.destroy(), timeoutMs);
  request
    .on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > DISCARD_BYTES_MAX) request.destroy();
    })
    .on('error', () => clearTimeout(timer))
    .on('close', () => clearTimeout(timer))
    .resume();
}
