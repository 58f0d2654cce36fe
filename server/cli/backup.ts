/** `recipro backup`: a checked copy of the SQLite store of DATA_DIR, while the server goes on. */
import path from 'node:path';
import { AppError } from '../errors.ts';
import { backUp } from '../storage/sqlite/backup.ts';
import { FILE_NAME } from '../storage/sqlite/open.ts';
import type { Command } from './command.ts';

export const backup: Command = {
  name: 'backup',
  summary: 'Copy the SQLite store of DATA_DIR at this moment into a file, and check the copy.',
  positionals: ['<file>'],
  flags: {},
  async run({ positionals: [name = ''] }, { config }) {
    if (config.databaseUrl !== null)
      throw new AppError(
        'wrong-setting',
        'DATABASE_URL is set: back up PostgreSQL with its own pg_dump.',
      );
    const file = path.resolve(name);
    const { transfers, accounts } = backUp(path.join(config.dataDir, FILE_NAME), file);
    const key =
      config.secretKey === null
        ? `Keep a copy of ${path.join(config.dataDir, 'secret.key')} too, in another place: it opens the partners’ secrets.`
        : 'Keep a copy of SECRET_KEY too, in another place: it opens the partners’ secrets.';
    return {
      json: { file, transfers, accounts },
      text: `Wrote ${file}. Its books are right: ${transfers} transfers, ${accounts} accounts.\n${key}`,
    };
  },
};
