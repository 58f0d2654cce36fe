/**
 * Changes the program while Node loads it, so that a bug can be planted, or a process be struck at an exact place, without any hook in
 * the program itself. Loaded before the program, with the edits in its own address.
 * An edit must fit its file exactly once: one that no longer does fails the start, and never passes for a test.
 */
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Edit } from './edit.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const edits: readonly Edit[] = JSON.parse(
  new URL(import.meta.url).searchParams.get('edits') ?? '[]',
);
const changed = new Map<string, string>();
for (const { file, find, put } of edits) {
  const place = path.join(ROOT, file);
  const parts = (changed.get(place) ?? readFileSync(place, 'utf8')).split(find);
  if (parts.length !== 2)
    throw new Error(`${file} has ${parts.length - 1} times, and not once: ${find}`);
  changed.set(place, parts.join(put));
}

registerHooks({
  load(url, context, next) {
    const loaded = next(url, context);
    const source = url.startsWith('file:') ? changed.get(fileURLToPath(url)) : undefined;
    return source === undefined ? loaded : { ...loaded, source };
  },
});
