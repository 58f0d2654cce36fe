/** The pages around the editor, in a real browser, over an alliance with some life in it. */
import path from 'node:path';
import Database from 'better-sqlite3';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startServer } from '../process.ts';
import type { ServerProcess } from '../process.ts';
import type { Session } from '../session.ts';
import { busyAlliance, landings, rides } from './busy.ts';
import type { Busy } from './busy.ts';
import { DESKTOP, PHONE, openBrowser, picture } from './chromium.ts';

const PATIENCE_MS = 15_000;

let server: ServerProcess;
let session: Session;
let busy: Busy;
let browser: Browser;
const pages: Page[] = [];

beforeAll(async () => {
  server = await startServer({ env: { LOG_LEVEL: 'warn' } });
  session = await server.signIn();
  busy = await busyAlliance(session, ['pay-a-ride-with-points', 'welcome-at-the-airport']);
  await busy.send('rydo', rides(60));
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail' && pages[0]) await picture(pages[0], `failed-${task.name}`);
  for (const page of pages.splice(0)) await page.context().close();
});

async function open(address: string, viewport = DESKTOP): Promise<Page> {
  const context = await browser.newContext({ viewport, reducedMotion: 'reduce' });
  const [name = '', value = ''] = session.cookie.split(/=(.*)/s);
  await context.addCookies([{ name, value, url: server.url }]);
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  pages.push(page);
  await page.goto(server.url + address);
  await page.getByRole('heading', { level: 1 }).waitFor();
  return page;
}

describe('the ledger', () => {
  it('calls a customer by the number that a partner gave them', async () => {
    const page = await open('/ledger');
    await page
      .getByRole('link', { name: /^Customer rider-\d+$/ })
      .first()
      .click();
    await page.getByRole('heading', { level: 1, name: /^Customer rider-\d+$/ }).waitFor();
  });
});

describe('what needs attention', () => {
  it('sends every failed message again, also those beyond the rows in sight', async () => {
    const count = 55;
    await busy.send('skyways', landings(count));
    // As if no attempt had succeeded for three days.
    const file = new Database(path.join(server.dataDir, 'recipro.db'));
    file.prepare(`UPDATE deliveries SET status = 'failed'`).run();
    file.close();
    const page = await open('/attention');
    const sent = new Set<string>();
    page.on('request', (request) => {
      if (request.url().endsWith('/redeliver')) sent.add(request.url());
    });
    await page.getByRole('button', { name: 'Send all again' }).click();
    await page.getByText('All is well').waitFor();
    expect(sent.size).toBeGreaterThanOrEqual(count);
  });
});

describe('the editor’s frame', () => {
  it('keeps its buttons and the credit beside the drawing, never over a card', async () => {
    const page = await open('/workflows/pay-a-ride-with-points');
    const drawing = await page.locator('.react-flow__renderer').boundingBox();
    const bottom = (drawing?.y ?? 0) + (drawing?.height ?? Infinity);
    for (const thing of [
      page.getByRole('button', { name: 'Zoom in' }),
      page.getByRole('link', { name: /React Flow/ }),
    ])
      expect((await thing.boundingBox())?.y).toBeGreaterThanOrEqual(bottom);
  });

  it('draws no line beside the form on a phone, where nothing stands beside it', async () => {
    const page = await open('/workflows/pay-a-ride-with-points', PHONE);
    await page.getByText('Take the points', { exact: true }).click();
    const form = page.getByRole('complementary', { name: 'Settings' });
    expect(await form.evaluate((each) => getComputedStyle(each).borderLeftWidth)).toBe('0px');
  });
});
