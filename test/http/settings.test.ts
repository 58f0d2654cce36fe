/** The settings: each has a default, and a wrong one is refused with its name and what it must be. */
import { readFileSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfig, readSecretKey } from '@recipro/server/config.ts';
import { createSeal } from '@recipro/server/seal.ts';
import { makeDataDir } from '../process.ts';

describe('the settings', () => {
  it('all have a default that works on one machine', () => {
    expect(readConfig({})).toEqual({
      port: 3000,
      host: '127.0.0.1',
      dataDir: path.resolve('data'),
      baseUrl: null,
      redisUrl: null,
      databaseUrl: null,
      backlog: { all: 1_000_000, partner: 500_000 },
      role: 'all',
      actions: [],
      allowLocalDeliveries: false,
      logLevel: 'info',
      evaluator: 'closures',
      checkEvery: 1000,
      secretKey: null,
    });
  });

  it('give a worker a free port, unless one is set', () => {
    const worker = { ROLE: 'worker', REDIS_URL: 'redis://localhost:6379' };
    expect(readConfig(worker).port).toBe(0);
    expect(readConfig({ ...worker, PORT: '3001' }).port).toBe(3001);
  });

  it('count as not set when they are empty', () => {
    expect(readConfig({ PORT: '', REDIS_URL: '', SECRET_KEY: '' })).toEqual(readConfig({}));
  });

  it.each([
    ['PORT', 'abc', 'port number'],
    ['PORT', '65536', 'port number'],
    ['PORT', '30.5', 'port number'],
    ['BACKLOG_MAX', '999', 'at least 1000'],
    ['BACKLOG_PARTNER_MAX', 'many', 'number of events'],
    ['BASE_URL', 'recipro.example', 'https://recipro.example'],
    ['BASE_URL', 'ftp://recipro.example', 'https://recipro.example'],
    ['BASE_URL', 'https://recipro.example/app', 'https://recipro.example'],
    ['REDIS_URL', 'localhost:6379', 'redis://localhost:6379'],
    ['ROLE', 'boss', 'api, worker or all'],
    ['ALLOW_LOCAL_DELIVERIES', 'yes', 'true or false'],
    ['LOG_LEVEL', 'loud', 'debug'],
    ['EVALUATOR', 'eval', 'closures or json-rules-engine'],
    ['CHECK_EVERY', '0.5', 'whole number'],
    ['SECRET_KEY', 'short', '64 hexadecimal digits'],
  ])('refuse %s=%s and say what it must be', (name, value, words) => {
    expect(() => readConfig({ [name]: value })).toThrow(
      expect.objectContaining({ code: 'wrong-setting', message: expect.stringContaining(words) }),
    );
    expect(() => readConfig({ [name]: value })).toThrow(new RegExp(`^${name} must be`));
  });

  it.each(['api', 'worker'])('refuse ROLE=%s without Redis, with the reason', (role) => {
    expect(() => readConfig({ ROLE: role })).toThrow(/needs REDIS_URL.*one process/);
    expect(readConfig({ ROLE: role, REDIS_URL: 'redis://localhost:6379' }).role).toBe(role);
  });
});

describe('the key that seals secrets', () => {
  it('is made once, for its owner’s eyes only', async () => {
    const dataDir = await makeDataDir();
    const config = readConfig({ DATA_DIR: path.join(dataDir, 'new', 'folder') });
    const key = readSecretKey(config);
    expect(readSecretKey(config)).toEqual(key);
    const file = path.join(config.dataDir, 'secret.key');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8').trim()).toBe(Buffer.from(key).toString('hex'));
    await rm(dataDir, { recursive: true });
  });

  it('is SECRET_KEY where that is set', () => {
    const key = readSecretKey(readConfig({ SECRET_KEY: 'ab'.repeat(32) }));
    expect(Buffer.from(key).toString('hex')).toBe('ab'.repeat(32));
  });

  it('is asked for in words where the folder cannot be written', () => {
    // A file stands where a folder would have to be.
    const config = readConfig({ DATA_DIR: path.join(import.meta.filename, 'data') });
    expect(() => readSecretKey(config)).toThrow(/^DATA_DIR .* cannot be written/);
  });
});

describe('a sealed secret', () => {
  const seal = createSeal(new Uint8Array(32).fill(1));

  it('opens to what it was, and never looks the same twice', () => {
    const [first, second] = [seal.seal('whsec_x'), seal.seal('whsec_x')];
    expect(seal.open(first)).toBe('whsec_x');
    expect(first).not.toBe(second);
    expect(first).not.toContain('whsec_x');
  });

  it('does not open with another key, nor after a single bit was changed', () => {
    const sealed = seal.seal('whsec_x');
    const other = createSeal(new Uint8Array(32).fill(2));
    expect(() => other.open(sealed)).toThrow(/SECRET_KEY/);
    const [method = '', text = ''] = sealed.split('.');
    const bytes = Buffer.from(text, 'base64url');
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(() => seal.open(`${method}.${changed.toString('base64url')}`)).toThrow(/SECRET_KEY/);
    }
  });

  it.each(['', 'a1', 'a1.', 'a1.AAAA', 'b2.AAAA', '....'])('that is %j is refused', (sealed) => {
    expect(() => seal.open(sealed)).toThrow(/SECRET_KEY/);
  });
});
