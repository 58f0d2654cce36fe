/**
 * Answers what a program asks, one ask at a time, inside the batch's transaction (rules/ask.ts, A1–A4).
 * Nothing is decided here: each ask is one read or one write, and writes are kept in memory until the batch is through.
 */
import type { Ask } from '@recipro/rules';
import type { Accounts } from './accounts.ts';
import type { Issue } from './issue.ts';
import type { Ledger } from './ledger.ts';
import type { Owner } from './owner.ts';
import type { RunRows } from './run-rows.ts';
import type { Traits } from './traits.ts';

/** The event at hand, as rows know it. */
export type EventRow = {
  /** Its place in the queue, later than its arrival when it was retried. */
  readonly seq: number;
  /** Its row. */
  readonly event: number;
  readonly shard: number;
  readonly bodyHash: Uint8Array;
};

export type Drivers = {
  readonly accounts: Accounts;
  readonly ledger: Ledger;
  readonly traits: Traits;
  readonly issue: Issue;
  readonly runs: RunRows;
};

export async function answerAsk(
  { accounts, ledger, traits, issue, runs }: Drivers,
  row: EventRow,
  owner: Owner,
  ask: Ask,
): Promise<unknown> {
  const { run, customerNo } = owner;
  switch (ask.ask) {
    case 'customer':
      return traits.customer(customerNo, run.customerId);
    case 'score':
      return traits.score(customerNo, ask.name);
    case 'account':
      return accounts.state(ask.address, ask.currency, ask.atMs);
    case 'consent':
      return traits.consent(customerNo, ask.purpose, ask.partner);
    case 'count-events':
      return traits.countEvents(customerNo, {
        type: ask.type,
        sinceMs: ask.sinceMs,
        untilMs: run.nowMs,
        beforeSeq: row.seq,
        event: row.event,
      });
    case 'count-steps':
      return runs.countSteps(customerNo, ask.workflow, ask.node, ask.sinceMs);
    case 'reversible':
      return ledger.reversible(run, ask.reference);
    case 'voucher':
      return issue.voucher(ask.code);
    case 'put-score':
      traits.putScore(customerNo, ask.name, ask.value, run.nowMs);
      return null;
    case 'post':
      await ledger.post({ chain: row.shard, bodyHash: row.bodyHash, run }, ask.transfer);
      return null;
    case 'issue-voucher':
      return issue.issueVoucher(owner, ask);
    case 'redeem-voucher':
      await issue.redeemVoucher(ask.code, ask.atMs);
      return null;
    case 'put-tag':
      traits.putTag(customerNo, ask.tag, ask.present);
      return null;
    case 'put-consent':
      traits.putConsent(customerNo, ask, ask.granted, run.nowMs);
      return null;
    case 'send':
      issue.send(owner, ask);
      return null;
    default:
      ask satisfies never;
      throw new Error('A program asked for something that this store does not know');
  }
}
