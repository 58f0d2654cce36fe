/** What is wrong with an action step: the action, its parameters by its own schema, and what they read. */
import { FactRef, Proportion, RoleRef } from '@recipro/schema';
import type { Action, ActionNode, Diagnostic, Json } from '@recipro/schema';
import { ANSWER, GOAL } from '../step.ts';
import type { Site } from '../step.ts';
import { parseText } from '../text.ts';
import { currencyProblems, factProblems, sayAt } from './fact.ts';
import type { Place } from './fact.ts';
import { roleProblems } from './role.ts';
import { unseenProblems } from './sample.ts';

/** Names that json-rules-engine keeps for its own listeners (a rule with such an event would fire twice, or throw), and ours. */
const RESERVED: ReadonlySet<string> = new Set(['success', 'failure', 'error', ANSWER, GOAL]);

export function actionProblems(node: ActionNode, site: Site): Diagnostic[] {
  const place: Place = { site, pointer: `${site.pointer}/params`, node: node.id };
  const atAction = sayAt({ pointer: `${site.pointer}/action`, node: node.id });
  const found = site.actions.get(node.action);
  if (found === undefined) {
    return [atAction('action-unknown', `There is no action "${node.action}" here.`)];
  }
  if (RESERVED.has(node.action)) {
    return [atAction('action-name-reserved', `An action cannot be called "${node.action}".`)];
  }
  const problems = schemaProblems(node, found, place);
  for (const [name, value] of Object.entries(node.params)) {
    problems.push(
      ...valueProblems(value, { ...place, pointer: `${place.pointer}/${escape(name)}` }),
    );
    if (typeof value === 'string' && inputOf(found, name) === 'currency') {
      problems.push(...currencyProblems(value, place, `/${escape(name)}`));
    }
  }
  return problems;
}

function schemaProblems(node: ActionNode, found: Action, place: Place): Diagnostic[] {
  const parsed = found.params.safeParse(node.params);
  if (parsed.success) return [];
  return parsed.error.issues.map((issue) => {
    const name = String(issue.path[0] ?? '');
    const missing = name !== '' && node.params[name] === undefined;
    const title = wordsOf(found, name);
    const at = issue.path.map((key) => `/${escape(String(key))}`).join('');
    return missing
      ? sayAt(place)('param-missing', `Fill in "${title}".`, at)
      : sayAt(place)('param-not-right', `"${title}" is not right: ${issue.message}.`, at);
  });
}

/** Roles, facts, proportions and texts say by their shape what they are, so one walk finds them all. */
function valueProblems(value: Json, place: Place): Diagnostic[] {
  if (typeof value === 'string') return textProblems(value, place);
  if (typeof value !== 'object' || value === null) return [];
  const role = RoleRef.safeParse(value);
  if (role.success) {
    return roleProblems(role.data.role, place.site, { ...place, pointer: `${place.pointer}/role` });
  }
  const proportion = Proportion.safeParse(value);
  if (proportion.success) {
    return readProblems(proportion.data.of, { ...place, pointer: `${place.pointer}/of` });
  }
  const fact = FactRef.safeParse(value);
  if (fact.success) return readProblems(fact.data, place);
  return Object.entries(value).flatMap(([key, item]) =>
    valueProblems(item, { ...place, pointer: `${place.pointer}/${escape(key)}` }),
  );
}

function readProblems(ref: FactRef, place: Place): Diagnostic[] {
  const problems = factProblems(ref, place);
  return problems.length > 0 ? problems : unseenProblems(ref, place);
}

function textProblems(text: string, place: Place): Diagnostic[] {
  return parseText(text).flatMap((part) => {
    if (typeof part === 'string') return [];
    // The text has no parts to point into, so each problem points at all of it.
    if (part.ref !== null) {
      return factProblems(part.ref, place).map((it) => ({ ...it, pointer: place.pointer }));
    }
    const message = `{{${part.place}}} cannot be read. Use a place such as {{event.data.name}} or {{result.step.code}}.`;
    return [sayAt(place)('text-place-unknown', message)];
  });
}

/** A parameter's own words and control, as its schema tells them; what wraps it (optional, default) is looked through. */
function metaOf(found: Action, name: string): Readonly<Record<string, unknown>> {
  let field: unknown = Object.hasOwn(found.params.shape, name)
    ? found.params.shape[name]
    : undefined;
  // Optional, default and nullable nest at most a few deep.
  for (let depth = 0; depth < 5; depth += 1) {
    if (typeof field !== 'object' || field === null) return {};
    const meta: unknown = 'meta' in field && typeof field.meta === 'function' ? field.meta() : null;
    if (typeof meta === 'object' && meta !== null) return { ...meta };
    field = 'unwrap' in field && typeof field.unwrap === 'function' ? field.unwrap() : undefined;
  }
  return {};
}

function inputOf(found: Action, name: string): unknown {
  return metaOf(found, name).input;
}

function wordsOf(found: Action, name: string): string {
  const { title } = metaOf(found, name);
  return typeof title === 'string' ? title : name;
}

/** A key as a part of a JSON pointer. */
function escape(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
