/**
 * Runs a case through a workflow in a world of its own: the same program as the real thing, with a clock that follows the events.
 * I1. Nothing is stored or sent, and the input is not changed. I2. The same input gives the same result.
 * I3. A draft that is not finished runs as far as it goes. I4. An event whose action throws changes nothing, as in the real thing.
 */
import type {
  AccountChange,
  ActionCatalog,
  Case,
  CaseEvent,
  CaseFailure,
  Currency,
  Event,
  Json,
  SimulateResult,
  Workflow,
} from '@recipro/schema';
import { withVoucherCodes } from '@recipro/schema';
import type { RunRecord } from './ask.ts';
import { failuresOf } from './expectation.ts';
import { assemble, run, triggerFor } from './program.ts';
import type { Program } from './program.ts';
import { accountState, answer, emptyWorld, remember } from './world.ts';
import type { World } from './world.ts';

export type SimulateInput = {
  readonly document: Workflow;
  readonly case: Case;
  readonly actions: ActionCatalog;
  readonly currencies: readonly Currency[];
  /** The moment of the first events, until one brings its own time; one without stays at the moment of the one before. */
  readonly nowMs: number;
};

const CUSTOMER = 'sample';
/** Where balances that are given come from, so that the world's books sum to zero as well. */
const OPENING = 'partner:opening:balance';

export function simulate(input: SimulateInput): SimulateResult {
  const document = cast(input.document);
  const players = new Map(document.roles.map(({ role, partner }) => [role, partner ?? role]));
  const program = assemble(document, { version: 0, actions: input.actions });
  const currencies = currenciesOf(input, document);
  let world = seeded(input.case, players);
  const opening = world.postings.length;
  const runs: SimulateResult['runs'] = [];
  const thrown: CaseFailure[] = [];
  let nowMs = input.nowMs;
  for (const [index, sample] of input.case.events.entries()) {
    nowMs = sample.time === undefined ? nowMs : Date.parse(sample.time);
    const event = eventOf(sample, index, players, world);
    const before = structuredClone(world);
    try {
      const record = runOne(program, event, index, nowMs, world, currencies);
      runs.push({ event: index, trace: record?.trace ?? null });
    } catch (error) {
      world = before;
      thrown.push(quarantineOf(index + 1, error));
      runs.push({ event: index, trace: null });
    }
    world.events.push({ type: event.type, atMs: nowMs });
  }
  const titles = new Map(document.nodes.map(({ id, title }) => [id, title]));
  const titleOf = (node: string) => titles.get(node) ?? node;
  const seen = { runs, world, players, titleOf, nowMs };
  return {
    runs,
    accounts: accountChanges(world, opening),
    scores: Object.fromEntries(world.scores),
    tags: [...world.tags],
    vouchers: [...world.vouchers].map(([code, { offer, redeemer }]) => ({ offer, redeemer, code })),
    messages: world.messages.map(({ to, event, data }) => ({ to, event, data: { ...data } })),
    failures: [...thrown, ...failuresOf(input.case.expect, seen)],
  };
}

function quarantineOf(event: number, error: unknown): CaseFailure {
  const reason = error instanceof Error ? error.message : String(error);
  const message = `Event ${event} would go to quarantine. ${reason}`;
  return { code: 'event-failed', message, details: { event, reason } };
}

/** Every role is played: by its partner, by the one suggested, or by a stand-in with the role's own name. */
function cast(document: Workflow): Workflow {
  return {
    ...document,
    roles: document.roles.map((player) => ({
      ...player,
      partner: player.partner ?? player.suggestion?.id ?? player.role,
    })),
  };
}

function currenciesOf(input: SimulateInput, document: Workflow): ReadonlyMap<string, Currency> {
  const suggested = document.roles.flatMap(({ partner, suggestion }) =>
    (suggestion?.currencies ?? []).map(({ code, name, scale }) => ({
      code,
      name,
      scale,
      issuer: partner,
    })),
  );
  return new Map([...suggested, ...input.currencies].map((currency) => [currency.code, currency]));
}

function seeded({ given }: Case, players: ReadonlyMap<string, string>): World {
  const world = emptyWorld(given?.customer ?? CUSTOMER);
  for (const tag of given?.tags ?? []) world.tags.add(tag);
  for (const [name, value] of Object.entries(given?.scores ?? {})) world.scores.set(name, value);
  for (const { purpose, partner } of given?.consents ?? []) {
    world.consents.add(`${purpose} ${players.get(partner) ?? partner}`);
  }
  for (const [currency, amountMinor] of Object.entries(given?.balances ?? {})) {
    const rest = { currency, availableAtMs: null };
    world.postings.push({ ...rest, address: OPENING, amountMinor: -amountMinor });
    world.postings.push({ ...rest, address: `customer:${world.customerId}`, amountMinor });
  }
  return world;
}

function eventOf(
  sample: CaseEvent,
  index: number,
  players: ReadonlyMap<string, string>,
  world: World,
): Event {
  return {
    specversion: '1.0',
    id: sample.id ?? `sample-${index + 1}`,
    source: players.get(sample.from) ?? sample.from,
    type: sample.type,
    subject: world.customerId,
    ...(sample.time === undefined ? {} : { time: sample.time }),
    ...(sample.data === undefined ? {} : { data: withCodes(sample.data, world) }),
  };
}

/** A later event of a case can bring the code of a voucher issued before it: `{{voucher.Free coffee}}`. */
function withCodes(data: Readonly<Record<string, Json>>, world: World): Record<string, Json> {
  const codes = new Map([...world.vouchers].map(([code, { offer }]) => [offer, code]));
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [name, withVoucherCodes(value, codes)]),
  );
}

function runOne(
  program: Program,
  event: Event,
  index: number,
  nowMs: number,
  world: World,
  currencies: ReadonlyMap<string, Currency>,
): RunRecord | null {
  if (triggerFor(program, event) === undefined) return null;
  const input = {
    event,
    eventId: event.id,
    customerId: world.customerId,
    nowMs,
    runId: `sample-${index + 1}`,
    workflow: program.workflow,
    version: program.version,
  };
  const running = run(program, input, (code) => currencies.get(code) ?? null);
  let turn = running.next();
  while (turn.done !== true) {
    turn = running.next(answer(world, turn.value, { nowMs, partner: event.source }));
  }
  remember(world, turn.value);
  return turn.value;
}

/** Only accounts that the events changed, with their balance before the first event. */
function accountChanges(world: World, opening: number): AccountChange[] {
  const before = { ...world, postings: world.postings.slice(0, opening) };
  const accounts = new Map(
    world.postings
      .slice(opening)
      .map(({ address, currency }) => [`${address} ${currency}`, { address, currency }]),
  );
  return [...accounts.values()]
    .map(({ address, currency }) => ({
      account: address,
      currency,
      beforeMinor: accountState(before, address, currency, 0).balanceMinor,
      afterMinor: accountState(world, address, currency, 0).balanceMinor,
    }))
    .filter(({ beforeMinor, afterMinor }) => beforeMinor !== afterMinor);
}
