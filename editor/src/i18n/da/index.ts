/** Dansk. Nøglerne er de engelske. */
import type { Catalogue } from '../catalogue.ts';
import { editor } from './editor.ts';
import * as lists from './lists.ts';
import * as places from './places.ts';
import { words } from './words.ts';

export default { ...lists, ...places, editor, words } satisfies Catalogue;
