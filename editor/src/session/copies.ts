/** The copy of an unsaved draft that this browser keeps, so that a killed tab loses nothing. */
import { Workflow } from '@recipro/schema';

/** A document together with the revision of the server's draft that it goes out from. */
type Copy = { readonly revision: number; readonly document: Workflow };

/** The browser's own copy of one workflow's draft. */
export type Copies = { get(): Copy | null; put(copy: Copy): void; remove(): void };

export function browserCopies(storage: Storage, id: string): Copies {
  const key = `recipro.draft.${id}`;
  return {
    get: () => {
      try {
        const copy: unknown = JSON.parse(storage.getItem(key) ?? 'null');
        if (typeof copy !== 'object' || copy === null || !('document' in copy)) return null;
        const document = Workflow.safeParse(copy.document);
        const revision = 'revision' in copy ? copy.revision : null;
        return document.success && typeof revision === 'number'
          ? { revision, document: document.data }
          : null;
      } catch {
        return null;
      }
    },
    put: (copy) => {
      try {
        storage.setItem(key, JSON.stringify(copy));
      } catch {
        // A full or forbidden storage only costs the copy; the server still gets the draft.
      }
    },
    remove: () => storage.removeItem(key),
  };
}
