/** What a language fills: the English keys, each with words of its own. A missing key is said in English, and a test finds it. */
import type en from './en/index.ts';

/** The same tree of keys with other words. */
type Words<Tree> = {
  readonly [Key in keyof Tree]?: Tree[Key] extends string ? string : Words<Tree[Key]>;
};
export type Catalogue = Words<typeof en>;
