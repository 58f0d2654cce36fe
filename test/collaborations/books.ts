/** What one customer's events did to the books, read through the API, in a form that is the same wherever it ran. */
import { expect } from 'vitest';
import { AccountView, Page, VerifyResult } from '@recipro/schema';
import type { RunView } from '@recipro/schema';
import type { Alliance } from './alliance.ts';

/** `partner.fee 1450 USD partner:cardia:payable:rydo → partner:rydo:receivable:cardia`. */
export function lines(runs: readonly RunView[], customerId: string): readonly string[] {
  return runs
    .flatMap(({ transfers }) => transfers)
    .map(({ kind, amountMinor, currency, from, to }) =>
      `${kind} ${amountMinor} ${currency} ${from} → ${to}`.replaceAll(customerId, 'me'),
    );
}

/** How each step of each run ended: `["ride-completed next", …]` for each event. */
export function path(runs: readonly RunView[]): readonly string[] {
  return runs.map(({ trace }) => trace.map(({ node, outcome }) => `${node} ${outcome}`).join(', '));
}

/** Every balance that these runs changed, by how much; the sum over all accounts is zero in each currency. */
export function changes(
  runs: readonly RunView[],
  customerId: string,
): Readonly<Record<string, number>> {
  const byAccount = new Map<string, number>();
  for (const { from, to, currency, amountMinor } of runs.flatMap(({ transfers }) => transfers)) {
    for (const [account, amount] of [
      [from, -amountMinor],
      [to, amountMinor],
    ] as const) {
      const name = `${account.replaceAll(customerId, 'me')} ${currency}`;
      byAccount.set(name, (byAccount.get(name) ?? 0) + amount);
    }
  }
  return Object.fromEntries([...byAccount].filter(([, amount]) => amount !== 0));
}

export async function accounts(alliance: Alliance, address: string) {
  const query = new URLSearchParams({ account: address, limit: '200' });
  return (await alliance.session.get(`/api/accounts?${query}`)).as(Page(AccountView)).items;
}

/**
 * Every account with its balance, as text in the order of addresses: checked to sum to zero in each currency, and against
 * a recomputation of all books from the first entry on.
 */
export async function soundBooks(alliance: Alliance): Promise<readonly string[]> {
  const verified = (await alliance.session.post('/api/verify')).as(VerifyResult);
  expect(verified).toMatchObject({ ok: true, firstBad: null });
  const sums = new Map<string, number>();
  const balances: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const query = new URLSearchParams({ limit: '200', ...(cursor === '' ? {} : { cursor }) });
    const page: Page<AccountView> = (await alliance.session.get(`/api/accounts?${query}`)).as(
      Page(AccountView),
    );
    for (const { address, currency, balanceMinor } of page.items) {
      sums.set(currency, (sums.get(currency) ?? 0) + balanceMinor);
      balances.push(`${address} ${balanceMinor} ${currency}`);
    }
    cursor = page.nextCursor;
  }
  expect(balances.length).toBeGreaterThan(0);
  expect([...sums.values()].every((sum) => sum === 0)).toBe(true);
  return balances.toSorted();
}
