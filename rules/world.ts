/**
 * An alliance in memory, small enough to be made for one dry run: it answers a program's asks for one customer.
 * I1. Nothing leaves it. I2. The same asks get the same answers: codes are made from what they are for.
 */
import type { Json } from '@recipro/schema';
import type {
  AccountState,
  Ask,
  CustomerFact,
  NewTransfer,
  ReversibleTransfer,
  RunRecord,
  VoucherState,
} from './ask.ts';

type Posting = {
  readonly address: string;
  readonly currency: string;
  readonly amountMinor: number;
  readonly availableAtMs: number | null;
};

export type World = {
  readonly customerId: string;
  readonly tags: Set<string>;
  readonly scores: Map<string, number>;
  /** `purpose partner` of what is granted. */
  readonly consents: Set<string>;
  readonly postings: Posting[];
  readonly transfers: { readonly transfer: NewTransfer; readonly partner: string }[];
  readonly vouchers: Map<string, VoucherState>;
  /** Earlier events and steps, for `history`. */
  readonly events: { readonly type: string; readonly atMs: number }[];
  readonly steps: { readonly node: string; readonly atMs: number }[];
  readonly messages: {
    readonly to: string;
    readonly event: string;
    readonly data: Readonly<Record<string, Json>>;
  }[];
};

export function emptyWorld(customerId: string): World {
  return {
    customerId,
    tags: new Set(),
    scores: new Map(),
    consents: new Set(),
    postings: [],
    transfers: [],
    vouchers: new Map(),
    events: [],
    steps: [],
    messages: [],
  };
}

/** The moment and sender of the event whose run asks. */
export type Moment = { readonly nowMs: number; readonly partner: string };

export function answer(world: World, ask: Ask, { nowMs, partner }: Moment): unknown {
  switch (ask.ask) {
    case 'customer':
      return { id: world.customerId, tags: [...world.tags] } satisfies CustomerFact;
    case 'score':
      return world.scores.get(ask.name) ?? 0;
    case 'account':
      return accountState(world, ask.address, ask.currency, ask.atMs);
    case 'consent':
      return world.consents.has(`${ask.purpose} ${ask.partner}`);
    case 'count-events':
      return world.events.filter(
        ({ type, atMs }) => type === ask.type && atMs >= ask.sinceMs && atMs < nowMs,
      ).length;
    case 'count-steps':
      return world.steps.filter(({ node, atMs }) => node === ask.node && atMs >= ask.sinceMs)
        .length;
    case 'reversible':
      return reversible(world, ask.reference, partner);
    case 'voucher':
      return world.vouchers.get(ask.code) ?? null;
    default:
      return write(world, ask, partner);
  }
}

type Read = 'customer' | 'score' | 'account' | 'consent' | 'count-events' | 'count-steps';
type Write = Exclude<Ask, { ask: Read | 'reversible' | 'voucher' }>;

function write(world: World, ask: Write, partner: string): { readonly code: string } | null {
  switch (ask.ask) {
    case 'put-score':
      world.scores.set(ask.name, ask.value);
      return null;
    case 'post':
      post(world, ask.transfer, partner);
      return null;
    case 'issue-voucher': {
      const code = `SAMPLE-${world.vouchers.size + 1}`;
      const { offer, redeemer, expiresAtMs } = ask;
      world.vouchers.set(code, { offer, redeemer, expiresAtMs, redeemedAtMs: null });
      return { code };
    }
    case 'redeem-voucher': {
      const voucher = world.vouchers.get(ask.code);
      if (voucher !== undefined) {
        world.vouchers.set(ask.code, { ...voucher, redeemedAtMs: ask.atMs });
      }
      return null;
    }
    case 'put-tag':
      if (ask.present) world.tags.add(ask.tag);
      else world.tags.delete(ask.tag);
      return null;
    case 'put-consent': {
      const key = `${ask.purpose} ${ask.partner}`;
      if (ask.granted) world.consents.add(key);
      else world.consents.delete(key);
      return null;
    }
    default:
      if (ask.kind === 'deliver') {
        world.messages.push({ to: ask.to, event: ask.type, data: ask.data });
      }
      return null;
  }
}

export function remember(world: World, record: RunRecord): void {
  for (const node of record.done) world.steps.push({ node, atMs: record.input.nowMs });
}

export function accountState(
  world: World,
  address: string,
  currency: string,
  atMs: number,
): AccountState {
  let balanceMinor = 0;
  let pendingMinor = 0;
  for (const posting of world.postings) {
    if (posting.address !== address || posting.currency !== currency) continue;
    balanceMinor += posting.amountMinor;
    const { availableAtMs } = posting;
    if (availableAtMs !== null && availableAtMs > atMs) pendingMinor += posting.amountMinor;
  }
  return { balanceMinor, pendingMinor };
}

function post(world: World, transfer: NewTransfer, partner: string): void {
  const { from, to, currency, amountMinor, availableAtMs } = transfer;
  world.transfers.push({ transfer, partner });
  world.postings.push({ address: from, currency, amountMinor: -amountMinor, availableAtMs });
  world.postings.push({ address: to, currency, amountMinor, availableAtMs });
}

function reversible(world: World, reference: string, partner: string): ReversibleTransfer[] {
  const reversed = new Map<string, number>();
  for (const { transfer } of world.transfers) {
    if (transfer.reverses === null) continue;
    const before = reversed.get(transfer.reverses) ?? 0;
    reversed.set(transfer.reverses, before + transfer.amountMinor);
  }
  return world.transfers
    .filter(({ transfer, partner: of }) => of === partner && transfer.reference === reference)
    .filter(({ transfer }) => transfer.reverses === null)
    .map(({ transfer: { id, from, to, currency, amountMinor, availableAtMs } }) => ({
      id,
      from,
      to,
      currency,
      amountMinor,
      remainingMinor: amountMinor - (reversed.get(id) ?? 0),
      availableAtMs,
    }));
}
