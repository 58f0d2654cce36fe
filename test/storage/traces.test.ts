/** Traces in a SQLite file: kept small, read as they were written. */
import { join } from 'node:path';
import type { Trace } from '@recipro/schema';
import { connect } from '@recipro/server/storage/sqlite/database.ts';
import { knownMigrations, migrate } from '@recipro/server/storage/sqlite/migrate.ts';
import { FILE_NAME } from '@recipro/server/storage/sqlite/open.ts';
import { tracesOver } from '@recipro/server/storage/sqlite/traces.ts';
import { array, assert, constantFrom, jsonValue, option, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scratchFolders } from './scratch.ts';
import { START_MS } from './story.ts';

/** What a partner can make of the values that a condition reads: anything that JSON can say. */
const comparison = record(
  {
    type: constantFrom('comparison' as const),
    met: constantFrom(true, false, null),
    fact: constantFrom('event', 'score'),
    operator: constantFrom('equal'),
    read: jsonValue({ maxDepth: 3 }),
    needed: jsonValue({ maxDepth: 1 }),
  },
  { requiredKeys: ['type', 'met', 'fact', 'operator'] },
);
const step = record({
  node: constantFrom('a', 'b'),
  kind: constantFrom('condition'),
  outcome: constantFrom('yes', 'no'),
  condition: record({
    type: constantFrom('all' as const),
    met: constantFrom(true, false),
    items: array(comparison, { maxLength: 3 }),
  }),
  params: option(record({ amount: jsonValue({ maxDepth: 2 }) }), { nil: undefined }),
});

describe('traces in a SQLite file', () => {
  const scratch = scratchFolders();

  async function opened() {
    const raw = connect(join(await scratch(), FILE_NAME));
    migrate(raw, knownMigrations(), () => START_MS);
    const shapes = () => raw.prepare('SELECT count(*) FROM trace_shapes').pluck().get();
    return { raw, shapes };
  }

  it('are read to the letter as they were written, whatever the values, also by another process', async () => {
    const { raw } = await opened();
    const [writer, reader] = [tracesOver(raw), tracesOver(raw)];
    assert(
      property(array(step, { minLength: 1, maxLength: 4 }), (steps) => {
        const trace: Trace = JSON.parse(JSON.stringify(steps));
        return JSON.stringify(reader.unpack(writer.pack('w', 1, trace))) === JSON.stringify(trace);
      }),
      { numRuns: 2_000 },
    );
    raw.close();
  });

  it('keep what differs from run to run and say the rest once', async () => {
    const { raw, shapes } = await opened();
    const traces = tracesOver(raw);
    const trace = (fare: number): Trace => [
      { node: 'start', kind: 'trigger', outcome: 'next' },
      {
        node: 'credit',
        kind: 'action',
        outcome: 'done',
        action: 'points.credit',
        params: { amount: fare, issuer: 'cardia', currency: 'CARD' },
      },
    ];
    traces.pack('w', 1, trace(1));
    traces.pack('w', 1, trace(2));
    const before = shapes();
    const packed = traces.pack('w', 1, trace(944));
    expect(packed).toMatch(/^\[\[\d+\],\[\d+,944\]\]$/);
    expect(shapes()).toBe(before);
    expect(tracesOver(raw).pack('w', 1, trace(944))).toBe(packed);
    expect(traces.unpack(packed)).toEqual(trace(944));
    raw.close();
  });

  it('of a step that is never twice alike are kept whole, and the shapes stay few', async () => {
    const { raw, shapes } = await opened();
    const traces = tracesOver(raw);
    for (let i = 0; i < 1_000; i += 1) {
      const trace: Trace = [
        { node: 'odd', kind: `kind-${i}`, outcome: 'done', result: { [`r${i}`]: i } },
      ];
      const odd: Trace = [...trace, { node: 'odd', kind: 'k', outcome: 'o', [`x${i}`]: i }];
      expect(traces.unpack(traces.pack('w', 1, odd))).toEqual(odd);
    }
    expect(shapes()).toBeLessThanOrEqual(40);
    raw.close();
  });

  it('keep their shapes: none is changed or deleted', async () => {
    const { raw } = await opened();
    tracesOver(raw).pack('w', 1, [{ node: 'start', kind: 'trigger', outcome: 'next' }]);
    expect(() => raw.exec("UPDATE trace_shapes SET shape = '{}'")).toThrow(/never changed/);
    expect(() => raw.exec('DELETE FROM trace_shapes')).toThrow(/never deleted/);
    raw.close();
  });
});
