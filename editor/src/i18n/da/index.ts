/** Dansk. Nøglerne er de engelske. */
import type { Catalogue } from '../catalogue.ts';
import { editor } from './editor.ts';
import { attention, customers, deliveries, ledger, runs, why } from './lists.ts';
import { partners, shell, signIn, templates, workflows } from './places.ts';
import { words } from './words.ts';

export default {
  attention,
  customers,
  deliveries,
  editor,
  ledger,
  partners,
  runs,
  shell,
  signIn,
  templates,
  why,
  words,
  workflows,
} satisfies Catalogue;
