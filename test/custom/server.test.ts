/**
 * Actions from a folder outside the project on the real server: they are offered, published and run like the built-in ones,
 * and whatever their code does hurts the event that asked for it and nothing else.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { sendEvents } from '@recipro/client';
import type { OutgoingEvent } from '@recipro/client';
import {
  ActionView,
  CustomerSummary,
  Page,
  PartnerCreated,
  QuarantinedView,
  RunView,
  SimulateResult,
} from '@recipro/schema';
import type { Workflow } from '@recipro/schema';
import { create, publish } from '../http/drafts.ts';
import { until } from '../patience.ts';
import { recipro, startServer } from '../process.ts';
import type { ServerProcess } from '../process.ts';
import type { Session } from '../session.ts';
import { WILD, makeFolder, wildFiles } from './wild-actions.ts';
import type { Folder } from './wild-actions.ts';

const KINDS = ['tame.tag', ...Object.keys(WILD)];

/** One way in for each action: an event of its name. */
const EACH: Workflow = {
  id: 'each',
  name: 'Each action',
  roles: [{ role: 'shop', title: 'Shop', partner: 'shop' }],
  nodes: KINDS.flatMap((kind) => [
    { id: `on-${kind.replace('.', '-')}`, kind: 'trigger' as const, event: kind, from: 'shop' },
    {
      id: kind.replace('.', '-'),
      kind: 'action' as const,
      action: kind,
      params: { text: 'was-here' },
    },
  ]),
  edges: KINDS.map((kind) => {
    const id = kind.replace('.', '-');
    return { from: `on-${id}`, out: 'next', to: id };
  }),
};

const noteWorkflow = (url: string): Workflow => ({
  id: 'notes',
  name: 'Notes',
  roles: [{ role: 'shop', title: 'Shop', partner: 'shop' }],
  nodes: [
    { id: 'visit', kind: 'trigger', event: 'shop.visited', from: 'shop' },
    {
      id: 'note',
      kind: 'action',
      action: 'note.post',
      params: { url, text: 'Hello {{event.data.name}}' },
    },
  ],
  edges: [{ from: 'visit', out: 'next', to: 'note' }],
});

let folder: Folder;
let server: ServerProcess;
let session: Session;
let secret = '';
const heard: { body: string; key: string | undefined }[] = [];
const canary = createServer((request, response) => {
  void text(request).then((body) => {
    heard.push({ body, key: String(request.headers['idempotency-key']) });
    response.writeHead(204).end();
  });
});

beforeAll(async () => {
  folder = await makeFolder(wildFiles());
  const made = await recipro(['action', 'new', 'note.post', '--in', folder.path], {
    dataDir: folder.path,
  });
  expect(made.code, made.stderr).toBe(0);
  server = await startServer({
    env: { LOG_LEVEL: 'warn', ACTIONS: folder.path, ALLOW_LOCAL_DELIVERIES: 'true' },
  });
  session = await server.signIn();
  const partner = await session.post('/api/partners', { id: 'shop', name: 'Shop', currencies: [] });
  ({ secret } = partner.as(PartnerCreated));
  canary.listen(0, '127.0.0.1');
  await once(canary, 'listening');
});
afterAll(async () => {
  await server.stop();
  canary.close();
  await folder.remove();
});

const send = (...events: readonly OutgoingEvent[]) =>
  sendEvents({ url: `${session.url}/v1/events`, source: 'shop', secret, events });

async function goLive(document: Workflow): Promise<void> {
  const draft = await create(session, { document });
  const answer = await publish(session, document.id, draft.revision);
  expect(answer.status, answer.text).toBe(200);
}

const quarantined = async () =>
  (await session.get('/api/quarantine?limit=100')).as(Page(QuarantinedView)).items;

describe('actions of a developer', () => {
  it('are offered with their words, their form and their icon, beside the built-in ones', async () => {
    const { items } = (await session.get('/api/actions')).as(
      z.object({ items: z.array(ActionView) }),
    );
    expect(items.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['points.credit', 'note.post', ...KINDS]),
    );
    const note = items.find(({ kind }) => kind === 'note.post');
    expect(note).toMatchObject({ title: 'Note post', group: 'Our own', icon: 'send' });
    expect(JSON.stringify(note?.schema)).toContain('"title":"Address"');
  });

  it('hurt only the event that asked for them, with a reason, while others go on', async () => {
    await goLive(EACH);
    const wild = Object.keys(WILD).map((kind) => ({ id: kind, type: kind, subject: `of-${kind}` }));
    const tame = Array.from({ length: 40 }, (_, index) => ({
      id: `tame-${index}`,
      type: 'tame.tag',
      subject: `tame-${index}`,
    }));
    // Mixed, so that they meet in one transaction.
    await send(...[...wild, ...tame].toSorted((a, b) => a.id.length - b.id.length));
    await until('every wild event is in quarantine', async () => {
      const found = await quarantined();
      return found.length === wild.length;
    });
    for (const { type, reason } of await quarantined())
      expect(reason, type).toMatch(WILD[type]?.says ?? /nothing/);
    await until('every tame event is applied', async () => {
      const { items } = (await session.get('/api/customers?limit=100')).as(Page(CustomerSummary));
      return items.filter(({ tags }) => tags.includes('was-here')).length === tame.length;
    });
    expect((await session.get('/health')).status).toBe(200);
  });

  it('leave one that never answers alone for a while, and go on with it in quarantine', async () => {
    const before = (await quarantined()).length;
    const loops = Array.from({ length: 12 }, (_, index) => ({
      id: `loop-${index}`,
      type: 'wild.loops',
      subject: `loop-${index}`,
    }));
    await send(...loops, { id: 'after', type: 'tame.tag', subject: 'after-the-loops' });
    await until('all of them are in quarantine', async () => {
      const found = await quarantined();
      return found.length === before + loops.length;
    });
    const reasons = (await quarantined()).map(({ reason }) => reason);
    expect(
      reasons.filter((reason) => /left alone for a minute/.test(reason)).length,
    ).toBeGreaterThan(8);
  });

  it('send nothing in a dry run, and after the commit exactly what their perform sends, by one key', async () => {
    const address = canary.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const document = noteWorkflow(`http://127.0.0.1:${port}/notes`);
    const event = { type: 'shop.visited', from: 'shop', data: { name: 'Ada' } };
    const dry = await session.post('/api/simulate', {
      document,
      case: { title: 'A visit', events: [event], expect: {} },
    });
    expect(dry.as(SimulateResult).runs[0]?.trace?.at(-1)).toMatchObject({
      node: 'note',
      outcome: 'done',
      result: { length: 9 },
    });
    expect(heard).toEqual([]);
    await goLive(document);
    await send({ id: 'visit-1', type: 'shop.visited', subject: 'ada', data: { name: 'Ada' } });
    await until('the note arrives', async () => heard.length > 0);
    expect(heard).toHaveLength(1);
    expect(JSON.parse(heard[0]?.body ?? '')).toMatchObject({ text: 'Hello Ada' });
    expect(heard[0]?.key).toMatch(/\S{8}/);
  });

  it('say in a dry run which event would go to quarantine, and why', async () => {
    const answer = await session.post('/api/simulate', {
      document: EACH,
      case: { title: 'A throw', events: [{ type: 'wild.throws', from: 'shop' }], expect: {} },
    });
    expect(answer.status, answer.text).toBe(200);
    expect(
      answer
        .as(SimulateResult)
        .failures.map(({ message }) => message)
        .join('\n'),
    ).toMatch(/event 1.*quarantine.*the moon is wrong/i);
  });

  it('keep their place in a run that is looked at later', async () => {
    const { items } = (await session.get('/api/runs?workflow=notes')).as(
      Page(z.object({ id: z.string() })),
    );
    const run = (await session.get(`/api/runs/${items[0]?.id}`)).as(RunView);
    expect(JSON.stringify(run)).toContain('note.post');
  });
});
