/** The last handlers: whatever went wrong is answered as a problem document, without a stack trace, and a bug goes to the log. */
import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import { AppError, problemOf } from '../errors.ts';
import type { Report } from '../errors.ts';

export const notFound: RequestHandler = (req) => {
  throw new AppError('not-found', `There is nothing at ${req.method} ${req.path}.`);
};

export function answerProblem(
  report: Report,
  fatal: (error: unknown) => void,
): ErrorRequestHandler {
  return (error: unknown, req, res, next) => {
    if (res.headersSent) {
      next(error);
      return;
    }
    const known = fromExpress(error);
    const problem = problemOf(known);
    if (problem.status >= 500 && problem.code !== 'storage-busy') {
      report(`${req.method} ${req.path} failed`, error);
    }
    sendProblem(res, known);
    if (problem.code === 'storage-failed') fatal(error);
  };
}

function sendProblem(res: Response, error: unknown): void {
  const problem = problemOf(error);
  res.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
}

/** Express and its body parser mark what the client did wrong with a status below 500 (and a type). */
function fromExpress(error: unknown): unknown {
  if (error instanceof AppError || !(error instanceof Error) || !('status' in error)) return error;
  if (typeof error.status !== 'number' || error.status >= 500) return error;
  if (error.status === 413)
    return new AppError('body-too-large', 'The body is larger than allowed here.');
  if (error.status === 415) {
    return new AppError('wrong-encoding', 'Send plain UTF-8 JSON, without a content encoding.');
  }
  if (error instanceof SyntaxError) {
    return new AppError('not-json', 'The body is not JSON: check it with a JSON tool.');
  }
  return new AppError('bad-request', 'The request cannot be read: check its address and headers.');
}
