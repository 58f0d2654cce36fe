/** Evaluation: in order, once, each event whole or not at all. */
import { describe, expect, it } from 'vitest';
import {
  ALL_SHARDS,
  arrived,
  asking,
  evaluating,
  hearing,
  list,
  nothing,
  post,
  publishing,
  transfer,
  WORKFLOW,
} from '../story.ts';
import type { Story } from '../story.ts';
import type { World } from '../world.ts';

export function evaluateContract(world: () => Promise<World>): void {
  describe('evaluation', () => {
    it('takes events of the asked shards, up to the limit, and says whether more wait', async () => {
      const { accept, work, storage } = await world();
      for (let i = 0; i < 10; i += 1) await accept(arrived({ id: `e${i}`, subject: `s${i}` }));
      expect(await work(nothing, { limit: 4 })).toMatchObject({ done: 4, more: true });
      const [{ shard, waiting } = { shard: 0, waiting: 0 }] = await storage.backlog();
      expect(await work(nothing, { shards: [shard] })).toMatchObject({
        done: waiting,
        more: false,
      });
      expect(await work(nothing)).toMatchObject({ done: 6 - waiting, more: false });
      expect(await work(nothing)).toMatchObject({ done: 0, quarantined: 0, more: false });
    });

    it('does nothing with a picture of workflows and partners that is out of date', async () => {
      const { accept, storage } = await world();
      await accept(arrived({ id: 'e' }));
      const revision = await storage.revision();
      for (const change of [
        () => storage.updatePartner('rydo', { name: 'Rydo' }),
        () => storage.setStatus(WORKFLOW.id, 'paused', 1),
        () => storage.rotateSecret('rydo', 'next', 1, 2),
        () => storage.revokeKey('rydo', 'key-rydo', 1),
      ]) {
        await change();
        const evaluateEvent = evaluating(nothing);
        const batch = { shards: ALL_SHARDS, limit: 9, revision, evaluateEvent };
        expect(await storage.evaluate(batch)).toEqual({ outcome: 'stale' });
      }
      expect((await storage.runs(list())).items).toEqual([]);
      expect((await storage.live()).revision).toBe(await storage.revision());
    });

    it('undoes an event that throws, whole, says why, and leaves its neighbours', async () => {
      const { accept, work, storage } = await world();
      await accept(arrived({ id: 'good1' }), arrived({ id: 'bad' }), arrived({ id: 'good2' }));
      const story: Story = function* (run) {
        yield post(run);
        yield { ask: 'put-score', name: run.event.id, value: 1 };
        yield { ask: 'put-tag', tag: run.event.id, present: true };
        yield { ask: 'send', key: run.runId, kind: 'deliver', to: 'rydo', type: 't', data: {} };
        yield {
          ask: 'issue-voucher',
          key: run.runId,
          offer: 'o',
          redeemer: 'rydo',
          expiresAtMs: null,
        };
        if (run.event.id === 'bad') throw new Error('the fare is not a number');
        return ['credit'];
      };
      expect(await work(story)).toMatchObject({
        done: 2,
        quarantined: 1,
        more: false,
        outbox: true,
      });
      const { items } = await storage.quarantined(list());
      expect(items).toMatchObject([{ reason: 'the fare is not a number', event: { id: 'bad' } }]);
      const customerId = items[0]?.customerId ?? '';
      expect(await storage.customer(customerId)).toMatchObject({
        tags: ['good1', 'good2'],
        scores: [{ name: 'good1' }, { name: 'good2' }],
        balances: [{ currency: 'CARD', balanceMinor: 20 }],
        vouchers: [{}, {}],
      });
      expect((await storage.runs(list())).items).toHaveLength(2);
      expect((await storage.deliveries(list())).items).toHaveLength(2);
      expect(await storage.verify()).toMatchObject({ ok: true, transfers: 2 });
    });

    it('puts a retried event back as the newest of its customer, and knows none that is not in quarantine', async () => {
      const { accept, work, storage } = await world();
      await accept(arrived({ id: 'bad' }));
      const failing: Story = function* () {
        yield { ask: 'customer' };
        throw new Error('not yet');
      };
      await work(failing);
      const [held] = (await storage.quarantined(list())).items;
      const eventId = held?.eventId ?? '';
      await accept(arrived({ id: 'later' }));
      const retried = await storage.retryQuarantined(eventId);
      expect(retried).not.toBeNull();
      expect(await storage.retryQuarantined(eventId)).toBeNull();
      expect(await storage.retryQuarantined('evt_none')).toBeNull();
      const lines = (await storage.backlog()).filter(({ shard }) => shard === retried?.shard);
      expect(lines).not.toEqual([]);
      const { story, answers } = hearing((run) => ({ ask: 'score', name: run.event.id }));
      expect(await work(story)).toMatchObject({ done: 2, quarantined: 0 });
      expect(answers).toHaveLength(2);
      const order = (await storage.runs(list())).items.map((run) => run.eventId);
      expect(order[0]).toBe(eventId);
      expect((await storage.quarantined(list())).items).toEqual([]);
    });

    it('quarantines an event that makes a transfer twice, and changes no balance', async () => {
      const { accept, work, storage } = await world();
      await accept(arrived({ id: 'a' }), arrived({ id: 'b' }));
      const story = asking((run) =>
        run.event.id === 'a' ? [post(run)] : [post(run), post(run, { amountMinor: 7 })],
      );
      expect(await work(story)).toMatchObject({ done: 1, quarantined: 1 });
      const { items } = await storage.accounts(list({ account: 'partner:cardia:issued' }));
      expect(items).toMatchObject([{ balanceMinor: -10 }]);
      expect(await storage.verify()).toMatchObject({ ok: true, transfers: 1 });
    });

    it('quarantines a program that never ends and one that forgets a run it asked for', async () => {
      const { accept, work, storage } = await world();
      await accept(arrived({ id: 'endless' }));
      const endless: Story = function* () {
        for (;;) yield { ask: 'score', name: 'x' };
      };
      expect(await work(endless)).toMatchObject({ done: 0, quarantined: 1 });
      await accept(arrived({ id: 'forgotten' }));
      const whole = evaluating(asking((run) => [post(run)]));
      const forgetful = evaluating(nothing);
      const answer = await storage.evaluate({
        shards: ALL_SHARDS,
        limit: 9,
        revision: await storage.revision(),
        *evaluateEvent(event) {
          yield* whole(event);
          for (const _ of forgetful(event)) throw new Error('it asks nothing');
          return [];
        },
      });
      expect(answer).toMatchObject({ done: 0, quarantined: 1 });
      expect(await storage.verify()).toMatchObject({ ok: true, transfers: 0 });
    });

    it('keeps a run with its trace, its event and all it did, and counts it with its workflow', async () => {
      const { accept, work, storage, clock } = await world();
      await accept(arrived({ id: 'e', data: { fare: 7 } }));
      await work(function* (run) {
        yield { ask: 'post', transfer: transfer(run, { reference: 'ride-1' }) };
        yield {
          ask: 'issue-voucher',
          key: 'k',
          offer: 'coffee',
          redeemer: 'rydo',
          expiresAtMs: null,
        };
        yield { ask: 'send', key: 'k', kind: 'deliver', to: 'rydo', type: 't', data: { a: 1 } };
        return ['credit'];
      });
      const [summary] = (await storage.runs(list())).items;
      expect(await storage.run(summary?.id ?? '')).toMatchObject({
        ...summary,
        workflowName: 'Ride',
        lastNode: 'credit',
        lastOutcome: 'done',
        event: { id: 'e', data: { fare: 7 } },
        trace: [{ node: 'credit' }],
        transfers: [{ reference: 'ride-1', amountMinor: 10 }],
        vouchers: [{ offer: 'coffee' }],
        deliveries: [{ partner: 'rydo', status: 'waiting' }],
      });
      expect(await storage.run('run_none')).toBeNull();
      expect(await storage.workflows()).toMatchObject([
        { id: 'ride', runs: 1, declined: 0, lastRunAtMs: clock.nowMs, changed: false },
      ]);
    });

    it('moves its pulse with events, runs, quarantine and deliveries', async () => {
      const { accept, work, storage } = await world();
      const before = await storage.pulse();
      await accept(arrived({ id: 'e' }), arrived({ id: 'bad' }));
      await work(function* (run) {
        yield { ask: 'send', key: run.runId, kind: 'deliver', to: 'rydo', type: 't', data: {} };
        if (run.event.id === 'bad') throw new Error('no');
        return [];
      });
      const after = await storage.pulse();
      expect(after).toEqual({
        events: before.events + 2,
        runs: before.runs + 2,
        deliveries: before.deliveries + 1,
      });
    });

    it('runs a newly published version only after it was looked at again', async () => {
      const { storage } = await world();
      await storage.saveDraft(WORKFLOW.id, { ...WORKFLOW, name: 'Ride on' }, 1, 5);
      const before = await storage.revision();
      await storage.publish(WORKFLOW.id, publishing(2));
      expect(await storage.revision()).toBeGreaterThan(before);
      expect(await storage.live()).toMatchObject({
        workflows: [{ version: 2, document: { name: 'Ride on' } }],
        partners: [{ id: 'cardia' }, { id: 'rydo' }],
      });
    });
  });
}
