/**
 * Whether transfers can be made, worked out before any is written.
 * I1. Each transfer is checked against the balances as the ones before it left them.
 * I2. A customer's available balance (balance − pending) never goes below zero; a partner's may.
 * I3. No balance leaves ±(2^53 − 1), so every sum stays exact.
 */
import { AMOUNT_MINOR_MAX } from '@recipro/schema';
import type { Declined } from '@recipro/schema';
import type { AccountState, Ask, NewTransfer } from './ask.ts';
import { asked } from './read-fact.ts';

type Balance = { balanceMinor: number; pendingMinor: number };

/** Asks for every account once, in address order, so that two runs never wait for each other. */
export function* checkTransfers(
  transfers: readonly NewTransfer[],
  nowMs: number,
): Generator<Ask, Declined | null, unknown> {
  const balances = yield* balancesOf(transfers, nowMs);
  for (const transfer of transfers) {
    const from = balances.get(keyOf(transfer.from, transfer.currency));
    const to = balances.get(keyOf(transfer.to, transfer.currency));
    if (from === undefined || to === undefined) throw new Error('an account was not asked for');
    const declined = shortOf(transfer, from, nowMs);
    if (declined !== null) return declined;
    move(from, -transfer.amountMinor, transfer, nowMs);
    move(to, transfer.amountMinor, transfer, nowMs);
    if (!inRange(from) || !inRange(to)) {
      return {
        code: 'amount-out-of-range',
        reason: `A balance of ${transfer.currency} would be more than the books can hold.`,
      };
    }
  }
  return null;
}

function* balancesOf(
  transfers: readonly NewTransfer[],
  nowMs: number,
): Generator<Ask, ReadonlyMap<string, Balance>, unknown> {
  const accounts = new Map<string, { address: string; currency: string }>();
  for (const { from, to, currency } of transfers) {
    for (const address of [from, to]) accounts.set(keyOf(address, currency), { address, currency });
  }
  const balances = new Map<string, Balance>();
  for (const key of [...accounts.keys()].toSorted()) {
    const account = accounts.get(key);
    if (account === undefined) continue;
    const state = yield* asked<AccountState>({ ask: 'account', ...account, atMs: nowMs });
    balances.set(key, { ...state });
  }
  return balances;
}

/** A space sorts before every character of an address, so this is address order. */
function keyOf(address: string, currency: string): string {
  return `${address} ${currency}`;
}

function shortOf(transfer: NewTransfer, from: Balance, nowMs: number): Declined | null {
  if (!transfer.from.startsWith('customer:')) return null;
  const { amountMinor, currency } = transfer;
  const pending = isPending(transfer, nowMs);
  if (pending && transfer.reverses === null) {
    return {
      code: 'spending-later',
      reason: 'What a customer spends leaves at once; it cannot be kept pending.',
    };
  }
  // A reversal of what is still pending takes back what could not be spent anyway.
  const availableMinor = from.balanceMinor - from.pendingMinor;
  if (pending || availableMinor >= amountMinor) return null;
  return {
    code: 'balance-short',
    reason: `${amountMinor} ${currency} needed, ${availableMinor} available.`,
    details: { currency, neededMinor: amountMinor, availableMinor },
  };
}

function move(balance: Balance, byMinor: number, transfer: NewTransfer, nowMs: number): void {
  balance.balanceMinor += byMinor;
  if (isPending(transfer, nowMs)) balance.pendingMinor += byMinor;
}

function isPending(transfer: NewTransfer, nowMs: number): boolean {
  return transfer.availableAtMs !== null && transfer.availableAtMs > nowMs;
}

function inRange({ balanceMinor, pendingMinor }: Balance): boolean {
  return Math.abs(balanceMinor) <= AMOUNT_MINOR_MAX && Math.abs(pendingMinor) <= AMOUNT_MINOR_MAX;
}
