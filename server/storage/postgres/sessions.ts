/** Sign-in tokens and sessions, known by their hashes only. What is too old is swept out whenever somebody signs in. */
import { and, eq, gt, lte } from 'drizzle-orm';
import type { Storage } from '../storage.ts';
import type { Postgres } from './database.ts';
import { sessions as opened, signInTokens } from './tables.ts';

type Sessions = Pick<Storage, 'addSignInToken' | 'openSession' | 'session' | 'closeSession'>;

export function sessions(postgres: Postgres): Sessions {
  return {
    addSignInToken: (hash, expiresAtMs) =>
      postgres.write(async (tx) => {
        await tx.orm.insert(signInTokens).values({ hash, expiresAtMs }).onConflictDoNothing();
      }),

    openSession: ({ tokenHash, sessionHash, expiresAtMs, nowMs }) =>
      postgres.write(async (tx) => {
        await tx.orm.delete(signInTokens).where(lte(signInTokens.expiresAtMs, nowMs));
        await tx.orm.delete(opened).where(lte(opened.expiresAtMs, nowMs));
        const used = await tx.orm
          .delete(signInTokens)
          .where(eq(signInTokens.hash, tokenHash))
          .returning();
        if (used.length === 0) return false;
        await tx.orm.insert(opened).values({ hash: sessionHash, expiresAtMs });
        return true;
      }),

    session: (hash, nowMs) =>
      postgres.read(async (tx) => {
        const [row] = await tx.orm
          .select({ expiresAtMs: opened.expiresAtMs })
          .from(opened)
          .where(and(eq(opened.hash, hash), gt(opened.expiresAtMs, nowMs)));
        return row ?? null;
      }),

    closeSession: (hash) =>
      postgres.write(async (tx) => {
        await tx.orm.delete(opened).where(eq(opened.hash, hash));
      }),
  };
}
