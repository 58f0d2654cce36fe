/** Every route of the app, read from the router: closed to strangers, deaf to other sites, and never at a loss for words. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Problem } from '@recipro/schema';
import type { Answer, Session } from '../session.ts';
import { openHouse } from './house.ts';
import type { House } from './house.ts';
import { routesOf } from './route-list.ts';
import type { Route } from './route-list.ts';

/** What a stranger may call, and what is answered. */
const OPEN: Readonly<Record<string, number>> = {
  'GET /health': 200,
  'GET /ready': 200,
  'POST /api/session': 400,
  'GET /{*page}': 404,
};

/** What a signed-in person gets with ids that name nothing and an empty body. A new route needs a row here. */
const CLOSED: Readonly<Record<string, number>> = {
  'GET /api/session': 200,
  'GET /api/workflows': 200,
  'POST /api/workflows': 400,
  'GET /api/workflows/:id': 404,
  'PUT /api/workflows/:id': 428,
  'POST /api/workflows/:id/publish': 428,
  'POST /api/workflows/:id/pause': 404,
  'POST /api/workflows/:id/resume': 404,
  'GET /api/workflows/:id/export': 404,
  'GET /api/workflows/:id/rules': 404,
  'GET /api/workflows/:id/flow': 404,
  'GET /api/workflows/:id/versions': 404,
  'GET /api/workflows/:id/versions/:version': 404,
  'POST /api/simulate': 400,
  'GET /api/actions': 200,
  'GET /api/templates': 200,
  'GET /api/event-types': 200,
  'GET /api/currencies': 200,
  'GET /api/partners': 200,
  'POST /api/partners': 400,
  'GET /api/partners/:id': 404,
  'PATCH /api/partners/:id': 404,
  'POST /api/partners/:id/keys': 400,
  'DELETE /api/partners/:id/keys/:keyId': 404,
  'POST /api/partners/:id/secret': 404,
  'GET /api/deliveries': 200,
  'POST /api/deliveries/:id/redeliver': 404,
  'GET /api/runs': 200,
  'GET /api/runs/:id': 404,
  'GET /api/why': 400,
  'GET /api/customers': 200,
  'GET /api/customers/:id': 404,
  'POST /api/customers/link': 400,
  'GET /api/transfers': 200,
  'GET /api/accounts': 200,
  'POST /api/verify': 200,
  'GET /api/quarantine': 200,
  'POST /api/quarantine/:eventId/retry': 404,
  'GET /api/live': 200,
  'DELETE /api/session': 204,
};

/** Tested on its own: it never ends by itself. */
const STREAM = 'GET /api/live';
const LISTS = ['deliveries', 'runs', 'customers', 'transfers', 'accounts', 'quarantine'];

let house: House;
let session: Session;
beforeAll(async () => {
  house = await openHouse();
  session = await house.signIn();
});
afterAll(() => house.close());

const named = ({ method, path }: Route) => `${method} ${path}`;
const filled = (path: string, id: string) => path.replaceAll(/:[a-zA-Z]+/g, id);
const closedRoutes = () => routesOf(house.app).filter((route) => !(named(route) in OPEN));
const bodyFor = (method: string) => (method === 'GET' || method === 'DELETE' ? {} : { body: {} });

function expectProblem(answer: Answer, what: string): void {
  const problem = answer.as(Problem);
  expect(answer.headers.get('content-type'), what).toMatch(/^application\/problem\+json/);
  expect(problem.status, what).toBe(answer.status);
  expect(problem.type, what).toBe(`urn:recipro:problem:${problem.code}`);
  expect(problem.detail, what).toMatch(/\w/);
  expect(answer.text, what).not.toMatch(/node_modules|\.ts:|\.js:| at [A-Z]/);
}

describe('every route', () => {
  it('has a row in this test', () => {
    const known = [...Object.keys(OPEN), ...Object.keys(CLOSED)].toSorted();
    expect([...new Set(routesOf(house.app).map(named))].toSorted()).toEqual(known);
  });

  it('is closed to a stranger, unless it is one of the open ones', async () => {
    const routes = closedRoutes();
    expect(routes.length).toBeGreaterThan(30);
    for (const route of routes) {
      const path = filled(route.path, 'some-id');
      const answer = await house.stranger.request(path, {
        method: route.method,
        ...bodyFor(route.method),
      });
      expect(answer.status, named(route)).toBe(401);
      expect(answer.as(Problem).code).toBe('signed-out');
      expectProblem(answer, named(route));
    }
  });

  it('takes no change from another site, even with the cookie', async () => {
    const changes = closedRoutes().filter(({ method }) => method !== 'GET');
    expect(changes.length).toBeGreaterThan(10);
    for (const route of changes) {
      const answer = await session.request(filled(route.path, 'some-id'), {
        method: route.method,
        headers: { origin: 'https://evil.example' },
        ...bodyFor(route.method),
      });
      expect(answer.status, named(route)).toBe(403);
    }
  });

  it('answers as its row says, and is never kept by a cache', async () => {
    const own = await house.signIn();
    for (const [name, status] of Object.entries(CLOSED)) {
      if (name === STREAM) continue;
      const [method = '', path = ''] = name.split(' ');
      const answer = await own.request(filled(path, 'some-id'), { method, ...bodyFor(method) });
      expect(answer.status, name).toBe(status);
      expect(answer.headers.get('cache-control'), name).toBe('no-store');
      if (status >= 400) expectProblem(answer, name);
    }
    for (const [name, status] of Object.entries(OPEN)) {
      const [method = '', path = ''] = name.split(' ');
      const answer = await house.stranger.request(path.replace('{*page}', 'a.b'), {
        method,
        ...bodyFor(method),
      });
      expect(answer.status, name).toBe(status);
    }
  });

  it('survives ids of every shape', async () => {
    const ids = [
      '%00',
      '%E0%A4%A',
      '..%2f..%2fetc%2fpasswd',
      '__proto__',
      'constructor',
      "x'%20or%201=1--",
      '%F0%9F%92%A9',
      'x'.repeat(4000),
      '-1',
      '1e999',
      '%5Bobject%5D',
    ];
    for (const route of closedRoutes().filter(({ path }) => path.includes(':'))) {
      for (const id of ids) {
        const answer = await session.request(filled(route.path, id), {
          method: route.method,
          headers: { 'if-match': '"1"' },
          ...bodyFor(route.method),
        });
        expect([400, 404], `${named(route)} with ${id}`).toContain(answer.status);
        expectProblem(answer, named(route));
      }
    }
    expect(house.faults).toEqual([]);
  });

  it('survives bodies of every shape', async () => {
    const bodies: readonly (readonly [string, number])[] = [
      ['{', 400],
      ['', 400],
      ['"text"', 400],
      ['null', 400],
      ['7', 400],
      ['[]', 400],
      ['{"__proto__":{"a":1}}', 400],
      ['{"constructor":{"prototype":{"a":1}}}', 400],
      ['{"a":1e999}', 400],
      ['{"name":"half \\ud800"}', 400],
      ['{"name":"nothing \\u0000"}', 400],
      ['{"name":"x","\\udc00":1}', 400],
      [`${'['.repeat(200_000)}${']'.repeat(200_000)}`, 400],
      [`${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`, 400],
      [`"${'x'.repeat(5 * 1024 * 1024)}"`, 413],
    ];
    const takers = ['/api/workflows', '/api/simulate', '/api/partners', '/api/customers/link'];
    for (const path of takers) {
      for (const [body, status] of bodies) {
        const answer = await session.post(path, body);
        expect(answer.status, `${path} ${body.slice(0, 40)}`).toBe(status);
        expectProblem(answer, path);
      }
    }
    expect(house.faults).toEqual([]);
  });

  it('does not grow what a body can pollute', () => {
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(Reflect.get({}, 'a')).toBeUndefined();
  });
});

describe('a list', () => {
  it.each(LISTS)('of %s refuses what it does not know in its query', async (list) => {
    for (const query of ['color=red', 'limit=0', 'limit=201', 'limit=x', 'limit=1.5', 'q=a&q=b']) {
      const answer = await session.get(`/api/${list}?${query}`);
      expect(answer.status, query).toBe(400);
      const [error] = answer.as(Problem).errors ?? [];
      expect(error?.pointer, query).toBe(`/${query.split('=')[0]}`);
    }
  });

  it.each(LISTS)('of %s survives cursors that it never gave', async (list) => {
    for (const cursor of [
      'x',
      '%00',
      '-1',
      '1e9',
      'eyJhIjoxfQ',
      '%F0%9F%92%A9',
      "'",
      'x'.repeat(101),
    ]) {
      const answer = await session.get(`/api/${list}?cursor=${cursor}`);
      expect(answer.status, cursor).toBe(400);
      expectProblem(answer, cursor);
    }
    expect(house.faults).toEqual([]);
  });

  it.each(LISTS)('of %s finds nothing by words that mean something to a database', async (list) => {
    for (const q of ['%25', '_', '"', "'", '*', '\\', 'a AND b OR (', 'NEAR(', '%00']) {
      const answer = await session.get(`/api/${list}?q=${encodeURIComponent(q)}`);
      expect(answer.status, q).toBe(200);
    }
    expect(house.faults).toEqual([]);
  });
});
