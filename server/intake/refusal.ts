/** A refusal of the door: its code, what to mend, and a JSON pointer to the place in what was sent. */
import { AppError } from '../errors.ts';
import type { ErrorCode } from '../errors.ts';

export type Place = readonly (string | number)[];

export function refusal(code: ErrorCode, message: string, place?: Place): AppError {
  if (place === undefined) return new AppError(code, message);
  const pointer = pointerTo(place);
  const where = pointer === '' ? 'The body' : pointer;
  const detail = /^[a-z"]/.test(message) ? `${where}: ${message}.` : `${message}.`;
  return new AppError(code, detail, { details: { errors: [{ pointer, message }] } });
}

function pointerTo(place: Place): string {
  return place
    .map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
}
