/** Marks the customer with a tag. A tag that is there already stays as it is. */
import { z } from 'zod';
import { defineAction, tagParam } from '@recipro/schema';

export const tagAdd = defineAction({
  kind: 'tag.add',
  title: 'Add a tag',
  summary: 'Marks the customer with a tag that later steps can ask for.',
  icon: 'tag',
  group: 'Customer',
  params: z.strictObject({ tag: tagParam({ title: 'Tag', description: 'Such as runner.' }) }),
  declines: false,
  plan({ tag }) {
    return { effects: [{ type: 'tag', tag, mode: 'add' }] };
  },
});
