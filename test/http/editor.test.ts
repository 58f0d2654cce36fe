/** The built editor as browsers get it: its policy, its cache, and one page for all addresses. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Problem } from '@recipro/schema';
import { openHouse } from './house.ts';
import type { House } from './house.ts';

const SCRIPT = `export const text = ${JSON.stringify('recipro '.repeat(2000))};`;

let house: House;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'recipro-editor-'));
  await mkdir(path.join(folder, 'assets'));
  await writeFile(
    path.join(folder, 'index.html'),
    '<meta property="csp-nonce" nonce="__CSP_NONCE__"><style nonce="__CSP_NONCE__"></style>',
  );
  await writeFile(path.join(folder, 'assets/main-abc123.js'), SCRIPT);
  await writeFile(path.join(folder, '.stamp'), 'not for others');
  house = await openHouse({ editorFolder: folder });
});
afterAll(async () => {
  await house.close();
  await rm(folder, { recursive: true, force: true });
});

const policyOf = (headers: Headers) => headers.get('content-security-policy') ?? '';

describe('the page', () => {
  it('is the same for every address of the app, so that a link into it works', async () => {
    for (const address of ['/', '/workflows/ride/edit', '/sign-in', '/customers/cus_1?tab=runs']) {
      const answer = await house.stranger.get(address);
      expect(answer.status, address).toBe(200);
      expect(answer.headers.get('content-type')).toMatch(/^text\/html/);
      expect(answer.headers.get('cache-control')).toBe('no-store');
    }
  });

  it('carries the nonce of its own policy, and a fresh one with every visit', async () => {
    const visits = await Promise.all([house.stranger.get('/'), house.stranger.get('/')]);
    const nonces = visits.map(({ text, headers }) => {
      const nonce = /nonce="([^"]+)"/.exec(text)?.[1] ?? 'none';
      expect(policyOf(headers)).toContain(`style-src 'self' 'nonce-${nonce}'`);
      expect(text).not.toContain('__CSP_NONCE__');
      return nonce;
    });
    expect(new Set(nonces).size).toBe(2);
  });

  it('may run our own scripts only, and may not be framed', async () => {
    const { headers } = await house.stranger.get('/');
    const policy = policyOf(headers);
    expect(policy).toMatch(/(^|;)script-src 'self'(;|$)/);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("object-src 'none'");
    expect(policy).toContain("base-uri 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|\*|upgrade-insecure-requests/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('same-origin');
    expect(headers.get('x-powered-by')).toBeNull();
  });
});

describe('a file of the editor', () => {
  it('is kept by browsers for a year and is sent compressed', async () => {
    const answer = await house.stranger.request('/assets/main-abc123.js', {
      headers: { 'accept-encoding': 'br, gzip' },
    });
    expect(answer.text).toBe(SCRIPT);
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(answer.headers.get('content-encoding')).toBe('br');
    expect(answer.headers.get('content-type')).toMatch(/javascript/);
  });

  it('that is not there is a 404 and not a page', async () => {
    for (const address of [
      '/assets/gone-1.js',
      '/assets/gone',
      '/favicon.ico',
      '/api/none',
      '/v1/none',
    ]) {
      const answer = await house.stranger.get(address);
      expect([401, 404], address).toContain(answer.status);
      expect(answer.as(Problem).title).toMatch(/\w/);
    }
  });

  it('outside its folder, or hidden in it, is never sent', async () => {
    const addresses = [
      '/.stamp',
      '/..%2f..%2fpackage.json',
      '/assets/..%2f..%2f..%2fetc%2fpasswd',
      '/%2e%2e/%2e%2e/package.json',
      '/assets/%00',
    ];
    for (const address of addresses) {
      const { status, text } = await house.stranger.get(address);
      expect([200, 400, 403, 404], address).toContain(status);
      expect(text).not.toMatch(/not for others|"private"|root:/);
    }
    expect(house.faults).toEqual([]);
  });
});

it('says how to build the editor where it is not built', async () => {
  const bare = await openHouse({ editorFolder: path.join(folder, 'none') });
  const answer = await bare.stranger.get('/');
  await bare.close();
  expect(answer.status).toBe(503);
  expect(answer.as(Problem)).toMatchObject({
    code: 'editor-missing',
    detail: expect.stringContaining('npm start'),
  });
});
