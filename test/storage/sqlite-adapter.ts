/** SQLite as the contract suite meets it: a file in a folder of its own. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqlite } from '@recipro/server/storage/sqlite/open.ts';
import type { Adapter } from './adapter.ts';

export const sqlite: Adapter = {
  name: 'SQLite',
  async place(nowMs) {
    const dir = await mkdtemp(join(tmpdir(), 'recipro-storage-'));
    return {
      where: dir,
      open: async () => openSqlite({ dir, nowMs }),
      remove: () => rm(dir, { recursive: true, force: true }),
    };
  },
};
