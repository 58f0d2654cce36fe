/** Opens a store in a process of its own: the address of a database, or the folder of a file. */
import { openPostgres } from '@recipro/server/storage/postgres/open.ts';
import { openSqlite } from '@recipro/server/storage/sqlite/open.ts';
import type { Storage } from '@recipro/server/storage/storage.ts';

export async function openAt(where: string): Promise<Storage> {
  return where.startsWith('postgres:') ? openPostgres({ url: where }) : openSqlite({ dir: where });
}
