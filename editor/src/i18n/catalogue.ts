/** What a language must fill: the English keys, each with words of its own. A missing key is a type error there. */
import type en from './en/index.ts';

/** The same tree of keys with other words. */
type Words<Tree> = {
  readonly [Key in keyof Tree]: Tree[Key] extends string ? string : Words<Tree[Key]>;
};
export type Catalogue = Words<typeof en>;
