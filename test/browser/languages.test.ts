/** Three languages, in a real browser: chosen in the menu, remembered, and no screen of a phone scrolls sideways in any of them. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer } from '../process.ts';
import type { ServerProcess } from '../process.ts';
import type { Session } from '../session.ts';
import { busyAlliance, rides } from './busy.ts';
import { DESKTOP, PHONE, openBrowser, picture, sidewaysScroll } from './chromium.ts';

const WORKFLOW = '/workflows/pay-a-ride-with-points';
const SCREENS = [
  '/workflows',
  WORKFLOW,
  '/templates',
  '/runs',
  '/why?workflow=pay-a-ride-with-points',
  '/customers',
  '/partners',
  '/partners/rydo',
  '/ledger',
  '/attention',
];
/** So much longer than English may another language be. */
const LONGER = 1.4;

let server: ServerProcess;
let session: Session;
let browser: Browser;

beforeAll(async () => {
  server = await startServer({ env: { LOG_LEVEL: 'warn' } });
  session = await server.signIn();
  const busy = await busyAlliance(session, ['pay-a-ride-with-points']);
  await busy.send('rydo', rides(12));
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});

async function visit(language: string, viewport = PHONE): Promise<Page> {
  const context = await browser.newContext({ viewport, reducedMotion: 'reduce', locale: language });
  const [name = '', value = ''] = session.cookie.split(/=(.*)/s);
  await context.addCookies([{ name, value, url: server.url }]);
  return context.newPage();
}

async function show(page: Page, address: string): Promise<void> {
  await page.goto(server.url + address);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.waitForLoadState('networkidle');
}

/** Every text that is seen gets so much longer, as in a language of long words. */
async function stretch(page: Page): Promise<void> {
  await page.evaluate((factor) => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const text = node.nodeValue ?? '';
      const more = Math.ceil(text.trim().length * (factor - 1));
      if (more > 0 && node.parentElement?.closest('pre, code, script, style') === null)
        node.nodeValue = `${text} ${'wider '.repeat(Math.ceil(more / 6)).slice(0, more)}`;
    }
  }, LONGER);
}

describe('the language', () => {
  it('is the browser’s, another one when chosen, and the chosen one when one comes back', async () => {
    const page = await visit('da-DK', DESKTOP);
    await show(page, '/workflows');
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Forløb');
    await page.getByRole('button', { name: 'owner' }).click();
    await page.getByRole('menuitemradio', { name: 'italiano' }).click();
    await page.getByRole('heading', { level: 1, name: 'Flussi' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('it');
    await show(page, '/ledger');
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Contabilità');
    await page.context().close();
  });

  it.each(['da', 'it'])('fits on a phone on every screen: %s', async (language) => {
    const page = await visit(language);
    const wide: string[] = [];
    for (const address of SCREENS) {
      await show(page, address);
      if ((await sidewaysScroll(page)) > 0) wide.push(address);
    }
    expect(wide).toEqual([]);
    await page.context().close();
  });

  it('may be longer by two fifths than English, and still fits on every screen of a phone', async () => {
    const page = await visit('en');
    const wide: string[] = [];
    for (const address of SCREENS) {
      await show(page, address);
      await stretch(page);
      if ((await sidewaysScroll(page)) > 0) {
        wide.push(address);
        await picture(page, `wide-${wide.length}`);
      }
    }
    expect(wide).toEqual([]);
    await page.context().close();
  });
});
