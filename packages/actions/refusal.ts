/**
 * Why an action says no before anything is booked: amounts, currencies and references that cannot be right.
 * Each check returns the refusal in words, or null when there is nothing to object to.
 * Whether a balance is large enough is not asked here: only the core knows balances.
 */
import { AMOUNT_MINOR_MAX } from '@recipro/schema';
import type { Declined, PlanContext } from '@recipro/schema';

const REFERENCE_LENGTH_MAX = 128;

/** The first refusal among these, as a plan; null when all is well. */
export function refuse(...refusals: readonly (Declined | null)[]): { declined: Declined } | null {
  const first = refusals.find((refusal) => refusal !== null);
  return first === undefined || first === null ? null : { declined: first };
}

/** A whole number of minor units above zero, within what the books can hold. */
export function amountRefusal(amountMinor: unknown): Declined | null {
  if (typeof amountMinor !== 'number' || Number.isNaN(amountMinor))
    return no('amount-missing', 'The amount is not a number, so nothing was booked.');
  if (Math.abs(amountMinor) > AMOUNT_MINOR_MAX)
    return no(
      'amount-too-large',
      `The amount is larger than ${AMOUNT_MINOR_MAX}, the most one entry can hold.`,
    );
  if (!Number.isInteger(amountMinor))
    return no(
      'amount-not-whole',
      `The amount ${amountMinor} is not a whole number of the smallest unit (cents or points).`,
    );
  if (amountMinor < 0) return no('amount-negative', `The amount ${amountMinor} is below zero.`);
  if (amountMinor === 0)
    return no('amount-zero', 'The amount comes to zero, so there is nothing to book.');
  return null;
}

/** Any currency that the alliance knows: points or money. */
export function currencyRefusal(code: string, context: PlanContext): Declined | null {
  if (context.currency(code) !== null) return null;
  return no(
    'currency-unknown',
    `No partner of the alliance issues ${code}, and it is not money that is known here.`,
  );
}

/** Points can only be given and taken back by the partner that issues them. */
export function issuerRefusal(code: string, issuer: string, context: PlanContext): Declined | null {
  const unknown = currencyRefusal(code, context);
  if (unknown !== null) return unknown;
  const owner = context.currency(code)?.issuer ?? null;
  if (owner === null)
    return no(
      'currency-not-points',
      `${code} is money, not points. Choose points that ${issuer} issues.`,
    );
  if (owner !== issuer)
    return no(
      'currency-not-issued',
      `${code} is issued by ${owner}, so ${issuer} cannot give or take it.`,
    );
  return null;
}

/** A reference may be left out, but one that is written must come to something, or no later event could find the entry. */
export function referenceRefusal(reference: string | undefined): Declined | null {
  if (reference === undefined) return null;
  if (reference.trim() === '')
    return no(
      'reference-missing',
      'The reference is empty: the event did not bring the value it is made of.',
    );
  if (reference.length > REFERENCE_LENGTH_MAX)
    return no(
      'reference-too-long',
      `The reference is longer than ${REFERENCE_LENGTH_MAX} characters.`,
    );
  return null;
}

function no(code: string, reason: string): Declined {
  return { code, reason };
}
