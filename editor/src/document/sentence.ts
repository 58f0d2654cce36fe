/**
 * A condition, or what an action is set to, as one plain sentence. Pure and of no language: the words are an argument.
 * I1. Every condition has a sentence; nothing in it is left out.
 */
import { isFactRef, Proportion } from '@recipro/schema';
import type { Condition, FactRef, Json } from '@recipro/schema';

/** The words of one language, for readers of one workflow. */
export type Phrases = {
  readonly fact: (ref: FactRef) => string;
  readonly operator: (name: string) => string;
  readonly value: (value: Json, ref: FactRef) => string;
  /** "a, b and c" and "a, b or c". */
  readonly both: (items: readonly string[]) => string;
  readonly either: (items: readonly string[]) => string;
  readonly not: (item: string) => string;
  readonly named: (name: string) => string;
  /** What stands where nothing is asked yet. */
  readonly nothing: string;
  /** "2 CARD for every 100 of the fare". */
  readonly proportion: (give: string, every: number, of: string) => string;
};

export function conditionSentence(condition: Condition, phrases: Phrases): string {
  const text = clause(condition, phrases, false);
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}

function clause(condition: Condition, phrases: Phrases, inside: boolean): string {
  if ('all' in condition) return group(condition.all, phrases.both, phrases, inside);
  if ('any' in condition) return group(condition.any, phrases.either, phrases, inside);
  if ('not' in condition) return phrases.not(clause(condition.not, phrases, true));
  if ('condition' in condition) return phrases.named(condition.condition);
  const fact = phrases.fact(condition);
  const needed = isFactRef(condition.value)
    ? phrases.fact(condition.value)
    : phrases.value(condition.value, condition);
  const bare = condition.value === true && /(^|:)is(Missing|Present)$/.test(condition.operator);
  return [fact, phrases.operator(condition.operator), bare ? '' : needed]
    .filter((part) => part)
    .join(' ');
}

function group(
  items: readonly Condition[],
  join: Phrases['both'],
  phrases: Phrases,
  inside: boolean,
): string {
  if (items.length === 0) return phrases.nothing;
  const texts = items.map((item) => clause(item, phrases, items.length > 1));
  const text = join(texts);
  return inside && items.length > 1 ? `(${text})` : text;
}

/** A parameter of an action as it reads on a card. Empty for what a card has no room for. */
export function paramWords(
  value: Json | undefined,
  phrases: Phrases,
  unit: string | null = null,
): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return value;
  const share = Proportion.safeParse(value);
  if (share.success) {
    const { give, every, of } = share.data;
    const given = unit === null ? String(give) : `${give} ${unit}`;
    return phrases.proportion(given, every, phrases.fact(of));
  }
  return isFactRef(value) ? phrases.fact(value) : '';
}
