/** The binary mode of CloudEvents: each attribute is a header `ce-name`, percent-encoded, and the body is `data`. */
import type { IncomingHttpHeaders } from 'node:http';
import { refusal } from './refusal.ts';

const PREFIX = 'ce-';
const VISIBLE = /^[\t\x20-\x7e]*$/;

/** The event as it would look in structured mode. `event-invalid`, `duplicate-key`. */
export function fromHeaders(headers: IncomingHttpHeaders, data: unknown): Record<string, unknown> {
  const event: Record<string, unknown> = {};
  for (const header of Object.keys(headers)) {
    if (!header.startsWith(PREFIX)) continue;
    const name = header.slice(PREFIX.length);
    if (name === 'data' || name === 'datacontenttype')
      throw refusal(
        'event-invalid',
        `is not taken as a header ${header}; use the body and Content-Type`,
        [name],
      );
    event[name] = attribute(headers, name);
  }
  event['datacontenttype'] = headers['content-type'];
  if (data !== undefined) event['data'] = data;
  return event;
}

/** The value of one attribute, or null where the header is missing. */
export function attribute(headers: IncomingHttpHeaders, name: string): string | null {
  const header = headers[PREFIX + name];
  if (header === undefined) return null;
  const value = Array.isArray(header) ? header.join(', ') : header;
  const quoted = /^"(.*)"$/.exec(value)?.[1];
  const text = quoted === undefined ? value : quoted.replaceAll(/\\(.)/g, '$1');
  try {
    if (!VISIBLE.test(text)) throw new URIError();
    const decoded = decodeURIComponent(text);
    if (decoded.includes('\u0000')) throw new URIError();
    return decoded;
  } catch {
    throw refusal(
      'event-invalid',
      'is not percent-encoded UTF-8 as the CloudEvents HTTP binding asks',
      [name],
    );
  }
}
