/** Reads a request: its JSON body, its query, the revision it builds on. Anything wrong is refused with where and what. */
import express from 'express';
import type { Request, RequestHandler } from 'express';
import { REQUEST_BYTES_MAX } from '@recipro/schema';
import type { z } from 'zod';
import { AppError, parse } from '../errors.ts';

/** Twice the depth of the deepest condition and its document around it; a deeper body would only exhaust the stack. */
const BODY_DEPTH_MAX = 64;

/** Parses a JSON body. One of another type is refused, so that no plain form of another site can post here. */
export const readJson: readonly RequestHandler[] = [
  (req, _res, next) => {
    const hasBody =
      req.headers['transfer-encoding'] !== undefined ||
      Number(req.headers['content-length'] ?? 0) > 0;
    if (hasBody && req.is('application/json') === false) {
      throw new AppError(
        'wrong-content-type',
        'Send JSON, with the header Content-Type: application/json.',
      );
    }
    next();
  },
  express.json({ limit: REQUEST_BYTES_MAX, strict: true, inflate: false }),
  (req, _res, next) => {
    refuseUnkeepable(req.body);
    next();
  },
];

export function body<Schema extends z.ZodType>(schema: Schema, req: Request): z.output<Schema> {
  return parse(schema, req.body ?? {}, 'The body');
}

export function query<Schema extends z.ZodType>(schema: Schema, req: Request): z.output<Schema> {
  return parse(schema, { ...req.query }, 'The query');
}

/** A part of the path. */
export function param(req: Request, name: string): string {
  const value = req.params[name];
  if (typeof value !== 'string') throw new Error(`the route has no parameter ${name}`);
  return value;
}

/** The revision that a change builds on, from `If-Match: "3"`. `revision-missing`. */
export function ifMatch(req: Request): number {
  const header = req.get('if-match');
  if (header === undefined) {
    throw new AppError(
      'revision-missing',
      'Send the revision that you read, as If-Match: "<revision>", so that nobody else’s change is overwritten.',
    );
  }
  const revision = /^(?:W\/)?"(\d{1,15})"$/.exec(header)?.[1];
  if (revision === undefined) {
    throw new AppError(
      'bad-request',
      `If-Match must be a revision in quotes, such as "3", and not ${header}.`,
    );
  }
  return Number(revision);
}

/** Refuses what would exhaust the stack or come back from the store as something else. Walks level by level, so that depth costs no stack. */
function refuseUnkeepable(value: unknown): void {
  let level = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > BODY_DEPTH_MAX) {
      throw new AppError('too-deep', `The body is nested deeper than ${BODY_DEPTH_MAX} levels.`);
    }
    const objects = level.filter((each) => typeof each === 'object' && each !== null);
    const texts = [...level, ...objects.flatMap(Object.keys)];
    if (texts.some((text) => typeof text === 'string' && !isKeepable(text))) {
      throw new AppError(
        'forbidden-character',
        'A text in the body holds \\u0000 or half of a surrogate pair; leave it out.',
      );
    }
    level = objects.flatMap(Object.values);
  }
}

function isKeepable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\u0000');
}
