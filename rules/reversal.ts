/**
 * What goes back when something is returned: all that is left of the transfers with a reference, or a part of each.
 * I1. Never more than what is left of a transfer. I2. The parts of all transfers of one currency add up to the part of their
 * sum, rounded up: so however often a part is taken, parts that make a whole give the whole back, to the last unit.
 */
import type { Effect } from '@recipro/schema';
import type { ReversibleTransfer } from './ask.ts';

export type Part = NonNullable<Extract<Effect, { type: 'reverse' }>['part']>;

/** The amount that goes back for each transfer, in their order; 0 for nothing. */
export function reversalAmounts(
  transfers: readonly ReversibleTransfer[],
  part: Part | undefined,
): readonly number[] {
  if (part === undefined) return transfers.map((transfer) => transfer.remainingMinor);
  const amounts: number[] = transfers.map(() => 0);
  for (const currency of new Set(transfers.map((transfer) => transfer.currency))) {
    const places = [...transfers.keys()].filter((place) => transfers[place]?.currency === currency);
    const shares = shareOut(
      places.map((place) => transfers[place]).filter((transfer) => transfer !== undefined),
      part,
    );
    for (const [index, place] of places.entries()) amounts[place] = shares[index] ?? 0;
  }
  return amounts;
}

/** Largest remainder: each gets the whole units of its part, then the units that are missing go one by one. */
function shareOut(transfers: readonly ReversibleTransfer[], part: Part): number[] {
  const numerator = BigInt(part.numerator);
  const denominator = BigInt(part.denominator);
  const claims = transfers.map((transfer) => {
    const exact = BigInt(transfer.amountMinor) * numerator;
    const room = BigInt(transfer.remainingMinor);
    return { given: least(exact / denominator, room), room, rest: exact % denominator };
  });
  const total = sum(transfers.map((transfer) => BigInt(transfer.amountMinor))) * numerator;
  const due = least((total + denominator - 1n) / denominator, sum(claims.map(({ room }) => room)));
  let missing = due - sum(claims.map(({ given }) => given));
  const byRest = claims.toSorted((a, b) => (a.rest === b.rest ? 0 : a.rest > b.rest ? -1 : 1));
  for (const claim of byRest) {
    if (missing <= 0n || claim.given >= claim.room) continue;
    claim.given += 1n;
    missing -= 1n;
  }
  // Where earlier reversals left one of them too little room, the others take its share.
  for (const claim of byRest) {
    if (missing <= 0n) break;
    const more = least(missing, claim.room - claim.given);
    claim.given += more;
    missing -= more;
  }
  return claims.map(({ given }) => Number(given));
}

function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

function sum(values: readonly bigint[]): bigint {
  return values.reduce((total, value) => total + value, 0n);
}
