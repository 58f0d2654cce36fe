/**
 * Recomputes all the books in a thread of its own, over one moment of the file, while the server goes on.
 * The answer names the first row that is not as it was written, or says that all is well.
 */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { VerifyResult } from '@recipro/schema';
import type { Storage } from '../storage.ts';
import type { Sqlite } from './database.ts';
import { withOurCode } from './failure.ts';

export function verifier(sqlite: Sqlite): Pick<Storage, 'verify'> {
  return {
    async verify() {
      const worker = new Worker(new URL('./verify-worker.ts', import.meta.url), {
        workerData: sqlite.file,
      });
      try {
        const [result]: VerifyResult[] = await once(worker, 'message');
        if (result === undefined) throw new Error('The check of the books ended without an answer');
        return result;
      } catch (error) {
        throw withOurCode(error, sqlite.file);
      } finally {
        await worker.terminate();
      }
    },
  };
}
