/**
 * Conditions, in the JSON of json-rules-engine, unchanged: all / any / not, named conditions, and comparisons of a fact.
 * A path is a short JSONPath of plain names and indexes; anything cleverer could run code in a JSONPath library, so it is refused here.
 */
import { z } from 'zod';
import { Json } from './json.ts';

export const PATH_DEPTH_MAX = 16;
export const CONDITION_DEPTH_MAX = 20;

export const Path = z
  .string()
  .max(300)
  .regex(
    /^\$(\.[A-Za-z_][A-Za-z0-9_]*|\[(0|[1-9][0-9]{0,3})\]){1,16}$/,
    'use a plain path such as $.data.fare.amountMinor (names of letters, digits and underscores, or [0] for a place in a list)',
  )
  .refine(
    (path) => !/\.(__proto__|constructor|prototype)(?![A-Za-z0-9_])/.test(path),
    'this name cannot be read',
  );

export const FACTS = [
  'event',
  'customer',
  'score',
  'balance',
  'consent',
  'history',
  'now',
  'bucket',
] as const;

/** A fact by name, or what an earlier step did: `step:debit` is its outcome, `result:voucher` what it gave. */
export const FactName = z.union([
  z.enum(FACTS),
  z.string().regex(/^(step|result):[a-z][a-z0-9-]{0,39}$/, 'is not a fact'),
]);

export const FactParams = z.record(
  z.string().max(40),
  z.union([z.string().max(200), z.number(), z.boolean()]),
);

/** Where to read a value: `{ fact: 'balance', params: { currency: 'CARD' }, path: '$.availableMinor' }`. */
export const FactRef = z.strictObject({
  fact: FactName,
  path: Path.optional(),
  params: FactParams.optional(),
});
export type FactRef = z.infer<typeof FactRef>;

export const Comparison = z.strictObject({
  fact: FactName,
  path: Path.optional(),
  params: FactParams.optional(),
  operator: z.string().min(1).max(60),
  value: z.union([FactRef, Json]),
});
export type Comparison = z.infer<typeof Comparison>;

/** What an item of a list must meet for `someItem` and `everyItem`: all parts, each about one value inside it, or about the item itself. */
export const ItemParts = z
  .array(
    z.strictObject({
      path: Path.optional(),
      operator: z.string().min(1).max(60),
      value: Json,
    }),
  )
  .min(1)
  .max(20);
export type ItemParts = z.infer<typeof ItemParts>;

export type Condition =
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition }
  | { readonly condition: string }
  | Comparison;

export const Condition: z.ZodType<Condition> = z.lazy(() =>
  z.union([
    z.strictObject({ all: z.array(Condition).max(200) }),
    z.strictObject({ any: z.array(Condition).max(200) }),
    z.strictObject({ not: Condition }),
    z.strictObject({ condition: z.string().min(1).max(60) }),
    Comparison,
  ]),
) as z.ZodType<Condition>;

export function isFactRef(value: unknown): value is FactRef {
  return (
    typeof value === 'object' && value !== null && 'fact' in value && typeof value.fact === 'string'
  );
}
