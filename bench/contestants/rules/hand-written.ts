/** A function that a programmer writes for exactly these rules, over a list of them; no index, no trace. */
import { CUSTOMER } from './evaluator.ts';
import type { Evaluator } from './evaluator.ts';
import { z } from 'zod';

/** Told once to the compiler; nothing is checked while it races. */
const Data = z.custom<{
  readonly fare: { readonly amountMinor: number; readonly currency: string };
  readonly country: string;
  readonly channel: string;
  readonly risk: number;
  readonly payment: string;
  readonly campaign: { readonly id: string };
}>();

const CURRENCIES = ['USD', 'EUR', 'DKK'];
const PAYMENTS = ['free', 'voucher'];

export const handWritten: Evaluator = {
  name: 'hand-written',
  what: 'a plain function over all rules',
  rulesMax: Infinity,
  prepare(rules) {
    const wanted = rules.map(({ event, campaign }) => ({ event, campaign: `c-${campaign}` }));
    return (event) => {
      const data = Data.parse(event.data);
      let met = 0;
      for (const rule of wanted)
        if (
          rule.event === event.type &&
          data.campaign.id === rule.campaign &&
          data.fare.amountMinor >= 100 &&
          CURRENCIES.includes(data.fare.currency) &&
          (data.country === 'DK' ||
            data.country === 'IT' ||
            (data.risk < 60 && data.channel !== 'test')) &&
          !PAYMENTS.includes(data.payment) &&
          CUSTOMER.loyalty < 1_000_000_000 &&
          CUSTOMER.availableMinor >= 0
        )
          met += 1;
      return met;
    };
  },
};
