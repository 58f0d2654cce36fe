/** Partners over HTTP: what proves who they are is shown once, and never kept in clear. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KeyCreated, PartnerCreated, PartnerView, Problem, SecretCreated } from '@recipro/schema';
import { SECRET_OVERLAP_MS } from '@recipro/server/desk/partners.ts';
import { sha256 } from '@recipro/server/seal.ts';
import type { Session } from '../session.ts';
import { openHouse } from './house.ts';
import type { House } from './house.ts';

let house: House;
let session: Session;
let created: PartnerCreated;
const card = { id: 'cardia', name: 'Cardia', currencies: [{ code: 'CARD', name: 'Card points' }] };

beforeAll(async () => {
  house = await openHouse();
  session = await house.signIn();
  created = (await session.post('/api/partners', card)).as(PartnerCreated);
});
afterAll(() => house.close());

async function filesContain(text: string): Promise<boolean> {
  const files = await readdir(house.dataDir);
  const bytes = await Promise.all(files.map((file) => readFile(path.join(house.dataDir, file))));
  return bytes.some((each) => each.includes(text));
}

describe('a new partner', () => {
  it('gets a signing secret of 32 bytes and an API key of at least 160 bits', () => {
    expect(created.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(created.apiKey).toMatch(/^rcp_[A-Za-z0-9_-]{32}$/);
    expect(created.partner).toMatchObject({ ...card, endpointUrl: null });
  });

  it('is refused under an id or with a currency that is taken, with the reason', async () => {
    const again = await session.post('/api/partners', card);
    expect(again.status).toBe(409);
    expect(again.as(Problem).code).toBe('partner-exists');
    const rival = await session.post('/api/partners', { ...card, id: 'rival' });
    expect(rival.status).toBe(409);
    expect(rival.as(Problem).code).toBe('currency-taken');
  });

  it('is refused where a field is unknown or wrong, with the place of each', async () => {
    const answer = await session.post('/api/partners', {
      id: 'Not An Id',
      name: '',
      currencies: [{ code: 'x', name: 'X', scale: 9 }],
      owner: true,
    });
    expect(answer.status).toBe(400);
    const places = answer.as(Problem).errors?.map(({ pointer }) => pointer);
    expect(places).toEqual(
      expect.arrayContaining([
        '/id',
        '/name',
        '/currencies/0/code',
        '/currencies/0/scale',
        '/owner',
      ]),
    );
  });
});

describe('a secret', () => {
  it('is shown by the answer that made it and by no later one', async () => {
    const key = (await session.post('/api/partners/cardia/keys', { label: 'Laptop' })).as(
      KeyCreated,
    );
    const rotated = (await session.post('/api/partners/cardia/secret')).as(SecretCreated);
    const secrets = [created.secret, created.apiKey, key.apiKey, rotated.secret];
    const later = ['/api/partners', '/api/partners/cardia', '/api/session', '/api/deliveries'];
    for (const address of later) {
      const { text } = await session.get(address);
      for (const secret of secrets) expect(text.includes(secret), address).toBe(false);
    }
    for (const secret of secrets) {
      expect(await filesContain(secret), 'in clear on disk').toBe(false);
      expect(await filesContain(secret.replace(/^(whsec_|rcp_)/, '')), 'bare on disk').toBe(false);
    }
    expect(await filesContain('Laptop'), 'the files are really looked at').toBe(true);
  });

  it('opens with the key of this installation and is the one that was shown', async () => {
    const partner = { ...card, id: 'rydo', currencies: [] };
    const { secret, apiKey } = (await session.post('/api/partners', partner)).as(PartnerCreated);
    const credential = (await house.desk.storage.credentials()).find(
      (each) => each.partner === 'rydo',
    );
    expect(house.desk.seal.open(credential?.secrets[0]?.sealed ?? '')).toBe(secret);
    expect(credential?.keyHashes).toEqual([sha256(apiKey)]);
  });

  it('that was replaced still verifies for a day', async () => {
    const before = await secretsOf('rydo');
    await session.post('/api/partners/rydo/secret');
    const after = await secretsOf('rydo');
    expect(after).toHaveLength(2);
    expect(after[0]?.validUntilMs).toBeNull();
    expect(after[1]?.sealed).toBe(before[0]?.sealed);
    expect(after[1]?.validUntilMs).toBe(house.desk.now() + SECRET_OVERLAP_MS);
  });
});

async function secretsOf(partner: string) {
  const all = await house.desk.storage.credentials();
  return all.find((each) => each.partner === partner)?.secrets ?? [];
}

describe('a key', () => {
  it('can be taken back, and then proves nothing', async () => {
    const { key, apiKey } = (await session.post('/api/partners/rydo/keys', { label: 'Old' })).as(
      KeyCreated,
    );
    expect(key.prefix).toBe(apiKey.slice(0, key.prefix.length));
    const gone = await session.request(`/api/partners/rydo/keys/${key.id}`, { method: 'DELETE' });
    expect(gone.status).toBe(204);
    const credential = (await house.desk.storage.credentials()).find(
      (each) => each.partner === 'rydo',
    );
    expect(credential?.keyHashes).not.toContain(sha256(apiKey));
    const again = await session.request(`/api/partners/cardia/keys/${key.id}`, {
      method: 'DELETE',
    });
    expect(again.status, 'another partner’s key').toBe(404);
  });
});

describe('an endpoint', () => {
  it('is set, changed and taken away', async () => {
    for (const endpointUrl of ['https://rydo.example/hooks', null]) {
      const answer = await session.request('/api/partners/rydo', {
        method: 'PATCH',
        body: { endpointUrl },
      });
      expect(answer.as(PartnerView).endpointUrl).toBe(endpointUrl);
    }
  });

  it.each(['ftp://rydo.example', 'javascript:alert(1)', 'rydo.example', 7])(
    'is refused as %s',
    async (endpointUrl) => {
      const answer = await session.request('/api/partners/rydo', {
        method: 'PATCH',
        body: { endpointUrl },
      });
      expect(answer.status).toBe(400);
      expect(answer.as(Problem).errors?.[0]?.pointer).toBe('/endpointUrl');
    },
  );
});
