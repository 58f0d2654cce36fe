/**
 * What a heat runs on: its options, a voice for progress, folders of its own, and the duty to leave nothing behind.
 * T1. Whatever was started is ended by `leave`, in the opposite order, also when a heat fails or the run is interrupted.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Options } from './options.ts';

type Close = () => Promise<void>;

export type Track = {
  readonly options: Options;
  /** One line of progress, on stderr. */
  say(text: string): void;
  /** A new folder of its own; it goes with the track, or sooner by `discard`. */
  folder(name: string): Promise<string>;
  discard(folder: string): Promise<void>;
  /** Registers what must be ended; gives back the way to end it now. */
  leaving(close: Close): Close;
  /** Waits for something to start; it is ended with the track even when that ends before it has started. */
  started<Started>(
    starting: Promise<Started>,
    stop: (started: Started) => Promise<unknown>,
  ): Promise<{ readonly started: Started; readonly stop: Close }>;
  leave(): Promise<void>;
  /** Settings of every server under test. */
  readonly serverEnv: Readonly<Record<string, string>>;
};

export async function openTrack(options: Options, say: (text: string) => void): Promise<Track> {
  const root = await mkdtemp(path.join(tmpdir(), 'recipro-bench-'));
  const open = new Set<Close>();
  let folders = 0;
  const profile = `--cpu-prof --cpu-prof-dir=${path.join(options.resultsDir, 'profiles')}`;
  let left: Promise<void> | null = null;

  function leaving(close: Close): Close {
    const once = async () => {
      if (open.delete(once)) await close();
    };
    open.add(once);
    return once;
  }

  async function leave(): Promise<void> {
    for (const close of [...open].toReversed())
      await close().catch((error: unknown) => say(String(error)));
    await rm(root, { recursive: true, force: true });
  }

  return {
    options,
    say,
    async folder(name) {
      folders += 1;
      const folder = path.join(root, `${name}-${folders}`);
      await mkdir(folder);
      return folder;
    },
    discard: (folder) => rm(folder, { recursive: true, force: true }),
    leaving,
    async started(starting, stop) {
      const end = leaving(async () => {
        const running = await starting.catch(() => null);
        if (running !== null) await stop(running);
      });
      return { started: await starting, stop: end };
    },
    leave: () => (left ??= leave()),
    serverEnv: {
      LOG_LEVEL: 'warn',
      ...(options.profile ? { NODE_OPTIONS: profile } : {}),
    },
  };
}
