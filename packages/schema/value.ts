/**
 * Values that a marketer writes into a step and that are only known when an event arrives.
 * Each says by its shape what it is, so that one walk resolves any action's parameters:
 * `{ role }` becomes a partner's id, `{ fact, path }` the value read, `{ of, every, give, count }` an exact amount,
 * and `{{event.data.name}}` inside a text is replaced by that value. Nothing here is ever run as code.
 *
 * The functions below make the zod schema of a parameter and tell the editor which control to show for it.
 */
import { z } from 'zod';
import { FactRef } from './condition.ts';
import { CurrencyCode, EventType, Label, Role } from './identifier.ts';
import { AmountMinor, Rounding } from './money.ts';
import type { Json } from './json.ts';

export const RoleRef = z.strictObject({ role: Role });
export type RoleRef = z.infer<typeof RoleRef>;

/** "2 for every whole 100 of the fare": `give` for every `every` of the value that `of` reads. */
export const Proportion = z.strictObject({
  of: FactRef,
  every: z.int().min(1).max(1_000_000_000),
  give: z.int().min(0).max(1_000_000_000),
  count: Rounding,
});
export type Proportion = z.infer<typeof Proportion>;

/** The controls the editor knows. A parameter without one gets the plain control of its JSON Schema. */
export const INPUTS = [
  'amount',
  'partner',
  'currency',
  'text',
  'longtext',
  'value',
  'payload',
  'score',
  'tag',
  'purpose',
  'offer',
  'eventType',
  'days',
] as const;
export type Input = (typeof INPUTS)[number];

type Words = {
  readonly title: string;
  readonly description?: string;
  readonly examples?: readonly Json[];
};

function shown<Schema extends z.ZodType>(schema: Schema, input: Input, words: Words): Schema {
  return schema.meta({ ...words, input });
}

/** An amount in minor units: fixed, or a proportion of a value that the event brings. */
export const amountParam = (words: Words) =>
  shown(z.union([AmountMinor, Proportion]), 'amount', words);
/** One of the workflow's partners, by the role it plays. */
export const partnerParam = (words: Words) => shown(RoleRef, 'partner', words);
export const currencyParam = (words: Words) => shown(CurrencyCode, 'currency', words);
/** Text in which `{{event.data.name}}` is replaced. */
export const textParam = (words: Words) => shown(z.string().min(1).max(500), 'text', words);
export const longTextParam = (words: Words) => shown(z.string().max(4000), 'longtext', words);
/** Any value the run can read. */
export const valueParam = (words: Words) => shown(FactRef, 'value', words);
/** What a message carries: names with a text, a number, true/false, or a value that the run can read. */
export const payloadParam = (words: Words) =>
  shown(
    z.record(
      z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,59}$/),
      z.union([z.string().max(2000), z.number(), z.boolean(), FactRef]),
    ),
    'payload',
    words,
  );
export const scoreParam = (words: Words) => shown(Label, 'score', words);
export const tagParam = (words: Words) => shown(Label, 'tag', words);
export const purposeParam = (words: Words) => shown(Label, 'purpose', words);
export const offerParam = (words: Words) => shown(Label, 'offer', words);
export const eventTypeParam = (words: Words) => shown(EventType, 'eventType', words);
export const daysParam = (words: Words) => shown(z.int().min(0).max(3650), 'days', words);

/** A parameter type after its values are resolved, as an action's `plan` receives it. */
export type Resolved<Value> = Value extends RoleRef
  ? string
  : Value extends Proportion
    ? number
    : Value extends FactRef
      ? Json
      : Value extends readonly (infer Item)[]
        ? readonly Resolved<Item>[]
        : Value extends object
          ? { readonly [Key in keyof Value]: Resolved<Value[Key]> }
          : Value;
