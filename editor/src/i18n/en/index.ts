/** English, by page. Each page's words are one file. */
import { attention } from './attention.ts';
import { customers } from './customers.ts';
import { deliveries } from './deliveries.ts';
import { editor } from './editor.ts';
import { ledger } from './ledger.ts';
import { partners } from './partners.ts';
import { runs } from './runs.ts';
import { shell } from './shell.ts';
import { signIn } from './sign-in.ts';
import { templates } from './templates.ts';
import { why } from './why.ts';
import { words } from './words.ts';
import { workflows } from './workflows.ts';

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
} as const;
