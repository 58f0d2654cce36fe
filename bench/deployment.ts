/** Our server as it was started, in whatever number of processes and on whatever store: how to load it, look into it and end it. */
import type { Books } from './audit/books.ts';

/** Looks into a store from outside, while the server works. */
export type StoreView = {
  waiting(): Promise<number>;
  books(): Promise<Books>;
  close(): Promise<void>;
};

export type Deployment = {
  /** Where the door is. */
  readonly port: number;
  /** Its processes, and those of the queue and the store where they have their own, by name. */
  readonly pids: Readonly<Record<string, number>>;
  readonly dataDir: string;
  readonly view: StoreView;
  /** `recipro verify`: recomputes every hash, sum and balance. Gives what it found wrong. */
  verify(): Promise<readonly string[]>;
  /** Ends everything that it is made of. */
  stop(): Promise<void>;
};
