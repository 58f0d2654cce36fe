/**
 * The server under test in one process: the real server/main.ts, set up through its own API.
 * A store is prepared once and copied for each lap, so every lap begins with the same one.
 */
import { cp } from 'node:fs/promises';
import type { Workflow } from '@recipro/schema';
import { PartnerCreated, WorkflowView } from '@recipro/schema';
import { startServer } from '../../test/process.ts';
import type { Session } from '../../test/session.ts';
import { viewSqlite } from '../audit/sqlite.ts';
import { verifyFaults } from '../audit/verify.ts';
import type { Deployment } from '../deployment.ts';
import type { Track } from '../track.ts';
import { CURRENCY, PARTNER } from '../workload/ride.ts';

/** A store to begin with, and the secret that its partner signs with. */
export type Prepared = { readonly dataDir: string; readonly secret: string };

type Env = Readonly<Record<string, string>>;

/** A store with the partner and these workflows live. */
export async function prepareStore(
  track: Track,
  workflows: readonly Workflow[],
  env: Env = {},
): Promise<Prepared> {
  const dataDir = await track.folder('store');
  const { started, stop } = await track.started(startServer({ dataDir, env }), (running) =>
    running.stop(),
  );
  const session = await started.signIn();
  const secret = await addPartner(session);
  for (const document of workflows) await publish(session, document);
  await stop();
  return { dataDir, secret };
}

async function addPartner(session: Session): Promise<string> {
  const currencies = [{ code: CURRENCY, name: 'Ride points', scale: 0 }];
  const answer = await session.post('/api/partners', { id: PARTNER, name: 'Rydo', currencies });
  return answer.as(PartnerCreated).secret;
}

async function publish(session: Session, document: Workflow): Promise<void> {
  const { revision } = (await session.post('/api/workflows', { document })).as(WorkflowView);
  const match = { 'if-match': `"${revision}"` };
  const answer = await session.post(`/api/workflows/${document.id}/publish`, undefined, match);
  if (answer.status !== 200) throw new Error(`${document.id} was not published: ${answer.text}`);
}

/** A copy of a prepared store, for one lap. */
export async function copyOf(track: Track, { dataDir }: Prepared): Promise<string> {
  const copy = await track.folder('lap');
  await cp(dataDir, copy, { recursive: true });
  return copy;
}

/** One process on a copy of the store. */
export async function startRecipro(track: Track, prepared: Prepared): Promise<Deployment> {
  return serveFrom(track, await copyOf(track, prepared));
}

/** One process on a SQLite store that is there. */
export async function serveFrom(track: Track, dataDir: string): Promise<Deployment> {
  const { port, pid, stop } = await startProcess(track, dataDir);
  const view = viewSqlite(dataDir);
  return {
    port,
    pids: { server: pid },
    dataDir,
    view,
    verify: () => verifyFaults(dataDir),
    async stop() {
      await view.close();
      await stop();
      await track.discard(dataDir);
    },
  };
}

/** One process of ours, in any role, on any store. */
export async function startProcess(track: Track, dataDir: string, env: Env = {}) {
  const starting = startServer({ dataDir, env: { ...track.serverEnv, ...env } });
  const { started: server, stop } = await track.started(starting, (running) => running.stop());
  const port = server.url === '' ? 0 : Number(new URL(server.url).port);
  return { port, pid: server.pid, stop };
}
