/** Compares what a case expected with what happened; each difference is a sentence. Only what is named is checked. */
import type { Expect, SimulateResult } from '@recipro/schema';
import { accountState } from './world.ts';
import type { World } from './world.ts';

export type Seen = {
  readonly runs: SimulateResult['runs'];
  readonly world: World;
  readonly players: ReadonlyMap<string, string>;
  readonly nowMs: number;
};

export function failuresOf(expect: Expect | undefined, seen: Seen): string[] {
  if (expect === undefined) return [];
  return [
    ...stepFailures(expect, seen),
    ...balanceFailures(expect, seen),
    ...owedFailures(expect, seen),
    ...thingFailures(expect, seen),
  ];
}

/** Nothing where both are the same. */
function unlike(what: string, expected: unknown, found: unknown): string[] {
  return expected === found ? [] : [`${what}: expected ${String(expected)}, was ${String(found)}.`];
}

function stepFailures(expect: Expect, { runs }: Seen): string[] {
  const outcomes = new Map(
    runs.flatMap(({ trace }) => trace ?? []).map(({ node, outcome }) => [node, outcome]),
  );
  const steps = Object.entries(expect.steps ?? {}).flatMap(([node, outcome]) =>
    unlike(`Step "${node}"`, outcome, outcomes.get(node) ?? 'not reached'),
  );
  const reached = (expect.notReached ?? [])
    .filter((node) => outcomes.has(node))
    .map((node) => `Step "${node}" was reached, and should not be.`);
  return [...steps, ...reached];
}

function balanceFailures(expect: Expect, { world, nowMs }: Seen): string[] {
  const address = `customer:${world.customerId}`;
  return Object.entries(expect.balances ?? {}).flatMap(([currency, amountMinor]) =>
    unlike(
      `Balance of ${currency}`,
      amountMinor,
      accountState(world, address, currency, nowMs).balanceMinor,
    ),
  );
}

/** Net: what goes one way less what goes the other, reversals included; pending as of the last event. */
function owedFailures(expect: Expect, { world, players, nowMs }: Seen): string[] {
  const payable = (from: string, to: string, currency: string) =>
    accountState(world, `partner:${from}:payable:${to}`, currency, nowMs);
  return (expect.owed ?? []).flatMap(({ from, to, currency, amountMinor, pendingMinor }) => {
    const [a, b] = [players.get(from) ?? from, players.get(to) ?? to];
    const [there, back] = [payable(a, b, currency), payable(b, a, currency)];
    const what = `What "${from}" owes "${to}" in ${currency}`;
    const pending = back.pendingMinor - there.pendingMinor;
    return [
      ...unlike(what, amountMinor, back.balanceMinor - there.balanceMinor),
      ...(pendingMinor === undefined ? [] : unlike(`${what}, pending`, pendingMinor, pending)),
    ];
  });
}

function thingFailures(expect: Expect, { world }: Seen): string[] {
  const scores = Object.entries(expect.scores ?? {}).flatMap(([name, value]) =>
    unlike(`Score "${name}"`, value, world.scores.get(name) ?? 0),
  );
  const tags = (expect.tags ?? [])
    .filter((tag) => !world.tags.has(tag))
    .map((tag) => `Tag "${tag}" is missing.`);
  return [
    ...scores,
    ...tags,
    ...(expect.vouchers === undefined
      ? []
      : unlike('Vouchers issued', expect.vouchers, world.vouchers.size)),
    ...(expect.messages === undefined
      ? []
      : unlike('Messages sent', expect.messages, world.messages.length)),
  ];
}
