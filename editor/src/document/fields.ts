/**
 * Every value that a step of this workflow could read: from the events it knows, the customer, scores, balances, history,
 * consents, the clock, and what earlier steps did. Each with its type and the last value seen, so that a picker can show it.
 * Known are only samples; a value that is not listed can still be read by its path.
 */
import { momentOf, placeOf } from '@recipro/rules';
import type { ValueType } from '@recipro/rules';
import { isFactRef } from '@recipro/schema';
import type { ActionView, EventTypeView, FactRef, Json, Node, Workflow } from '@recipro/schema';
import { leadingTo } from './steps.ts';

export const FIELD_GROUPS = [
  'event',
  'customer',
  'score',
  'balance',
  'history',
  'consent',
  'time',
  'step',
] as const;
type FieldGroup = (typeof FIELD_GROUPS)[number];

export type Field = {
  readonly group: FieldGroup;
  readonly ref: FactRef;
  readonly type: ValueType;
  readonly sample?: Json | undefined;
};

export type FieldSources = {
  readonly document: Workflow;
  /** The step that reads: only what can have happened before it is offered. Null offers all. */
  readonly node: string | null;
  readonly eventTypes: readonly EventTypeView[];
  readonly actions: ReadonlyMap<string, ActionView>;
  readonly currencies: readonly string[];
};

const DAYS_AT_FIRST = 30;
const TEXT: ValueType = 'text';
/** Deeper values are rare, and can be written as a path. */
const DEPTH_MAX = 6;
const PLAIN_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

export function fieldsOf(sources: FieldSources): readonly Field[] {
  const before = stepsBefore(sources.document, sources.node);
  return [
    ...eventFields(sources, before),
    field('customer', { fact: 'customer', path: '$.tags' }, 'list'),
    ...scoreNames(sources.document).map((name) =>
      field('score', { fact: 'score', params: { name } }, 'number'),
    ),
    ...sources.currencies.flatMap((currency) =>
      (['availableMinor', 'balanceMinor', 'pendingMinor'] as const).map((name) =>
        field('balance', { fact: 'balance', params: { currency }, path: `$.${name}` }, 'number'),
      ),
    ),
    ...historyFields(sources),
    ...consentFields(sources.document),
    ...timeFields(),
    ...stepFields(sources, before),
  ];
}

function field(group: FieldGroup, ref: FactRef, type: ValueType, sample?: Json): Field {
  return sample === undefined ? { group, ref, type } : { group, ref, type, sample };
}

function stepsBefore(document: Workflow, id: string | null): readonly Node[] {
  if (id === null) return document.nodes;
  const before = leadingTo(document, id);
  return document.nodes.filter((node) => node.id !== id && before.has(node.id));
}

function eventFields(sources: FieldSources, before: readonly Node[]): readonly Field[] {
  const { document, node, eventTypes } = sources;
  const triggers = document.nodes.filter((each) => each.kind === 'trigger');
  const leading = triggers.filter((each) => each.id === node || before.includes(each));
  const types = new Set((leading.length > 0 ? leading : triggers).map((each) => each.event));
  const found = new Map<string, Field>();
  const visit = (value: Json, path: string, depth: number): void => {
    if (depth > DEPTH_MAX) return;
    const type = typeOf(value);
    if (type !== null) {
      if (!found.has(path)) found.set(path, field('event', { fact: 'event', path }, type, value));
      // A place can be asked about as a whole, and so can its numbers.
      if (type !== 'place') return;
    }
    if (typeof value !== 'object' || value === null) return;
    for (const [name, inner] of Object.entries(value))
      if (PLAIN_NAME.test(name)) visit(inner, `${path}.${name}`, depth + 1);
  };
  for (const each of document.cases ?? [])
    for (const event of each.events)
      if (types.has(event.type)) visit(event.data ?? {}, '$.data', 0);
  for (const seen of eventTypes) if (types.has(seen.type)) visit(seen.data, '$.data', 0);
  const always = [
    field('event', { fact: 'event', path: '$.type' }, TEXT, [...types][0]),
    field('event', { fact: 'event', path: '$.id' }, TEXT),
  ];
  return [...found.values(), ...always];
}

/** The type of a plain value, a list or a place; null for what has other values inside. */
export function typeOf(value: Json | undefined): ValueType | null {
  if (typeof value === 'string') return momentOf(value) === null ? 'text' : 'moment';
  if (typeof value === 'number') return 'number';
  if (typeof value === 'boolean') return 'boolean';
  if (Array.isArray(value)) return 'list';
  return placeOf(value) === null ? null : 'place';
}

/** Scores that the workflow changes or asks for. */
function scoreNames(document: Workflow): readonly string[] {
  const names = new Set<string>();
  for (const node of document.nodes)
    if (node.kind === 'action' && node.action.startsWith('score.')) {
      const name = node.params['name'];
      if (typeof name === 'string') names.add(name);
    }
  for (const ref of refsIn(document.nodes))
    if (ref.fact === 'score') names.add(String(ref.params?.['name'] ?? ''));
  for (const each of document.cases ?? [])
    for (const name of Object.keys(each.given?.scores ?? {})) names.add(name);
  return [...names].filter((name) => name !== '');
}

function historyFields({ document, eventTypes, node }: FieldSources): readonly Field[] {
  const days = DAYS_AT_FIRST;
  const types = new Set([
    ...document.nodes.flatMap((each) => (each.kind === 'trigger' ? [each.event] : [])),
    ...eventTypes.map((each) => each.type),
  ]);
  const steps = document.nodes.filter(
    (each) => (each.kind === 'action' || each.kind === 'goal') && each.id !== node,
  );
  return [
    ...[...types].map((event) => ({ event, days })),
    ...steps.map(({ id }) => ({ step: id, days })),
  ].map((params) => field('history', { fact: 'history', params }, 'number'));
}

function consentFields(document: Workflow): readonly Field[] {
  const found = new Map<string, Field>();
  const add = (purpose: unknown, partner: unknown) => {
    if (typeof purpose !== 'string' || typeof partner !== 'string') return;
    const ref: FactRef = { fact: 'consent', params: { purpose, partner } };
    found.set(`${purpose}\n${partner}`, field('consent', ref, 'boolean'));
  };
  for (const ref of refsIn(document.nodes))
    if (ref.fact === 'consent') add(ref.params?.['purpose'], ref.params?.['partner']);
  for (const node of document.nodes)
    if (node.kind === 'action' && typeof node.params['purpose'] === 'string') {
      const partner = node.params['partner'];
      if (typeof partner === 'object' && partner !== null && 'role' in partner)
        add(node.params['purpose'], partner.role);
    }
  if (found.size === 0) for (const { role } of document.roles) add('offers', role);
  return [...found.values()];
}

const TIMES = [
  ['hour', 'number', 14],
  ['weekday', 'number', 1],
  ['date', 'moment', '2026-05-04'],
  ['minuteOfDay', 'number', 840],
] as const;
const ZONE_AT_FIRST = 'UTC';

function timeFields(): readonly Field[] {
  return TIMES.map(([name, type, sample]) =>
    field(
      'time',
      { fact: 'now', params: { zone: ZONE_AT_FIRST }, path: `$.${name}` },
      type,
      sample,
    ),
  );
}

/** What a declined step gives instead of a result. */
const WHY_DECLINED = '$.reason';

function stepFields({ actions }: FieldSources, before: readonly Node[]): readonly Field[] {
  return before.flatMap((node) => {
    if (node.kind === 'table')
      return node.outputs.map((name, column) => {
        const type = typeOf(node.rows[0]?.give[column]) ?? 'number';
        const many = node.hit === 'collect';
        return field(
          'step',
          { fact: `result:${node.id}`, path: `$.${name}` },
          many ? 'list' : type,
        );
      });
    if (node.kind === 'split') return [field('step', { fact: `step:${node.id}` }, TEXT, 'a')];
    if (node.kind !== 'action') return [];
    const action = actions.get(node.action);
    const results = Object.keys(action?.results ?? {});
    const outcome = field('step', { fact: `step:${node.id}` }, TEXT, 'done');
    const why = field('step', { fact: `result:${node.id}`, path: WHY_DECLINED }, TEXT);
    return [
      outcome,
      ...(action?.declines === false ? [] : [why]),
      ...results.map((name) =>
        field(
          'step',
          { fact: `result:${node.id}`, path: `$.${name}` },
          /(Minor|Ms|value|count)$/i.test(name) ? 'number' : TEXT,
        ),
      ),
    ];
  });
}

/** Every place in a value where a fact is read. */
export function refsIn(value: unknown): readonly FactRef[] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.values(value).flatMap(refsIn);
  return isFactRef(value) ? [value, ...inner] : inner;
}

/** The reference alone, so that two ways of writing it are one. */
export function refOf({ fact, path, params }: FactRef): FactRef {
  return {
    fact,
    ...(path === undefined ? {} : { path }),
    ...(params === undefined ? {} : { params }),
  };
}

/** The reference as plain JSON, as it stands in an action's parameters. */
export function refJson({ fact, path, params }: FactRef): Readonly<Record<string, Json>> {
  return {
    fact,
    ...(path === undefined ? {} : { path }),
    ...(params === undefined ? {} : { params }),
  };
}
