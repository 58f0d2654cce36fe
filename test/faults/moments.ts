/**
 * Exact places in the program at which a process is struck: killed there, or stopped where it stands with all that it holds.
 * A place is found by the program's own text; where that has changed, the text here changes with it.
 */
import type { Edit } from './edit.ts';

export type Moment = {
  readonly does: 'dies' | 'sleeps';
  readonly when: string;
  readonly edit: Edit;
};

const DIE = `process.kill(process.pid, 'SIGKILL');`;
/** Once; when it wakes up it goes on for good. */
const SLEEP = `if (globalThis.slept !== true) { globalThis.slept = true; process.kill(process.pid, 'SIGSTOP'); }`;

const before = (file: string, find: string, put: string): Edit => ({
  file,
  find,
  put: `${put}\n${find}`,
});
const after = (file: string, find: string, put: string): Edit => ({
  file,
  find,
  put: `${find}\n${put}`,
});

/** The door: what it was sent is kept in the store, and the store has not answered, or has. */
const ANSWERED = after(
  'server/pipeline/1-receive.ts',
  'const answers = await deps.storage.accept(requests, deps.nowMs());',
  DIE,
);

export const POSTGRES = {
  arrivalWritten: {
    does: 'dies',
    when: 'an arrival is written and not committed',
    edit: before(
      'server/storage/postgres/inbox.ts',
      'return decided.map((answer): AcceptedRequest => {',
      DIE,
    ),
  },
  arrivalKept: { does: 'dies', when: 'an arrival is kept and not answered', edit: ANSWERED },
  read: {
    does: 'sleeps',
    when: 'a batch is read and not decided',
    edit: before('server/storage/postgres/batch.ts', 'for (const item of events) {', SLEEP),
  },
  written: {
    does: 'dies',
    when: 'a batch is written and not committed',
    edit: before('server/storage/postgres/evaluate.ts', 'const sum = [...tallies.values()];', DIE),
  },
} as const satisfies Readonly<Record<string, Moment>>;

export const SQLITE = {
  arrivalWritten: {
    does: 'dies',
    when: 'an arrival is written and not committed',
    edit: after(
      'server/storage/sqlite/inbox.ts',
      'if (seq > first) putSeq.run(seq, seq - first);',
      DIE,
    ),
  },
  arrivalKept: { does: 'dies', when: 'an arrival is kept and not answered', edit: ANSWERED },
  written: {
    does: 'dies',
    when: 'a batch is written and not committed',
    edit: before(
      'server/storage/sqlite/evaluate.ts',
      'if (items.length > 0) count.run(tally.runs, tally.quarantined, tally.sent);',
      DIE,
    ),
  },
} as const satisfies Readonly<Record<string, Moment>>;
