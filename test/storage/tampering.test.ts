/** Rows that somebody changed by hand: refused while the triggers stand, named by verify when they were taken away. */
import Database from 'better-sqlite3';
import { verifyFile } from '@recipro/server/storage/sqlite/verify-file.ts';
import { describe, expect, it } from 'vitest';
import { ledgerFile, tamper, TRANSFERS } from './ledger-file.ts';

const MIDDLE = 100;

describe('tampering', async () => {
  const ledger = await ledgerFile();

  async function after(change: (raw: Database.Database) => void) {
    const file = await ledger.copy();
    tamper(file, change);
    return verifyFile(file).firstBad;
  }

  /** The row of a query in a copy that nobody touched. */
  async function row(sql: string): Promise<Readonly<Record<string, unknown>>> {
    const raw = new Database(await ledger.copy(), { readonly: true });
    const found = raw.prepare<[], Record<string, unknown>>(sql).get();
    raw.close();
    if (found === undefined) throw new Error('There is such a row');
    return found;
  }

  for (const table of ['transfers', 'postings']) {
    it(`is refused where a row of ${table} is edited, deleted or replaced`, async () => {
      const raw = new Database(await ledger.copy());
      raw.pragma('recursive_triggers = ON');
      const added = /only ever added/;
      expect(() => raw.exec(`UPDATE ${table} SET amount_minor = 1`)).toThrow(added);
      expect(() => raw.exec(`DELETE FROM ${table}`)).toThrow(added);
      expect(() =>
        raw.exec(`INSERT OR REPLACE INTO ${table} SELECT * FROM ${table} LIMIT 1`),
      ).toThrow(added);
      raw.close();
    });
  }

  it('is refused where a published version is changed', async () => {
    const raw = new Database(await ledger.copy());
    expect(() => raw.exec("UPDATE versions SET document = '{}'")).toThrow(/never changed/);
    expect(() => raw.exec('DELETE FROM versions')).toThrow(/never deleted/);
    raw.close();
  });

  it('is named in every column of a transfer and of a posting', async () => {
    const raw = new Database(await ledger.copy());
    const columns = ['transfers', 'postings'].flatMap((table) =>
      raw
        .prepare<[], { name: string; type: string }>(`PRAGMA table_info(${table})`)
        .all()
        .map((column) => ({ table, ...column })),
    );
    raw.close();
    expect(columns).toHaveLength(15 + 4);
    for (const { table, name, type } of columns) {
      const other = type === 'TEXT' ? `'x'` : type === 'BLOB' ? 'zeroblob(32)' : '987654';
      const key = table === 'transfers' ? 'no' : 'transfer';
      const bad = await after((file) =>
        file.exec(`UPDATE ${table} SET ${name} = ${other} WHERE ${key} = ${MIDDLE}
          AND ${table === 'transfers' ? 'true' : 'amount_minor > 0'}`),
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
    const bad = await after((raw) =>
      raw.exec(`UPDATE transfers SET amount_minor = amount_minor + 1 WHERE no = ${MIDDLE};
        UPDATE postings SET amount_minor = amount_minor + sign(amount_minor) WHERE transfer = ${MIDDLE}`),
    );
    expect(bad).toMatchObject({ table: 'transfers', id });
  });

  it('names the posting that is not what its transfer says, the one that is missing, and the one too many', async () => {
    const { id, address } = await row(
      `SELECT t.id, a.address FROM transfers t JOIN accounts a ON a.no = t.to_account WHERE t.no = ${MIDDLE}`,
    );
    const posting = `FROM postings WHERE transfer = ${MIDDLE} AND amount_minor > 0`;
    const name = { table: 'postings', id: `${String(id)} ${String(address)}` };
    expect(
      await after((raw) =>
        raw.exec(
          `UPDATE postings SET amount_minor = 1 WHERE transfer = ${MIDDLE} AND amount_minor > 0`,
        ),
      ),
    ).toMatchObject(name);
    expect(await after((raw) => raw.exec(`DELETE ${posting}`))).toMatchObject(name);
    expect(
      await after((raw) => raw.exec(`INSERT INTO postings VALUES (${MIDDLE}, 20, 0, NULL)`)),
    ).toMatchObject({ table: 'postings', id });
    expect(
      await after((raw) => raw.exec('INSERT INTO postings VALUES (98765, 1, 7, NULL)')),
    ).toMatchObject({ table: 'postings' });
  });

  it('names the place of a transfer that was deleted with its postings', async () => {
    const bad = await after((raw) => raw.exec(removing(`= ${MIDDLE}`)));
    expect(bad).toMatchObject({ table: 'transfers', id: `number ${MIDDLE}` });
  });

  it('names the chain that lost its end, also when balances were put right afterwards', async () => {
    const { chain } = await row(`SELECT chain FROM transfers WHERE no = ${TRANSFERS}`);
    const bad = await after((raw) =>
      raw.exec(`${removing(`= ${TRANSFERS}`)};
        UPDATE accounts SET balance_minor =
          (SELECT coalesce(sum(amount_minor), 0) FROM postings WHERE account = accounts.no)`),
    );
    expect(bad).toMatchObject({ table: 'transfers' });
    expect(bad?.id).toMatch(new RegExp(`^chain ${String(chain)} place \\d+$`));
    expect(await after((raw) => raw.exec(removing('> 0')))).toMatchObject({ table: 'transfers' });
  });

  it('names a transfer that was put in at the end', async () => {
    const bad = await after((raw) =>
      raw.exec(`INSERT INTO transfers SELECT ${TRANSFERS + 1}, 'forged', chain, place + 1, kind, from_account, to_account,
          amount_minor, reference, NULL, available_at_ms, node, run, at_ms, hash FROM transfers WHERE no = ${TRANSFERS};
        INSERT INTO postings SELECT ${TRANSFERS + 1}, account, amount_minor, available_at_ms FROM postings
          WHERE transfer = ${TRANSFERS}`),
    );
    expect(bad).toMatchObject({ table: 'transfers', id: 'forged' });
  });

  it('names the first of two transfers that changed places', async () => {
    const bad = await after((raw) =>
      raw.exec(`UPDATE transfers SET no = -1 WHERE no = ${MIDDLE};
        UPDATE transfers SET no = ${MIDDLE} WHERE no = ${MIDDLE} + 1;
        UPDATE transfers SET no = ${MIDDLE} + 1 WHERE no = -1;
        UPDATE postings SET transfer = -1 WHERE transfer = ${MIDDLE};
        UPDATE postings SET transfer = ${MIDDLE} WHERE transfer = ${MIDDLE} + 1;
        UPDATE postings SET transfer = ${MIDDLE} + 1 WHERE transfer = -1`),
    );
    const { id } = await row(`SELECT id FROM transfers WHERE no = ${MIDDLE} + 1`);
    expect(bad).toMatchObject({ table: 'transfers', id });
  });

  it('names the balance that was changed, the currency out of balance, and the end that was moved', async () => {
    const { address } = await row('SELECT address FROM accounts WHERE no = 7');
    expect(
      await after((raw) => raw.exec('UPDATE accounts SET balance_minor = 0 WHERE no = 7')),
    ).toMatchObject({ table: 'accounts', id: address });
    expect(
      await after((raw) => raw.exec("INSERT INTO accounts VALUES (999, 'customer:me', 'CARD', 5)")),
    ).toMatchObject({ table: 'accounts', id: 'customer:me' });
    expect(
      await after((raw) => raw.exec('UPDATE chains SET head = zeroblob(32) WHERE chain = 3')),
    ).toMatchObject({ table: 'chains', id: '3' });
  });

  it('names the event whose body was changed, the run that moved, and rows that are gone', async () => {
    const { event_id: id } = await row('SELECT event_id FROM events WHERE seq = 5');
    expect(
      await after((raw) =>
        raw.exec("UPDATE events SET body = replace(body, 'ride-4', 'ride-5') WHERE seq = 5"),
      ),
    ).toMatchObject({ table: 'events', id });
    expect(await after((raw) => raw.exec('UPDATE runs SET event = 1 WHERE no = 5'))).toMatchObject({
      table: 'transfers',
    });
    expect(await after((raw) => raw.exec('DELETE FROM events WHERE seq = 5'))).not.toBeNull();
    expect(await after((raw) => raw.exec('DELETE FROM runs WHERE no = 5'))).not.toBeNull();
    expect(await after((raw) => raw.exec('INSERT INTO waiting VALUES (1, 5, 5)'))).toMatchObject({
      table: 'events',
      id,
    });
    expect(await after((raw) => raw.exec('DELETE FROM customers WHERE no = 3'))).toMatchObject({
      table: 'transfers',
    });
  });
});

function removing(which: string): string {
  return `DELETE FROM postings WHERE transfer ${which}; DELETE FROM transfers WHERE no ${which}`;
}
