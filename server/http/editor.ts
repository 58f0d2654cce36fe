/**
 * The built editor: hashed files are kept by browsers for ever, index.html is fresh with every visit and carries that visit's
 * nonce for styles. Every other address of the app is a page of the editor, so it gets index.html too.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import express from 'express';
import type { Response, Router } from 'express';
import { AppError } from '../errors.ts';

export const EDITOR_FOLDER = path.resolve(import.meta.dirname, '../../editor/dist');

/** What the editor's build leaves in index.html where the nonce belongs. */
const NONCE_PLACE = /__CSP_NONCE__/g;

export function editorRoutes(router: Router, folder: string, nonceOf: (res: Response) => string) {
  router.use(
    '/assets',
    express.static(path.join(folder, 'assets'), {
      immutable: true,
      maxAge: '1y',
      index: false,
      redirect: false,
    }),
  );
  router.use(express.static(folder, { index: false, redirect: false, maxAge: '1h' }));

  router.get('/{*page}', async (req, res, next) => {
    // A missing file must say so; a page never has an ending.
    if (path.extname(req.path) !== '' || /^\/(api|v1|assets)(\/|$)/.test(req.path)) {
      next();
      return;
    }
    const html = await readIndex(folder);
    res
      .set('Cache-Control', 'no-store')
      .type('html')
      .send(html.replace(NONCE_PLACE, nonceOf(res)));
  });
}

async function readIndex(folder: string): Promise<string> {
  try {
    return await readFile(path.join(folder, 'index.html'), 'utf8');
  } catch (cause) {
    throw new AppError('editor-missing', 'Build the editor first: start with `npm start`.', {
      cause,
    });
  }
}
