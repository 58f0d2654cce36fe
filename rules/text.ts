/**
 * Text with places to fill in: `{{event.data.name}}` or `{{result.voucher.code}}`, and nothing else.
 * I1. Linear in the length of the text. I2. Nothing that is filled in is looked at again.
 * I3. A place that names nothing readable, or whose value is missing or not plain, becomes empty text.
 */
import { FactName } from '@recipro/schema';
import type { FactRef } from '@recipro/schema';
import { parsePath } from './path.ts';

export type TextPart = string | { readonly place: string; readonly ref: FactRef | null };

const OPEN = '{{';
const CLOSE = '}}';

/** An open brace pair that is never closed is plain text. */
export function parseText(text: string): readonly TextPart[] {
  const parts: TextPart[] = [];
  let at = 0;
  for (;;) {
    const open = text.indexOf(OPEN, at);
    const close = open === -1 ? -1 : text.indexOf(CLOSE, open + OPEN.length);
    if (close === -1) break;
    if (open > at) parts.push(text.slice(at, open));
    const place = text.slice(open + OPEN.length, close).trim();
    parts.push({ place, ref: refOf(place) });
    at = close + CLOSE.length;
  }
  if (at < text.length) parts.push(text.slice(at));
  return parts;
}

/** `event.data.name` → the event at `$.data.name`; `result.voucher.code` → what the step `voucher` gave, at `$.code`. */
function refOf(place: string): FactRef | null {
  const [root, ...names] = place.split('.');
  if (root === 'event') return safeRef('event', names);
  if (root === 'result') return safeRef(`result:${names[0] ?? ''}`, names.slice(1));
  return null;
}

function safeRef(fact: string, names: readonly string[]): FactRef | null {
  const path = `$.${names.join('.')}`;
  return FactName.safeParse(fact).success && parsePath(path) !== null ? { fact, path } : null;
}

export function plainText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : '';
}
