/**
 * Group commit: requests that come while a commit runs are committed together next, so the disk is waited for once for many.
 * G1. A request is answered only when its own events are on disk, or with the error of the commit that it was in.
 * G2. A group and the line of those who wait are bounded; over the bound a request is refused as `too-busy`, never half kept.
 *     One partner fills at most half of the line, so that there is always room for another.
 */
import { AppError } from '../errors.ts';
import type { AcceptedRequest, ArrivedEvent } from '../storage/storage.ts';

/** One commit then takes some tens of milliseconds at most. */
const GROUP_EVENTS_MAX = 2_000;
/** About a second of work. */
const WAITING_EVENTS_MAX = 20_000;

type Commit = (
  requests: readonly (readonly ArrivedEvent[])[],
) => Promise<readonly AcceptedRequest[]>;
export type Group = (events: readonly ArrivedEvent[], partner: string) => Promise<AcceptedRequest>;

type Waiting = {
  readonly partner: string;
  readonly events: readonly ArrivedEvent[];
  readonly resolve: (answer: AcceptedRequest) => void;
  readonly reject: (error: unknown) => void;
};

export function createGroup(
  commit: Commit,
  bounds: { readonly groupEventsMax?: number; readonly waitingEventsMax?: number } = {},
): Group {
  const { groupEventsMax = GROUP_EVENTS_MAX, waitingEventsMax = WAITING_EVENTS_MAX } = bounds;
  let waiting: Waiting[] = [];
  let waitingEvents = 0;
  const waitingOf = new Map<string, number>();
  let working = false;

  /** The first of the line, whole requests, at least one. */
  function take(): readonly Waiting[] {
    let events = 0;
    const end = waiting.findIndex((each, index) => {
      events += each.events.length;
      return index > 0 && events > groupEventsMax;
    });
    const group = end === -1 ? waiting : waiting.slice(0, end);
    waiting = end === -1 ? [] : waiting.slice(end);
    for (const { partner, events: taken } of group) count(partner, -taken.length);
    return group;
  }

  function count(partner: string, more: number): void {
    waitingEvents += more;
    const own = (waitingOf.get(partner) ?? 0) + more;
    if (own === 0) waitingOf.delete(partner);
    else waitingOf.set(partner, own);
  }

  async function work(): Promise<void> {
    working = true;
    while (waiting.length > 0) {
      // What has come with this turn of the event loop joins the group.
      await turn();
      await commitGroup(commit, take());
    }
    working = false;
  }

  return (events, partner) =>
    new Promise((resolve, reject) => {
      const own = (waitingOf.get(partner) ?? 0) + events.length;
      if (waitingEvents + events.length > waitingEventsMax || own > waitingEventsMax / 2) {
        reject(new AppError('too-busy', 'More arrives than can be kept. Send it again soon.'));
        return;
      }
      waiting.push({ partner, events, resolve, reject });
      count(partner, events.length);
      if (!working) void work();
    });
}

async function commitGroup(commit: Commit, group: readonly Waiting[]): Promise<void> {
  try {
    const answers = await commit(group.map(({ events }) => events));
    for (const [index, each] of group.entries()) {
      const answer = answers[index];
      if (answer === undefined) throw new Error('The store gave fewer answers than requests');
      each.resolve(answer);
    }
  } catch (error) {
    // A failure with a code is the store's and meets all; a bug may be the fault of one request, which then fails alone.
    if (error instanceof AppError || group.length === 1)
      for (const each of group) each.reject(error);
    else for (const each of group) await commitGroup(commit, [each]);
  }
}

function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
