/**
 * Applies the effects of one step: all of them, or none with a reason.
 * I1. Everything is checked before anything is written. I2. What a step writes has ids made from run, step and position,
 * so a repeat cannot double it. I3. A transfer of nothing is not written.
 */
import { Effect } from '@recipro/schema';
import type { Currency, Declined, Json } from '@recipro/schema';
import type { Ask, NewTransfer, ReversibleTransfer, RunInput, VoucherState } from './ask.ts';
import { checkTransfers } from './postings.ts';
import { asked } from './read-fact.ts';
import { reversalAmounts } from './reversal.ts';

export type ApplyInput = {
  readonly run: RunInput;
  readonly node: string;
  /** The action's kind: names `perform`, and what a reversal is booked as. */
  readonly action: string;
  readonly effects: readonly Effect[];
  readonly currency: (code: string) => Currency | null;
};

export type Applied =
  /** `code` is that of the first voucher issued. */
  { readonly code: string | null } | { readonly declined: Declined };

type Checked = {
  readonly writes: Ask[];
  readonly transfers: NewTransfer[];
  readonly scores: Map<string, number>;
  readonly redeemed: Set<string>;
  readonly reversible: Map<string, readonly ReversibleTransfer[]>;
};

type Check = Generator<Ask, Declined | null, unknown>;

export function* applyEffects(input: ApplyInput): Generator<Ask, Applied, unknown> {
  const checked: Checked = {
    writes: [],
    transfers: [],
    scores: new Map(),
    redeemed: new Set(),
    reversible: new Map(),
  };
  for (const effect of input.effects) {
    const declined = wrongShape(effect) ?? (yield* check(effect, input, checked));
    if (declined !== null) return { declined };
  }
  const declined = yield* checkTransfers(checked.transfers, input.run.nowMs);
  if (declined !== null) return { declined };
  let code: string | null = null;
  for (const write of checked.writes) {
    if (write.ask === 'issue-voucher') code ??= (yield* asked<{ code: string }>(write)).code;
    else yield write;
  }
  return { code };
}

/** A plan is the action's own, but its numbers and texts come from partners. */
function wrongShape(effect: Effect): Declined | null {
  const parsed = Effect.safeParse(effect);
  if (parsed.success) return null;
  const issue = parsed.error.issues[0];
  const place = issue === undefined ? '' : `${issue.path.join('.')} ${issue.message}`;
  return {
    code: issue?.path[0] === 'amountMinor' ? 'amount-not-whole' : 'effect-not-right',
    reason: `The ${effect.type} cannot be made: ${place}.`,
  };
}

function* check(effect: Effect, input: ApplyInput, checked: Checked): Check {
  const { run, node } = input;
  const id = `${run.runId}.${node}.${checked.writes.length}`;
  switch (effect.type) {
    case 'score':
      return yield* checkScore(effect, checked);
    case 'transfer':
      return addTransfer(checked, input, {
        id,
        kind: effect.kind,
        from: effect.from,
        to: effect.to,
        currency: effect.currency,
        amountMinor: effect.amountMinor,
        reference: effect.reference ?? null,
        reverses: null,
        availableAtMs: effect.availableAtMs ?? null,
        nodeId: node,
      });
    case 'reverse':
      return yield* checkReversal(effect, input, checked);
    case 'voucher':
      checked.writes.push({
        ask: 'issue-voucher',
        key: id,
        offer: effect.offer,
        redeemer: effect.redeemer,
        expiresAtMs: effect.expiresAtMs ?? null,
      });
      return null;
    case 'redeem':
      return yield* checkVoucher(effect, input, checked);
    case 'tag':
      checked.writes.push({ ask: 'put-tag', tag: effect.tag, present: effect.mode === 'add' });
      return null;
    case 'consent': {
      const { purpose, partner, granted } = effect;
      checked.writes.push({ ask: 'put-consent', purpose, partner, granted });
      return null;
    }
    case 'deliver':
      return addMessage(checked, id, 'deliver', effect.to, effect.event, effect.data);
    default:
      return addMessage(checked, id, 'perform', input.action, input.action, effect.input);
  }
}

function addMessage(
  checked: Checked,
  key: string,
  kind: 'deliver' | 'perform',
  to: string,
  type: string,
  data: Readonly<Record<string, Json>>,
): null {
  checked.writes.push({ ask: 'send', key, kind, to, type, data });
  return null;
}

function* checkScore(effect: Extract<Effect, { type: 'score' }>, checked: Checked): Check {
  const { name, mode } = effect;
  let value = effect.value;
  if (mode === 'add') {
    value += checked.scores.get(name) ?? (yield* asked<number>({ ask: 'score', name }));
  }
  if (Math.abs(value) > Number.MAX_SAFE_INTEGER) {
    return { code: 'score-out-of-range', reason: `The score "${name}" would be too large.` };
  }
  checked.scores.set(name, value);
  checked.writes.push({ ask: 'put-score', name, value });
  return null;
}

function addTransfer(checked: Checked, input: ApplyInput, transfer: NewTransfer): Declined | null {
  if (input.currency(transfer.currency) === null) {
    return { code: 'currency-unknown', reason: `No one issues the currency ${transfer.currency}.` };
  }
  if (transfer.amountMinor === 0) return null;
  checked.transfers.push(transfer);
  checked.writes.push({ ask: 'post', transfer });
  return null;
}

function* checkReversal(
  effect: Extract<Effect, { type: 'reverse' }>,
  input: ApplyInput,
  checked: Checked,
): Check {
  const { run, node, action } = input;
  const { reference, part } = effect;
  const found =
    checked.reversible.get(reference) ??
    (yield* asked<readonly ReversibleTransfer[]>({
      ask: 'reversible',
      workflow: run.workflow,
      reference,
    }));
  if (found.every((transfer) => transfer.remainingMinor === 0)) {
    return {
      code: 'nothing-to-reverse',
      reason: `Nothing is left to take back for "${reference}".`,
    };
  }
  const amounts = reversalAmounts(found, part);
  const backs = found.map((original, index) => ({ original, amountMinor: amounts[index] ?? 0 }));
  // What goes back to a customer goes first: a reversal that gives more than it takes must not fall short half way.
  const givesBack = ({ original }: (typeof backs)[number]) => original.from.startsWith('customer:');
  const inOrder = [...backs.filter(givesBack), ...backs.filter((back) => !givesBack(back))];
  for (const { original, amountMinor } of inOrder) {
    const declined = addTransfer(checked, input, {
      id: `${run.runId}.${node}.${checked.writes.length}`,
      kind: action,
      from: original.to,
      to: original.from,
      currency: original.currency,
      amountMinor,
      reference,
      reverses: original.id,
      availableAtMs: original.availableAtMs,
      nodeId: node,
    });
    if (declined !== null) return declined;
  }
  checked.reversible.set(
    reference,
    found.map((transfer, index) => ({
      ...transfer,
      remainingMinor: transfer.remainingMinor - (amounts[index] ?? 0),
    })),
  );
  return null;
}

function refuse(code: string, reason: string): Declined {
  return { code, reason };
}

function* checkVoucher(
  effect: Extract<Effect, { type: 'redeem' }>,
  input: ApplyInput,
  checked: Checked,
): Check {
  const { code, offer, redeemer } = effect;
  const atMs = input.run.nowMs;
  const voucher = yield* asked<VoucherState | null>({ ask: 'voucher', code });
  if (voucher === null) return refuse('voucher-unknown', `There is no voucher "${code}".`);
  if (voucher.offer !== offer) {
    return refuse('voucher-other-offer', `The voucher is for "${voucher.offer}", not "${offer}".`);
  }
  if (voucher.redeemer !== redeemer) {
    return refuse('voucher-elsewhere', `The voucher is for use at ${voucher.redeemer}.`);
  }
  if (voucher.redeemedAtMs !== null || checked.redeemed.has(code)) {
    return refuse('voucher-used', 'The voucher was used before.');
  }
  if (voucher.expiresAtMs !== null && voucher.expiresAtMs <= atMs) {
    return refuse('voucher-expired', 'The voucher has run out.');
  }
  checked.redeemed.add(code);
  checked.writes.push({ ask: 'redeem-voucher', code, atMs });
  return null;
}
