/** The house rules as a test: who may import whom, no cycles, sizes, names, and where the world may be touched. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { workflowJsonSchema } from '@recipro/schema/json-schema.ts';
import { files, ROOT, sources } from './source.ts';
import type { Source } from './source.ts';

const LINES_MAX = 300;
const FORBIDDEN_NAME =
  /(^|\/)(utils?|helpers?|common|shared|misc|managers?|services?|base|lib|types)(\.|\/)|V2\b/i;

/** For each room, in order of the flow: what it may import of ours. The first room that fits a file counts. */
const ROOMS: readonly { readonly room: string; readonly may: readonly string[] }[] = [
  { room: 'packages/schema/', may: ['packages/schema/'] },
  { room: 'packages/actions/', may: ['packages/actions/', 'packages/schema/'] },
  { room: 'packages/client/', may: ['packages/client/'] },
  { room: 'rules/', may: ['rules/', 'packages/schema/'] },
  {
    room: 'server/storage/',
    may: [
      'server/storage/',
      'server/errors.ts',
      'server/queue/queue.ts',
      'rules/',
      'packages/schema/',
    ],
  },
  { room: 'server/queue/', may: ['server/queue/', 'server/errors.ts', 'packages/schema/'] },
  {
    room: 'server/pipeline/',
    may: [
      'server/pipeline/',
      'server/storage/storage.ts',
      'server/storage/derive.ts',
      'server/queue/queue.ts',
      'server/egress.ts',
      'server/seal.ts',
      'server/errors.ts',
      'rules/',
      'packages/schema/',
      'packages/client/',
    ],
  },
  {
    room: 'server/desk/',
    may: [
      'server/desk/',
      'server/storage/storage.ts',
      'server/seal.ts',
      'server/errors.ts',
      'rules/',
      'packages/',
    ],
  },
  {
    room: 'server/http/',
    may: [
      'server/http/',
      'server/desk/',
      'server/pipeline/index.ts',
      'server/pipeline/second-opinion.ts',
      'server/storage/storage.ts',
      'server/queue/queue.ts',
      'server/seal.ts',
      'server/errors.ts',
      'server/config.ts',
      'rules/',
      'packages/',
    ],
  },
  { room: 'server/', may: ['server/', 'rules/', 'packages/'] },
  {
    room: 'editor/src/document/',
    may: ['editor/src/document/', 'rules/', 'packages/schema/'],
  },
  { room: 'editor/', may: ['editor/', 'rules/', 'packages/schema/'] },
  { room: 'bench/', may: ['bench/', 'test/', 'server/', 'rules/', 'packages/'] },
  { room: 'test/', may: ['test/', 'bench/', 'server/', 'rules/', 'packages/', 'editor/'] },
  { room: '', may: [] },
];

const ADAPTERS = [
  'server/storage/sqlite/',
  'server/storage/postgres/',
  'server/queue/embedded.ts',
  'server/queue/bullmq.ts',
];
/** Who names an adapter: the composition roots, the tests of adapters, and the races that measure them. */
const MAY_NAME_ADAPTER =
  /^server\/(main\.ts|open-desk\.ts|cli\/|storage\/(sqlite|postgres|move)\/|queue\/)|^(test|bench)\//;

const all = sources();
const product = all.filter((source) => !source.file.startsWith('test/'));

function list(found: readonly string[]): string {
  return found.join('\n');
}

function breaches(source: Source): readonly string[] {
  const room = ROOMS.find((each) => source.file.startsWith(each.room));
  return source.imports
    .filter((target) => !(room?.may ?? []).some((allowed) => target.startsWith(allowed)))
    .map((target) => `${source.file} imports ${target}`);
}

describe('the house', () => {
  it('has files to look at', () => {
    expect(all.length).toBeGreaterThan(60);
    expect(all.some((source) => source.imports.length > 3)).toBe(true);
  });

  it('imports only in the direction of the flow', () => {
    expect(list(all.flatMap(breaches))).toBe('');
  });

  it('names an adapter only where it is chosen or tested', () => {
    const named = all
      .filter((source) => !MAY_NAME_ADAPTER.test(source.file))
      .flatMap((source) =>
        source.imports
          .filter((target) => ADAPTERS.some((adapter) => target.startsWith(adapter)))
          .map((target) => `${source.file} names ${target}`),
      );
    expect(list(named)).toBe('');
  });

  it('has no import cycle', () => {
    const byFile = new Map(all.map((source) => [source.file, source]));
    const done = new Set<string>();
    const cycles: string[] = [];
    const visit = (file: string, trail: readonly string[]) => {
      if (trail.includes(file))
        cycles.push([...trail.slice(trail.indexOf(file)), file].join(' → '));
      if (done.has(file) || trail.includes(file)) return;
      for (const next of byFile.get(file)?.imports ?? []) visit(next, [...trail, file]);
      done.add(file);
    };
    for (const source of all) visit(source.file, []);
    expect(list(cycles)).toBe('');
  });

  it('imports only files that are there', () => {
    const known = new Set(files());
    const missing = all.flatMap((source) =>
      source.imports
        .filter((target) => !known.has(target))
        .map((target) => `${source.file} imports ${target}`),
    );
    expect(list(missing)).toBe('');
  });

  it(`keeps every file within ${LINES_MAX} lines`, () => {
    const long = all
      .map((source) => ({ file: source.file, lines: source.text.split('\n').length - 1 }))
      .filter(({ lines }) => lines > LINES_MAX)
      .map(({ file, lines }) => `${file} has ${lines} lines: the idea is two ideas`);
    expect(list(long)).toBe('');
  });

  it('has no name that hides the idea', () => {
    expect(list(files().filter((file) => FORBIDDEN_NAME.test(file)))).toBe('');
  });

  it('opens every file with a comment that says what it is for', () => {
    const bare = all
      .filter((source) => !/^(#![^\n]*\n)?\s*(\/\*\*|\/\/)/.test(source.text))
      .map((source) => source.file);
    expect(list(bare)).toBe('');
  });

  it('leaves nothing skipped, focused or to do', () => {
    const marks =
      /\b(?:it|test|describe)\.(?:skip|only|todo)\b|\bTO[D]O\b|\bFIX[M]E\b|@ts-(?:ignore|nocheck)/;
    expect(list(all.filter((source) => marks.test(source.text)).map(({ file }) => file))).toBe('');
  });
});

describe('the world outside', () => {
  it('reads the environment only in config.ts', () => {
    const readers = product
      .filter(({ file }) => file !== 'server/config.ts' && file !== 'launch.mjs')
      .filter(({ text }) => /\bprocess\.env\b/.test(text))
      .map(({ file }) => file);
    expect(list(readers)).toBe('');
  });

  it('gives the core no clock, no randomness and nothing of Node', () => {
    const impure =
      /\bDate\.now\b|\bnew Date\(\s*\)|\bMath\.random\b|\bcrypto\b|\bperformance\b|\bfetch\(|\bprocess\.|\bsetTimeout\b/;
    // One file names them, to take them away while an action is tested.
    const core = product
      .filter(({ file }) => /^(rules|packages\/(schema|actions))\//.test(file))
      .filter(({ file }) => file !== 'packages/actions/testing/without-world.ts');
    expect(core.length).toBeGreaterThan(20);
    expect(list(core.filter(({ text }) => impure.test(text)).map(({ file }) => file))).toBe('');
    const foreign = core.flatMap(({ file, packages }) =>
      packages
        .filter((name) => !['zod', 'json-rules-engine', 're2js'].includes(name))
        .map((name) => `${file} imports ${name}`),
    );
    expect(list(foreign)).toBe('');
  });

  it('goes out to the network through one door', () => {
    const doors = product
      .filter(({ file }) => file.startsWith('server/') && file !== 'server/egress.ts')
      .filter(
        ({ text, packages, file }) =>
          packages.includes('undici') ||
          (/\bfetch\(/.test(text) && !file.startsWith('server/cli/')),
      )
      .map(({ file }) => file);
    expect(list(doors)).toBe('');
  });

  it('never makes code from text', () => {
    const evil = /\beval\(|new Function\(|\bnode:vm\b/;
    expect(list(product.filter(({ text }) => evil.test(text)).map(({ file }) => file))).toBe('');
  });
});

describe('what is committed', () => {
  it('has a fresh JSON Schema of the workflow document', async () => {
    await expect(workflowJsonSchema()).toMatchFileSnapshot(
      '../../packages/schema/workflow.schema.json',
    );
  });

  it('locks safe versions and holds no download address', () => {
    const lock = readFileSync(path.join(ROOT, 'pnpm-lock.yaml'), 'utf8');
    expect(lock).not.toMatch(/https?:\/\//);
    const least: Readonly<Record<string, string>> = {
      'jsonpath-plus': '11.3.0',
      'drizzle-orm': '0.45.2',
      'express-rate-limit': '8.3.0',
      qs: '6.14.2',
      'path-to-regexp': '8.4.0',
    };
    for (const [name, version] of Object.entries(least)) {
      const locked = [...lock.matchAll(new RegExp(`^ {2}${name}@(\\d+\\.\\d+\\.\\d+)`, 'gm'))].map(
        (match) => match[1] ?? '',
      );
      expect(locked, `${name} is in the lockfile`).not.toHaveLength(0);
      for (const each of locked) {
        expect(
          each.localeCompare(version, 'en', { numeric: true }),
          `${name} ${each} is at least ${version}`,
        ).toBeGreaterThanOrEqual(0);
      }
    }
  });
});
