/** Two processes on one file: nothing is lost, nothing is done twice, and the books are right. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { openSqlite } from '@recipro/server/storage/sqlite/open.ts';
import { describe, expect, it } from 'vitest';
import { scratchFolders } from './scratch.ts';
import { list, partnerNamed, publishing, START_MS, WORKFLOW } from './story.ts';

const NEIGHBOUR = join(import.meta.dirname, 'neighbour.ts');
const EVENTS = 500;
const SAME = EVENTS / 10;

describe('two processes on one file', () => {
  const scratch = scratchFolders();

  it('accept and evaluate at once without loss', async () => {
    const dir = await scratch();
    const storage = openSqlite({ dir });
    await storage.addPartner(partnerNamed('cardia', 'CARD'));
    await storage.createWorkflow(WORKFLOW, START_MS);
    await storage.publish(WORKFLOW.id, publishing(1));
    const processes = ['one', 'two'].map((name) =>
      spawn(process.execPath, [NEIGHBOUR, dir, name, String(EVENTS)], { stdio: 'inherit' }),
    );
    const ends = await Promise.all(processes.map((neighbour) => once(neighbour, 'exit')));
    expect(ends.map(([code]) => code)).toEqual([0, 0]);
    const total = 2 * EVENTS + SAME;
    expect(await storage.pulse()).toMatchObject({ events: total, runs: total });
    expect(await storage.backlog(10)).toEqual([]);
    expect((await storage.quarantined(list())).items).toEqual([]);
    const { items } = await storage.accounts(list({ account: 'partner:cardia:issued' }));
    expect(items).toMatchObject([{ balanceMinor: -10 * total }]);
    expect(await storage.verify()).toMatchObject({ ok: true, transfers: total });
    await storage.close();
  });
});
