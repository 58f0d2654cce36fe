/** Sessions: a token opens one, once and in time. */
import { describe, expect, it } from 'vitest';
import type { World } from '../world.ts';

export function sessionContract(world: (options: { bare: boolean }) => Promise<World>): void {
  describe('sessions', () => {
    it('opens one session for one token, and ends it when it is closed', async () => {
      const { storage } = await world({ bare: true });
      await storage.addSignInToken('token', 100);
      const open = (sessionHash: string) =>
        storage.openSession({ tokenHash: 'token', sessionHash, expiresAtMs: 500, nowMs: 50 });
      expect(await open('one')).toBe(true);
      expect(await open('two')).toBe(false);
      expect(await storage.session('one', 499)).toEqual({ expiresAtMs: 500 });
      expect(await storage.session('two', 60)).toBeNull();
      await storage.closeSession('one');
      expect(await storage.session('one', 60)).toBeNull();
    });

    it('takes no token after its time, and ends a session at its own', async () => {
      const { storage } = await world({ bare: true });
      await storage.addSignInToken('late', 100);
      await storage.addSignInToken('early', 101);
      const open = (tokenHash: string) =>
        storage.openSession({ tokenHash, sessionHash: tokenHash, expiresAtMs: 200, nowMs: 100 });
      expect(await open('late')).toBe(false);
      expect(await open('unknown')).toBe(false);
      expect(await open('early')).toBe(true);
      expect(await storage.session('early', 199)).not.toBeNull();
      expect(await storage.session('early', 200)).toBeNull();
    });
  });
}
