/**
 * A process of its own that opens a file and brings its schema up to date. With a second argument it stops for good in the middle of
 * a migration, after saying so, to be killed there.
 */
import { writeSync } from 'node:fs';
import { connect } from '@recipro/server/storage/sqlite/database.ts';
import { knownMigrations, migrate } from '@recipro/server/storage/sqlite/migrate.ts';

const [file = '', stopIn] = process.argv.slice(2);
const raw = connect(file);
raw.function('stop_here', () => {
  writeSync(1, 'stopped\n');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
});
const migrations = knownMigrations().map((migration) =>
  stopIn === migration.name
    ? {
        ...migration,
        sql: migration.sql.replace('CREATE TABLE sessions', 'SELECT stop_here(); $&'),
      }
    : migration,
);
migrate(raw, migrations, Date.now);
raw.close();
