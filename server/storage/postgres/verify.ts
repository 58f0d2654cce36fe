/**
 * Recomputes all the books over one moment of the database, while servers go on. Transfers come a slice at a time and sums are made by
 * the database, so what is held in memory does not grow with the books.
 * The answer names the first row that is not as it was written, or says that all is well.
 */
import type { ClientBase } from 'pg';
import type { VerifyResult } from '@recipro/schema';
import type { Storage } from '../storage.ts';
import type { BadRow } from '../bad-row.ts';
import { txOver, withLongLine } from './database.ts';
import type { Tx } from './database.ts';
import { isDamage } from './failure.ts';
import { statement } from './statement.ts';
import { verifyAccounts } from './verify-accounts.ts';
import { verifyFlow } from './verify-flow.ts';
import { verifyTransfers } from './verify-transfers.ts';

const sums = statement<[], VerifyResult['sums'][number]>(
  `SELECT currency, sum(balance_minor) AS "balanceMinor", count(*) AS accounts
   FROM accounts GROUP BY currency ORDER BY currency`,
);

export function verifier(url: string): Pick<Storage, 'verify'> {
  return {
    verify: () => withLongLine(url, verifyOver),
  };
}

/** The schema is the one that the connection looks in. */
export async function verifyOver(client: ClientBase): Promise<VerifyResult> {
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  const result = await verifyAll(txOver(client));
  await client.query('ROLLBACK');
  return result;
}

async function verifyAll(tx: Tx): Promise<VerifyResult> {
  const counted = { transfers: 0, accounts: 0 };
  try {
    const transfers = await verifyTransfers(tx);
    counted.transfers = transfers.transfers;
    const accounts = transfers.firstBad === null ? await verifyAccounts(tx) : null;
    counted.accounts = accounts?.accounts ?? 0;
    const firstBad = transfers.firstBad ?? accounts?.firstBad ?? (await verifyFlow(tx));
    return { ok: firstBad === null, ...counted, sums: [...(await tx.all(sums))], firstBad };
  } catch (error) {
    if (!isDamage(error)) throw error;
    return { ok: false, ...counted, sums: [], firstBad: damaged(error) };
  }
}

function damaged(error: Error): BadRow {
  return { table: 'database', id: 'file', message: `The database is damaged: ${error.message}.` };
}
