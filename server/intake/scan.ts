/**
 * One pass over the text of a request before anything parses it. It checks the grammar of JSON and the limits that JSON.parse does not have.
 * C1. What passes, JSON.parse takes and keeps whole: no key is lost to a second one, no number to rounding, no text to broken Unicode.
 * C2. It never recurses deeper than the limit and looks at each character once.
 * C3. It reads whom the first event names as its source, so that the signature can be checked before the body is believed.
 */
import { BATCH_EVENTS_MAX, EVENT_BYTES_MAX, EVENT_KEYS_MAX, JSON_DEPTH_MAX } from '@recipro/schema';
import { EXACT_DIGITS, NUMBER, isExact } from './number.ts';
import { refusal } from './refusal.ts';
import type { Place } from './refusal.ts';

/** What the text is: one event, a list of events, or only the `data` of an event. */
export type Shape = 'event' | 'batch' | 'data';
export type Scanned = { readonly source: string | null };

const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);
const MINOR = /Minor$/;
const HEX4 = /^[0-9a-fA-F]{4}$/;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const CLOSE_LIST = 0x5d;
const CLOSE_OBJECT = 0x7d;

/** `not-json`, `too-deep`, `too-many-keys`, `duplicate-key`, `forbidden-key`, `forbidden-character`, `number-inexact`, `event-invalid`, `event-too-large`, `batch-too-large`. */
export function scan(text: string, shape: Shape): Scanned {
  let at = 0;
  let depth = shape === 'data' ? 1 : 0;
  let keys = 0;
  let source: string | null = null;
  const place: (string | number)[] = shape === 'data' ? ['data'] : [];
  const sourceDepth = shape === 'batch' ? 2 : 1;

  const here = (): Place => [...place];
  const broken = (what: string) =>
    refusal('not-json', `${what} at character ${at + 1} of the body`, here());

  function space(): void {
    for (;;) {
      const code = text.charCodeAt(at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      at += 1;
    }
  }

  function value(): void {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      const start = at;
      const plain = string();
      if (source === null && isSource()) source = decoded(start, plain);
    } else if (code === 0x7b) object();
    else if (code === 0x5b) list();
    else if (code === 0x2d || (code >= 0x30 && code <= 0x39)) number();
    else if (!word('true') && !word('false') && !word('null'))
      throw broken(at >= text.length ? 'It ends too early' : 'There is something unexpected');
  }

  function isSource(): boolean {
    return (
      place.length === sourceDepth &&
      place.at(-1) === 'source' &&
      (shape === 'event' || (shape === 'batch' && place[0] === 0))
    );
  }

  function word(expected: string): boolean {
    if (!text.startsWith(expected, at)) return false;
    at += expected.length;
    return true;
  }

  function enter(): void {
    depth += 1;
    if (depth > JSON_DEPTH_MAX)
      throw refusal(
        'too-deep',
        `is nested deeper than ${JSON_DEPTH_MAX} levels; flatten it`,
        here(),
      );
    at += 1;
    space();
  }

  /** After a member: true when another one follows. */
  function another(close: number): boolean {
    space();
    const code = text.charCodeAt(at);
    at += 1;
    if (code === close) return false;
    if (code !== COMMA) {
      at -= 1;
      throw broken(
        at >= text.length ? 'It ends too early' : 'A comma or closing bracket is missing',
      );
    }
    space();
    return true;
  }

  function object(): void {
    enter();
    if (text.charCodeAt(at) === CLOSE_OBJECT) at += 1;
    else {
      const seen = new Set<string>();
      do {
        if (text.charCodeAt(at) !== QUOTE) throw broken('A key in quotes is missing');
        const start = at;
        const key = decoded(start, string());
        place.push(key);
        if (FORBIDDEN_KEYS.has(key))
          throw refusal('forbidden-key', `"${key}" is not allowed as a key; rename it`, here());
        if (seen.has(key))
          throw refusal('duplicate-key', 'appears twice in its object; keep one of them', here());
        seen.add(key);
        keys += 1;
        if (keys > EVENT_KEYS_MAX)
          throw refusal(
            'too-many-keys',
            `is key ${EVENT_KEYS_MAX + 1} of this event; an event may have ${EVENT_KEYS_MAX}`,
            here(),
          );
        space();
        if (text.charCodeAt(at) !== 0x3a) throw broken('A colon is missing');
        at += 1;
        space();
        value();
        place.pop();
      } while (another(CLOSE_OBJECT));
    }
    depth -= 1;
  }

  function list(): void {
    enter();
    if (text.charCodeAt(at) === CLOSE_LIST) at += 1;
    else {
      let index = 0;
      do {
        place.push(index);
        value();
        place.pop();
        index += 1;
      } while (another(CLOSE_LIST));
    }
    depth -= 1;
  }

  /** The list around the events: its depth does not count, and every event has limits of its own. */
  function batch(): void {
    at += 1;
    space();
    if (text.charCodeAt(at) === CLOSE_LIST) {
      at += 1;
      return;
    }
    let index = 0;
    do {
      if (index === BATCH_EVENTS_MAX)
        throw refusal(
          'batch-too-large',
          `A batch holds at most ${BATCH_EVENTS_MAX} events; send several`,
          [index],
        );
      place.push(index);
      keys = 0;
      const start = at;
      value();
      if (isOver(text, start, at))
        throw refusal(
          'event-too-large',
          `is larger than ${EVENT_BYTES_MAX} bytes; send less of it, or a link to it`,
          here(),
        );
      place.pop();
      index += 1;
    } while (another(CLOSE_LIST));
  }

  /** Passes over a string and tells whether it is written without escapes. */
  function string(): boolean {
    let plain = true;
    at += 1;
    for (;;) {
      const code = text.charCodeAt(at);
      if (code === QUOTE) break;
      // The comparison is also false at the end of the text, where there is no code.
      if (!(code >= 0x20)) throw broken('A text is not closed, or has a control character in it');
      if (code === BACKSLASH) {
        plain = false;
        escape();
      } else at += 1;
    }
    at += 1;
    return plain;
  }

  function escape(): void {
    const letter = text.charAt(at + 1);
    if (letter !== 'u') {
      if (letter === '' || !'"\\/bfnrt'.includes(letter))
        throw broken('There is an unknown escape');
      at += 2;
      return;
    }
    const code = unit(at);
    if (code === 0)
      throw refusal('forbidden-character', 'holds the character \\u0000; leave it out', here());
    at += 6;
    if (code < 0xd800 || code > 0xdfff) return;
    const low = code <= 0xdbff && text.startsWith('\\u', at) ? unit(at) : 0;
    if (low < 0xdc00 || low > 0xdfff)
      throw refusal(
        'forbidden-character',
        'holds half of a surrogate pair, which is no character; leave it out',
        here(),
      );
    at += 6;
  }

  function unit(start: number): number {
    const digits = text.slice(start + 2, start + 6);
    if (!HEX4.test(digits)) throw broken('There is an unknown escape');
    return Number.parseInt(digits, 16);
  }

  function decoded(start: number, plain: boolean): string {
    return plain ? text.slice(start + 1, at - 1) : String(JSON.parse(text.slice(start, at)));
  }

  function number(): void {
    NUMBER.lastIndex = at;
    const literal = NUMBER.exec(text)?.[0];
    if (literal === undefined) throw broken('There is no such number');
    at += literal.length;
    const key = place.findLast((part) => typeof part === 'string');
    if (literal.length > EXACT_DIGITS && !isExact(literal))
      throw refusal(
        'number-inexact',
        'is a number that cannot be kept exactly (whole numbers go to 9007199254740991); send it as text',
        here(),
      );
    if (key !== undefined && MINOR.test(key)) {
      const amount = Number(literal);
      if (!Number.isSafeInteger(amount) || amount < 0)
        throw refusal(
          'event-invalid',
          'amounts are whole numbers of minor units, not negative: 18.50 is sent as 1850',
          here(),
        );
    }
  }

  space();
  if (shape === 'batch' && text.charCodeAt(at) === 0x5b) batch();
  else value();
  space();
  if (at < text.length) throw broken('There is something after its end');
  return { source };
}

/** A UTF-16 unit takes at most three bytes, so most events need not be measured. */
function isOver(text: string, start: number, end: number): boolean {
  if ((end - start) * 3 <= EVENT_BYTES_MAX) return false;
  return Buffer.byteLength(text.slice(start, end)) > EVENT_BYTES_MAX;
}
