/** Building by hand, in a real browser: a step dragged from the palette into a wire, and a wire drawn from step to step. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WorkflowView } from '@recipro/schema';
import { startServer } from '../process.ts';
import type { ServerProcess } from '../process.ts';
import type { Session } from '../session.ts';
import { DESKTOP, openBrowser } from './chromium.ts';

const PATIENCE_MS = 15_000;

let server: ServerProcess;
let session: Session;
let browser: Browser;

beforeAll(async () => {
  server = await startServer({ env: { LOG_LEVEL: 'warn' } });
  session = await server.signIn();
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});

async function started(): Promise<{ id: string; page: Page }> {
  const answer = await session.post('/api/workflows', { template: 'pay-a-ride-with-points' });
  const { id } = answer.as(WorkflowView).document;
  const context = await browser.newContext({ viewport: DESKTOP, reducedMotion: 'reduce' });
  const [name = '', value = ''] = session.cookie.split(/=(.*)/s);
  await context.addCookies([{ name, value, url: server.url }]);
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  await page.goto(`${server.url}/workflows/${id}`);
  await page.locator('.react-flow__node').first().waitFor();
  return { id, page };
}

async function stored(id: string) {
  return (await session.get(`/api/workflows/${id}`)).as(WorkflowView).document;
}

describe('dragging', () => {
  it('puts a step from the palette into the wire that it is let go over', async () => {
    const { id, page } = await started();
    const before = await stored(id);
    const plus = page.getByRole('button', { name: /^Add step after A ride is completed/ });
    await page.getByRole('button', { name: 'Add a tag', exact: true }).dragTo(plus);
    const way = async () => {
      const { nodes, edges } = await stored(id);
      const first = edges.find(({ from }) => from === before.edges[0]?.from)?.to;
      return nodes.find((node) => node.id === first);
    };
    await expect.poll(way, { timeout: PATIENCE_MS }).toMatchObject({ action: 'tag.add' });
    await page.context().close();
  });

  it('draws a wire from a way out to another step, and says why where a wire cannot go', async () => {
    const { id, page } = await started();
    const card = (title: string) =>
      page.locator('.react-flow__node').filter({ has: page.getByText(title, { exact: true }) });
    const out = (title: string) => card(title).locator('.react-flow__handle.source').first();
    const into = (title: string) => card(title).locator('.react-flow__handle.target');
    await out('A ride is completed').dragTo(into('It is paid with points'));
    const next = async () => {
      const { nodes, edges } = await stored(id);
      const trigger = nodes.find(({ title }) => title === 'A ride is completed')?.id;
      const to = edges.find(({ from }) => from === trigger)?.to;
      return nodes.find((node) => node.id === to)?.title;
    };
    await expect.poll(next, { timeout: PATIENCE_MS }).toBe('It is paid with points');
    const before = (await stored(id)).edges.length;
    await out('It is paid with points').dragTo(into('It is paid with points'));
    await page.getByRole('status').getByText('A step cannot lead to itself.').waitFor();
    expect((await stored(id)).edges).toHaveLength(before);
    await page.context().close();
  });
});
