/** Group commit: one wait for the disk for many, and no request pays for another. */
import { describe, expect, it } from 'vitest';
import { AppError } from '@recipro/server/errors.ts';
import { createGroup } from '@recipro/server/intake/group.ts';
import type { AcceptedRequest, ArrivedEvent } from '@recipro/server/storage/storage.ts';
import { Event } from '@recipro/schema';
import { gate, until } from '../patience.ts';
import { ride } from './door.ts';

type Requests = readonly (readonly ArrivedEvent[])[];

function events(count: number, change: Record<string, unknown> = {}): readonly ArrivedEvent[] {
  return Array.from({ length: count }, () => ({
    event: Event.parse(ride(change)),
    bodyHash: new Uint8Array(32),
  }));
}

function accepted(requests: Requests): readonly AcceptedRequest[] {
  return requests.map((request) => ({
    outcome: 'accepted',
    events: request.map(({ event }) => ({ outcome: 'duplicate', eventId: event.id })),
  }));
}

describe('a group commit', () => {
  it('takes what comes while another runs together, in the order in which it came', async () => {
    const first = gate();
    const commits: Requests[] = [];
    const group = createGroup(async (requests) => {
      commits.push(requests);
      if (commits.length === 1) await first.pass();
      return accepted(requests);
    });
    const alone = group(events(1), 'rydo');
    await until('the first commit runs', first.reached);
    const rest = [events(1), events(2), events(1)];
    const answers = rest.map((each) => group(each, 'rydo'));
    first.open();
    await alone;
    await Promise.all(answers);
    expect(commits.map((requests) => requests.length)).toEqual([1, 3]);
    expect(commits[1]).toEqual(rest);
  });

  it('gives each request its own answer', async () => {
    const group = createGroup(async (requests) => accepted(requests));
    const all = [events(1), events(3)];
    const answers = await Promise.all(all.map((each) => group(each, 'rydo')));
    expect(answers).toEqual(accepted(all));
  });

  it('stays within its bound, unless one request alone is larger', async () => {
    const sizes: number[] = [];
    const group = createGroup(
      async (requests) => {
        sizes.push(requests.flat().length);
        return accepted(requests);
      },
      { groupEventsMax: 5 },
    );
    await Promise.all([3, 2, 1, 7, 4].map((count) => group(events(count), 'rydo')));
    expect(sizes).toEqual([5, 1, 7, 4]);
  });

  it('refuses what would make the line too long, or one partner’s half of it, and takes again when it is shorter', async () => {
    const first = gate();
    const group = createGroup(
      async (requests) => {
        await first.pass();
        return accepted(requests);
      },
      { waitingEventsMax: 10 },
    );
    const running = group(events(1), 'rydo');
    await until('a commit runs', first.reached);
    const waiting = [group(events(5), 'rydo')];
    await expect(group(events(1), 'rydo')).rejects.toMatchObject({ code: 'too-busy' });
    waiting.push(group(events(4), 'cardia'), group(events(1), 'cafe'));
    await expect(group(events(1), 'cafe')).rejects.toMatchObject({ code: 'too-busy' });
    first.open();
    await Promise.all([running, ...waiting]);
    await expect(group(events(1), 'rydo')).resolves.toMatchObject({ outcome: 'accepted' });
  });

  it('tells all of a group when the store fails', async () => {
    let calls = 0;
    const group = createGroup(async () => {
      calls += 1;
      throw new AppError('storage-full', 'The disk is full.');
    });
    const answers = await Promise.allSettled([group(events(1), 'rydo'), group(events(1), 'rydo')]);
    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(calls).toBe(1);
  });

  it('lets a request that makes the store stumble fail alone', async () => {
    const group = createGroup(async (requests) => {
      if (requests.flat().some(({ event }) => event.id === 'bad')) throw new TypeError('a bug');
      return accepted(requests);
    });
    const answers = await Promise.allSettled([
      group(events(1), 'rydo'),
      group(events(1, { id: 'bad' }), 'rydo'),
      group(events(1), 'rydo'),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });
});
