/**
 * The server's answers, typed: one `request`, the queries that pages read, and the changes they make.
 * The first part of a query's key is its topic, by which live news says what to read again (shell/live.ts).
 * Answers come from our own server of the same version, so this is the one place where their type is taken on trust.
 */
import { infiniteQueryOptions, QueryClient, queryOptions } from '@tanstack/react-query';
import type {
  AccountView,
  ActionView,
  ApiKeyView,
  Currency,
  CustomerLink,
  CustomerSummary,
  CustomerView,
  DeliveryView,
  Diagnostic,
  DraftSaved,
  EventTypeView,
  FlowCounts,
  KeyCreated,
  Page,
  PartnerCreate,
  PartnerCreated,
  PartnerUpdate,
  PartnerView,
  Problem,
  QuarantinedView,
  RunSummary,
  RunView,
  SecretCreated,
  SessionView,
  SimulateRequest,
  SimulateResult,
  TemplateView,
  TransferView,
  VerifyResult,
  VersionView,
  WhyAnswer,
  Workflow,
  WorkflowCreate,
  WorkflowSummary,
  WorkflowView,
} from '@recipro/schema';

/** A refusal in the server's own words. `status` is 0 where no answer came at all. */
export class ApiError extends Error {
  readonly status: number;
  readonly problem: Partial<Problem>;

  constructor(status: number, problem: Partial<Problem>, cause?: unknown) {
    super(problem.detail ?? problem.title ?? `HTTP ${status}`, { cause });
    this.name = 'ApiError';
    this.status = status;
    this.problem = problem;
  }

  get code(): string {
    return this.problem.code ?? (this.status === 0 ? 'unreachable' : 'unknown');
  }
}

type Send = { method?: string; body?: unknown; revision?: number; signal?: AbortSignal };

export async function request<Answer>(path: string, send: Send = {}): Promise<Answer> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (send.body !== undefined) headers['content-type'] = 'application/json';
  if (send.revision !== undefined) headers['if-match'] = `"${send.revision}"`;
  let response: Response;
  let text: string;
  try {
    response = await fetch(path, {
      method: send.method ?? 'GET',
      headers,
      credentials: 'same-origin',
      signal: send.signal ?? null,
      body: send.body === undefined ? null : JSON.stringify(send.body),
    });
    text = await response.text();
  } catch (error) {
    if (send.signal?.aborted) throw error;
    throw new ApiError(0, {}, error);
  }
  const answer = parseJson(text);
  if (response.ok) return answer as Answer;
  throw new ApiError(response.status, (answer as Partial<Problem> | undefined) ?? {});
}

function parseJson(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

const enc = encodeURIComponent;
type Items<Item> = { readonly items: readonly Item[] };
/** What a list is narrowed by; empty values are left out of the address. */
export type Filters = Readonly<Record<string, string | undefined>>;

/** Trying again helps when nothing answered or the server was busy, never when it refused. */
const RETRIES_MAX = 2;
/** Live news says when something is stale; this only spares a second request when two pages ask at once. */
const FRESH_MS = 10_000;

export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: FRESH_MS,
        retry: (failures, error) =>
          failures < RETRIES_MAX &&
          (!(error instanceof ApiError) || error.status === 0 || error.status === 503),
      },
    },
  });
}

function query<Answer>(topic: string, path: string, ...rest: readonly string[]) {
  return queryOptions({
    queryKey: [topic, ...rest],
    queryFn: ({ signal }) => request<Answer>(path, { signal }),
  });
}

function items<Item>(topic: string, path: string) {
  return queryOptions({
    queryKey: [topic],
    queryFn: async ({ signal }) => (await request<Items<Item>>(path, { signal })).items,
  });
}

/** No list of ours is longer; it keeps a cursor that never ends from asking for ever. */
const EVERY_PAGES_MAX = 200;

/** All of a list, not only the pages in sight: for a file, or to do something to each. */
export async function every<Item>(path: string, filters: Filters = {}): Promise<readonly Item[]> {
  const found: Item[] = [];
  let cursor: string | null = '';
  for (let left = EVERY_PAGES_MAX; left > 0 && cursor !== null; left -= 1) {
    const page: Page<Item> = await request(listPath(path, { ...filters, limit: '200', cursor }));
    found.push(...page.items);
    cursor = page.nextCursor;
  }
  return found;
}

function listPath(path: string, filters: Filters): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(filters)) if (value) search.set(name, value);
  return search.size > 0 ? `${path}?${search}` : path;
}

function pages<Item>(topic: string, path: string, filters: Filters = {}) {
  return infiniteQueryOptions({
    queryKey: [topic, 'list', filters],
    queryFn: ({ signal, pageParam }) =>
      request<Page<Item>>(listPath(path, { ...filters, cursor: pageParam }), { signal }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
  });
}

export const read = {
  session: () => query<SessionView>('session', '/api/session'),
  workflows: () => items<WorkflowSummary>('workflows', '/api/workflows'),
  workflow: (id: string) => query<WorkflowView>('workflow', `/api/workflows/${enc(id)}`, id),
  versions: (id: string) =>
    query<Items<VersionView>>('versions', `/api/workflows/${enc(id)}/versions`, id),
  version: (id: string, version: number) =>
    query<{ document: Workflow; rules: unknown }>(
      'version',
      `/api/workflows/${enc(id)}/versions/${version}`,
      id,
      String(version),
    ),
  flow: (id: string, version: number, sinceMs: number | null) =>
    query<FlowCounts>(
      'flow',
      listPath(`/api/workflows/${enc(id)}/flow`, {
        version: String(version),
        sinceMs: sinceMs?.toString(),
      }),
      id,
      String(version),
      String(sinceMs),
    ),
  actions: () => items<ActionView>('actions', '/api/actions'),
  templates: () => items<TemplateView>('templates', '/api/templates'),
  eventTypes: () => items<EventTypeView>('event-types', '/api/event-types'),
  currencies: () => items<Currency>('currencies', '/api/currencies'),
  partners: () => items<PartnerView>('partners', '/api/partners'),
  partner: (id: string) => query<PartnerView>('partners', `/api/partners/${enc(id)}`, id),
  deliveries: (filters: Filters) => pages<DeliveryView>('deliveries', '/api/deliveries', filters),
  runs: (filters: Filters) => pages<RunSummary>('runs', '/api/runs', filters),
  run: (id: string) => query<RunView>('runs', `/api/runs/${enc(id)}`, id),
  why: (customer: string, workflow: string, event: string | undefined) =>
    query<WhyAnswer>(
      'runs',
      listPath('/api/why', { customer, workflow, event }),
      'why',
      customer,
      workflow,
      event ?? '',
    ),
  customers: (filters: Filters) => pages<CustomerSummary>('customers', '/api/customers', filters),
  customer: (id: string) => query<CustomerView>('customers', `/api/customers/${enc(id)}`, id),
  transfers: (filters: Filters) => pages<TransferView>('ledger', '/api/transfers', filters),
  accounts: (filters: Filters = {}) => pages<AccountView>('accounts', '/api/accounts', filters),
  quarantine: (filters: Filters = {}) =>
    pages<QuarantinedView>('quarantine', '/api/quarantine', filters),
};

function post<Answer>(path: string, body?: unknown, method = 'POST'): Promise<Answer> {
  return request<Answer>(path, body === undefined ? { method } : { method, body });
}

export const change = {
  signIn: (token: string) => post<SessionView>('/api/session', { token }),
  signOut: () => post<void>('/api/session', undefined, 'DELETE'),
  createWorkflow: (body: WorkflowCreate) => post<WorkflowView>('/api/workflows', body),
  saveDraft: (id: string, document: Workflow, revision: number) =>
    request<DraftSaved>(`/api/workflows/${enc(id)}`, { method: 'PUT', body: document, revision }),
  publish: (id: string, revision: number) =>
    request<{ version: number; diagnostics?: readonly Diagnostic[] }>(
      `/api/workflows/${enc(id)}/publish`,
      { method: 'POST', revision },
    ),
  pause: (id: string) => post<unknown>(`/api/workflows/${enc(id)}/pause`),
  resume: (id: string) => post<unknown>(`/api/workflows/${enc(id)}/resume`),
  simulate: (body: SimulateRequest, signal?: AbortSignal) =>
    request<SimulateResult>('/api/simulate', {
      method: 'POST',
      body,
      ...(signal ? { signal } : {}),
    }),
  createPartner: (body: PartnerCreate) => post<PartnerCreated>('/api/partners', body),
  updatePartner: (id: string, body: PartnerUpdate) =>
    post<PartnerView>(`/api/partners/${enc(id)}`, body, 'PATCH'),
  addKey: (partner: string, label: string) =>
    post<KeyCreated>(`/api/partners/${enc(partner)}/keys`, { label }),
  revokeKey: (partner: string, key: string) =>
    post<ApiKeyView | undefined>(
      `/api/partners/${enc(partner)}/keys/${enc(key)}`,
      undefined,
      'DELETE',
    ),
  rotateSecret: (partner: string) => post<SecretCreated>(`/api/partners/${enc(partner)}/secret`),
  redeliver: (id: string) => post<unknown>(`/api/deliveries/${enc(id)}/redeliver`),
  linkCustomers: (body: CustomerLink) => post<unknown>('/api/customers/link', body),
  retryQuarantined: (eventId: string) => post<unknown>(`/api/quarantine/${enc(eventId)}/retry`),
  verify: () => post<VerifyResult>('/api/verify'),
};
