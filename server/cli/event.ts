/** `recipro event send`: sends events as a partner would, over HTTP and signed, from a file or from flags. */
import { randomUUID } from 'node:crypto';
import { SendError, sendEvents } from '@recipro/client';
import type { Receipt, SendOptions } from '@recipro/client';
import { Event, Json } from '@recipro/schema';
import { z } from 'zod';
import { AppError, parse } from '../errors.ts';
import type { Args, Command, Context } from './command.ts';
import { UsageError } from './command.ts';
import { readJsonFile } from './json-file.ts';

const EventFile = z.union([Event, z.array(Event).min(1)]);

export const eventSend: Command = {
  name: 'event send',
  summary: 'Send events to the running server, signed as their partner signs.',
  positionals: ['[file]'],
  flags: {
    type: { type: 'string', value: '<type>', words: 'such as ride.completed' },
    source: { type: 'string', value: '<partner>', words: 'the partner it comes from' },
    subject: { type: 'string', value: '<id>', words: 'the partner’s own id of the customer' },
    data: { type: 'string', value: '<json>', words: 'what happened' },
    id: { type: 'string', value: '<id>', words: 'its id; a new one when left out' },
    time: {
      type: 'string',
      value: '<time>',
      words: 'when it happened, such as 2026-03-01T09:30:00Z',
    },
    secret: {
      type: 'string',
      value: '<whsec_…>',
      words: 'signs it; the partner’s secret in this store when left out',
    },
    key: { type: 'string', value: '<rcp_…>', words: 'an API key instead of a signature' },
    url: { type: 'string', value: '<url>', words: 'the server; BASE_URL when left out' },
  },
  async run(args, context) {
    const events = await chooseEvents(args, context);
    const source = events[0]?.source ?? '';
    if (events.some((event) => event.source !== source)) {
      throw new UsageError('The events of one file come from one partner.');
    }
    const apiKey = args.flag('key');
    const receipts = await send({
      url: `${args.flag('url') ?? context.baseUrl}/v1/events`,
      source,
      events: events.map(outgoing),
      attempts: 1,
      ...(apiKey === undefined
        ? { secret: args.flag('secret') ?? (await secretOf(source, context)) }
        : { apiKey }),
    });
    const lines = receipts.map(({ id, eventId }) => `${id} is kept as ${eventId}.`);
    return { json: { events: receipts }, text: lines.join('\n') };
  },
};

/** One attempt, for somebody who waits. `server-silent`, `server-refused` with what the server said. */
async function send(options: SendOptions): Promise<readonly Receipt[]> {
  try {
    return await sendEvents(options);
  } catch (cause) {
    if (!(cause instanceof SendError)) throw cause;
    const code = cause.status === null ? 'server-silent' : 'server-refused';
    throw new AppError(code, cause.message, { cause, details: { answer: cause.problem } });
  }
}

async function chooseEvents(args: Args, context: Context): Promise<readonly Event[]> {
  const [file] = args.positionals;
  if (file !== undefined) return [await readJsonFile(EventFile, file, context)].flat();
  const event = {
    specversion: '1.0',
    id: args.flag('id') ?? `cli-${randomUUID()}`,
    type: needed(args, 'type'),
    source: needed(args, 'source'),
    subject: needed(args, 'subject'),
    time: args.flag('time'),
    data: args.flag('data') === undefined ? undefined : jsonFlag(args.flag('data') ?? ''),
  };
  return [parse(Event, event, 'The event')];
}

function needed(args: Args, name: string): string {
  const value = args.flag(name);
  if (value === undefined)
    throw new UsageError(`Give a <file>, or --type, --source and --subject; --${name} is missing.`);
  return value;
}

function jsonFlag(text: string): Json {
  try {
    return Json.parse(JSON.parse(text));
  } catch (cause) {
    throw new UsageError(`--data is not JSON: ${text}`, { cause });
  }
}

/** Every attribute but the two that `sendEvents` writes itself. */
function outgoing({ specversion: _version, source: _source, time, data, ...rest }: Event) {
  return {
    ...rest,
    ...(time === undefined ? {} : { time }),
    ...(data === undefined ? {} : { data }),
  };
}

/** `partner-unknown`. */
async function secretOf(partner: string, context: Context): Promise<string> {
  const desk = await context.desk();
  const credentials = await desk.storage.credentials();
  const sealed = credentials.find((each) => each.partner === partner)?.secrets[0]?.sealed;
  if (sealed === undefined) {
    throw new AppError(
      'partner-unknown',
      `This store has no partner ${partner}. Add it, or give --secret or --key.`,
    );
  }
  return desk.seal.open(sealed);
}
