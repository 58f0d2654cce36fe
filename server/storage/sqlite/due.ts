/** When messages may be claimed: those of a partner without an endpoint wait without being due, so that claiming never meets them. */
import type Database from 'better-sqlite3';

export type Due = {
  /** The partner has no endpoint any more: nothing of its is due. */
  hold(partner: string): void;
  /** The partner has an endpoint: what waited without one is due since it was made. */
  release(partner: string): void;
};

export function dueWith(raw: Database.Database): Due {
  const hold = raw.prepare<[string]>(
    `UPDATE deliveries SET due_at_ms = NULL WHERE recipient = ? AND status = 'waiting' AND kind = 'deliver'`,
  );
  const release = raw.prepare<[string]>(
    `UPDATE deliveries SET due_at_ms = created_at_ms
     WHERE recipient = ? AND status = 'waiting' AND kind = 'deliver' AND due_at_ms IS NULL`,
  );
  return {
    hold: (partner) => void hold.run(partner),
    release: (partner) => void release.run(partner),
  };
}
