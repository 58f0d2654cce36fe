/** When messages may be claimed: those of a partner without an endpoint wait without being due, so that claiming never meets them. */
import type { Tx } from './database.ts';
import { statement } from './statement.ts';

const hold = statement<[partner: string]>(
  `UPDATE deliveries SET due_at_ms = NULL WHERE recipient = $1 AND status = 'waiting' AND kind = 'deliver'`,
);
const release = statement<[partner: string]>(
  `UPDATE deliveries SET due_at_ms = created_at_ms
   WHERE recipient = $1 AND status = 'waiting' AND kind = 'deliver' AND due_at_ms IS NULL`,
);

/** The partner has no endpoint any more: nothing of its is due. Only while the revision is held. */
export async function holdDeliveries(tx: Tx, partner: string): Promise<void> {
  await tx.run(hold, partner);
}

/** The partner has an endpoint: what waited without one is due since it was made. Only while the revision is held. */
export async function releaseDeliveries(tx: Tx, partner: string): Promise<void> {
  await tx.run(release, partner);
}
