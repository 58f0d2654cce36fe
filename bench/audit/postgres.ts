/** Looks into a store on PostgreSQL from outside, over a connection of its own. */
import { Client } from 'pg';
import type { StoreView } from '../deployment.ts';
import { readBooks } from './books.ts';

export async function viewPostgres(url: string): Promise<StoreView> {
  const client = new Client({ connectionString: url, options: '-c search_path=recipro' });
  await client.connect();
  const ask = async (sql: string) => {
    const { rows } = await client.query<{ n: string }>(sql);
    return { n: Number(rows[0]?.n ?? 0) };
  };
  return {
    waiting: async () => (await ask('SELECT count(*) AS n FROM waiting')).n,
    books: () => readBooks(ask),
    close: () => client.end(),
  };
}
