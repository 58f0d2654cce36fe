/** Vouchers as people look at them, newest first. */
import { desc, eq } from 'drizzle-orm';
import type { VoucherView } from '@recipro/schema';
import type { Tx } from './database.ts';
import { customers, runs, vouchers } from './tables.ts';

/** More than a person scrolls through; older ones are found through their runs. */
const VOUCHERS_MAX = 200;

export async function voucherViews(
  { orm }: Tx,
  of: { readonly runNo: number } | { readonly customerNo: number },
): Promise<readonly VoucherView[]> {
  return orm
    .select({
      code: vouchers.code,
      offer: vouchers.offer,
      redeemer: vouchers.redeemer,
      customerId: customers.id,
      runId: runs.runId,
      issuedAtMs: vouchers.issuedAtMs,
      expiresAtMs: vouchers.expiresAtMs,
      redeemedAtMs: vouchers.redeemedAtMs,
    })
    .from(vouchers)
    .innerJoin(customers, eq(customers.no, vouchers.customer))
    .innerJoin(runs, eq(runs.no, vouchers.run))
    .where('runNo' in of ? eq(vouchers.run, of.runNo) : eq(vouchers.customer, of.customerNo))
    .orderBy(desc(vouchers.no))
    .limit(VOUCHERS_MAX);
}
