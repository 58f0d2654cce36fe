/**
 * Partners, the currencies they issue, their keys and secrets. Every change moves the revision, so that doors and workers look again.
 * Messages that wait for want of an endpoint become due when there is one, and stop being due when it goes.
 */
import { and, asc, desc, eq, inArray, isNull, ne, sql } from 'drizzle-orm';
import { ISO_CURRENCIES } from '@recipro/schema';
import type { IssuedCurrency, PartnerView } from '@recipro/schema';
import { AppError } from '../../errors.ts';
import type { Storage } from '../storage.ts';
import type { Postgres, Tx } from './database.ts';
import { holdDeliveries, releaseDeliveries } from './due.ts';
import { bumpRevision, holdRevision } from './locks.ts';
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

export function partners(postgres: Postgres): Partners {
  async function mustExist(tx: Tx, id: string): Promise<PartnerView> {
    const [view] = await partnerViews(tx, id);
    if (view === undefined)
      throw new AppError('partner-unknown', `There is no partner "${id}". Add it first.`);
    return view;
  }

  async function putCurrencies(
    tx: Tx,
    partner: string,
    issued: readonly IssuedCurrency[],
  ): Promise<void> {
    const codes = issued.map((currency) => currency.code);
    const iso = ISO_CURRENCIES.find((currency) => codes.includes(currency.code));
    const [other] = await tx.orm
      .select()
      .from(currencies)
      .where(and(inArray(currencies.code, codes), ne(currencies.partner, partner)));
    const taken = other?.code ?? iso?.code;
    if (taken !== undefined) {
      const by = other === undefined ? 'money of ISO 4217' : `issued by "${other.partner}"`;
      throw new AppError('currency-taken', `${taken} is ${by}. Choose another code.`, {
        details: { currency: taken },
      });
    }
    const before = await tx.orm.select().from(currencies).where(eq(currencies.partner, partner));
    for (const old of before) {
      const kept = issued.find((currency) => currency.code === old.code);
      if (kept?.scale !== old.scale) await assertUnused(tx, old.code);
    }
    await tx.orm.delete(currencies).where(eq(currencies.partner, partner));
    for (const [place, { code, name, scale }] of issued.entries())
      await tx.orm.insert(currencies).values({ code, partner, name, scale, place });
  }

  async function assertUnused(tx: Tx, code: string): Promise<void> {
    const [used] = await tx.orm.select().from(accounts).where(eq(accounts.currency, code)).limit(1);
    if (used === undefined) return;
    throw new AppError(
      'currency-in-use',
      `There are balances in ${code}, so it cannot be removed or get another scale. Add a new currency instead.`,
      { details: { currency: code } },
    );
  }

  async function putKey(
    tx: Tx,
    partner: string,
    { id, label, prefix, hash }: { id: string; label: string; prefix: string; hash: string },
    createdAtMs: number,
  ): Promise<void> {
    await tx.orm.insert(apiKeys).values({ id, partner, label, prefix, hash, createdAtMs });
  }

  return {
    partners: () => postgres.read((tx) => partnerViews(tx)),

    partner: (id) => postgres.read(async (tx) => (await partnerViews(tx, id))[0] ?? null),

    addPartner: ({ id, name, currencies: issued, sealedSecret, key, nowMs }) =>
      postgres.write(async (tx) => {
        await holdRevision(tx);
        if ((await partnerViews(tx, id)).length > 0)
          throw new AppError('partner-exists', `There is already a partner "${id}".`);
        await tx.orm.insert(partnerRows).values({ id, name, createdAtMs: nowMs });
        await putCurrencies(tx, id, issued);
        await tx.orm
          .insert(secrets)
          .values({ partner: id, sealed: sealedSecret, createdAtMs: nowMs });
        await putKey(tx, id, key, nowMs);
        await bumpRevision(tx);
        return mustExist(tx, id);
      }),

    updatePartner: (id, { name, currencies: issued, endpointUrl }) =>
      postgres.write(async (tx) => {
        await holdRevision(tx);
        await mustExist(tx, id);
        if (name !== undefined)
          await tx.orm.update(partnerRows).set({ name }).where(eq(partnerRows.id, id));
        if (issued !== undefined) await putCurrencies(tx, id, issued);
        if (endpointUrl !== undefined) {
          await tx.orm
            .update(partnerRows)
            .set({ endpointUrl, endpointDisabledAtMs: null })
            .where(eq(partnerRows.id, id));
          await (endpointUrl === null ? holdDeliveries : releaseDeliveries)(tx, id);
        }
        await bumpRevision(tx);
        return mustExist(tx, id);
      }),

    addKey: (partner, key) =>
      postgres.write(async (tx) => {
        await holdRevision(tx);
        await mustExist(tx, partner);
        await putKey(tx, partner, key, key.nowMs);
        await bumpRevision(tx);
        return mustExist(tx, partner);
      }),

    revokeKey: (partner, keyId, nowMs) =>
      postgres.write(async (tx) => {
        await holdRevision(tx);
        const revoked = await tx.orm
          .update(apiKeys)
          .set({ revokedAtMs: nowMs })
          .where(
            and(eq(apiKeys.id, keyId), eq(apiKeys.partner, partner), isNull(apiKeys.revokedAtMs)),
          )
          .returning();
        if (revoked.length > 0) await bumpRevision(tx);
        return revoked.length > 0;
      }),

    rotateSecret: (partner, sealed, nowMs, oldValidUntilMs) =>
      postgres.write(async (tx) => {
        await holdRevision(tx);
        await mustExist(tx, partner);
        await tx.orm
          .update(secrets)
          .set({
            validUntilMs: sql`least(${secrets.validUntilMs}, ${oldValidUntilMs})`,
          })
          .where(eq(secrets.partner, partner));
        await tx.orm
          .delete(secrets)
          .where(and(eq(secrets.partner, partner), sql`${secrets.validUntilMs} <= ${nowMs}`));
        await tx.orm.insert(secrets).values({ partner, sealed, createdAtMs: nowMs });
        await bumpRevision(tx);
      }),

    credentials: () =>
      postgres.read(async (tx) => {
        const sealed = await tx.orm.select().from(secrets).orderBy(desc(secrets.no));
        const keys = await tx.orm.select().from(apiKeys).where(isNull(apiKeys.revokedAtMs));
        const ids = await tx.orm
          .select({ id: partnerRows.id })
          .from(partnerRows)
          .orderBy(partnerRows.id);
        return ids.map(({ id }) => ({
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
export async function partnerViews({ orm }: Tx, id?: string): Promise<readonly PartnerView[]> {
  const rows = await orm
    .select()
    .from(partnerRows)
    .where(id === undefined ? undefined : eq(partnerRows.id, id))
    .orderBy(asc(partnerRows.name), asc(partnerRows.id));
  const issued = await orm
    .select()
    .from(currencies)
    .where(id === undefined ? undefined : eq(currencies.partner, id))
    .orderBy(asc(currencies.place));
  const keys = await orm
    .select()
    .from(apiKeys)
    .where(id === undefined ? undefined : eq(apiKeys.partner, id))
    .orderBy(desc(apiKeys.createdAtMs), asc(apiKeys.id));
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
