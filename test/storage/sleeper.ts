/**
 * A process of its own that begins to evaluate all shards of a database, and stops itself in the middle of the transaction as a machine
 * under load, a debugger or a laptop's lid would. When somebody lets it go on, it says what the store answered.
 */
import { openPostgres } from '@recipro/server/storage/postgres/open.ts';
import { AppError } from '@recipro/server/errors.ts';
import { ALL_SHARDS, asking, evaluating, post } from './story.ts';

const [url = '', leaseMs = '0'] = process.argv.slice(2);
const storage = await openPostgres({ url, leaseMs: Number(leaseMs) });
const evaluateEvent = evaluating(
  asking((run) => {
    process.kill(process.pid, 'SIGSTOP');
    return [post(run)];
  }),
);
try {
  await storage.evaluate({
    shards: ALL_SHARDS,
    limit: 1,
    revision: await storage.revision(),
    evaluateEvent,
  });
  process.stdout.write('committed');
} catch (error) {
  process.stdout.write(error instanceof AppError ? error.code : String(error));
}
await storage.close();
