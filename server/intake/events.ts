/** From parsed JSON to events ready to be kept: the schema, the sender's own name, and the digest that tells a repeat from another event. */
import { hash } from 'node:crypto';
import { canonicalJson, Event } from '@recipro/schema';
import type { ProblemError } from '@recipro/schema';
import { AppError, pointers } from '../errors.ts';
import type { ArrivedEvent } from '../storage/storage.ts';
import { refusal } from './refusal.ts';

/** More would not be read. */
const ERRORS_MAX = 20;

/** All of a request or nothing. `event-invalid`, `batch-empty`, `source-not-yours`. */
export function readEvents(
  value: unknown,
  batch: boolean,
  partner: string,
): readonly ArrivedEvent[] {
  const items: readonly unknown[] = batch && Array.isArray(value) ? value : [value];
  if (batch && !Array.isArray(value))
    throw refusal('event-invalid', 'A batch is a list of events: [{…}, {…}]', []);
  if (items.length === 0) throw new AppError('batch-empty', 'Put at least one event in the list.');
  if (!batch && Array.isArray(value))
    throw refusal(
      'event-invalid',
      'A list of events is sent with Content-Type: application/cloudevents-batch+json',
      [],
    );
  const errors: ProblemError[] = [];
  const events: Event[] = [];
  for (const [index, item] of items.entries()) {
    const result = Event.safeParse(item);
    const prefix = batch ? `/${index}` : '';
    if (result.success) events.push(result.data);
    else
      for (const { pointer, message } of pointers(result.error))
        errors.push({ pointer: prefix + pointer, message });
    if (errors.length >= ERRORS_MAX) break;
  }
  if (errors.length > 0) throw invalid(errors.slice(0, ERRORS_MAX));
  refuseOthers(events, batch, partner);
  return events.map((event) => ({ event, bodyHash: digest(event) }));
}

function invalid(errors: readonly ProblemError[]): AppError {
  const [first] = errors;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  return new AppError(
    'event-invalid',
    `${first?.pointer === '' ? 'The event' : (first?.pointer ?? '')}: ${first?.message ?? 'is wrong'}${more}.`,
    { details: { errors } },
  );
}

function refuseOthers(events: readonly Event[], batch: boolean, partner: string): void {
  const errors = events.flatMap(({ source }, index) =>
    source === partner
      ? []
      : [
          {
            pointer: batch ? `/${index}/source` : '/source',
            message: `must be "${partner}", as whom you sent this`,
          },
        ],
  );
  if (errors.length > 0)
    throw new AppError(
      'source-not-yours',
      `Events are sent by the partner they name as source; you are "${partner}".`,
      { details: { errors: errors.slice(0, ERRORS_MAX) } },
    );
}

function digest(event: Event): Uint8Array {
  return hash('sha256', canonicalJson(event), 'buffer');
}
