/** json-rules-engine beside the closures: as a check of a share of the decisions, or as the one who decides. */
import { afterEach, describe, expect, it } from 'vitest';
import type { Decision } from '@recipro/rules';
import { createSecondOpinion } from '@recipro/server/pipeline/second-opinion.ts';
import type { SecondOpinion } from '@recipro/server/pipeline/second-opinion.ts';
import type { Workflow } from '@recipro/schema';
import { until } from '../patience.ts';
import { openWorks } from './works.ts';

/** Whether `n` is 1, told as though it were read as this. */
function asking(n: number): () => Decision {
  return () => ({
    condition: { fact: 'event', path: '$.data.n', operator: 'equal', value: 1 },
    named: {},
    facts: [{ source: { fact: 'event' }, value: { data: { n } } }],
  });
}

let opinion: SecondOpinion;
let faults: unknown[];
afterEach(() => opinion.stop());

function open(evaluator: 'closures' | 'json-rules-engine', checkEvery: number): SecondOpinion {
  faults = [];
  const report = (message: string, error: unknown) => void faults.push({ message, error });
  opinion = createSecondOpinion({ evaluator, checkEvery, report });
  return opinion;
}

describe('a check in the background', () => {
  it('is made of one decision in so many, and never changes an answer', async () => {
    const { judge, counts } = open('closures', 10);
    for (let i = 0; i < 100; i += 1) expect(judge(true, asking(1))).toBe(true);
    await until('ten were checked', async () => counts().checked === 10);
    expect(counts()).toEqual({ evaluator: 'closures', checked: 10, differences: 0 });
    expect(faults).toEqual([]);
  });

  it('counts a difference and logs it with all that was read', async () => {
    const { judge, counts } = open('closures', 1);
    expect(judge(true, asking(2))).toBe(true);
    await until('it was checked', async () => counts().checked === 1);
    expect(counts().differences).toBe(1);
    expect(faults).toEqual([
      {
        message: expect.stringContaining('not met'),
        error: expect.objectContaining({ message: expect.stringContaining('{"n":2}') }),
      },
    ]);
  });

  it('looks at no more than wait their turn, and at none when it is off', async () => {
    const { judge, counts } = open('closures', 1);
    for (let i = 0; i < 1_000; i += 1) judge(true, asking(1));
    await until('those that waited were checked', async () => counts().checked === 100);
    await opinion.stop();
    const off = open('closures', 0);
    for (let i = 0; i < 1_000; i += 1) off.judge(true, () => expect.fail('nobody shall ask'));
    expect(off.counts().checked).toBe(0);
  });
});

describe('with EVALUATOR=json-rules-engine', () => {
  it('the step waits for the library, and its answer counts', () => {
    const { judge, counts } = open('json-rules-engine', 0);
    expect(judge(true, asking(1))).toBe(true);
    expect(judge(false, asking(1))).toBe(true);
    expect(judge(true, asking(2))).toBe(false);
    expect(counts()).toEqual({ evaluator: 'json-rules-engine', checked: 3, differences: 2 });
    expect(faults).toHaveLength(2);
  });

  it('what the library rejects is answered by the closures', () => {
    const { judge, counts } = open('json-rules-engine', 0);
    const odd = (): Decision => ({
      ...asking(1)(),
      condition: { fact: 'event', path: '$.data.n', operator: 'in', value: 5 },
    });
    expect(judge(false, odd)).toBe(false);
    expect(counts()).toMatchObject({ checked: 0, differences: 0 });
  });

  it('events are evaluated inside the transaction of the store as they always are', async () => {
    const { judge, counts } = open('json-rules-engine', 0);
    const works = await openWorks({ judge });
    try {
      await works.partner('rydo');
      await works.publish(LONG_RIDES);
      await works.tell({ id: 'e1', type: 'ride.completed', data: { km: 12, to: 'JFK-4' } });
      await works.tell({ id: 'e2', type: 'ride.completed', data: { km: 12, to: 'LGA' } });
      const runs = async () => (await works.storage.runs({ limit: 10 })).items;
      await until('both have run', async () => (await runs()).length === 2);
      const ends = await Promise.all(
        (await runs()).map(async ({ id }) => (await works.storage.run(id))?.trace.at(-1)),
      );
      expect(ends.map((step) => `${step?.node} ${step?.outcome}`).toSorted()).toEqual([
        'long no',
        'mark done',
      ]);
      expect(counts()).toEqual({ evaluator: 'json-rules-engine', checked: 2, differences: 0 });
      expect([...faults, ...works.faults]).toEqual([]);
    } finally {
      await works.close();
    }
  });
});

const LONG_RIDES: Workflow = {
  id: 'long-rides',
  name: 'Long rides',
  roles: [{ role: 'rides', title: 'Rides', partner: 'rydo' }],
  nodes: [
    { id: 'on', kind: 'trigger', event: 'ride.completed', from: 'rides' },
    {
      id: 'long',
      kind: 'condition',
      conditions: {
        all: [
          { fact: 'event', path: '$.data.km', operator: 'between', value: [10, 50] },
          { fact: 'event', path: '$.data.to', operator: 'matches', value: '^JFK-[0-9]$' },
        ],
      },
    },
    { id: 'mark', kind: 'action', action: 'tag.add', params: { tag: 'flyer' } },
  ],
  edges: [
    { from: 'on', out: 'next', to: 'long' },
    { from: 'long', out: 'yes', to: 'mark' },
  ],
};
