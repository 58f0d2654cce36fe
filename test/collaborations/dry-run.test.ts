/**
 * A dry run cannot differ from the real thing: each case of each template, once in the simulator and once as signed events
 * against a real server, must give the same traces, balances, scores, tags, vouchers and messages.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtInActions } from '@recipro/actions';
import { simulate } from '@recipro/rules';
import { withVoucherCodes } from '@recipro/schema';
import type { Case, CaseEvent, Json, SimulateResult } from '@recipro/schema';
import { currenciesOf, templates } from '../templates/template.ts';
import { startAlliance } from './alliance.ts';
import type { Alliance } from './alliance.ts';
import { changes } from './books.ts';
import { MARKER } from './given.ts';

/** What came of a case, without the names that differ by nature: the customer's id and the voucher codes. */
type Outcome = {
  readonly traces: unknown;
  readonly changes: Readonly<Record<string, number>>;
  readonly scores: Readonly<Record<string, number>>;
  readonly tags: readonly string[];
  readonly vouchers: readonly string[];
  readonly messages: unknown;
};

describe.each(templates.map((template) => [template.id, template] as const))(
  '%s',
  (_, template) => {
    let alliance: Alliance;

    beforeAll(async () => {
      alliance = await startAlliance('one process', template);
    });
    afterAll(() => alliance.stop());

    it.each((template.cases ?? []).map((one, place) => [one.title, one, place] as const))(
      '%s',
      async (_title, one, place) => {
        const { document } = alliance;
        const currencies = currenciesOf(document);
        const { id, real } = await realOutcome(alliance, `case-${place}`, one);
        // The same customer, since who they are decides the way through a split.
        const same = { ...one, given: { ...one.given, customer: id } };
        const input = { document, case: same, actions: builtInActions, currencies, nowMs: 0 };
        expect(real).toEqual(dryOutcome(simulate(input), id));
      },
    );
  },
);

function dryOutcome(result: SimulateResult, id: string): Outcome {
  const same = nameless(
    id,
    result.vouchers.map(({ code }) => code),
  );
  return {
    traces: same(result.runs.flatMap(({ trace }) => (trace === null ? [] : [trace]))),
    changes: Object.fromEntries(
      result.accounts.map(({ account, currency, beforeMinor, afterMinor }) => [
        `${account.replaceAll(id, 'me')} ${currency}`,
        afterMinor - beforeMinor,
      ]),
    ),
    scores: result.scores,
    tags: result.tags.toSorted(),
    vouchers: result.vouchers.map(({ offer, redeemer }) => `${offer} at ${redeemer}`),
    messages: same(result.messages),
  };
}

async function realOutcome(
  alliance: Alliance,
  name: string,
  one: Case,
): Promise<{ readonly id: string; readonly real: Outcome }> {
  const id = await alliance.newcomer(name, one.given);
  for (const event of one.events) await alliance.tell(name, await filled(alliance, id, event));
  const customer = await alliance.customer(id);
  const vouchers = customer.vouchers.toSorted((a, b) => a.issuedAtMs - b.issuedAtMs);
  const same = nameless(
    id,
    vouchers.map(({ code }) => code),
  );
  const runs = await alliance.runs(id);
  const deliveries = await alliance.deliveries(id);
  const real: Outcome = {
    traces: same(runs.map(({ trace }) => trace)),
    changes: changes(runs, id),
    scores: Object.fromEntries(
      customer.scores
        .filter((score) => score.name !== MARKER)
        .map((score) => [score.name, score.value]),
    ),
    tags: customer.tags.toSorted(),
    vouchers: vouchers.map(({ offer, redeemer }) => `${offer} at ${redeemer}`),
    messages: same(
      deliveries.map(({ partner, type, body }) => ({
        to: partner,
        event: type,
        data: (JSON.parse(body) as { data: Json }).data,
      })),
    ),
  };
  return { id, real };
}

/** A case names a voucher by its offer; a real event brings the code that was really issued. */
async function filled(alliance: Alliance, id: string, event: CaseEvent): Promise<CaseEvent> {
  const { vouchers } = await alliance.customer(id);
  const codes = new Map(
    vouchers
      .toSorted((a, b) => a.issuedAtMs - b.issuedAtMs)
      .map(({ offer, code }) => [offer, code]),
  );
  const data = withVoucherCodes(event.data ?? {}, codes) as Record<string, Json>;
  return { ...event, data };
}

function nameless(customerId: string, codes: readonly string[]): (value: unknown) => unknown {
  return (value) => {
    let text = JSON.stringify(value).replaceAll(customerId, 'me');
    for (const [place, code] of codes.entries()) text = text.replaceAll(code, `CODE-${place + 1}`);
    return JSON.parse(text);
  };
}
