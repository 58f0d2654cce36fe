/** The door's picture of who may send: never older than the request, and read once for many. */
import { hash } from 'node:crypto';
import { expect, it } from 'vitest';
import { createDirectory } from '@recipro/server/intake/sender.ts';
import { gate, until } from '../patience.ts';

function store() {
  const held = gate();
  const state = { revision: 1, keys: ['one'], revisions: 0, credentials: 0, held: false };
  const directory = createDirectory({
    storage: {
      revision: async () => {
        state.revisions += 1;
        const { revision } = state;
        if (state.held) await held.pass();
        return revision;
      },
      credentials: async () => {
        state.credentials += 1;
        const keyHashes = state.keys.map((key) => hash('sha256', key, 'hex'));
        return [{ partner: 'rydo', secrets: [], keyHashes }];
      },
    },
    seal: { open: (sealed) => sealed },
  });
  return { state, held, directory };
}

it('asks the store once for all who come while it is asked', async () => {
  const { state, held, directory } = store();
  await directory();
  state.held = true;
  const first = directory();
  await until('the store is asked', held.reached);
  const rest = Array.from({ length: 100 }, () => directory());
  held.open();
  await Promise.all([first, ...rest]);
  expect(state).toMatchObject({ revisions: 3, credentials: 1 });
});

it('knows a key as revoked for every request that comes after it was', async () => {
  const { state, held, directory } = store();
  await directory();
  state.held = true;
  const before = directory();
  await until('the store is asked', held.reached);
  state.revision = 2;
  state.keys = [];
  const after = directory();
  held.open();
  expect((await before).partnerOfKey('one')).toBe('rydo');
  expect((await after).partnerOfKey('one')).toBeNull();
});

it('asks again after the store could not answer', async () => {
  let fails = true;
  const directory = createDirectory({
    storage: {
      revision: async () => {
        if (fails) throw new Error('away');
        return 1;
      },
      credentials: async () => [],
    },
    seal: { open: (sealed) => sealed },
  });
  const [one, two] = await Promise.allSettled([directory(), directory()]);
  expect([one.status, two.status]).toEqual(['rejected', 'rejected']);
  fails = false;
  expect((await directory()).partnerOfKey('x')).toBeNull();
});
