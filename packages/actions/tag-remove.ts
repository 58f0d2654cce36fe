/** Takes a tag from the customer. One that is not there stays away. */
import { z } from 'zod';
import { defineAction, tagParam } from '@recipro/schema';

export const tagRemove = defineAction({
  kind: 'tag.remove',
  title: 'Remove a tag',
  summary: 'Takes a tag from the customer.',
  icon: 'tag-off',
  group: 'Customer',
  params: z.strictObject({ tag: tagParam({ title: 'Tag', description: 'Such as runner.' }) }),
  declines: false,
  plan({ tag }) {
    return { effects: [{ type: 'tag', tag, mode: 'remove' }] };
  },
});
