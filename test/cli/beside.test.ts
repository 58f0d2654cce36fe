/** The command line beside a running server, really run: from a template to an event in the books. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PartnerCreated, PartnerView, RunSummary, VerifyResult, Workflow } from '@recipro/schema';
import { z } from 'zod';
import { makeDataDir, recipro, startServer } from '../process.ts';
import type { Ran, ServerProcess } from '../process.ts';
import { createSession } from '../session.ts';
import type { Session } from '../session.ts';

const TEMPLATE = 'pay-a-ride-with-points';
const ID = 'pay-a-ride-with-card-points';

let server: ServerProcess;
let session: Session;
let folder: string;
beforeAll(async () => {
  server = await startServer();
  session = await server.signIn();
  folder = await makeDataDir();
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

const run = (...words: string[]): Promise<Ran> =>
  recipro(words, { dataDir: server.dataDir, env: { BASE_URL: server.url } });

async function json<Schema extends z.ZodType>(schema: Schema, ...words: string[]) {
  const ran = await run(...words, '--json');
  expect(ran, ran.stderr).toMatchObject({ code: 0, stderr: '' });
  return schema.parse(JSON.parse(ran.stdout));
}

async function inFile(name: string, value: unknown): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, JSON.stringify(value));
  return file;
}

async function runsOf() {
  const answer = await session.get(`/api/runs?workflow=${ID}`);
  return answer.as(z.object({ items: z.array(RunSummary) })).items;
}

describe('the command line beside a running server', () => {
  it('adds partners, with points and an endpoint, and shows their secrets once', async () => {
    const card = await json(
      PartnerCreated,
      ...'partner add cardia --name Cardia --endpoint https://cardia.example/hooks'.split(' '),
      '--currency',
      'CARD:Card points',
    );
    expect(card.partner).toMatchObject({
      name: 'Cardia',
      currencies: [{ code: 'CARD', scale: 0 }],
      endpointUrl: 'https://cardia.example/hooks',
    });
    const list = await json(z.object({ items: z.array(PartnerView) }), 'partner', 'list');
    expect(list.items.map(({ id }) => id)).toEqual(['cardia']);
    const { stdout } = await run('partner', 'list');
    expect(stdout).toMatch(/cardia\s+Cardia\s+CARD\s+https:\/\/cardia\.example/);
    expect(stdout).not.toContain(card.secret);
  });

  it('goes from a template to a live workflow in one command', async () => {
    const used = await json(
      z.object({ id: z.string(), version: z.int(), added: z.array(PartnerCreated) }),
      ...`template use ${TEMPLATE} --partner card=cardia --add-partners --publish`.split(' '),
    );
    expect(used).toMatchObject({ id: ID, version: 1 });
    expect(used.added.map(({ partner }) => partner.id)).toEqual(['rydo']);
    const { stdout } = await run('workflow', 'list');
    expect(stdout).toMatch(new RegExp(`${ID}\\s.*\\slive\\s+1\\s+0\\s+0`));
  });

  it('sends an event, signed with the partner’s secret, which the server evaluates once', async () => {
    const Kept = z.object({ events: z.array(z.object({ id: z.string(), eventId: z.string() })) });
    const data = { fare: { amountMinor: 1450, currency: 'USD' }, payWith: 'card', rideId: 'r-1' };
    const kept = await json(
      Kept,
      ...'event send --type ride.completed --source rydo --subject rider-1 --id e-1'.split(' '),
      '--data',
      JSON.stringify(data),
    );
    expect(kept.events[0]?.id).toBe('e-1');
    const names = { id: 'e-1', source: 'rydo', type: 'ride.completed', subject: 'rider-1' };
    const file = await inFile('event.json', { specversion: '1.0', ...names, data });
    const again = await json(Kept, 'event', 'send', file);
    expect(again, 'the same event from a file').toEqual(kept);
    await expect.poll(async () => (await runsOf()).length, { timeout: 20_000 }).toBe(1);
  });

  it('makes a new sign-in link for the running server', async () => {
    const { link } = await json(z.object({ link: z.url() }), 'sign-in');
    const other = await createSession(server.url, link);
    expect((await other.get('/api/session')).status).toBe(200);
  });

  it('takes a document out, in and live again', async () => {
    const file = path.join(folder, 'out.json');
    await run('workflow', 'export', ID, '--out', file);
    const text = await readFile(file, 'utf8');
    expect((await run('workflow', 'export', ID)).stdout).toBe(text);
    expect((await run('workflow', 'export', ID, '--version', '1')).stdout).toBe(text);
    const document = { ...Workflow.parse(JSON.parse(text)), description: 'changed in a file' };
    const changed = await inFile('changed.json', document);
    const refused = await run('workflow', 'import', changed);
    expect(refused.code, 'a draft is not overwritten unasked').toBe(1);
    await json(z.object({ revision: z.int() }), 'workflow', 'import', changed, '--replace');
    const published = await json(z.object({ version: z.int() }), 'workflow', 'publish', ID);
    expect(published.version).toBe(2);
    const live = await session.get(`/api/workflows/${ID}`);
    expect(live.json).toMatchObject({
      liveVersion: 2,
      document: { description: 'changed in a file' },
    });
  });

  it('prints the same rules by id and by file', async () => {
    const byId = await json(z.looseObject({ rules: z.array(z.unknown()) }), 'export-rules', ID);
    const byFile = await json(z.unknown(), 'export-rules', path.join(folder, 'changed.json'));
    expect(byId.rules.length).toBeGreaterThan(3);
    expect(byFile).toEqual(byId);
  });

  it('finds the books right', async () => {
    expect(await json(VerifyResult, 'verify')).toMatchObject({ ok: true, firstBad: null });
    expect((await run('verify')).stdout).toMatch(/^The books are right: \d+ transfers/);
  });
});
