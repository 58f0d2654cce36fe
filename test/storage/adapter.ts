/** What the contract suite needs of a storage adapter: a new empty store, which can be closed and opened again. */
import type { Storage } from '@recipro/server/storage/storage.ts';

type Place = {
  /** What a process of its own opens it by: a folder, or an address. */
  readonly where: string;
  open(): Promise<Storage>;
  /** Closes nothing; takes away what was stored. */
  remove(): Promise<void>;
};

export type Adapter = {
  readonly name: string;
  /** `nowMs` is the clock that the store stamps messages with. */
  place(nowMs: () => number): Promise<Place>;
};
