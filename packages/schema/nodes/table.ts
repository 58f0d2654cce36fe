/**
 * A decision table: each row says what must be so, column by column, and what then is given. The values given can be read by
 * later steps as `result:<step>`. Ways out: `yes` when a row applies, `no` when none does.
 */
import { z } from 'zod';
import { FactRef } from '../condition.ts';
import { nodeFields } from './node.ts';

/**
 * How rows go together, as DMN names it: `unique`, one row at most can apply; `first`, the first in order that applies counts;
 * `any`, several may apply if they give the same; `collect`, all that apply, their values as lists; `sum`, all that apply, added up.
 */
export const HIT_POLICIES = ['unique', 'first', 'any', 'collect', 'sum'] as const;

const Plain = z.union([z.string().max(200), z.number(), z.boolean()]);

export const TableCell = z.strictObject({
  operator: z.string().min(1).max(60),
  value: z.union([Plain, z.array(Plain).max(100)]),
});
export type TableCell = z.infer<typeof TableCell>;

export const TableNode = z.strictObject({
  ...nodeFields,
  kind: z.literal('table'),
  hit: z.enum(HIT_POLICIES),
  /** What is asked about, a column each. */
  inputs: z.array(FactRef).max(8),
  /** Names of what a row gives. */
  outputs: z.array(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,39}$/)).max(8),
  /** In a row, null stands for "whatever it is". */
  rows: z
    .array(
      z.strictObject({
        when: z.array(TableCell.nullable()).max(8),
        give: z.array(Plain).max(8),
      }),
    )
    .max(200),
});
export type TableNode = z.infer<typeof TableNode>;
