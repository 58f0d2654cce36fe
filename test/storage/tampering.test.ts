/** Rows that somebody changed by hand: refused while the triggers stand, named by verify when they were taken away. */
import { describe, expect, it } from 'vitest';
import { ACCOUNTS, TRANSFERS } from './books.ts';
import type { Row } from './books.ts';
import { postgresBooks } from './postgres-books.ts';
import { sqliteBooks } from './sqlite-books.ts';

const MIDDLE = 100;

for (const books of [sqliteBooks(), postgresBooks()]) {
  describe(`tampering with books in ${books.name}`, () => {
    /** What verify says of a copy that was changed like this. */
    async function after(sql: string) {
      const copy = await books.copy();
      await copy.tamper(sql);
      return (await copy.verify()).firstBad;
    }

    /** The row of a query in a copy that nobody touched. */
    async function row(sql: string): Promise<Row> {
      const [found] = await (await books.copy()).rows(sql);
      if (found === undefined) throw new Error('There is such a row');
      return found;
    }

    it('leaves true books alone', async () => {
      expect(await (await books.copy()).verify()).toEqual({
        ok: true,
        transfers: TRANSFERS,
        accounts: ACCOUNTS,
        sums: [{ currency: 'CARD', balanceMinor: 0, accounts: ACCOUNTS }],
        firstBad: null,
      });
    });

    for (const table of ['transfers', 'postings']) {
      it(`is refused where rows of ${table} are edited, deleted or replaced`, async () => {
        const copy = await books.copy();
        for (const sql of [
          `UPDATE ${table} SET amount_minor = 1`,
          `DELETE FROM ${table}`,
          ...books.removals(table),
        ])
          await expect(copy.run(sql), sql).rejects.toThrow(/only ever added/);
        expect(await copy.verify()).toMatchObject({ ok: true, transfers: TRANSFERS });
      });
    }

    it('is refused where a published version is changed', async () => {
      const copy = await books.copy();
      await expect(copy.run("UPDATE versions SET document = '{}'")).rejects.toThrow(
        /never changed/,
      );
      await expect(copy.run('DELETE FROM versions')).rejects.toThrow(/never deleted/);
    });

    it('is named in every column of a transfer and of a posting', async () => {
      const copy = await books.copy();
      const named = await Promise.all(
        ['transfers', 'postings'].map(async (table) => {
          const columns = await copy.rows(books.columns(table));
          return columns.map(({ name, other }) => ({ table, name, other }));
        }),
      );
      expect(named.flat()).toHaveLength(15 + 4);
      for (const { table, name, other } of named.flat()) {
        const which =
          table === 'transfers' ? `no = ${MIDDLE}` : `transfer = ${MIDDLE} AND amount_minor > 0`;
        const bad = await after(
          `UPDATE ${table} SET ${String(name)} = ${String(other)} WHERE ${which}`,
        );
        expect([table, name, bad?.table]).toEqual([
          table,
          name,
          expect.stringMatching(/transfers|postings/),
        ]);
      }
    });

    it('names the transfer whose amount was changed', async () => {
      const { id } = await row(`SELECT id FROM transfers WHERE no = ${MIDDLE}`);
      const bad =
        await after(`UPDATE transfers SET amount_minor = amount_minor + 1 WHERE no = ${MIDDLE};
        UPDATE postings SET amount_minor = amount_minor + sign(amount_minor) WHERE transfer = ${MIDDLE}`);
      expect(bad).toMatchObject({ table: 'transfers', id });
    });

    it('names the posting that is not what its transfer says, the one that is missing, and the one too many', async () => {
      const { id, address } = await row(
        `SELECT t.id, a.address FROM transfers t JOIN accounts a ON a.no = t.to_account WHERE t.no = ${MIDDLE}`,
      );
      const posting = `WHERE transfer = ${MIDDLE} AND amount_minor > 0`;
      const name = { table: 'postings', id: `${String(id)} ${String(address)}` };
      expect(await after(`UPDATE postings SET amount_minor = 1 ${posting}`)).toMatchObject(name);
      expect(await after(`DELETE FROM postings ${posting}`)).toMatchObject(name);
      expect(
        await after(`INSERT INTO postings SELECT ${MIDDLE}, min(no), 0, NULL FROM accounts
          WHERE no NOT IN (SELECT account FROM postings WHERE transfer = ${MIDDLE})`),
      ).toMatchObject({ table: 'postings', id });
      expect(await after('INSERT INTO postings VALUES (98765, 1, 7, NULL)')).toMatchObject({
        table: 'postings',
      });
    });

    it('names the place of a transfer that was deleted with its postings', async () => {
      const { chain, place } = await row(`SELECT chain, place FROM transfers WHERE no = ${MIDDLE}`);
      const bad = await after(removing(`= ${MIDDLE}`));
      expect(bad?.table).toBe('transfers');
      // By its number where numbers have no gaps, and otherwise by its place.
      expect([`number ${MIDDLE}`, `chain ${String(chain)} place ${String(place)}`]).toContain(
        bad?.id,
      );
    });

    it('names the chain that lost its end, also when balances were put right afterwards', async () => {
      const { chain } = await row(`SELECT chain FROM transfers WHERE no = ${TRANSFERS}`);
      const bad = await after(`${removing(`= ${TRANSFERS}`)};
        UPDATE accounts SET balance_minor =
          (SELECT coalesce(sum(amount_minor), 0) FROM postings WHERE account = accounts.no)`);
      expect(bad).toMatchObject({ table: 'transfers' });
      expect(bad?.id).toMatch(new RegExp(`^chain ${String(chain)} place \\d+$`));
      expect(await after(removing('> 0'))).toMatchObject({ table: 'transfers' });
    });

    it('names a transfer that was put in at the end', async () => {
      const bad =
        await after(`INSERT INTO transfers SELECT ${TRANSFERS + 1}, 'forged', chain, place + 1, kind, from_account, to_account,
          amount_minor, reference, NULL, available_at_ms, node, run, at_ms, hash FROM transfers WHERE no = ${TRANSFERS};
        INSERT INTO postings SELECT ${TRANSFERS + 1}, account, amount_minor, available_at_ms FROM postings
          WHERE transfer = ${TRANSFERS}`);
      expect(bad).toMatchObject({ table: 'transfers', id: 'forged' });
    });

    it('names one of two transfers that changed their numbers, and one of two that changed places in their chain', async () => {
      const pair = `SELECT min(id) AS one, max(id) AS other FROM transfers`;
      const { one, other } = await row(`${pair} WHERE no IN (${MIDDLE}, ${MIDDLE + 1})`);
      const renumbered = await after(`UPDATE transfers SET no = -1 WHERE no = ${MIDDLE};
        UPDATE transfers SET no = ${MIDDLE} WHERE no = ${MIDDLE} + 1;
        UPDATE transfers SET no = ${MIDDLE} + 1 WHERE no = -1;
        UPDATE postings SET transfer = -1 WHERE transfer = ${MIDDLE};
        UPDATE postings SET transfer = ${MIDDLE} WHERE transfer = ${MIDDLE} + 1;
        UPDATE postings SET transfer = ${MIDDLE} + 1 WHERE transfer = -1`);
      expect(renumbered?.table).toBe('transfers');
      expect([one, other]).toContain(renumbered?.id);

      const { chain } = await row(`SELECT chain FROM transfers WHERE no = ${MIDDLE}`);
      const where = `WHERE chain = ${String(chain)} AND place`;
      const first = await row(`${pair} ${where} IN (1, 2)`);
      const moved = await after(`UPDATE transfers SET place = 9999 ${where} = 1;
        UPDATE transfers SET place = 1 ${where} = 2;
        UPDATE transfers SET place = 2 ${where} = 9999`);
      expect(moved?.table).toBe('transfers');
      expect([first['one'], first['other']]).toContain(moved?.id);
    });

    it('names the balance that was changed, the currency out of balance, and the end that was moved', async () => {
      const { address } = await row('SELECT address FROM accounts WHERE no = 7');
      expect(await after('UPDATE accounts SET balance_minor = 0 WHERE no = 7')).toMatchObject({
        table: 'accounts',
        id: address,
      });
      expect(
        await after("INSERT INTO accounts VALUES (999, 'customer:me', 'CARD', 5)"),
      ).toMatchObject({ table: 'accounts', id: 'customer:me' });
      expect(await after(`UPDATE chains SET head = ${books.zeros} WHERE chain = 3`)).toMatchObject({
        table: 'chains',
        id: '3',
      });
    });

    it('names the event whose body was changed, the run that moved, and rows that are gone', async () => {
      const { event_id: id } = await row('SELECT event_id FROM events WHERE seq = 5');
      expect(
        await after("UPDATE events SET body = replace(body, 'ride-4', 'ride-5') WHERE seq = 5"),
      ).toMatchObject({ table: 'events', id });
      expect(
        await after(`UPDATE runs SET event = -event WHERE no = 50;
        UPDATE runs SET event = (SELECT -event FROM runs WHERE no = 50) WHERE no = 5`),
      ).toMatchObject({
        table: 'transfers',
      });
      expect(await after('DELETE FROM events WHERE seq = 5')).not.toBeNull();
      expect(await after('DELETE FROM runs WHERE no = 5')).not.toBeNull();
      expect(
        await after(
          `INSERT INTO waiting (shard, turn, seq, event, partner, customer) VALUES (1, 5, 5, 5, 'rydo', 1)`,
        ),
      ).toMatchObject({
        table: 'events',
        id,
      });
      expect(await after('DELETE FROM customers WHERE no = 3')).toMatchObject({
        table: 'transfers',
      });
    });
  });
}

function removing(which: string): string {
  return `DELETE FROM postings WHERE transfer ${which}; DELETE FROM transfers WHERE no ${which}`;
}
