/** `recipro move`: a SQLite store becomes a PostgreSQL store. It opens neither as a server would, since it needs the one alone and makes the other. */
import { randomBytes } from 'node:crypto';
import { move } from '../storage/move/move.ts';
import type { Moved } from '../storage/move/move.ts';
import type { Command } from './command.ts';
import { UsageError } from './command.ts';

const ID_BYTES = 8;

export const moveStore: Command = {
  name: 'move',
  summary: 'Move the SQLite store of DATA_DIR to PostgreSQL; killed, it goes on where it was.',
  positionals: [],
  flags: {
    to: {
      type: 'string',
      value: '<postgres://…>',
      words:
        'an empty database (DATABASE_URL when left out, which keeps the password off the screen)',
    },
  },
  async run({ flag }, { config, progress }) {
    const url = flag('to') ?? config.databaseUrl;
    if (url === null) throw new UsageError('--to is missing.');
    if (!/^postgres(ql)?:\/\/./.test(url) || !URL.canParse(url))
      throw new UsageError('--to is an address such as postgres://user@localhost:5432/recipro.');
    const moved = await move(
      { nowMs: Date.now, newId: () => randomBytes(ID_BYTES).toString('hex'), tell: progress },
      { dir: config.dataDir, url },
    );
    return { json: moved, text: words(moved, config.secretKey === null ? config.dataDir : null) };
  },
};

/** `keyFolder` is where the key file lies, when that is in use. */
function words(
  { from, to, now, resumedAfter, rows, books }: Moved,
  keyFolder: string | null,
): string {
  if (!now) return `${from} was moved to ${to} before; nothing was left to do.`;
  const count = Object.values(rows).reduce((sum, each) => sum + each, 0);
  const before = resumedAfter === 0 ? '' : `, ${resumedAfter} of them by an earlier call`;
  const key =
    keyFolder === null
      ? 'The partners’ secrets are sealed with SECRET_KEY: set the same one there.'
      : `The partners’ secrets are sealed with ${keyFolder}/secret.key: keep DATA_DIR as it is, or on other machines set SECRET_KEY to what that file holds.`;
  return [
    `Moved ${count} rows to ${to}${before}. Both stores are equal, row by row.`,
    `The books are right in both: ${books.transfers} transfers, ${books.accounts} accounts.`,
    'Start with DATABASE_URL set to that database.',
    key,
    `${from} is marked as moved: no server starts on it any more. Keep it as a backup of this moment, or delete it.`,
  ].join('\n');
}
