/** What events hand out: messages into the outbox, vouchers to customers. A repeated key is the same row. */
import type { VoucherState } from '@recipro/rules';
import { messageIdOf } from '../derive.ts';
import { messageBody } from '../message.ts';
import { newVoucherCode, voucherCodeOf } from '../voucher-code.ts';
import type { Tx } from './database.ts';
import type { Journal } from './journal.ts';
import type { AskFor, Owner, RunNumbers } from './owner.ts';
import { bulk, statement } from './statement.ts';
import type { Traits } from './traits.ts';

export type Issue = {
  send(owner: Owner, ask: AskFor<'send'>): void;
  issueVoucher(owner: Owner, ask: AskFor<'issue-voucher'>): Promise<{ readonly code: string }>;
  voucher(code: string): Promise<VoucherState | null>;
  redeemVoucher(code: string, atMs: number): Promise<void>;
  flush(runNumbers: RunNumbers): Promise<void>;
};

type Message = {
  readonly id: string;
  readonly kind: 'deliver' | 'perform';
  readonly to: string;
  readonly type: string;
  readonly body: string;
  readonly runId: string;
  readonly createdAtMs: number;
  readonly dueAtMs: number | null;
};
type Issued = {
  readonly code: string;
  readonly owner: Owner;
  readonly ask: AskFor<'issue-voucher'>;
};

const reachable = statement<[], { readonly id: string }>(
  'SELECT id FROM partners WHERE endpoint_url IS NOT NULL AND endpoint_disabled_at_ms IS NULL',
);
const codeOfKey = statement<[string], { readonly code: string }>(
  'SELECT code FROM vouchers WHERE key = $1',
);
const lockVoucher = statement<[string], VoucherState>(
  `SELECT offer, redeemer, expires_at_ms AS "expiresAtMs", redeemed_at_ms AS "redeemedAtMs"
   FROM vouchers WHERE code = $1 FOR UPDATE`,
);
const addMessages = bulk<
  readonly [
    id: string,
    kind: string,
    recipient: string,
    type: string,
    body: string,
    run: number,
    createdAtMs: number,
    dueAtMs: number | null,
  ]
>(
  'text text text text text bigint bigint bigint',
  `INSERT INTO deliveries (id, kind, recipient, type, body, run, created_at_ms, due_at_ms, status)
   SELECT id, kind, recipient, type, body, run, created, due, 'waiting'
   FROM unnest(COLUMNS) WITH ORDINALITY AS new (id, kind, recipient, type, body, run, created, due, place)
   ORDER BY place ON CONFLICT (id) DO NOTHING`,
);
const addVouchers = bulk<
  readonly [
    code: string,
    key: string,
    offer: string,
    redeemer: string,
    customer: number,
    run: number,
    issuedAtMs: number,
    expiresAtMs: number | null,
  ]
>(
  'text text text text bigint bigint bigint bigint',
  `INSERT INTO vouchers (code, key, offer, redeemer, customer, run, issued_at_ms, expires_at_ms)
   SELECT code, key, offer, redeemer, customer, run, issued, expires
   FROM unnest(COLUMNS) WITH ORDINALITY AS new (code, key, offer, redeemer, customer, run, issued, expires, place)
   ORDER BY place`,
);
const redeemVouchers = bulk<readonly [code: string, redeemedAtMs: number]>(
  'text bigint',
  `UPDATE vouchers SET redeemed_at_ms = used.at_ms FROM unnest(COLUMNS) AS used (code, at_ms)
   WHERE vouchers.code = used.code AND vouchers.redeemed_at_ms IS NULL`,
);

export async function endpointsOf(tx: Tx): Promise<ReadonlySet<string>> {
  return new Set((await tx.all(reachable)).map(({ id }) => id));
}

export function issueOf(
  tx: Tx,
  journal: Journal,
  use: {
    readonly traits: Traits;
    /** The partners that can be reached now. */
    readonly endpoints: ReadonlySet<string>;
    readonly nowMs: () => number;
    readonly randomBytes: (size: number) => Uint8Array;
  },
): Issue {
  const messages = new Map<string, Message>();
  const issued = new Map<string, Issued>();
  const redeemed = new Map<string, number>();
  const states = new Map<string, VoucherState>();

  async function stateOf(code: string): Promise<VoucherState | null> {
    const known = states.get(code) ?? (await tx.get(lockVoucher, code));
    if (known === undefined) return null;
    states.set(code, known);
    return known;
  }

  return {
    send({ run, customerNo }, { key, kind, to, type, data }) {
      const id = messageIdOf(run.eventId, key);
      const createdAtMs = use.nowMs();
      const subject = use.traits.subject(customerNo, to);
      const body =
        kind === 'perform'
          ? JSON.stringify(data)
          : messageBody({ id, type, subject, atMs: run.nowMs, data });
      const dueAtMs = kind === 'perform' || use.endpoints.has(to) ? createdAtMs : null;
      const message = { id, kind, to, type, body, runId: run.runId, createdAtMs, dueAtMs };
      if (!messages.has(id)) journal.set(messages, id, message);
    },

    async issueVoucher(owner, ask) {
      const known = issued.get(ask.key) ?? (await tx.get(codeOfKey, ask.key));
      if (known !== undefined) return { code: known.code };
      const code = newVoucherCode(use.randomBytes);
      const { offer, redeemer, expiresAtMs } = ask;
      journal.set(issued, ask.key, { code, owner, ask });
      journal.set(states, code, { offer, redeemer, expiresAtMs, redeemedAtMs: null });
      return { code };
    },

    voucher: (code) => stateOf(voucherCodeOf(code)),

    async redeemVoucher(typed, atMs) {
      const code = voucherCodeOf(typed);
      const state = await stateOf(code);
      if (state === null || state.redeemedAtMs !== null)
        throw new Error(`Voucher ${typed} cannot be redeemed: it is unknown or already used`);
      journal.set(states, code, { ...state, redeemedAtMs: atMs });
      journal.set(redeemed, code, atMs);
    },

    async flush(runNumbers) {
      const sent = tx.bulk(
        addMessages,
        [...messages.values()].map((each) => [
          each.id,
          each.kind,
          each.to,
          each.type,
          each.body,
          runNumbers(each.runId),
          each.createdAtMs,
          each.dueAtMs,
        ]),
      );
      const given = tx.bulk(
        addVouchers,
        [...issued.values()].map(({ code, owner: { run, customerNo }, ask }) => [
          code,
          ask.key,
          ask.offer,
          ask.redeemer,
          customerNo,
          runNumbers(run.runId),
          run.nowMs,
          ask.expiresAtMs,
        ]),
      );
      await Promise.all([sent, given, tx.bulk(redeemVouchers, [...redeemed])]);
    },
  };
}
