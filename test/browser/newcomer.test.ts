/** The main job, end to end, in a real browser: draw a collaboration, send an event, see the books move. */
import type { Browser } from 'playwright-core';
import { z } from 'zod';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AccountView, Page as PageOf, VerifyResult } from '@recipro/schema';
import { INSTALLATIONS, startInstallation } from '../collaborations/installation.ts';
import type { InstallationKind } from '../collaborations/installation.ts';
import { sessionWith } from '../session.ts';
import type { Session } from '../session.ts';
import { DESKTOP, openBrowser, picture } from './chromium.ts';
import { startEndpoint } from './endpoint.ts';
import { complaintsOf, giveAddress, lookInto, publishAirportOffer, signIn } from './newcomer.ts';
import { sendSigned } from './sender.ts';

/** What ends up in the books, without the names that are drawn at random. */
type Figures = { readonly balances: readonly string[]; readonly messages: readonly string[] };

const figures = new Map<InstallationKind, Figures>();
let browser: Browser;

beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

async function balances(session: Session): Promise<readonly string[]> {
  const page = (await session.get('/api/accounts?limit=200')).as(PageOf(AccountView));
  return page.items.map(
    ({ address, currency, balanceMinor }) => `${address} ${balanceMinor} ${currency}`,
  );
}

describe.each(INSTALLATIONS)('a newcomer on %s', (kind) => {
  it('takes the airport template live, and a signed event ends as a run, a voucher, a score, a message and a debt', async () => {
    const installation = await startInstallation(kind);
    const endpoint = await startEndpoint();
    const context = await browser.newContext({ viewport: DESKTOP });
    const page = await context.newPage();
    const complaints = complaintsOf(page);
    const { api } = installation;
    const findings: string[] = [];
    // Looking at every screen once is enough: they are the same in every way to run.
    const seen = kind === 'one process' ? lookInto(findings) : () => Promise.resolve();
    try {
      await signIn(page, api.signInLink);
      await seen(page, 'first-look');
      const secrets = await publishAirportOffer(page, seen);
      expect([...secrets.keys()].toSorted()).toEqual(['beanhouse', 'skyways', 'stride', 'tunebox']);
      const secretOf = (partner: string) => secrets.get(partner) ?? '';
      endpoint.trust(secretOf('skyways'));
      await giveAddress(page, 'Skyways', endpoint.url);

      const door = `${api.url}/v1/events`;
      const traveller = { source: 'skyways', subject: 'traveller-7' };
      const preferences = { likes: ['running', 'jazz'], offersNearby: true };
      expect(
        await sendSigned(door, secretOf('skyways'), {
          ...traveller,
          id: 'pref-1',
          type: 'preferences.saved',
          data: preferences,
        }),
      ).toMatchObject({ status: 202 });

      await page.getByRole('link', { name: 'Runs', exact: true }).click();
      await page.getByRole('heading', { name: 'Runs', level: 1 }).waitFor();
      const sentMs = Date.now();
      expect(
        await sendSigned(door, secretOf('skyways'), {
          ...traveller,
          id: 'flight-1',
          type: 'flight.landed',
          time: '2026-05-04T12:00:00-04:00',
          data: { airport: 'JFK', flight: 'SK901' },
        }),
      ).toMatchObject({ status: 202 });

      // The run shows itself on the open screen, without a reload.
      const row = page.getByRole('link', { name: /flight\.landed/ }).first();
      await row.waitFor();
      const shownMs = Date.now() - sentMs;
      console.log(`${kind}: from sending to shown on the screen ${shownMs} ms`);
      await seen(page, 'runs');
      await row.click();
      await page.getByText('Welcome the runner').first().waitFor();
      await page
        .getByText(/welcomes/)
        .first()
        .waitFor();
      await page
        .getByText(/Free coffee/)
        .first()
        .waitFor();
      await seen(page, 'run');

      await expect.poll(() => endpoint.verified.length, { timeout: 10_000 }).toBe(1);
      const message = endpoint.verified[0];
      expect(message).toMatchObject({ type: 'offer.welcome' });
      expect(endpoint.refused).toEqual([]);
      const code = z.string().parse(message?.data?.['barcode']);
      expect(code).toMatch(/^[0-9A-Z-]{16,}$/);

      // The café takes the voucher: now, and only now, the shoe brand owes it the coffee.
      const [cookie] = await context.cookies();
      const session = sessionWith(api.url, `${cookie?.name}=${cookie?.value}`);
      expect(await balances(session)).toEqual([]);
      expect(
        await sendSigned(door, secretOf('beanhouse'), {
          id: 'till-1',
          source: 'beanhouse',
          type: 'voucher.presented',
          subject: 'guest-1',
          time: '2026-05-04T14:00:00-04:00',
          data: { code },
        }),
      ).toMatchObject({ status: 202 });
      await page.getByRole('link', { name: 'Ledger', exact: true }).click();
      await page
        .getByText(/\$3\.20/)
        .first()
        .waitFor();
      await seen(page, 'ledger');
      await page.getByRole('button', { name: 'Check the books' }).click();
      await page
        .getByText(/all of it adds up|add up/i)
        .first()
        .waitFor();
      expect((await session.post('/api/verify')).as(VerifyResult)).toMatchObject({ ok: true });

      figures.set(kind, {
        balances: await balances(session),
        messages: endpoint.verified.map(({ type }) => type),
      });
      expect(complaints).toEqual([]);
      expect(findings).toEqual([]);
    } catch (error) {
      await picture(page, `newcomer-stopped-here`);
      throw error;
    } finally {
      await context.close();
      await endpoint.close();
      await installation.stop();
    }
  });
});

describe('the figures in the books', () => {
  it('sum to zero and are the same in every way to run', () => {
    const [one, ...others] = INSTALLATIONS.map((kind) => figures.get(kind));
    expect(one?.balances.toSorted()).toEqual([
      'partner:beanhouse:receivable:stride 320 USD',
      'partner:stride:payable:beanhouse -320 USD',
    ]);
    for (const other of others) expect(other).toEqual(one);
  });
});
