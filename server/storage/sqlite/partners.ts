/**
 * Partners, the currencies they issue, their keys and secrets. Every change moves the revision, so that doors and workers look again.
 * Messages that wait for want of an endpoint become due when there is one, and stop being due when it goes.
 */
import { and, asc, desc, eq, inArray, isNull, ne, sql } from 'drizzle-orm';
import { ISO_CURRENCIES } from '@recipro/schema';
import type { IssuedCurrency, PartnerView } from '@recipro/schema';
import { AppError } from '../../errors.ts';
import type { Storage } from '../storage.ts';
import type { Sqlite } from './database.ts';
import { dueWith } from './due.ts';
import { accounts, apiKeys, currencies, partners as partnerRows, secrets } from './tables.ts';

type Partners = Pick<
  Storage,
  | 'partners'
  | 'partner'
  | 'addPartner'
  | 'updatePartner'
  | 'addKey'
  | 'revokeKey'
  | 'rotateSecret'
  | 'credentials'
>;

export function partners(sqlite: Sqlite): Partners {
  const { orm, raw } = sqlite;
  const bump = raw.prepare('UPDATE counters SET revision = revision + 1 WHERE one = 1');
  const due = dueWith(raw);

  function mustExist(id: string): PartnerView {
    const [view] = partnerViews(sqlite, id);
    if (view === undefined)
      throw new AppError('partner-unknown', `There is no partner "${id}". Add it first.`);
    return view;
  }

  function putCurrencies(partner: string, issued: readonly IssuedCurrency[]): void {
    const codes = issued.map((currency) => currency.code);
    const iso = ISO_CURRENCIES.find((currency) => codes.includes(currency.code));
    const other = orm
      .select()
      .from(currencies)
      .where(and(inArray(currencies.code, codes), ne(currencies.partner, partner)))
      .get();
    const taken = other?.code ?? iso?.code;
    if (taken !== undefined) {
      const by = other === undefined ? 'money of ISO 4217' : `issued by "${other.partner}"`;
      throw new AppError('currency-taken', `${taken} is ${by}. Choose another code.`, {
        details: { currency: taken },
      });
    }
    const before = orm.select().from(currencies).where(eq(currencies.partner, partner)).all();
    for (const old of before) {
      const kept = issued.find((currency) => currency.code === old.code);
      if (kept?.scale !== old.scale) assertUnused(old.code);
    }
    orm.delete(currencies).where(eq(currencies.partner, partner)).run();
    for (const [place, { code, name, scale }] of issued.entries())
      orm.insert(currencies).values({ code, partner, name, scale, place }).run();
  }

  function assertUnused(code: string): void {
    const used = orm.select().from(accounts).where(eq(accounts.currency, code)).limit(1).get();
    if (used === undefined) return;
    throw new AppError(
      'currency-in-use',
      `There are balances in ${code}, so it cannot be removed or get another scale. Add a new currency instead.`,
      { details: { currency: code } },
    );
  }

  function putKey(
    partner: string,
    { id, label, prefix, hash }: { id: string; label: string; prefix: string; hash: string },
    createdAtMs: number,
  ): void {
    orm.insert(apiKeys).values({ id, partner, label, prefix, hash, createdAtMs }).run();
  }

  return {
    partners: () => sqlite.read(() => partnerViews(sqlite)),

    partner: (id) => sqlite.read(() => partnerViews(sqlite, id)[0] ?? null),

    addPartner: ({ id, name, currencies: issued, sealedSecret, key, nowMs }) =>
      sqlite.write(() => {
        if (partnerViews(sqlite, id).length > 0)
          throw new AppError('partner-exists', `There is already a partner "${id}".`);
        orm.insert(partnerRows).values({ id, name, createdAtMs: nowMs }).run();
        putCurrencies(id, issued);
        orm.insert(secrets).values({ partner: id, sealed: sealedSecret, createdAtMs: nowMs }).run();
        putKey(id, key, nowMs);
        bump.run();
        return mustExist(id);
      }),

    updatePartner: (id, { name, currencies: issued, endpointUrl }) =>
      sqlite.write(() => {
        mustExist(id);
        if (name !== undefined)
          orm.update(partnerRows).set({ name }).where(eq(partnerRows.id, id)).run();
        if (issued !== undefined) putCurrencies(id, issued);
        if (endpointUrl !== undefined) {
          orm
            .update(partnerRows)
            .set({ endpointUrl, endpointDisabledAtMs: null })
            .where(eq(partnerRows.id, id))
            .run();
          if (endpointUrl === null) due.hold(id);
          else due.release(id);
        }
        bump.run();
        return mustExist(id);
      }),

    addKey: (partner, key) =>
      sqlite.write(() => {
        mustExist(partner);
        putKey(partner, key, key.nowMs);
        bump.run();
        return mustExist(partner);
      }),

    revokeKey: (partner, keyId, nowMs) =>
      sqlite.write(() => {
        const { changes } = orm
          .update(apiKeys)
          .set({ revokedAtMs: nowMs })
          .where(
            and(eq(apiKeys.id, keyId), eq(apiKeys.partner, partner), isNull(apiKeys.revokedAtMs)),
          )
          .run();
        if (changes > 0) bump.run();
        return changes > 0;
      }),

    rotateSecret: (partner, sealed, nowMs, oldValidUntilMs) =>
      sqlite.write(() => {
        mustExist(partner);
        orm
          .update(secrets)
          .set({
            validUntilMs: sql`min(coalesce(${secrets.validUntilMs}, ${oldValidUntilMs}), ${oldValidUntilMs})`,
          })
          .where(eq(secrets.partner, partner))
          .run();
        orm
          .delete(secrets)
          .where(and(eq(secrets.partner, partner), sql`${secrets.validUntilMs} <= ${nowMs}`))
          .run();
        orm.insert(secrets).values({ partner, sealed, createdAtMs: nowMs }).run();
        bump.run();
      }),

    credentials: () =>
      sqlite.read(() => {
        const sealed = orm.select().from(secrets).orderBy(desc(secrets.no)).all();
        const keys = orm.select().from(apiKeys).where(isNull(apiKeys.revokedAtMs)).all();
        const ids = orm.select({ id: partnerRows.id }).from(partnerRows).orderBy(partnerRows.id);
        return ids.all().map(({ id }) => ({
          partner: id,
          secrets: sealed
            .filter((secret) => secret.partner === id)
            .map((secret) => ({ sealed: secret.sealed, validUntilMs: secret.validUntilMs })),
          keyHashes: keys.filter((key) => key.partner === id).map((key) => key.hash),
        }));
      }),
  };
}

/** All partners, or the one with this id, as others may see them. */
export function partnerViews({ orm }: Sqlite, id?: string): readonly PartnerView[] {
  const rows = orm
    .select()
    .from(partnerRows)
    .where(id === undefined ? undefined : eq(partnerRows.id, id))
    .orderBy(asc(partnerRows.name), asc(partnerRows.id))
    .all();
  const issued = orm
    .select()
    .from(currencies)
    .where(id === undefined ? undefined : eq(currencies.partner, id))
    .orderBy(asc(currencies.place))
    .all();
  const keys = orm
    .select()
    .from(apiKeys)
    .where(id === undefined ? undefined : eq(apiKeys.partner, id))
    .orderBy(desc(apiKeys.createdAtMs), asc(apiKeys.id))
    .all();
  return rows.map((row) => ({
    ...row,
    currencies: issued
      .filter((currency) => currency.partner === row.id)
      .map(({ code, name, scale }) => ({ code, name, scale })),
    keys: keys
      .filter((key) => key.partner === row.id)
      .map((key) => ({
        id: key.id,
        label: key.label,
        prefix: key.prefix,
        createdAtMs: key.createdAtMs,
        revokedAtMs: key.revokedAtMs,
      })),
  }));
}
