/** All that a store answers through its port, for comparing two stores: every read, every page, every row by its own id. */
import type { AccountView, ListQuery, Page } from '@recipro/schema';
import type { Storage } from '@recipro/server/storage/storage.ts';

export async function pictureOf(storage: Storage) {
  const [partners, workflows] = [await storage.partners(), await storage.workflows()];
  const runs = await all((query) => storage.runs(query));
  const customers = await all((query) => storage.customers(query));
  return {
    backlog: await storage.backlog(),
    live: await storage.live(),
    revision: await storage.revision(),
    pulse: await storage.pulse(),
    partners,
    partner: await each(partners, ({ id }) => storage.partner(id)),
    credentials: await storage.credentials(),
    workflows,
    drafts: await each(workflows, ({ id }) => storage.workflow(id)),
    versions: await each(workflows, async ({ id }) => {
      const versions = await storage.versions(id);
      return {
        versions,
        documents: await each(versions, ({ version }) => storage.version(id, version)),
      };
    }),
    runs,
    run: await each(runs, ({ id }) => storage.run(id)),
    customers,
    customer: await each(customers, ({ id }) => storage.customer(id)),
    quarantined: await all((query) => storage.quarantined(query)),
    transfers: await all((query) => storage.transfers(query)),
    accounts: await accountsOf(storage),
    deliveries: await all((query) => storage.deliveries(query)),
    eventTypes: await storage.eventTypes(),
    session: await storage.session('session', 0),
    verified: await storage.verify(),
  };
}

/** Every balance, newest account first. */
export function accountsOf(storage: Storage): Promise<readonly AccountView[]> {
  return all((query) => storage.accounts(query));
}

const PAGE = 200;

async function all<Item>(
  read: (query: ListQuery) => Promise<Page<Item>>,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const page: Page<Item> = await read({ limit: PAGE, ...(cursor === '' ? {} : { cursor }) });
    items.push(...page.items);
    cursor = page.nextCursor;
  }
  return items;
}

async function each<Item, Result>(
  items: readonly Item[],
  read: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const item of items) results.push(await read(item));
  return results;
}
