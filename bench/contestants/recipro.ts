/**
 * The server under test: the real server/main.ts as a process of its own, set up through its own API.
 * A store is prepared once and copied for each lap, so every lap begins with the same one.
 */
import { cp } from 'node:fs/promises';
import type { Workflow } from '@recipro/schema';
import { PartnerCreated, WorkflowView } from '@recipro/schema';
import { startServer } from '../../test/process.ts';
import type { ServerProcess } from '../../test/process.ts';
import type { Session } from '../../test/session.ts';
import type { Track } from '../track.ts';
import { CURRENCY, PARTNER } from '../workload/ride.ts';
import type { Contestant } from './script.ts';

export type Prepared = { readonly dataDir: string; readonly secret: string };

export type Recipro = Contestant & { readonly dataDir: string };

/** A store with the partner and these workflows live. */
export async function prepareStore(
  track: Track,
  workflows: readonly Workflow[],
  env: Readonly<Record<string, string>> = {},
): Promise<Prepared> {
  const dataDir = await track.folder('store');
  const server = await startServer({ dataDir, env });
  try {
    const session = await server.signIn();
    const secret = await addPartner(session);
    for (const document of workflows) await publish(session, document);
    return { dataDir, secret };
  } finally {
    await server.stop();
  }
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

export async function startRecipro(
  track: Track,
  prepared: Prepared,
  env: Readonly<Record<string, string>> = {},
): Promise<Recipro> {
  const dataDir = await track.folder('lap');
  await cp(prepared.dataDir, dataDir, { recursive: true });
  return serveFrom(track, dataDir, env);
}

/** Starts the server on a store that is there. */
export async function serveFrom(
  track: Track,
  dataDir: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Recipro> {
  const server = await startServer({ dataDir, env: { ...track.serverEnv, ...env } });
  const stop = track.leaving(async () => {
    await server.stop();
  });
  return { port: portOf(server), pid: server.pid, dataDir, stop };
}

function portOf({ url }: ServerProcess): number {
  return url === '' ? 0 : Number(new URL(url).port);
}
