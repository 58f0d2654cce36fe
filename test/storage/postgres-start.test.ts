/** What somebody hears at start whose database is not there yet, does not let them in, or is not fit to keep the books: where, what, and how to mend it. */
import { Client } from 'pg';
import { assertFit, openPostgres } from '@recipro/server/storage/postgres/open.ts';
import { describe, expect, it } from 'vitest';
import { until } from '../patience.ts';
import { postgresServer } from './postgres-adapter.ts';

describe('a start on PostgreSQL', () => {
  const server = postgresServer();
  const heard = async (url: string) => {
    const failure: unknown = await openPostgres({ url }).then(
      (storage) => storage.close(),
      (error: unknown) => error,
    );
    return failure instanceof Error ? failure.message : 'nothing';
  };

  it('waits for a server that starts beside it, and says once that it does', async () => {
    const url = await server().database();
    await server().down();
    const told: string[] = [];
    const tell = (words: string) => void told.push(words);
    const opening = openPostgres({ url, patience: { forMs: 60_000, tell } });
    await until('it has said that it waits', () => told.length > 0);
    await server().up();
    await (await opening).close();
    expect(told).toEqual([
      expect.stringMatching(
        /^Waiting for the database\. PostgreSQL at 127\.0\.0\.1:\d+\/store_\d+:/,
      ),
    ]);
  });

  it('gives up when its patience ends, and at once without any', async () => {
    const url = await server().database();
    await server().down();
    const away = /ECONNREFUSED.*\. Start it, or mend the address in DATABASE_URL\.$/;
    await expect(
      openPostgres({ url, patience: { forMs: 600, tell: () => {} } }),
    ).rejects.toMatchObject({ code: 'storage-busy', message: expect.stringMatching(away) });
    expect(await heard(url)).toMatch(away);
    await server().up();
  });

  it('tells a wrong password, a missing one, and a missing database', async () => {
    await server().sql(`CREATE ROLE guest LOGIN PASSWORD 'right'`);
    const guest = server().address('postgres', 'guest');
    expect(await heard(guest.replace('guest@', 'guest:wrong@'))).toMatch(
      /password authentication failed for user "guest" \(28P01\)\. Mend user and password in DATABASE_URL/,
    );
    expect(await heard(guest.replace('guest@', 'guest:wrong@'))).not.toContain('wrong');
    expect(await heard(guest)).toMatch(/password must be a string\. Mend user and password/);
    expect(await heard(server().address('nowhere'))).toMatch(
      /database "nowhere" does not exist \(3D000\)\. Create the database \(createdb\)/,
    );
  });

  it('tells who may not make a schema, and takes an empty one that was made for it', async () => {
    await server().sql(`CREATE ROLE maker LOGIN`);
    const url = await server().database();
    const name = new URL(url).pathname.slice(1);
    const maker = server().address(name, 'maker');
    expect(await heard(maker)).toMatch(
      /permission denied for database store_\d+ \(42501\)\. .*GRANT CREATE ON DATABASE/,
    );
    const owner = new Client({ connectionString: url });
    await owner.connect();
    await owner.query('CREATE SCHEMA recipro AUTHORIZATION maker');
    await owner.end();
    expect(await heard(maker)).toBe('nothing');
  });

  it('refuses a schema of another program, and leaves it as it was', async () => {
    const url = await server().database();
    const other = new Client({ connectionString: url });
    await other.connect();
    await other.query('CREATE SCHEMA recipro; CREATE TABLE recipro.theirs (a int)');
    expect(await heard(url)).toMatch(/its schema "recipro" belongs to another program/);
    const { rows } = await other.query(
      `SELECT tablename FROM pg_tables WHERE schemaname = 'recipro'`,
    );
    await other.end();
    expect(rows).toEqual([{ tablename: 'theirs' }]);
  });

  it('refuses an encoding that cannot keep every text', async () => {
    await server().sql(`CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0`);
    expect(await heard(server().address('latin'))).toMatch(
      /latin has server_encoding = LATIN1: it could not keep every text/,
    );
  });

  it('refuses a server that would lose what it has committed, one that only reads, and one that is too old', async () => {
    const url = await server().database();
    await server().down();
    await server().up({ settings: { fsync: 'off' } });
    expect(await heard(url)).toMatch(/has fsync = off: a power cut would lose events/);
    await server().down();
    await server().up({ replica: true });
    expect(await heard(url)).toMatch(/has transaction_read_only = on: it is a replica/);
    await server().restart();
    expect(await heard(url)).toBe('nothing');
    const old = new Map([['server_version_num', '140012']]);
    expect(() => assertFit(old, 'PostgreSQL')).toThrow(/is version 14; 15 or newer is needed/);
  });

  it('speaks TLS where the address says so, and only with whom it can trust', async () => {
    const url = await server().database();
    expect(await heard(`${url}?sslmode=verify-full`)).toMatch(
      /does not support SSL connections\. Mend sslmode in DATABASE_URL/,
    );
    const { file, settings } = await server().certificate();
    await server().down();
    await server().up({ settings });
    expect(await heard(`${url}?sslmode=verify-full`)).toMatch(
      /self-signed certificate.*\. Mend sslmode in DATABASE_URL: verify-full with sslrootcert/,
    );
    expect(await heard(`${url}?sslmode=verify-full&sslrootcert=/nowhere.crt`)).toMatch(
      /no such file.*\. Mend sslmode/,
    );
    const trusted = `${url}?sslmode=verify-full&sslrootcert=${file}`;
    const storage = await openPostgres({ url: trusted });
    expect(await storage.pulse()).toMatchObject({ events: 0 });
    await storage.close();
    await server().restart();
  });
});
