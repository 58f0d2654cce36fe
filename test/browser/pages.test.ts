/** The pages around the editor, in a real browser, over an alliance with some life in it. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import Database from 'better-sqlite3';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startServer } from '../process.ts';
import type { ServerProcess } from '../process.ts';
import type { Session } from '../session.ts';
import { busyAlliance, landings, rides } from './busy.ts';
import type { Busy } from './busy.ts';
import {
  DESKTOP,
  PHONE,
  accessibilityProblems,
  openBrowser,
  picture,
  sidewaysScroll,
} from './chromium.ts';

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

describe('the live drawing', () => {
  it('counts runs on every way, adds up at a step, follows new events, and leads to those runs', async () => {
    const page = await open('/workflows/pay-a-ride-with-points');
    const first = page.getByRole('link', { name: /went on here after A ride is completed/ });
    const figure = async () => Number(await first.textContent());
    await expect.poll(figure, { timeout: PATIENCE_MS }).toBeGreaterThan(0);
    const before = await figure();
    await busy.send('rydo', [
      { id: 'one-more', type: 'ride.completed', subject: 'rider-1', data: { payment: 'card' } },
    ]);
    await expect.poll(figure, { timeout: PATIENCE_MS }).toBe(before + 1);
    await page.getByText('The fare is in US dollars', { exact: true }).first().click();
    const numbers = page.getByRole('region', { name: 'This step in numbers' });
    const figures = (await numbers.getByRole('listitem').allTextContents()).map((text) =>
      Number(/\d+$/.exec(text)?.[0]),
    );
    expect(figures.reduce((sum, each) => sum + each, 0)).toBe(before + 1);
    await numbers.getByRole('listitem').first().getByRole('link').click();
    await page.getByRole('heading', { level: 1, name: 'Runs' }).waitFor();
    await page.getByText('“The fare is in US dollars” · Went on').waitFor();
    expect(await page.getByRole('row').count()).toBeGreaterThan(1);
  });
});

describe('why or why not', () => {
  it('is asked by a number and a click, and answered with what was read and what was needed', async () => {
    const page = await open('/why?workflow=pay-a-ride-with-points', PHONE);
    await page.getByLabel('A partner’s customer number').fill('rider-4');
    await page.getByRole('button', { name: /^rider-4\b/ }).click();
    await page.getByText('Step by step').first().waitFor();
    await page
      .getByText(/was “card”|was “points”/)
      .first()
      .waitFor();
    expect(await sidewaysScroll(page)).toBe(0);
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.getByRole('link', { name: 'See the whole run' }).click();
    await page.getByText('What happened, and why').waitFor();
  });
});

describe('a list', () => {
  it.each([
    ['/runs', 'Runs'],
    ['/customers', 'Customers'],
    ['/ledger', 'Journal'],
  ])('at %s is saved whole as CSV, also the rows that are not in sight', async (address, name) => {
    const page = await open(address);
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: `Download as CSV: ${name}` }).click(),
    ]);
    const text = await readFile(await file.path(), 'utf8');
    const rows = text.trim().split('\r\n');
    const inSight = await page.getByRole('table', { name }).getByRole('row').count();
    expect(rows.length).toBeGreaterThanOrEqual(inSight);
    expect(new Set(rows.map((row) => row.split(',').length)).size).toBe(1);
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
