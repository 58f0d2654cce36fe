/** Uses a voucher up. The core declines it when the code is unknown, used, too old, for another offer or for another partner. */
import { z } from 'zod';
import { defineAction, offerParam, partnerParam, textParam } from '@recipro/schema';

const CODE_LENGTH_MAX = 64;

export const voucherRedeem = defineAction({
  kind: 'voucher.redeem',
  title: 'Take a voucher',
  summary: 'Uses a voucher up, once; declined when it is not valid here and now.',
  icon: 'ticket-off',
  group: 'Offers',
  params: z.strictObject({
    code: textParam({ title: 'Code', description: 'The code that the customer showed.' }),
    offer: offerParam({ title: 'Offer', description: 'The offer that the voucher must be for.' }),
    redeemer: partnerParam({ title: 'Used at', description: 'The partner that takes it.' }),
  }),
  declines: true,
  plan({ code, offer, redeemer }) {
    if (code.trim() === '' || code.length > CODE_LENGTH_MAX)
      return {
        declined: {
          code: 'voucher-unknown',
          reason:
            code.trim() === ''
              ? 'The event brought no voucher code.'
              : 'No voucher has a code this long.',
        },
      };
    return { effects: [{ type: 'redeem', code, offer, redeemer }] };
  },
});
