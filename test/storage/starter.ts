/**
 * A process of its own that opens a store and brings its schema up to date. With more words, the migration of that name has a statement
 * in its middle at which it stops for good, to be killed there.
 */
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { withLongLine } from '@recipro/server/storage/postgres/database.ts';
import * as inPostgres from '@recipro/server/storage/postgres/migrate.ts';
import { connect } from '@recipro/server/storage/sqlite/database.ts';
import * as inSqlite from '@recipro/server/storage/sqlite/migrate.ts';
import { FILE_NAME } from '@recipro/server/storage/sqlite/open.ts';
import type { Migration } from './migrating.ts';

const [where = '', stopIn, stop] = process.argv.slice(2);

function stopping(migrations: readonly Migration[]): readonly Migration[] {
  return migrations.map((migration) =>
    stopIn === migration.name
      ? { ...migration, sql: migration.sql.replace('CREATE TABLE sessions', `${stop}; $&`) }
      : migration,
  );
}

if (where.startsWith('postgres:')) {
  const migrations = stopping(inPostgres.knownMigrations());
  await withLongLine(where, (client) => inPostgres.migrate(client, where, migrations, Date.now));
} else {
  const raw = connect(join(where, FILE_NAME));
  raw.function('stop_here', () => {
    writeSync(1, 'stopped\n');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  });
  inSqlite.migrate(raw, stopping(inSqlite.knownMigrations()), Date.now);
  raw.close();
}
