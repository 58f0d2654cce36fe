/**
 * Someone who has never seen the app: signs in by the printed link, takes the airport template, adds its partners, publishes it,
 * and gives one partner an address for messages. Every step is a click on what the screen says.
 */
import type { Page } from 'playwright-core';
import { accessibilityProblems, picture, sidewaysScroll } from './chromium.ts';

/** A screen may take a moment on a busy machine. */
const PATIENCE_MS = 20_000;

export type Look = (page: Page, name: string) => Promise<void>;

/** Takes a picture in light and dark, and notes what is not accessible and what does not fit, in both. */
export function lookInto(findings: string[]): Look {
  return async (page, name) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.evaluate(() =>
        Promise.allSettled(document.getAnimations().map((each) => each.finished)),
      );
      await picture(page, `${name}-${colorScheme}`);
      const problems = await accessibilityProblems(page);
      findings.push(...problems.map((problem) => `${name}, ${colorScheme}: ${problem}`));
      const overflowPx = await sidewaysScroll(page);
      if (overflowPx > 0) findings.push(`${name}, ${colorScheme}: scrolls sideways`);
    }
  };
}

/** Anything the browser complains about (errors, refused styles or scripts) ends up in the list. */
export function complaintsOf(page: Page): readonly string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  return complaints;
}

export async function signIn(page: Page, link: string): Promise<void> {
  page.setDefaultTimeout(PATIENCE_MS);
  await page.goto(link);
  await page.getByRole('heading', { name: 'Workflows', level: 1 }).waitFor();
}

/** From the template to a live workflow. Gives each partner's signing secret, as the dialog showed it. */
export async function publishAirportOffer(
  page: Page,
  seen: Look,
): Promise<ReadonlyMap<string, string>> {
  await page.getByRole('link', { name: 'Templates', exact: true }).click();
  await page.getByRole('heading', { name: 'Templates', level: 1 }).waitFor();
  await page.getByText('Welcome at the airport').first().waitFor();
  await seen(page, 'templates');
  await page
    .getByRole('button', { name: /Welcome at the airport/ })
    .first()
    .click();
  await page.getByText('As expected').waitFor();
  await seen(page, 'editor-from-template');
  await page.getByRole('button', { name: /suggested partners/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('whsec_').first().waitFor();
  const secrets = secretsIn((await dialog.locator('code').first().textContent()) ?? '');
  await seen(page, 'partners-added');
  await dialog.getByRole('button', { name: 'I have kept them' }).click();
  await page.getByText('No problems').waitFor();
  await page.getByRole('button', { name: 'Publish' }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /Publish/ })
    .click();
  await page.getByRole('dialog').getByText(/live/i).first().waitFor();
  await seen(page, 'published');
  await page.getByRole('dialog').getByRole('button').last().click();
  return secrets;
}

/** `Skyways (skyways) … secret whsec_…`, for each partner. */
function secretsIn(text: string): ReadonlyMap<string, string> {
  const found = text.matchAll(/\(([a-z0-9-]+)\)[^(]*?(whsec_[A-Za-z0-9+/=]+)/g);
  return new Map([...found].map((match) => [match[1] ?? '', match[2] ?? '']));
}

/** On the partner's page: where its messages go. */
export async function giveAddress(page: Page, partner: string, url: string): Promise<void> {
  await page.getByRole('link', { name: 'Partners', exact: true }).click();
  await page.getByRole('link', { name: partner }).first().click();
  await page.getByRole('button', { name: 'Edit' }).first().click();
  await page.getByLabel('Address for messages').fill(url);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText(url).first().waitFor();
}
