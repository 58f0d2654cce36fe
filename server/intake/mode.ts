/** In which of the three modes of CloudEvents over HTTP a request comes, told by its headers alone. */
import type { IncomingHttpHeaders } from 'node:http';
import { EVENT_BYTES_MAX, REQUEST_BYTES_MAX } from '@recipro/schema';
import type { ErrorCode } from '../errors.ts';
import { AppError } from '../errors.ts';
import type { Shape } from './scan.ts';

export type Mode = {
  /** What the body is; `data` is the binary mode, where headers carry the attributes. */
  readonly shape: Shape;
  readonly bytesMax: number;
  readonly tooLarge: ErrorCode;
};

const ONE = { bytesMax: EVENT_BYTES_MAX, tooLarge: 'event-too-large' } as const;
const STRUCTURED: Mode = { shape: 'event', ...ONE };
const BINARY: Mode = { shape: 'data', ...ONE };
const BATCH: Mode = { shape: 'batch', bytesMax: REQUEST_BYTES_MAX, tooLarge: 'body-too-large' };

export const ACCEPTED =
  'application/cloudevents+json, application/cloudevents-batch+json, application/json';

/** `wrong-content-type`, `wrong-encoding`. */
export function modeOf(headers: IncomingHttpHeaders): Mode {
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity')
    throw new AppError('wrong-encoding', 'Send the body as it is, without Content-Encoding.');
  const [type = '', ...parameters] = (headers['content-type'] ?? '').toLowerCase().split(';');
  for (const parameter of parameters) {
    const [name = '', value = ''] = parameter.trim().split('=');
    if (name === 'charset' && value.replaceAll('"', '') !== 'utf-8')
      throw new AppError(
        'wrong-content-type',
        `Send the body in UTF-8; the Content-Type says ${value}.`,
      );
  }
  const binary = headers['ce-specversion'] !== undefined || headers['ce-id'] !== undefined;
  switch (type.trim()) {
    case 'application/cloudevents+json':
      return STRUCTURED;
    case 'application/cloudevents-batch+json':
      return BATCH;
    case 'application/json':
      return binary ? BINARY : STRUCTURED;
    default:
      throw new AppError(
        'wrong-content-type',
        `Send one event as application/cloudevents+json, several as application/cloudevents-batch+json, or ce- headers with application/json${type === '' ? '' : `; not ${type.slice(0, 100)}`}.`,
      );
  }
}
