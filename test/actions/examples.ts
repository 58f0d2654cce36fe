/** One or more valid uses of each built-in action, as a workflow document writes them. */
import type { Currency, Json } from '@recipro/schema';

export const CURRENCIES: readonly Currency[] = [
  { code: 'CARD', name: 'Card points', scale: 0, issuer: 'issuer' },
  { code: 'MILES', name: 'Miles', scale: 0, issuer: 'airline' },
];

const issuer = { role: 'issuer' };
const ride = { role: 'ride' };
const fare = { fact: 'event', path: '$.data.amountMinor' };
const reference = '{{event.data.rideId}}';

type Params = Readonly<Record<string, Json>>;

export const EXAMPLES: Readonly<Record<string, readonly Params[]>> = {
  'points.credit': [
    { issuer, currency: 'CARD', amount: 28 },
    {
      issuer,
      currency: 'CARD',
      amount: { of: fare, every: 100, give: 2, count: 'whole' },
      reference,
    },
  ],
  'points.debit': [
    { issuer, currency: 'CARD', amount: 2072 },
    { issuer, currency: 'CARD', amount: { of: fare, every: 7, give: 10, count: 'up' }, reference },
  ],
  'partner.fee': [
    { from: issuer, to: ride, currency: 'USD', amount: 1450 },
    {
      from: issuer,
      to: ride,
      currency: 'USD',
      amount: { of: fare, every: 10, give: 1, count: 'even' },
      lockDays: 14,
      reference,
    },
  ],
  'transfer.reverse': [
    { reference },
    { reference, returned: fare, of: { fact: 'event', path: '$.data.orderMinor' } },
  ],
  'voucher.issue': [
    { offer: 'Free coffee', redeemer: ride },
    { offer: 'Free coffee', redeemer: ride, validDays: 2 },
  ],
  'voucher.redeem': [{ code: '{{event.data.code}}', offer: 'Free coffee', redeemer: ride }],
  'score.add': [
    { name: 'loyalty', by: 5 },
    {
      name: 'loyalty',
      by: { of: fare, every: 100, give: 1, count: 'down' },
      direction: 'lower',
    },
  ],
  'score.set': [
    { name: 'loyalty', to: 0 },
    { name: 'loyalty', to: { of: fare, every: 1, give: 1, count: 'down' } },
  ],
  'tag.add': [{ tag: 'runner' }],
  'tag.remove': [{ tag: 'runner' }],
  'consent.record': [
    { purpose: 'offers nearby', partner: ride, answer: 'granted' },
    { purpose: 'offers nearby', partner: ride, answer: 'withdrawn' },
  ],
  'message.send': [
    {
      to: ride,
      event: 'offer.ready',
      data: { text: 'Welcome to {{event.data.airport}}', code: fare, free: true, count: 1 },
    },
  ],
};
