/** English, by page. Each page's words are one file. */
import { shell } from './shell.ts';
import { words } from './words.ts';
import { workflows } from './workflows.ts';

export default { shell, words, workflows } as const;
