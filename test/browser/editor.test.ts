/** The editor in a real browser against the real server: work is never lost, mistakes are said in words, and the dry run follows. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { WorkflowView } from '@recipro/schema';
import type { Workflow } from '@recipro/schema';
import { startServer } from '../process.ts';
import type { ServerProcess } from '../process.ts';
import type { Session } from '../session.ts';
import {
  DESKTOP,
  PHONE,
  accessibilityProblems,
  openBrowser,
  picture,
  sidewaysScroll,
} from './chromium.ts';
import { complaintsOf } from './newcomer.ts';

const AIRPORT = { template: 'welcome-at-the-airport' };
const EMPTY = { name: 'Empty' };
/** A busy machine may take its time; where speed is promised, the test says so itself. */
const PATIENCE_MS = 15_000;

let server: ServerProcess;
let session: Session;
let browser: Browser;
let pages: Page[] = [];

beforeAll(async () => {
  server = await startServer({ env: { LOG_LEVEL: 'warn' } });
  session = await server.signIn();
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});
beforeEach(() => {
  pages = [];
});
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail' && pages[0]) await picture(pages[0], `failed-${task.name}`);
  for (const page of pages) await page.context().close();
});

async function create(from: typeof AIRPORT | typeof EMPTY): Promise<string> {
  const answer = await session.post('/api/workflows', from);
  return answer.as(WorkflowView).document.id;
}

/** What the server holds, which is what a reload, a colleague and a publish would get. */
async function stored(id: string): Promise<Workflow> {
  return (await session.get(`/api/workflows/${id}`)).as(WorkflowView).document;
}

async function open(id: string, viewport = DESKTOP): Promise<Page> {
  const context = await browser.newContext({ viewport, reducedMotion: 'reduce' });
  const [name = '', value = ''] = session.cookie.split(/=(.*)/s);
  await context.addCookies([{ name, value, url: server.url }]);
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  pages.push(page);
  await page.goto(`${server.url}/workflows/${id}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  return page;
}

const card = (page: Page, title: string) =>
  page.locator('.react-flow__node').filter({ has: page.getByText(title, { exact: true }) });
const saved = (page: Page) =>
  page.getByRole('status').getByText('Saved', { exact: true }).waitFor();

async function retitle(page: Page, from: string, to: string): Promise<void> {
  await card(page, from).click();
  await page.getByLabel('Title', { exact: true }).fill(to);
  await card(page, to).waitFor();
}

describe('the editor', () => {
  it('removes the card that was clicked by Delete, and gives it back by undo, also when the test bench was used before', async () => {
    const id = await create(AIRPORT);
    const page = await open(id);
    const before = await stored(id);
    await page.getByLabel('Airport').fill('BOS');
    await card(page, 'Mark as runner').click();
    await page.keyboard.press('Delete');
    await card(page, 'Mark as runner').waitFor({ state: 'detached' });
    await expect.poll(async () => (await stored(id)).nodes.length).toBe(before.nodes.length - 1);
    await page.keyboard.press('Control+z');
    await card(page, 'Mark as runner').waitFor();
    await expect.poll(async () => (await stored(id)).nodes).toEqual(before.nodes);
  });

  it('edits a step on a phone, with nothing refused by the browser and no sideways scroll', async () => {
    const id = await create(AIRPORT);
    const page = await open(id, PHONE);
    const complaints = complaintsOf(page);
    await page.getByText('Mark as runner', { exact: true }).click();
    await page.getByLabel('Title', { exact: true }).fill('Remember the runner');
    await picture(page, 'editor-phone-form');
    expect(await sidewaysScroll(page)).toBe(0);
    expect(await accessibilityProblems(page)).toEqual([]);
    await expect
      .poll(async () => JSON.stringify(await stored(id)), { timeout: PATIENCE_MS })
      .toContain('Remember the runner');
    expect(complaints).toEqual([]);
  });

  it('saves an edit by itself, and shows it again after a reload', async () => {
    const id = await create(AIRPORT);
    const page = await open(id);
    await retitle(page, 'Mark as runner', 'Remember the runner');
    await expect
      .poll(async () => JSON.stringify(await stored(id)), { timeout: PATIENCE_MS })
      .toContain('Remember the runner');
    await page.reload();
    await card(page, 'Remember the runner').waitFor();
  });

  it('builds a question in a nested group by clicks, and reads it back as a sentence', async () => {
    const id = await create(AIRPORT);
    const page = await open(id);
    await card(page, 'A runner lands at JFK').click();
    const question = page.getByRole('region', { name: 'Question' });
    await question.getByRole('button', { name: 'Add group' }).click();
    const inner = question.getByRole('group', { name: 'Group of conditions' }).last();
    await inner.getByRole('button', { name: 'Add condition' }).click();
    await expect
      .poll(() => question.locator('p').last().textContent())
      .toMatch(
        /^Yes, if: Airport is “JFK”, customer’s tag list contains “runner”, and \(.+ or .+\)$/i,
      );
    await expect
      .poll(
        async () => {
          const node = (await stored(id)).nodes.find((each) => each.id === 'runner-at-jfk');
          return node?.kind === 'condition' ? node.conditions : null;
        },
        { timeout: PATIENCE_MS },
      )
      .toMatchObject({ all: [{}, {}, { any: [{ fact: expect.any(String) }, {}] }] });
  });

  it('tells the second of two tabs in a quiet bar, and overwrites nothing silently', async () => {
    const id = await create(AIRPORT);
    const first = await open(id);
    const second = await open(id);
    await retitle(first, 'Mark as runner', 'From the first tab');
    await expect
      .poll(async () => JSON.stringify(await stored(id)), { timeout: PATIENCE_MS })
      .toContain('From the first tab');
    await retitle(second, 'Mark as runner', 'From the second tab');
    await second.getByRole('alert').getByText('changed somewhere else').waitFor();
    expect(JSON.stringify(await stored(id))).toContain('From the first tab');
    await card(second, 'From the second tab').waitFor();
    await second.getByRole('button', { name: 'Load theirs' }).click();
    await card(second, 'From the first tab').waitFor();
  });

  it('refuses to publish what has problems, and says them in words', async () => {
    const page = await open(await create(EMPTY));
    await page.getByRole('button', { name: 'Publish', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(/stands? in the way/).waitFor();
    expect(await dialog.getByRole('button', { name: 'Publish now' }).isDisabled()).toBe(true);
    expect(await dialog.getByRole('listitem').first().textContent()).toMatch(/\w+ \w+ \w+/);
  });

  it.each([
    ['desktop', 'light', DESKTOP],
    ['desktop', 'dark', DESKTOP],
    ['phone', 'light', PHONE],
    ['phone', 'dark', PHONE],
  ] as const)('has nothing that axe finds wrong: %s, %s', async (device, colorScheme, viewport) => {
    const page = await open(await create(AIRPORT), viewport);
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    if (device === 'desktop') await page.getByText('As expected').waitFor();
    await saved(page);
    await picture(page, `editor-${device}-${colorScheme}`);
    const found = [...(await accessibilityProblems(page))];
    if (device === 'desktop') {
      await card(page, 'A runner lands at JFK').click();
      await page.getByRole('region', { name: 'Question' }).waitFor();
      await picture(page, `editor-condition-${colorScheme}`);
      found.push(...(await accessibilityProblems(page)));
      await page.getByRole('button', { name: 'Publish', exact: true }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Publish now' }).waitFor();
      await picture(page, `editor-publish-${colorScheme}`);
    }
    expect(found).toEqual([]);
  });
});
