/** Signing in: a link that works once, sessions that end, and changes only from our own pages. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Problem, SessionView } from '@recipro/schema';
import { LINK_LIFETIME_MS, SESSION_LIFETIME_MS } from '@recipro/server/desk/sign-in.ts';
import { createSession, send } from '../session.ts';
import { openHouse } from './house.ts';
import type { House } from './house.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const tokenOf = (link: string) => new URL(link).hash.slice('#token='.length);
const trySignIn = (token: string, headers = {}) =>
  send(house.url, '/api/session', { method: 'POST', body: { token }, headers });

describe('a sign-in link', () => {
  it('signs in once and never again', async () => {
    const token = tokenOf(await house.link());
    expect((await trySignIn(token)).status).toBe(201);
    const again = await trySignIn(token);
    expect(again.status).toBe(401);
    expect(again.as(Problem).code).toBe('signed-out');
  });

  it('lets only one of fifty browsers in that use it at once', async () => {
    const token = tokenOf(await house.link());
    const other = await openHouse();
    const link = tokenOf(await other.link());
    const answers = await Promise.all(
      Array.from({ length: 50 }, () =>
        send(other.url, '/api/session', { method: 'POST', body: { token: link } }),
      ),
    );
    await other.close();
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect((await trySignIn(token)).status).toBe(201);
  });

  it('is refused once it is too old', async () => {
    const token = tokenOf(await house.link());
    house.moveClock(LINK_LIFETIME_MS + 1);
    expect((await trySignIn(token)).status).toBe(401);
  });

  it('is refused where it was made up', async () => {
    expect((await trySignIn('x'.repeat(43))).status).toBe(401);
  });
});

describe('a session', () => {
  it('says who is signed in and until when', async () => {
    const session = await house.signIn();
    const view = (await session.get('/api/session')).as(SessionView);
    expect(view.user).toBe('owner');
    expect(view.expiresAtMs - house.desk.now()).toBe(SESSION_LIFETIME_MS);
  });

  it('is kept in a cookie that scripts cannot read and other sites cannot send', async () => {
    const answer = await trySignIn(tokenOf(await house.link()));
    const cookie = answer.headers.getSetCookie()[0] ?? '';
    expect(cookie).toMatch(/^recipro=[A-Za-z0-9_-]{43};/);
    expect(cookie).toContain('HttpOnly');
    expect(cookie).toContain('SameSite=Strict');
    expect(cookie).toContain('Path=/');
  });

  it('uses a host-bound, secure cookie where people come by https', async () => {
    const secure = await openHouse({ baseUrl: 'https://recipro.example' });
    const answer = await send(secure.url, '/api/session', {
      method: 'POST',
      body: { token: tokenOf(await secure.link()) },
      headers: { origin: 'https://recipro.example' },
    });
    await secure.close();
    const cookie = answer.headers.getSetCookie()[0] ?? '';
    expect(cookie).toMatch(/^__Host-recipro=/);
    expect(cookie).toContain('Secure');
    expect(cookie).not.toContain('Domain');
    expect(answer.headers.get('strict-transport-security')).toBeTruthy();
  });

  it('ends when its time is over', async () => {
    const session = await house.signIn();
    house.moveClock(SESSION_LIFETIME_MS + 1);
    expect((await session.get('/api/session')).status).toBe(401);
  });

  it('ends on the server when the person signs out, so that a stolen cookie is worth nothing', async () => {
    const session = await house.signIn();
    const out = await session.request('/api/session', { method: 'DELETE' });
    expect(out.status).toBe(204);
    expect(out.headers.getSetCookie()[0]).toMatch(/^recipro=;/);
    expect((await session.get('/api/workflows')).status).toBe(401);
  });

  it('is not opened by a cookie that somebody made up', async () => {
    for (const value of ['', 'x', 'x'.repeat(43), `${'x'.repeat(43)}; recipro=y`, '%00', '../..']) {
      const answer = await house.stranger.request('/api/session', {
        headers: { cookie: `recipro=${value}` },
      });
      expect(answer.status, value).toBe(401);
    }
  });

  it('leaves neither its id nor the link in clear on disk', async () => {
    const link = await house.link();
    const session = await createSession(house.url, link);
    const secrets = [tokenOf(link), session.cookie.split('=')[1] ?? ''];
    for (const file of await readdir(house.dataDir)) {
      const bytes = await readFile(path.join(house.dataDir, file));
      for (const secret of secrets) expect(bytes.includes(secret), file).toBe(false);
    }
  });
});

describe('a change', () => {
  it.each([
    ['from another site, by its Origin', { origin: 'https://evil.example' }],
    ['without an Origin', { origin: '' }],
    ['from a page without an origin', { origin: 'null' }],
    ['from another site, by what the browser says', { 'sec-fetch-site': 'cross-site' }],
    ['from a neighbour on the same site', { 'sec-fetch-site': 'same-site' }],
    ['typed into the address bar', { 'sec-fetch-site': 'none' }],
  ])('is refused %s', async (_case, headers) => {
    const session = await house.signIn();
    const answer = await session.post('/api/workflows', { name: 'Evil' }, headers);
    expect(answer.status).toBe(403);
    expect(answer.as(Problem).code).toBe('wrong-origin');
  });

  it('is taken from the app when the browser itself says that it is the same origin', async () => {
    const session = await house.signIn();
    const answer = await session.post('/api/verify', undefined, {
      origin: 'http://localhost:1',
      'sec-fetch-site': 'same-origin',
    });
    expect(answer.status).toBe(200);
  });

  it('is refused as a plain form of another type than JSON', async () => {
    const session = await house.signIn();
    const answer = await session.post('/api/workflows', 'name=Evil', {
      'content-type': 'application/x-www-form-urlencoded',
    });
    expect(answer.status).toBe(415);
    expect(answer.as(Problem).code).toBe('wrong-content-type');
  });
});

describe('guessing', () => {
  it('is stopped after twenty failures, with the reason', async () => {
    const other = await openHouse();
    const answers = [];
    for (let guess = 0; guess < 21; guess += 1) {
      answers.push(
        await send(other.url, '/api/session', {
          method: 'POST',
          body: { token: 'x'.repeat(43) },
        }),
      );
    }
    await other.close();
    expect(answers.slice(0, 20).every(({ status }) => status === 401)).toBe(true);
    expect(answers[20]?.status).toBe(429);
    expect(answers[20]?.as(Problem).code).toBe('too-many-requests');
  });
});
