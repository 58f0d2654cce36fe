/** Sign-in tokens and sessions, known by their hashes only. What is too old is swept out whenever somebody signs in. */
import { and, eq, gt, lte } from 'drizzle-orm';
import type { Storage } from '../storage.ts';
import type { Sqlite } from './database.ts';
import { sessions as opened, signInTokens } from './tables.ts';

type Sessions = Pick<Storage, 'addSignInToken' | 'openSession' | 'session' | 'closeSession'>;

export function sessions(sqlite: Sqlite): Sessions {
  const { orm } = sqlite;
  return {
    addSignInToken: (hash, expiresAtMs) =>
      sqlite.write(() => {
        orm.insert(signInTokens).values({ hash, expiresAtMs }).onConflictDoNothing().run();
      }),

    openSession: ({ tokenHash, sessionHash, expiresAtMs, nowMs }) =>
      sqlite.write(() => {
        orm.delete(signInTokens).where(lte(signInTokens.expiresAtMs, nowMs)).run();
        orm.delete(opened).where(lte(opened.expiresAtMs, nowMs)).run();
        const used = orm.delete(signInTokens).where(eq(signInTokens.hash, tokenHash)).run();
        if (used.changes === 0) return false;
        orm.insert(opened).values({ hash: sessionHash, expiresAtMs }).run();
        return true;
      }),

    session: (hash, nowMs) =>
      sqlite.read(
        () =>
          orm
            .select({ expiresAtMs: opened.expiresAtMs })
            .from(opened)
            .where(and(eq(opened.hash, hash), gt(opened.expiresAtMs, nowMs)))
            .get() ?? null,
      ),

    closeSession: (hash) =>
      sqlite.write(() => {
        orm.delete(opened).where(eq(opened.hash, hash)).run();
      }),
  };
}
