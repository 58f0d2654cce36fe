/** A change of the program that a process makes while it loads itself (plant.ts), and the flags of Node that ask for it. */
import path from 'node:path';
import { pathToFileURL } from 'node:url';

export type Edit = {
  /** From the root of the repository. */
  readonly file: string;
  /** In that file exactly once. */
  readonly find: string;
  readonly put: string;
};

export function plantFlags(edits: readonly Edit[]): readonly string[] {
  const plant = pathToFileURL(path.join(import.meta.dirname, 'plant.ts'));
  plant.searchParams.set('edits', JSON.stringify(edits));
  return ['--import', plant.href];
}
