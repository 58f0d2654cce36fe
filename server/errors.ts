/**
 * Every failure by its code: what HTTP says, and whether trying again can help. Expected outcomes are values, not errors.
 * A failure is told to the outside as a problem document (RFC 9457), which never holds a stack trace or anything unexpected.
 */
import type { Problem, ProblemError } from '@recipro/schema';
import { z } from 'zod';

type Entry = { readonly status: number; readonly title: string; readonly retry: boolean };

export const ERRORS = {
  'storage-busy': { status: 503, title: 'The store is busy', retry: true },
  'storage-full': { status: 507, title: 'The disk is full', retry: true },
  'storage-failed': { status: 500, title: 'The store failed', retry: false },
  'partner-exists': { status: 409, title: 'There is already a partner with this id', retry: false },
  'partner-unknown': { status: 404, title: 'No such partner', retry: false },
  'currency-taken': { status: 409, title: 'Another partner issues this currency', retry: false },
  'currency-in-use': { status: 409, title: 'This currency is in the books', retry: false },
  'workflow-exists': {
    status: 409,
    title: 'There is already a workflow with this id',
    retry: false,
  },
  'workflow-unknown': { status: 404, title: 'No such workflow', retry: false },
  'revision-changed': { status: 412, title: 'The draft was changed meanwhile', retry: false },
  'never-published': { status: 409, title: 'The workflow was never published', retry: false },
  'workflow-has-problems': {
    status: 422,
    title: 'The workflow has problems to solve first',
    retry: false,
  },
  'customer-has-history': { status: 409, title: 'Both are customers with a history', retry: false },
  'not-found': { status: 404, title: 'Not found', retry: false },
  'bad-request': { status: 400, title: 'The request is not right', retry: false },
  'revision-missing': { status: 428, title: 'The request must say which revision', retry: false },
  'signed-out': { status: 401, title: 'Not signed in', retry: false },
  'wrong-origin': { status: 403, title: 'The request came from another site', retry: false },
  'too-many-requests': { status: 429, title: 'Too many requests', retry: true },
  'credentials-missing': {
    status: 401,
    title: 'The request does not say who sends it',
    retry: false,
  },
  'signature-wrong': { status: 401, title: 'The signature does not fit', retry: false },
  'signature-old': { status: 401, title: 'The timestamp is too far from now', retry: false },
  'key-wrong': { status: 401, title: 'The API key is not known', retry: false },
  'source-not-yours': { status: 403, title: 'An event names another source', retry: false },
  'wrong-method': { status: 405, title: 'This method is not taken here', retry: false },
  'too-slow': { status: 408, title: 'The body came too slowly', retry: true },
  'event-conflict': { status: 409, title: 'This id was used for another event', retry: false },
  'body-too-large': { status: 413, title: 'The request is too large', retry: false },
  'event-too-large': { status: 413, title: 'An event is too large', retry: false },
  'batch-too-large': { status: 413, title: 'The batch holds too many events', retry: false },
  'batch-empty': { status: 400, title: 'The batch holds no event', retry: false },
  'wrong-content-type': { status: 415, title: 'This content type is not taken here', retry: false },
  'wrong-encoding': { status: 415, title: 'A compressed body is not taken here', retry: false },
  'not-utf8': { status: 400, title: 'The body is not UTF-8', retry: false },
  'not-json': { status: 400, title: 'The body is not JSON', retry: false },
  'too-deep': { status: 400, title: 'The JSON is nested too deep', retry: false },
  'too-many-keys': { status: 400, title: 'An event has too many keys', retry: false },
  'duplicate-key': { status: 400, title: 'A key appears twice', retry: false },
  'forbidden-key': { status: 400, title: 'A key is not allowed', retry: false },
  'forbidden-character': { status: 400, title: 'A text cannot be kept', retry: false },
  'number-inexact': { status: 400, title: 'A number cannot be kept exactly', retry: false },
  'event-invalid': { status: 400, title: 'An event is not right', retry: false },
  'too-busy': { status: 503, title: 'Too much arrives at once', retry: true },
  'backlog-full': { status: 429, title: 'Too many events wait', retry: true },
  'backlog-full-partner': {
    status: 429,
    title: 'Too many events of this partner wait',
    retry: true,
  },
  'egress-refused': { status: 400, title: 'This address may not be called', retry: false },
  'redis-wrong': { status: 500, title: 'Redis is set up in a way that loses work', retry: false },
  'server-silent': { status: 503, title: 'The server did not answer', retry: true },
  'server-refused': { status: 502, title: 'The server refused what was sent', retry: false },
  'editor-missing': { status: 503, title: 'The editor is not built', retry: false },
  'wrong-setting': { status: 500, title: 'A setting is wrong', retry: false },
  internal: { status: 500, title: 'Something went wrong here', retry: true },
} as const satisfies Record<string, Entry>;

export type ErrorCode = keyof typeof ERRORS;

/** A failure with a code. `message` says where, what and how to mend it; `details` becomes part of the problem document. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: ErrorCode,
    message: string,
    options: { cause?: unknown; details?: Record<string, unknown> } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.details = options.details ?? {};
  }
}

/** Tells the log of a failure that no caller waits for. */
export type Report = (message: string, error: unknown) => void;

/** What a request is refused with. Anything that is not an `AppError` is a bug: its text stays in the log. */
export function problemOf(error: unknown): Problem {
  const known = error instanceof AppError ? error : new AppError('internal', BUG_DETAIL);
  const { status, title } = ERRORS[known.code];
  return {
    ...known.details,
    type: `urn:recipro:problem:${known.code}`,
    title,
    status,
    code: known.code,
    detail: known.message,
  };
}

const BUG_DETAIL = 'This is a fault of the server. Its log says more at this time.';
/** More would not be read. */
const ERRORS_MAX = 20;

/** Parses what came from outside, or refuses it with a JSON pointer to each thing that is wrong. */
export function parse<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  what: string,
): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const errors = pointers(result.error);
  const [first] = errors;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  const where = first === undefined || first.pointer === '' ? '' : ` at ${first.pointer}`;
  throw new AppError('bad-request', `${what}${where}: ${first?.message ?? 'is wrong'}${more}`, {
    details: { errors },
  });
}

/** Each thing that is wrong, with its place. Of a choice between shapes, the one that fits best is explained. */
export function pointers(error: z.ZodError): readonly ProblemError[] {
  return error.issues.flatMap((issue) => explain(issue, [])).slice(0, ERRORS_MAX);
}

type Issue = z.core.$ZodIssue;
type Place = readonly PropertyKey[];

function explain(issue: Issue, parent: Place): readonly ProblemError[] {
  const place = [...parent, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ pointer: pointer([...place, key]), message: 'is unknown' }));
  }
  if (issue.code === 'invalid_union') {
    const best = issue.errors.toSorted((a, b) => fit(b) - fit(a))[0] ?? [];
    if (best.length > 0) return best.flatMap((each) => explain(each, place));
  }
  return [{ pointer: pointer(place), message: issue.message }];
}

/** How well a shape fits: the deeper its first fault lies, and the fewer faults it has, the more it was meant. */
function fit(issues: readonly Issue[]): number {
  const depths = issues.map(
    ({ code, path }) => path.length + (code === 'unrecognized_keys' ? 1 : 0),
  );
  return (
    Math.min(...depths, ISSUES_COUNTED) * ISSUES_COUNTED - Math.min(issues.length, ISSUES_COUNTED)
  );
}
const ISSUES_COUNTED = 100;

function pointer(place: Place): string {
  return place
    .map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
}
