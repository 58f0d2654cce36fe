/**
 * Compares what a case expected with what happened. Each difference is a code with its data, for a screen to say in the
 * reader's language, and a sentence in English. Only what is named is checked.
 */
import type { CaseFailure, Expect, SimulateResult } from '@recipro/schema';
import { accountState } from './world.ts';
import type { World } from './world.ts';

export type Seen = {
  readonly runs: SimulateResult['runs'];
  readonly world: World;
  readonly players: ReadonlyMap<string, string>;
  /** What the step of this id is called. */
  readonly titleOf: (node: string) => string;
  readonly nowMs: number;
};

export function failuresOf(expect: Expect | undefined, seen: Seen): CaseFailure[] {
  if (expect === undefined) return [];
  return [
    ...stepFailures(expect, seen),
    ...balanceFailures(expect, seen),
    ...owedFailures(expect, seen),
    ...thingFailures(expect, seen),
  ];
}

type Value = string | number;
type About = Readonly<Record<string, Value>>;

/** Nothing where both are the same. */
function unlike(
  code: string,
  what: string,
  expected: Value,
  found: Value,
  about: About = {},
): CaseFailure[] {
  if (expected === found) return [];
  const message = `${what}: expected ${expected}, was ${found}.`;
  return [{ code, message, details: { ...about, expected, found } }];
}

function stepFailures(expect: Expect, { runs, titleOf }: Seen): CaseFailure[] {
  const outcomes = new Map(
    runs.flatMap(({ trace }) => trace ?? []).map(({ node, outcome }) => [node, outcome]),
  );
  const steps = Object.entries(expect.steps ?? {}).flatMap(([node, outcome]) => {
    const title = titleOf(node);
    const found = outcomes.get(node) ?? 'not reached';
    return unlike('step', `“${title}”`, outcome, found, { node, title });
  });
  const reached = (expect.notReached ?? [])
    .filter((node) => outcomes.has(node))
    .map((node) => {
      const title = titleOf(node);
      const message = `“${title}” was reached, and should not be.`;
      return { code: 'step-reached', message, details: { node, title } };
    });
  return [...steps, ...reached];
}

function balanceFailures(expect: Expect, { world, nowMs }: Seen): CaseFailure[] {
  const address = `customer:${world.customerId}`;
  return Object.entries(expect.balances ?? {}).flatMap(([currency, amountMinor]) => {
    const { balanceMinor } = accountState(world, address, currency, nowMs);
    return unlike('balance', `Balance of ${currency}`, amountMinor, balanceMinor, { currency });
  });
}

/** Net: what goes one way less what goes the other, reversals included; pending as of the last event. */
function owedFailures(expect: Expect, { world, players, nowMs }: Seen): CaseFailure[] {
  const payable = (from: string, to: string, currency: string) =>
    accountState(world, `partner:${from}:payable:${to}`, currency, nowMs);
  return (expect.owed ?? []).flatMap(({ from, to, currency, amountMinor, pendingMinor }) => {
    const [a, b] = [players.get(from) ?? from, players.get(to) ?? to];
    const [there, back] = [payable(a, b, currency), payable(b, a, currency)];
    const what = `What "${from}" owes "${to}" in ${currency}`;
    const about = { from: a, to: b, currency };
    const pending = back.pendingMinor - there.pendingMinor;
    return [
      ...unlike('owed', what, amountMinor, back.balanceMinor - there.balanceMinor, about),
      ...(pendingMinor === undefined
        ? []
        : unlike('owed-pending', `${what}, pending`, pendingMinor, pending, about)),
    ];
  });
}

function thingFailures(expect: Expect, { world }: Seen): CaseFailure[] {
  const scores = Object.entries(expect.scores ?? {}).flatMap(([name, value]) =>
    unlike('score', `Score “${name}”`, value, world.scores.get(name) ?? 0, { name }),
  );
  const tags = (expect.tags ?? [])
    .filter((tag) => !world.tags.has(tag))
    .map((tag) => ({ code: 'tag', message: `Tag “${tag}” is missing.`, details: { tag } }));
  const { vouchers, messages } = expect;
  return [
    ...scores,
    ...tags,
    ...(vouchers === undefined
      ? []
      : unlike('vouchers', 'Vouchers issued', vouchers, world.vouchers.size)),
    ...(messages === undefined
      ? []
      : unlike('messages', 'Messages sent', messages, world.messages.length)),
  ];
}
