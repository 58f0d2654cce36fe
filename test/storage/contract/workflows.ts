/** Workflows: drafts that do not overwrite each other, versions that never change. */
import { describe, expect, it } from 'vitest';
import { publishing, START_MS, WORKFLOW } from '../story.ts';
import type { World } from '../world.ts';

export function workflowContract(world: (options: { bare: boolean }) => Promise<World>): void {
  async function drafted() {
    const { storage } = await world({ bare: true });
    await storage.createWorkflow(WORKFLOW, START_MS);
    return storage;
  }
  const renamed = (name: string) => ({ ...WORKFLOW, name });

  describe('workflows', () => {
    it('begins as a draft at revision 1, once for each id', async () => {
      const storage = await drafted();
      expect(await storage.workflow('ride')).toEqual({
        document: WORKFLOW,
        revision: 1,
        status: 'draft',
        liveVersion: null,
        updatedAtMs: START_MS,
      });
      await expect(storage.createWorkflow(WORKFLOW, 1)).rejects.toMatchObject({
        code: 'workflow-exists',
      });
      expect(await storage.workflow('none')).toBeNull();
      expect((await storage.live()).workflows).toEqual([]);
    });

    it('saves over the revision that was seen, and says which one is current otherwise', async () => {
      const storage = await drafted();
      expect(await storage.saveDraft('ride', renamed('A'), 1, 5)).toEqual({
        outcome: 'saved',
        revision: 2,
      });
      expect(await storage.saveDraft('ride', renamed('B'), 1, 6)).toEqual({
        outcome: 'conflict',
        revision: 2,
      });
      expect((await storage.workflow('ride'))?.document.name).toBe('A');
      await expect(storage.saveDraft('none', WORKFLOW, 1, 1)).rejects.toMatchObject({
        code: 'workflow-unknown',
      });
    });

    it('takes an equal document, in whatever order its keys stand, as no change', async () => {
      const storage = await drafted();
      const { id, name, roles, nodes, edges } = WORKFLOW;
      const reordered = { edges, nodes, roles, name, id };
      expect(await storage.saveDraft('ride', reordered, 1, 9)).toEqual({
        outcome: 'saved',
        revision: 1,
      });
      expect((await storage.workflow('ride'))?.updatedAtMs).toBe(START_MS);
    });

    it('publishes the draft that was seen as the next version, and the same draft once', async () => {
      const storage = await drafted();
      expect(await storage.publish('ride', publishing(1))).toEqual({ version: 1 });
      expect(await storage.publish('ride', publishing(1))).toEqual({ version: 1 });
      await storage.saveDraft('ride', renamed('Two'), 1, 5);
      await expect(storage.publish('ride', publishing(1))).rejects.toMatchObject({
        code: 'revision-changed',
        details: { revision: 2 },
      });
      expect(await storage.workflows()).toMatchObject([{ changed: true, liveVersion: 1 }]);
      expect(await storage.publish('ride', publishing(2))).toEqual({ version: 2 });
      expect(await storage.workflows()).toMatchObject([{ changed: false, liveVersion: 2 }]);
      expect(await storage.versions('ride')).toEqual([
        { version: 2, publishedAtMs: START_MS, publishedBy: 'owner', digest: 'digest-2' },
        { version: 1, publishedAtMs: START_MS, publishedBy: 'owner', digest: 'digest-1' },
      ]);
      await expect(storage.publish('none', publishing(1))).rejects.toMatchObject({
        code: 'workflow-unknown',
      });
    });

    it('keeps every published version as it was, whatever becomes of the draft', async () => {
      const storage = await drafted();
      await storage.publish('ride', { ...publishing(1), rules: '{"rules":1}' });
      await storage.saveDraft('ride', renamed('Two'), 1, 5);
      expect(await storage.version('ride', 1)).toEqual({
        document: WORKFLOW,
        rules: '{"rules":1}',
      });
      expect(await storage.version('ride', 2)).toBeNull();
      expect((await storage.live()).workflows).toEqual([{ version: 1, document: WORKFLOW }]);
    });

    it('pauses and resumes what was published, and nothing else', async () => {
      const storage = await drafted();
      await expect(storage.setStatus('ride', 'live', 1)).rejects.toMatchObject({
        code: 'never-published',
      });
      await expect(storage.setStatus('none', 'paused', 1)).rejects.toMatchObject({
        code: 'workflow-unknown',
      });
      await storage.publish('ride', publishing(1));
      await storage.setStatus('ride', 'paused', 7);
      expect((await storage.live()).workflows).toEqual([]);
      expect(await storage.workflow('ride')).toMatchObject({ status: 'paused', liveVersion: 1 });
      await storage.setStatus('ride', 'live', 8);
      expect((await storage.live()).workflows).toHaveLength(1);
      await storage.setStatus('ride', 'paused', 9);
      await storage.publish('ride', publishing(1));
      expect(await storage.workflow('ride')).toMatchObject({ status: 'live' });
    });
  });
}
