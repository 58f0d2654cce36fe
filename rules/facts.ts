/**
 * The facts of one run. Each distinct fact with its parameters has a slot, numbered when the workflow is compiled.
 * I1. A fact is read only when a condition or parameter needs it, and then kept.
 * I2. Whatever a step may have changed is read anew after that step; the event and the clock never change.
 */
import { canonicalJson } from '@recipro/schema';
import type { FactRef } from '@recipro/schema';
import { parsePath, readKeys } from './path.ts';

/** In a slot that was not read yet. No JSON value equals it. */
export const UNREAD: unique symbol = Symbol('unread');

/** What is known in a run so far. `wanted` is the slot that must be read before going on, or −1. */
export type Facts = { readonly values: unknown[]; wanted: number };

export type FactSource = Pick<FactRef, 'fact' | 'params'>;

/** The slots of a workflow, filled while it is compiled. */
export type FactSlots = { readonly sources: FactSource[]; readonly byKey: Map<string, number> };

export function newSlots(): FactSlots {
  const slots: FactSlots = { sources: [], byKey: new Map() };
  // The event is at hand from the start, so its slot is always the first.
  slotOf(slots, { fact: 'event' });
  return slots;
}

export const EVENT_SLOT = 0;

export function slotKey({ fact, params }: FactSource): string {
  return `${fact} ${canonicalJson(params ?? {})}`;
}

function slotOf(slots: FactSlots, source: FactSource): number {
  const key = slotKey(source);
  const known = slots.byKey.get(key);
  if (known !== undefined) return known;
  const slot = slots.sources.length;
  slots.sources.push(
    source.params === undefined
      ? { fact: source.fact }
      : { fact: source.fact, params: source.params },
  );
  slots.byKey.set(key, slot);
  return slot;
}

/** Reads from the slots; `UNREAD`, with `wanted` set, when the slot must be filled first. */
export type Reader = (facts: Facts) => unknown;

/** As in json-rules-engine, a path is followed into an object or list only; any other value is given as it is. */
export function readerOf(slots: FactSlots, ref: FactRef): Reader {
  const slot = slotOf(slots, ref);
  if (ref.path === undefined) {
    return (facts) => {
      const value = facts.values[slot];
      if (value === UNREAD) facts.wanted = slot;
      return value;
    };
  }
  const keys = parsePath(ref.path);
  return (facts) => {
    const value = facts.values[slot];
    if (value === UNREAD) {
      facts.wanted = slot;
      return UNREAD;
    }
    if (keys === null) return undefined;
    return typeof value === 'object' && value !== null ? readKeys(value, keys) : value;
  };
}

/** What every run begins with: nothing read, and no step taken yet. */
export function unreadValues(sources: readonly FactSource[]): readonly unknown[] {
  return sources.map(({ fact }) => (isOfStep(fact) ? undefined : UNREAD));
}

/** The outcome and the result of a step are put into their slots when it is taken; they are never asked for. */
function isOfStep(fact: string): boolean {
  return fact.startsWith('step:') || fact.startsWith('result:');
}
