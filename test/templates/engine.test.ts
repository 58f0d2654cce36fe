/** What a template's exported rules do in the unmodified json-rules-engine: the same actions, in the same order, for every event. */
import { describe, expect, it } from 'vitest';
import { builtInActions } from '@recipro/actions';
import { compile, exportRules, run } from '@recipro/rules';
import type { Program, RunRecord } from '@recipro/rules';
import { withVoucherCodes } from '@recipro/schema';
import type { Case, Event, Json, TraceStep, Workflow } from '@recipro/schema';
import type { Ask } from '../../rules/ask.ts';
import { answer, emptyWorld, remember } from '../../rules/world.ts';
import type { World } from '../../rules/world.ts';
import { fire } from './engine-host.ts';
import type { Deed } from './engine-host.ts';
import { currenciesOf, played, templates } from './template.ts';

const CUSTOMER = 'sample';

describe.each(templates.map((document) => [document.id, document] as const))(
  '%s',
  (_, template) => {
    const document = played(template);
    const program = compile(document, { version: 1, actions: builtInActions });
    const rules = exportRules(document, builtInActions);

    it('exports rules that are plain JSON', () => {
      expect(JSON.parse(JSON.stringify(rules))).toEqual(rules);
      const acting = rules.rules.filter(({ event }) => event.type !== 'answer');
      expect(acting.map(({ name }) => name).toSorted()).toEqual(
        document.nodes
          .filter(({ kind }) => kind === 'action' || kind === 'goal')
          .map(({ id }) => id)
          .toSorted(),
      );
    });

    it.each((document.cases ?? []).map((one) => [one.title, one] as const))(
      '%s: fires the same actions',
      async (_title, one) => {
        const world = worldOf(document, one);
        for (const place of one.events.keys()) {
          const arrived = arrivedEvent(document, one, place, world);
          const before = structuredClone(world);
          const nowMs = Date.parse(arrived.time ?? '');
          const taken = runOnce(document, program, arrived, nowMs, world, place);
          const fired = await fire({
            rules,
            workflow: document.id,
            event: arrived,
            nowMs,
            world: before,
            deeds: taken.deeds,
          });
          expect(fired).toEqual([...taken.deeds.keys()]);
          // What the engine's host wrote is what the program wrote.
          expect({ ...before, steps: world.steps, events: world.events }).toEqual(world);
          world.events.push({ type: arrived.type, atMs: nowMs });
        }
      },
    );
  },
);

function worldOf(document: Workflow, { given }: Case): World {
  const world = emptyWorld(given?.customer ?? CUSTOMER);
  const partner = (role: string) => document.roles.find((one) => one.role === role)?.partner ?? '';
  for (const tag of given?.tags ?? []) world.tags.add(tag);
  for (const consent of given?.consents ?? [])
    world.consents.add(`${consent.purpose} ${partner(consent.partner)}`);
  for (const [currency, amountMinor] of Object.entries(given?.balances ?? {}))
    world.postings.push({
      address: `customer:${world.customerId}`,
      currency,
      amountMinor,
      availableAtMs: null,
    });
  return world;
}

function arrivedEvent(document: Workflow, one: Case, place: number, world: World): Event {
  const sample = one.events[place];
  if (sample === undefined) throw new Error('no such event');
  const codes = new Map([...world.vouchers].map(([code, { offer }]) => [offer, code]));
  const data = withVoucherCodes(sample.data ?? {}, codes) as Record<string, Json>;
  return {
    specversion: '1.0',
    id: `event-${place}`,
    source: document.roles.find(({ role }) => role === sample.from)?.partner ?? '',
    type: sample.type,
    subject: world.customerId,
    ...(sample.time === undefined ? {} : { time: sample.time }),
    data,
  };
}

/** Runs the program in the world, and notes for each action what it wrote. */
function runOnce(
  document: Workflow,
  program: Program,
  event: Event,
  nowMs: number,
  world: World,
  index: number,
): { readonly deeds: ReadonlyMap<string, Deed> } {
  const takes = program.triggers.some(
    ({ type, partner }) => type === event.type && partner === event.source,
  );
  if (!takes) return { deeds: new Map() };
  const currencies = new Map(currenciesOf(document).map((one) => [one.code, one]));
  const input = {
    event,
    eventId: event.id,
    customerId: world.customerId,
    nowMs,
    runId: `run-${index}`,
    workflow: document.id,
    version: 1,
  };
  const writes: Ask[] = [];
  const running = run(program, input, (code) => currencies.get(code) ?? null);
  let turn: IteratorResult<Ask, RunRecord> = running.next();
  while (turn.done !== true) {
    if (isWrite(turn.value)) writes.push(turn.value);
    turn = running.next(answer(world, turn.value, { nowMs, partner: event.source }));
  }
  remember(world, turn.value);
  const actions = turn.value.trace.filter(({ kind }) => kind === 'action' || kind === 'goal');
  return {
    deeds: new Map(actions.map((step) => [step.node, { step, writes: own(step, writes) }])),
  };
}

const WRITES: Readonly<Record<string, string>> = {
  score: 'put-score',
  voucher: 'issue-voucher',
  redeem: 'redeem-voucher',
  tag: 'put-tag',
  consent: 'put-consent',
  deliver: 'send',
};

function isWrite({ ask }: Ask): boolean {
  return ask === 'post' || Object.values(WRITES).includes(ask);
}

/** Takes from the writes, which are in order, those that belong to this step's effects. */
function own(step: TraceStep, writes: Ask[]): readonly Ask[] {
  const posts = writes.filter((ask) => ask.ask === 'post' && ask.transfer.nodeId === step.node);
  const others = (step.effects ?? []).flatMap(({ type }) => {
    const place = writes.findIndex(({ ask }) => ask === WRITES[type]);
    return place === -1 ? [] : writes.splice(place, 1);
  });
  return [...posts, ...others];
}
