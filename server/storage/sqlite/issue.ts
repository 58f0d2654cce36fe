/**
 * What an event hands out, written in its transaction: messages into the outbox, vouchers to customers. A repeated key is the same row.
 * Messages are written when their run has its row (`flush`).
 */
import type { VoucherState } from '@recipro/rules';
import { messageIdOf } from '../derive.ts';
import { messageBody } from '../message.ts';
import { newVoucherCode, voucherCodeOf } from '../voucher-code.ts';
import type { Sqlite } from './database.ts';
import type { AskFor, Owner } from './owner.ts';

export type Issue = {
  send(owner: Owner, ask: AskFor<'send'>): void;
  issueVoucher(owner: Owner, ask: AskFor<'issue-voucher'>): { readonly code: string };
  voucher(code: string): VoucherState | null;
  redeemVoucher(code: string, atMs: number): void;
  /** Writes the messages that were sent since the last call. */
  flush(): void;
  /** Forgets which partners have an endpoint. */
  settle(): void;
  /** Forgets what was sent since the last `flush` as well, after the rows were rolled back. */
  forget(): void;
};

/** The columns of a row of deliveries. */
type Sent = readonly [
  id: string,
  kind: string,
  recipient: string,
  type: string,
  body: string,
  run: number,
  createdAtMs: number,
  dueAtMs: number | null,
];

export function issue(sqlite: Sqlite, randomBytes: (size: number) => Uint8Array): Issue {
  const { raw } = sqlite;
  // Sorted here: with ORDER BY, SQLite would plan it anew for every message.
  const subjectsAt = raw
    .prepare<[number, string], string>(
      'SELECT subject FROM identities WHERE customer = ? AND partner = ?',
    )
    .pluck();
  const hasEndpoint = raw
    .prepare<[string], number>(
      'SELECT 1 FROM partners WHERE id = ? AND endpoint_url IS NOT NULL AND endpoint_disabled_at_ms IS NULL',
    )
    .pluck();
  const addDelivery = raw.prepare<[...Sent]>(
    `INSERT INTO deliveries (id, kind, recipient, type, body, run, status, created_at_ms, due_at_ms)
     VALUES (?, ?, ?, ?, ?, ?, 'waiting', ?, ?) ON CONFLICT (run, id) DO NOTHING`,
  );
  const codeOfKey = raw
    .prepare<[string], string>('SELECT code FROM vouchers WHERE key = ?')
    .pluck();
  const addVoucher = raw.prepare<
    [string, string, string, string, number, number, number, number | null]
  >(
    `INSERT INTO vouchers (code, key, offer, redeemer, customer, run, issued_at_ms, expires_at_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const voucher = raw.prepare<[string], VoucherState>(
    `SELECT offer, redeemer, expires_at_ms AS expiresAtMs, redeemed_at_ms AS redeemedAtMs
     FROM vouchers WHERE code = ?`,
  );
  const redeem = raw.prepare<[number, string]>(
    'UPDATE vouchers SET redeemed_at_ms = ? WHERE code = ? AND redeemed_at_ms IS NULL',
  );

  const reachable = new Map<string, boolean>();
  let sent: Sent[] = [];

  function canReach(partner: string): boolean {
    const known = reachable.get(partner) ?? hasEndpoint.get(partner) !== undefined;
    reachable.set(partner, known);
    return known;
  }

  return {
    send({ run, runNo, customerNo }, { key, kind, to, type, data }) {
      const id = messageIdOf(run.eventId, key);
      const createdAtMs = sqlite.nowMs();
      if (kind === 'perform') {
        sent.push([id, kind, to, type, JSON.stringify(data), runNo, createdAtMs, createdAtMs]);
        return;
      }
      const subject = subjectsAt.all(customerNo, to).toSorted()[0] ?? null;
      const body = messageBody({ id, type, subject, atMs: run.nowMs, data });
      const dueAtMs = canReach(to) ? createdAtMs : null;
      sent.push([id, kind, to, type, body, runNo, createdAtMs, dueAtMs]);
    },

    issueVoucher({ run, runNo, customerNo }, { key, offer, redeemer, expiresAtMs }) {
      const known = codeOfKey.get(key);
      if (known !== undefined) return { code: known };
      const code = newVoucherCode(randomBytes);
      addVoucher.run(code, key, offer, redeemer, customerNo, runNo, run.nowMs, expiresAtMs);
      return { code };
    },

    voucher: (code) => voucher.get(voucherCodeOf(code)) ?? null,

    redeemVoucher(code, atMs) {
      if (redeem.run(atMs, voucherCodeOf(code)).changes !== 1)
        throw new Error(`Voucher ${code} cannot be redeemed: it is unknown or already used`);
    },

    flush() {
      for (const row of sent) addDelivery.run(...row);
      sent = [];
    },

    settle() {
      reachable.clear();
    },

    forget() {
      sent = [];
      reachable.clear();
    },
  };
}
