/** A shop that gives points, takes them as payment, gives back what is returned, and is told when a customer has too few. */
import { PartnerCreated, WorkflowView } from '@recipro/schema';
import type { Workflow } from '@recipro/schema';
import type { Session } from '../session.ts';

const SHOP = 'shop';
const points = { of: { fact: 'event', path: '$.data.points' }, every: 1, give: 1, count: 'whole' };
const reference = '{{event.data.order}}';
const params = { issuer: { role: 'shop' }, currency: 'SHOPPTS', amount: points, reference };

const WORKFLOW: Workflow = {
  id: 'points',
  name: 'Points',
  roles: [{ role: 'shop', title: 'Shop', partner: SHOP }],
  nodes: [
    { id: 'bought', kind: 'trigger', event: 'shop.bought', from: 'shop' },
    { id: 'give', kind: 'action', action: 'points.credit', params },
    { id: 'spent', kind: 'trigger', event: 'shop.spent', from: 'shop' },
    { id: 'take', kind: 'action', action: 'points.debit', params },
    {
      id: 'praise',
      kind: 'action',
      action: 'score.add',
      params: { name: 'loyalty', by: points },
    },
    {
      id: 'tell',
      kind: 'action',
      action: 'message.send',
      params: {
        to: { role: 'shop' },
        event: 'points.short',
        data: { order: reference, points: points.of },
      },
    },
    { id: 'returned', kind: 'trigger', event: 'shop.returned', from: 'shop' },
    { id: 'undo', kind: 'action', action: 'transfer.reverse', params: { reference } },
  ],
  edges: [
    { from: 'bought', out: 'next', to: 'give' },
    { from: 'spent', out: 'next', to: 'take' },
    { from: 'take', out: 'done', to: 'praise' },
    { from: 'take', out: 'declined', to: 'tell' },
    { from: 'returned', out: 'next', to: 'undo' },
  ],
};

export type Shop = { readonly source: string; readonly secret: string };

/** Makes the partner and publishes the workflow. Gives what its events are signed with. */
export async function openShop(session: Session): Promise<Shop> {
  const currencies = [{ code: 'SHOPPTS', name: 'Shop points', scale: 0 }];
  const partner = await session.post('/api/partners', { id: SHOP, name: 'Shop', currencies });
  const { secret } = partner.as(PartnerCreated);
  const draft = (await session.post('/api/workflows', { document: WORKFLOW })).as(WorkflowView);
  const published = await session.post(`/api/workflows/${WORKFLOW.id}/publish`, undefined, {
    'if-match': `"${draft.revision}"`,
  });
  if (published.status !== 200) throw new Error(published.text);
  return { source: SHOP, secret };
}
