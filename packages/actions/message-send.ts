/** Sends a partner a signed webhook. It leaves after the books are written, and is tried again until it arrives. */
import { z } from 'zod';
import {
  defineAction,
  EVENT_BYTES_MAX,
  eventTypeParam,
  partnerParam,
  payloadParam,
} from '@recipro/schema';

export const messageSend = defineAction({
  kind: 'message.send',
  title: 'Send a message',
  summary: 'Tells a partner by a signed webhook, with the values you choose.',
  icon: 'send',
  group: 'Messages',
  params: z.strictObject({
    to: partnerParam({ title: 'To' }),
    event: eventTypeParam({
      title: 'Message type',
      description: 'Dotted words, such as offer.ready.',
    }),
    data: payloadParam({
      title: 'What it says',
      description:
        'Names with a text, a number, or a value. In a text, {{event.data.name}} is replaced by that value.',
    }),
  }),
  declines: true,
  plan({ to, event, data }) {
    const bytes = new TextEncoder().encode(JSON.stringify(data)).length;
    if (bytes > EVENT_BYTES_MAX)
      return {
        declined: {
          code: 'message-too-large',
          reason: `The message would be ${bytes} bytes; at most ${EVENT_BYTES_MAX} are sent.`,
        },
      };
    return { effects: [{ type: 'deliver', to, event, data }] };
  },
});
