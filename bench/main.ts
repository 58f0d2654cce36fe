/**
 * `npm run bench -- <topic>`: runs the heats of a topic, prints them, and writes them as JSON.
 * Ends with 0 when every lap was right, whether or not goals are met: figures of one machine are shown, not promised.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { HeatResult } from './heat.ts';
import { commitName, machineFacts } from './machine.ts';
import { HELP, readOptions } from './options.ts';
import type { Options } from './options.ts';
import { tableOf } from './table.ts';
import { TOPICS } from './topics.ts';
import { openTrack } from './track.ts';

const say = (text: string) => void process.stderr.write(`${text}\n`);

async function main(options: Options): Promise<number> {
  const heats = TOPICS[options.topic];
  if (heats === undefined) {
    say(`${HELP}\n\nTopics: ${Object.keys(TOPICS).join(', ')}`);
    return 2;
  }
  const facts = {
    topic: options.topic,
    startedAt: new Date().toISOString(),
    commit: commitName(),
    machine: machineFacts(),
    options,
  };
  const { diskSyncMs, processors, model } = facts.machine;
  say(
    `${processors} × ${model}; a page is on disk in ${diskSyncMs.p50.toFixed(2)} ms (p99 ${diskSyncMs.p99.toFixed(2)})`,
  );
  const track = await openTrack(options, say);
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void track.leave().finally(() => process.exit(1)));
  const results: ({ name: string; what: string } & HeatResult)[] = [];
  try {
    for (const { name, what, run } of heats) {
      if (options.only.length > 0 && !options.only.includes(name)) continue;
      say(`${name}: ${what}`);
      const result = await run(track);
      results.push({ name, what, ...result });
      process.stdout.write(`${tableOf({ name, what }, result)}\n`);
    }
  } finally {
    await track.leave();
  }
  const stamp = facts.startedAt.replaceAll(/[:.]/g, '-');
  const file = path.join(options.resultsDir, `${options.topic}-${stamp}.json`);
  mkdirSync(options.resultsDir, { recursive: true });
  writeFileSync(file, `${JSON.stringify({ ...facts, heats: results }, null, 2)}\n`);
  say(`\nwritten to ${path.relative(process.cwd(), file)}`);
  const laps = results.flatMap(({ standings }) => standings.flatMap(({ laps: all }) => all));
  return laps.every(({ faults }) => faults.length === 0) ? 0 : 1;
}

process.exitCode = await main(readOptions(process.argv.slice(2)));
