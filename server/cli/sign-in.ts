/** `recipro sign-in`: a new link that signs one browser in. */
import { LINK_LIFETIME_MS, makeSignInLink } from '../desk/sign-in.ts';
import type { Command } from './command.ts';

const MINUTE_MS = 60_000;

export const signIn: Command = {
  name: 'sign-in',
  summary: 'Make a link that signs one browser in.',
  positionals: [],
  flags: {},
  async run(_args, context) {
    const link = await makeSignInLink(await context.desk(), context.baseUrl);
    const minutes = LINK_LIFETIME_MS / MINUTE_MS;
    return {
      json: { link, validMinutes: minutes },
      text: `${link}\nIt works once, within ${minutes} minutes.`,
    };
  },
};
