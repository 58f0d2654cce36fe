/**
 * What a partner tells us: a CloudEvents 1.0 envelope.
 * `source` is the partner's id, `subject` that partner's own id of the customer, `id` unique within the source.
 */
import { z } from 'zod';
import { EventType, Slug } from './identifier.ts';
import { isJson } from './json.ts';
import type { Json } from './json.ts';

export const EVENT_BYTES_MAX = 64 * 1024;
export const REQUEST_BYTES_MAX = 4 * 1024 * 1024;
export const BATCH_EVENTS_MAX = 1000;
export const JSON_DEPTH_MAX = 32;
export const EVENT_KEYS_MAX = 2000;

/** An extension attribute of CloudEvents: a lower-case name with a plain value. */
const EXTENSION = /^[a-z0-9]{1,20}$/;
const KNOWN = new Set([
  'specversion',
  'id',
  'source',
  'type',
  'subject',
  'time',
  'datacontenttype',
  'dataschema',
  'data',
]);

export const Event = z
  .looseObject({
    specversion: z.literal('1.0'),
    id: z.string().min(1).max(128),
    source: Slug,
    type: EventType,
    subject: z.string().min(1).max(128),
    time: z.iso.datetime({ offset: true }).optional(),
    datacontenttype: z
      .string()
      .regex(/^application\/([a-z0-9.+-]+\+)?json(;.*)?$/i, 'must be application/json')
      .optional(),
    dataschema: z.string().max(500).optional(),
    data: z.record(z.string(), z.custom<Json>(isJson, 'must be JSON')).optional(),
  })
  .superRefine((event, context) => {
    for (const [name, value] of Object.entries(event)) {
      if (KNOWN.has(name)) continue;
      const plain =
        typeof value === 'string' || typeof value === 'boolean' || Number.isSafeInteger(value);
      if (!EXTENSION.test(name) || !plain) {
        context.addIssue({
          code: 'custom',
          path: [name],
          message:
            'is not an attribute of CloudEvents; put your own values under "data", or use a lower-case extension name with a text, whole number or true/false',
        });
      }
    }
  });
export type Event = z.infer<typeof Event>;
