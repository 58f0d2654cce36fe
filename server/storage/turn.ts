/**
 * Fairness between partners: in each shard every partner has a line of its own, and what waits is evaluated by turn.
 * T1. Turns of one line follow each other, so lines are served one event each in turn, however long one of them is.
 * T2. A partner that had nothing waiting begins beside the head, not behind what waits and not before what was served.
 * T3. No event overtakes an earlier one of its customer, whoever sent that: of equal turns the earlier number goes first.
 * T4. Shards count turns for themselves; where several are served together, each event's distance from the head of its shard decides, so a
 *     batch that has room for one event of each shard moves them all.
 */
export function nextTurn(line: {
  /** The turn of the next event of the shard to be evaluated; of an empty shard the last that was given there. */
  readonly head: number;
  /** The last that was given to this partner in this shard, or -1. */
  readonly last: number;
  /** Of the newest event of this customer that waits, or -1. */
  readonly customer: number;
}): number {
  return Math.max(line.head, line.last + 1, line.customer);
}
