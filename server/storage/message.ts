/**
 * The body of an outgoing message: a CloudEvents 1.0 envelope, as partners send them to us.
 * `subject` is the receiving partner's own id of the customer, left out where it has none; `id` stays the same in every attempt.
 */
import type { Json } from '@recipro/schema';

/** Our own name as a source. */
const SOURCE = 'recipro';

export function messageBody(message: {
  readonly id: string;
  readonly type: string;
  readonly subject: string | null;
  readonly atMs: number;
  readonly data: Readonly<Record<string, Json>>;
}): string {
  return JSON.stringify({
    specversion: '1.0',
    id: message.id,
    source: SOURCE,
    type: message.type,
    ...(message.subject === null ? {} : { subject: message.subject }),
    time: new Date(message.atMs).toISOString(),
    datacontenttype: 'application/json',
    data: message.data,
  });
}
