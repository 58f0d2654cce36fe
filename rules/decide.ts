/**
 * Decides a recorded event again, for a customer as they are known now: the same program over a world in memory.
 * I1. Nothing is written, and nothing leaves. I2. What an earlier booking has left to reverse is not known here.
 */
import type {
  ActionCatalog,
  Currency,
  CustomerView,
  Event,
  Trace,
  Workflow,
} from '@recipro/schema';
import { assemble, run, triggerFor } from './program.ts';
import { answer, emptyWorld } from './world.ts';
import type { World } from './world.ts';

export type DecideInput = {
  readonly document: Workflow;
  readonly version: number;
  readonly actions: ActionCatalog;
  readonly currencies: readonly Currency[];
  readonly event: Event;
  /** When it happened. */
  readonly atMs: number;
  readonly customer: CustomerView;
  /** The customer's other events, for facts that count them. */
  readonly earlier: readonly { readonly type: string; readonly atMs: number }[];
};

/** Null where no trigger of the workflow takes the event. */
export function decide(input: DecideInput): Trace | null {
  const { document, version, actions, event, atMs, customer } = input;
  const program = assemble(document, { version, actions });
  if (triggerFor(program, event) === undefined) return null;
  const world = worldOf(input);
  const currencies = new Map(input.currencies.map((each) => [each.code, each]));
  const running = run(
    program,
    {
      event,
      eventId: event.id,
      customerId: customer.id,
      nowMs: atMs,
      runId: 'again',
      workflow: document.id,
      version,
    },
    (code) => currencies.get(code) ?? null,
  );
  let turn = running.next();
  while (turn.done !== true)
    turn = running.next(answer(world, turn.value, { nowMs: atMs, partner: event.source }));
  return turn.value.trace;
}

function worldOf({ customer, earlier }: DecideInput): World {
  const world = emptyWorld(customer.id);
  const address = `customer:${customer.id}`;
  for (const tag of customer.tags) world.tags.add(tag);
  for (const { name, value } of customer.scores) world.scores.set(name, value);
  for (const { purpose, partner, withdrawnAtMs } of customer.consents)
    if (withdrawnAtMs === null) world.consents.add(`${purpose} ${partner}`);
  for (const { currency, balanceMinor, pendingMinor } of customer.balances) {
    const hold = (amountMinor: number, availableAtMs: number | null) =>
      world.postings.push({ address, currency, amountMinor, availableAtMs });
    hold(balanceMinor - pendingMinor, null);
    hold(pendingMinor, Number.MAX_SAFE_INTEGER);
  }
  for (const { code, offer, redeemer, expiresAtMs, redeemedAtMs } of customer.vouchers)
    world.vouchers.set(code, { offer, redeemer, expiresAtMs, redeemedAtMs });
  world.events.push(...earlier);
  return world;
}
