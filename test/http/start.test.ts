/** The server as a process: it starts or says why not, ends when asked, and goes on where it was cut off. */
import { writeFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import path from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, describe, expect, it } from 'vitest';
import { PartnerCreated } from '@recipro/schema';
import { makeDataDir, startServer } from '../process.ts';
import { send } from '../session.ts';

const folders: string[] = [];
async function folder(): Promise<string> {
  const made = await makeDataDir();
  folders.push(made);
  return made;
}
afterEach(async () => {
  for (const each of folders.splice(0)) await rm(each, { recursive: true, force: true });
});

describe('a server that starts', () => {
  it('prints one line for programs and one link for people, which works once', async () => {
    const server = await startServer();
    const ready = server
      .output()
      .split('\n')
      .filter((line) => line.startsWith('ready '));
    expect(ready).toHaveLength(1);
    const facts: unknown = JSON.parse(ready[0]?.slice('ready '.length) ?? '');
    expect(facts).toMatchObject({ role: 'all', url: server.url, pid: server.pid });
    expect(server.signInLink.startsWith(`${server.url}/sign-in#token=`)).toBe(true);
    const session = await server.signIn();
    expect((await session.get('/api/session')).status).toBe(200);
    const second = await server.signIn();
    expect(second.cookie, 'by a new link').not.toBe(session.cookie);
    expect(await server.stop()).toBe(0);
  });

  it('says that it lives and that it is ready', async () => {
    const server = await startServer();
    expect((await send(server.url, '/health')).json).toEqual({
      status: 'ok',
      decisions: { evaluator: 'closures', checked: 0, differences: 0 },
    });
    const ready = (await send(server.url, '/ready')).json;
    expect(ready).toEqual({ status: 'ready', storage: true, queue: true });
    await server.stop();
  });

  it('answers the partners at their door and everybody else at the app', async () => {
    const server = await startServer();
    const door = await send(server.url, '/v1/events', { method: 'POST', body: [] });
    expect(door.status).toBe(401);
    expect(door.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect((await send(server.url, '/api/workflows')).status).toBe(401);
    await server.stop();
  });

  it('writes no secret to its log', async () => {
    const server = await startServer({ env: { LOG_LEVEL: 'trace' } });
    const session = await server.signIn();
    const partner = { id: 'cardia', name: 'Cardia' };
    const made = (await session.post('/api/partners', partner)).as(PartnerCreated);
    await session.post('/api/partners', '{"id": broken');
    const key = { authorization: `Bearer ${made.apiKey}` };
    await send(server.url, '/v1/events', { method: 'POST', body: '[', headers: key });
    await server.stop();
    const log = server.output().replace(server.signInLink, '');
    const cookie = session.cookie.split('=')[1] ?? '?';
    for (const secret of [made.secret, made.apiKey, cookie]) expect(log).not.toContain(secret);
  });

  it('warns where deliveries may reach this network', async () => {
    const server = await startServer({ env: { ALLOW_LOCAL_DELIVERIES: 'true' } });
    expect(server.output()).toContain('ALLOW_LOCAL_DELIVERIES is on');
    await server.stop();
  });
});

describe('a server that cannot start', () => {
  it('names the port that is taken and what to do', async () => {
    const other = createServer();
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    await expect(startServer({ env: { PORT: String(port) } })).rejects.toThrow(
      new RegExp(
        `ended with 1:\\s+Recipro cannot start. PORT ${port} is taken .* set PORT to another`,
      ),
    );
    other.close();
  });

  it.each([
    [{ PORT: 'abc' }, 'PORT must be a port number'],
    [{ ROLE: 'api' }, 'ROLE=api needs REDIS_URL'],
    [{ DATA_DIR: path.join(import.meta.filename, 'data') }, 'DATA_DIR .* cannot be written'],
    [{ HOST: '203.0.113.1' }, 'HOST 203.0.113.1 cannot be listened on'],
  ])('with %j says so in one line', async (env, words) => {
    await expect(startServer({ env: { ...env } })).rejects.toThrow(
      new RegExp(`ended with 1:\\s+Recipro cannot start. ${words}[^\\n]*\\n$`),
    );
  });

  it('refuses the store of a newer version and leaves it as it is', async () => {
    const dataDir = await folder();
    await (await startServer({ dataDir })).stop();
    const file = path.join(dataDir, 'recipro.db');
    const store = new Database(file);
    store.exec(
      "INSERT INTO migrations SELECT number + 1000, '9999-future.sql', checksum, applied_at_ms FROM migrations LIMIT 1",
    );
    const rows = () => store.prepare('SELECT * FROM migrations').all();
    const before = rows();
    await expect(startServer({ dataDir })).rejects.toThrow(/written by a newer program/);
    expect(before.length).toBeGreaterThan(1);
    expect(rows()).toEqual(before);
    store.close();
  });

  it('with another key than the secrets were sealed with says so, before a partner is turned away', async () => {
    const dataDir = await folder();
    const server = await startServer({ dataDir });
    const session = await server.signIn();
    await session.post('/api/partners', { id: 'cardia', name: 'Cardia' });
    await server.stop();
    const env = { SECRET_KEY: 'ab'.repeat(32) };
    await expect(startServer({ dataDir, env })).rejects.toThrow(
      /cannot start. A stored secret cannot be read with this key. Start with the SECRET_KEY/,
    );
  });

  it('refuses a file that is no store', async () => {
    const dataDir = await folder();
    await writeFile(path.join(dataDir, 'recipro.db'), 'this is a text '.repeat(1000));
    await expect(startServer({ dataDir })).rejects.toThrow(/ended with 1:\s+Recipro cannot start/);
  });
});

describe('a server that ends', () => {
  it('closes at SIGTERM in good order, even while somebody looks on', async () => {
    const server = await startServer();
    const { cookie } = await server.signIn();
    const stream = await fetch(`${server.url}/api/live`, { headers: { cookie } });
    const rest = stream.text();
    expect(await server.stop()).toBe(0);
    expect(await rest).toContain('event: pulse');
  });

  it('that was killed starts again with all it had', async () => {
    const dataDir = await folder();
    const first = await startServer({ dataDir });
    const session = await first.signIn();
    await session.post('/api/partners', { id: 'cardia', name: 'Cardia' });
    await first.kill();
    const second = await startServer({ dataDir });
    const again = await second.signIn();
    expect((await again.get('/api/partners/cardia')).status).toBe(200);
    expect(
      (await send(second.url, '/api/session', { headers: { cookie: session.cookie } })).status,
    ).toBe(200);
    expect(await second.stop()).toBe(0);
  });
});
