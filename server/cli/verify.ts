/** `recipro verify`: recomputes all the books and names the first bad row. */
import type { Command } from './command.ts';

export const verify: Command = {
  name: 'verify',
  summary: 'Recompute every hash, sum and balance of the books.',
  positionals: [],
  flags: {},
  async run(_args, context) {
    const result = await (await context.desk()).storage.verify();
    const { ok, transfers, accounts, firstBad } = result;
    const what = `${transfers} transfers, ${accounts} accounts`;
    const bad = firstBad === null ? '' : `${firstBad.table} ${firstBad.id}: ${firstBad.message}`;
    return {
      json: result,
      text: ok
        ? `The books are right: ${what}.`
        : `The books are wrong. ${bad}\n(${what} looked at)`,
      ok,
    };
  },
};
