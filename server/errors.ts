/**
 * Every failure by its code: what HTTP says, and whether trying again can help. Expected outcomes are values, not errors.
 */
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
  'signed-out': { status: 401, title: 'Not signed in', retry: false },
  'wrong-origin': { status: 403, title: 'The request came from another site', retry: false },
  'too-many-requests': { status: 429, title: 'Too many requests', retry: true },
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
