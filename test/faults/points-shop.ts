/** A shop that gives and takes points: its partner, its workflow, the events it sends, and its books as the API shows them. */
import {
  AccountView,
  CustomerSummary,
  Page,
  PartnerCreated,
  RunSummary,
  TransferView,
  VerifyResult,
  WorkflowView,
} from '@recipro/schema';
import type { Workflow } from '@recipro/schema';
import { z } from 'zod';
import type { Session } from '../session.ts';
import type { Books } from './model.ts';

const SHOP = 'shop';
const points = { of: { fact: 'event', path: '$.data.points' }, every: 1, give: 1, count: 'whole' };
const params = { issuer: { role: 'shop' }, currency: 'SHOPPTS', amount: points };

const WORKFLOW: Workflow = {
  id: 'points',
  name: 'Points',
  roles: [{ role: 'shop', title: 'Shop', partner: SHOP }],
  nodes: [
    { id: 'earn', kind: 'trigger', event: 'points.earn', from: 'shop' },
    { id: 'give', kind: 'action', action: 'points.credit', params },
    { id: 'spend', kind: 'trigger', event: 'points.spend', from: 'shop' },
    { id: 'take', kind: 'action', action: 'points.debit', params },
    { id: 'sorry', kind: 'end' },
  ],
  edges: [
    { from: 'earn', out: 'next', to: 'give' },
    { from: 'spend', out: 'next', to: 'take' },
    { from: 'take', out: 'declined', to: 'sorry' },
  ],
};

/** Makes the partner and publishes the workflow. Gives the signing secret. */
export async function openShop(session: Session): Promise<{ source: string; secret: string }> {
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

export async function readBooks(session: Session): Promise<Books> {
  const customers = await all(session, '/api/customers', CustomerSummary);
  const runs = await all(session, '/api/runs', RunSummary);
  const transfers = await all(session, '/api/transfers', TransferView);
  const accounts = await all(session, '/api/accounts', AccountView);
  return {
    balances: new Map(
      customers.map(({ identities, balances }) => [
        identities[0]?.subject ?? '',
        balances[0]?.balanceMinor ?? 0,
      ]),
    ),
    issued: accounts.find(({ address }) => address === `partner:${SHOP}:issued`)?.balanceMinor ?? 0,
    runs,
    transfers,
  };
}

export async function countRuns(session: Session): Promise<number> {
  return (await all(session, '/api/runs', z.object({ id: z.string() }))).length;
}

export async function verifyBooks(session: Session): Promise<VerifyResult> {
  return (await session.post('/api/verify')).as(VerifyResult);
}

async function all<Item extends z.ZodType>(
  session: Session,
  path: string,
  item: Item,
): Promise<readonly z.output<Item>[]> {
  const items: z.output<Item>[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const query = new URLSearchParams({ limit: '200', ...(cursor === '' ? {} : { cursor }) });
    const answer = await session.get(`${path}?${query}`);
    const page: Page<z.output<Item>> = answer.as(Page(item));
    items.push(...page.items);
    cursor = page.nextCursor;
  }
  return items;
}
