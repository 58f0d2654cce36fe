/** English, by page. Each page's words are one file. */
import { shell } from './shell.ts';
import { workflows } from './workflows.ts';

export default { shell, workflows } as const;
