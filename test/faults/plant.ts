/**
 * Changes the program while Node loads it, so that a bug can be planted, or a process be stopped at an exact place, without any hook in
 * the program itself. Used before the program: `node --import <flag of plantFlags> server/main.ts`.
 * Each text must be in its file exactly once: an edit that no longer fits fails the start, and never passes for a test.
 */
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = path.resolve(import.meta.dirname, '../..');

export type Edit = {
  /** From the root of the repository. */
  readonly file: string;
  readonly find: string;
  readonly put: string;
};

/** Called in the process to be changed, before it loads anything else. */
export function plant(edits: readonly Edit[]): void {
  for (const edit of edits) applied(edit, readFileSync(path.join(ROOT, edit.file), 'utf8'));
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context);
      const mine = url.startsWith('file:')
        ? edits.filter(({ file }) => fileURLToPath(url) === path.join(ROOT, file))
        : [];
      if (mine.length === 0) return loaded;
      const text = readFileSync(fileURLToPath(url), 'utf8');
      return { ...loaded, source: mine.reduce((source, edit) => applied(edit, source), text) };
    },
  });
}

function applied({ file, find, put }: Edit, source: string): string {
  const [before, after, ...more] = source.split(find);
  if (before === undefined || after === undefined || more.length > 0)
    throw new Error(`${file} has ${source.split(find).length - 1} times, and not once: ${find}`);
  return before + put + after;
}

/** The flags of Node that plant these. */
export function plantFlags(edits: readonly Edit[]): readonly string[] {
  const self = pathToFileURL(import.meta.filename).href;
  const script = `import { plant } from ${JSON.stringify(self)}; plant(${JSON.stringify(edits)});`;
  return ['--import', `data:text/javascript,${encodeURIComponent(script)}`];
}
