/**
 * Turns an action's parameters, as they were written, into the values its `plan` receives.
 * A role becomes a partner's id, a fact the value read, a proportion an exact amount, places in a text their values.
 * I1. The parts that never change are worked out once, when the workflow is compiled.
 * I2. A value that is missing or unfit declines the step with a code and a reason; it never throws. I3. Nothing is code.
 */
import { FactRef, Proportion, RoleRef, proportion } from '@recipro/schema';
import type { Declined, Json } from '@recipro/schema';
import { UNREAD, readerOf } from './facts.ts';
import type { FactSlots, Facts } from './facts.ts';
import { parseText, plainText } from './text.ts';

/** A text may not grow beyond this by what is filled in. */
const TEXT_MAX = 20_000;

/** Where a resolver reads, and where it says why it could not go on. */
export type Resolution = { readonly facts: Facts; declined: Declined | null };

/** The value; meaningless when `facts.wanted` or `declined` was set. */
export type Resolver = (resolution: Resolution) => Json;

export function resolverOf(
  value: Json,
  slots: FactSlots,
  roles: ReadonlyMap<string, string>,
): Resolver {
  if (typeof value === 'string') return textResolver(value, slots);
  if (typeof value !== 'object' || value === null) return () => value;
  if (Array.isArray(value)) {
    const items = value.map((item) => resolverOf(item, slots, roles));
    return (resolution) => items.map((item) => item(resolution));
  }
  return (
    roleResolver(value, roles) ??
    proportionResolver(value, slots) ??
    factResolver(value, slots) ??
    recordResolver(value, slots, roles)
  );
}

function recordResolver(
  value: object,
  slots: FactSlots,
  roles: ReadonlyMap<string, string>,
): Resolver {
  const entries = Object.entries(value).map(
    ([name, item]) => [name, resolverOf(item, slots, roles)] as const,
  );
  return (resolution) =>
    Object.fromEntries(entries.map(([name, item]) => [name, item(resolution)]));
}

function textResolver(text: string, slots: FactSlots): Resolver {
  const parts = parseText(text).map((part) =>
    typeof part === 'string' ? part : part.ref && readerOf(slots, part.ref),
  );
  if (parts.every((part) => typeof part === 'string')) return () => text;
  return (resolution) => {
    let filled = '';
    for (const part of parts) {
      filled += typeof part === 'string' ? part : plainText(part?.(resolution.facts));
      if (filled.length > TEXT_MAX) {
        return decline(
          resolution,
          'text-too-long',
          `The text grows beyond ${TEXT_MAX} characters.`,
        );
      }
    }
    return filled;
  };
}

function roleResolver(value: object, roles: ReadonlyMap<string, string>): Resolver | null {
  const ref = RoleRef.safeParse(value);
  if (!ref.success) return null;
  const { role } = ref.data;
  const partner = roles.get(role);
  if (partner !== undefined) return () => partner;
  return (resolution) =>
    decline(resolution, 'role-without-partner', `No partner plays the role "${role}".`);
}

function factResolver(value: object, slots: FactSlots): Resolver | null {
  const ref = FactRef.safeParse(value);
  if (!ref.success) return null;
  const read = readerOf(slots, ref.data);
  return (resolution) => {
    const found = read(resolution.facts);
    if (found !== undefined) return jsonOf(found);
    return decline(resolution, 'value-missing', `${placeOf(ref.data)} is missing.`);
  };
}

function proportionResolver(value: object, slots: FactSlots): Resolver | null {
  const parsed = Proportion.safeParse(value);
  if (!parsed.success) return null;
  const { of, every, give, count } = parsed.data;
  const read = readerOf(slots, of);
  return (resolution) => {
    const found = read(resolution.facts);
    if (found === UNREAD) return null;
    if (found === undefined || found === null) {
      return decline(resolution, 'value-missing', `${placeOf(of)} is missing.`);
    }
    if (typeof found !== 'number' || !Number.isSafeInteger(found) || found < 0) {
      return decline(
        resolution,
        'amount-not-whole',
        `${placeOf(of)} is ${wordOf(found)}, but an amount is a whole number of minor units, 0 or more.`,
      );
    }
    const amount = proportion(found, every, give, count);
    if (amount !== null) return amount;
    return decline(
      resolution,
      'amount-out-of-range',
      `${give} for every ${every} of ${found} is more than the books can hold.`,
    );
  };
}

function decline(resolution: Resolution, code: string, reason: string): null {
  resolution.declined ??= { code, reason };
  return null;
}

/** How a person calls the place: `event $.data.fare.amountMinor`. */
function placeOf(ref: FactRef): string {
  return ref.path === undefined ? `The value of ${ref.fact}` : `${ref.path} of ${ref.fact}`;
}

function wordOf(found: unknown): string {
  if (typeof found === 'number') return String(found);
  if (Array.isArray(found)) return 'a list';
  if (typeof found === 'string') return `the text "${found.slice(0, 40)}"`;
  return typeof found === 'boolean' ? String(found) : 'an object';
}

/** Facts are JSON by what drivers promise; the mark of an unread slot is not, and is thrown away by the caller. */
function jsonOf(found: unknown): Json {
  return found === UNREAD ? null : (found as Json);
}
