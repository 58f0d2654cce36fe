/** What a race of rules asks of each contestant: how many of its live rules an event meets. */
import type { Event } from '@recipro/schema';

/** One rule a workflow: the events of this type and campaign that meet the other comparisons. */
export type LiveRule = { readonly event: string; readonly campaign: number };

/** What the two comparisons of the customer read. */
export const CUSTOMER = { loyalty: 5, availableMinor: 120 } as const;

export type Evaluate = (event: Event) => number | Promise<number>;

export type Evaluator = {
  readonly name: string;
  readonly what: string;
  /** More rules than this would take minutes an event. */
  readonly rulesMax: number;
  readonly prepare: (rules: readonly LiveRule[]) => Evaluate;
};
