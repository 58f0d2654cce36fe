/** Partners: who they are, what they issue, how they prove it. */
import { describe, expect, it } from 'vitest';
import { arrived, asking, partnerNamed, post, START_MS } from '../story.ts';
import type { World } from '../world.ts';

export function partnerContract(world: (options: { bare: boolean }) => Promise<World>): void {
  const bare = () => world({ bare: true });

  describe('partners', () => {
    it('keeps a partner with its currencies in order and its key, once', async () => {
      const { storage } = await bare();
      const added = await storage.addPartner(partnerNamed('cardia', 'CARD', 'BONUS'));
      expect(added).toEqual({
        id: 'cardia',
        name: 'CARDIA',
        currencies: [
          { code: 'CARD', name: 'CARD points', scale: 0 },
          { code: 'BONUS', name: 'BONUS points', scale: 0 },
        ],
        endpointUrl: null,
        endpointDisabledAtMs: null,
        createdAtMs: START_MS,
        keys: [
          {
            id: 'key-cardia',
            label: 'first',
            prefix: 'rk_cardia',
            createdAtMs: START_MS,
            revokedAtMs: null,
          },
        ],
      });
      expect(await storage.partner('cardia')).toEqual(added);
      expect(await storage.partners()).toEqual([added]);
      expect(await storage.partner('none')).toBeNull();
      await expect(storage.addPartner(partnerNamed('cardia'))).rejects.toMatchObject({
        code: 'partner-exists',
      });
    });

    it('lets each currency be issued by one partner, and money by none', async () => {
      const { storage } = await bare();
      await storage.addPartner(partnerNamed('cardia', 'CARD'));
      const taken = { code: 'currency-taken' };
      await expect(storage.addPartner(partnerNamed('other', 'CARD'))).rejects.toMatchObject(taken);
      await expect(storage.addPartner(partnerNamed('bank', 'USD'))).rejects.toMatchObject(taken);
      expect(await storage.partner('other')).toBeNull();
      await storage.addPartner(partnerNamed('rydo', 'RIDE'));
      const currencies = [{ code: 'CARD', name: 'Mine', scale: 0 }];
      await expect(storage.updatePartner('rydo', { currencies })).rejects.toMatchObject(taken);
      expect(await storage.partner('rydo')).toMatchObject({ currencies: [{ code: 'RIDE' }] });
    });

    it('keeps a currency that is in the books, with its scale, and lets its name change', async () => {
      const { storage, accept, work } = await world({ bare: false });
      await accept(arrived({ id: 'e' }));
      await work(asking((run) => [post(run)]));
      const inUse = { code: 'currency-in-use' };
      await expect(storage.updatePartner('cardia', { currencies: [] })).rejects.toMatchObject(
        inUse,
      );
      const scaled = [{ code: 'CARD', name: 'Card', scale: 2 }];
      await expect(storage.updatePartner('cardia', { currencies: scaled })).rejects.toMatchObject(
        inUse,
      );
      const renamed = [{ code: 'CARD', name: 'Card', scale: 0 }];
      const view = await storage.updatePartner('cardia', { currencies: renamed });
      expect(view.currencies).toEqual(renamed);
    });

    it('changes only what is named, and knows no partner that is not there', async () => {
      const { storage } = await bare();
      await storage.addPartner(partnerNamed('rydo', 'RIDE'));
      await storage.updatePartner('rydo', { endpointUrl: 'https://rydo.example' });
      const view = await storage.updatePartner('rydo', { name: 'Rydo' });
      expect(view).toMatchObject({
        name: 'Rydo',
        endpointUrl: 'https://rydo.example',
        currencies: [{ code: 'RIDE' }],
      });
      const unknown = { code: 'partner-unknown' };
      const key = { id: 'k', label: 'l', prefix: 'p', hash: 'h', nowMs: 1 };
      await expect(storage.updatePartner('none', {})).rejects.toMatchObject(unknown);
      await expect(storage.addKey('none', key)).rejects.toMatchObject(unknown);
      await expect(storage.rotateSecret('none', 's', 1, 2)).rejects.toMatchObject(unknown);
      expect(await storage.revokeKey('none', 'k', 1)).toBe(false);
    });

    it('gives the door keys that are not revoked and secrets newest first, old ones with their end', async () => {
      const { storage } = await bare();
      await storage.addPartner(partnerNamed('rydo'));
      await storage.addKey('rydo', {
        id: 'k2',
        label: 'second',
        prefix: 'p2',
        hash: 'h2',
        nowMs: 5,
      });
      expect(await storage.revokeKey('rydo', 'key-rydo', 6)).toBe(true);
      expect(await storage.revokeKey('rydo', 'key-rydo', 7)).toBe(false);
      await storage.rotateSecret('rydo', 'second', 10, 100);
      await storage.rotateSecret('rydo', 'third', 20, 200);
      expect(await storage.credentials()).toEqual([
        {
          partner: 'rydo',
          secrets: [
            { sealed: 'third', validUntilMs: null },
            { sealed: 'second', validUntilMs: 200 },
            { sealed: 'sealed-rydo', validUntilMs: 100 },
          ],
          keyHashes: ['h2'],
        },
      ]);
      await storage.rotateSecret('rydo', 'fourth', 150, 300);
      const [credential] = await storage.credentials();
      expect(credential?.secrets.map(({ sealed }) => sealed)).toEqual([
        'fourth',
        'third',
        'second',
      ]);
      const view = await storage.partner('rydo');
      expect(view?.keys.find(({ id }) => id === 'key-rydo')?.revokedAtMs).toBe(6);
      expect(JSON.stringify(view)).not.toContain('sealed');
    });
  });
}
