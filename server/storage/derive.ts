/**
 * Ids that follow from what they name (S4): the same thing always gets the same id, so a repeat meets a unique key.
 * An id is a readable prefix and the first 100 bits of a SHA-256, in Crockford's base 32 without letters that look like digits.
 */
import { hash } from 'node:crypto';
import { SHARDS } from '../queue/queue.ts';

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** 20 characters of 5 bits: with a thousand million ids a collision has a chance of about one in 10^12. */
const ID_LENGTH = 20;

function derivedId(prefix: string, ...parts: readonly (string | number)[]): string {
  const digest = hash('sha256', JSON.stringify([prefix, ...parts]), 'buffer');
  return `${prefix}_${base32(digest, ID_LENGTH).toLowerCase()}`;
}

/** The first `length` groups of five bits, highest first. */
export function base32(bytes: Uint8Array, length: number): string {
  let text = '';
  let bits = 0;
  let pending = 0;
  for (const byte of bytes) {
    pending = (pending << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += CROCKFORD.charAt((pending >> bits) & 31);
      if (text.length === length) return text;
    }
    pending &= (1 << bits) - 1;
  }
  return text;
}

export function eventIdOf(source: string, id: string): string {
  return derivedId('evt', source, id);
}

/** 50 bits, which only have to tell the runs or the messages of one event from each other. */
const OF_EVENT_LENGTH = 10;

/** The same event in the same workflow is the same run, whatever happens in between. */
export function runIdOf(eventId: string, workflow: string): string {
  return idWithin('run', eventId, workflow);
}

/** The same key is the same message. */
export function messageIdOf(eventId: string, key: string): string {
  return idWithin('msg', eventId, key);
}

/**
 * It begins as its event's id does, so that a store finds the row by its event: an index of ids that follow no order touches a page of
 * its own for nearly every row.
 */
function idWithin(prefix: string, eventId: string, name: string): string {
  const which = base32(hash('sha256', name, 'buffer'), OF_EVENT_LENGTH).toLowerCase();
  return `${prefix}_${eventId.slice('evt_'.length)}${which}`;
}

/** The event that an id made of its id belongs to; null where it names none. */
export function eventIdIn(id: string): string | null {
  const [found] = /[0-9a-hjkmnp-tv-z]{20}/.exec(id) ?? [];
  return found === undefined ? null : `evt_${found}`;
}

/** The id that a customer gets when this identity is seen before any other of theirs. */
export function customerIdOf(partner: string, subject: string): string {
  return derivedId('cus', partner, subject);
}

/** Fixed for ever by the customer's id: events of one customer keep their order because they share a shard. */
export function shardOf(customerId: string): number {
  return hash('sha256', customerId, 'buffer').readUInt32BE(0) % SHARDS;
}
