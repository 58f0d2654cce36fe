/** Whether a value that a step reads can be read there: the fact, its parameters, its path, the step it comes from. */
import { FactName } from '@recipro/schema';
import type { Diagnostic, FactRef } from '@recipro/schema';
import { isSpan, isZone } from '../clock.ts';
import { parsePath } from '../path.ts';
import type { Site } from '../step.ts';
import { roleProblems } from './role.ts';

/** `node` is empty for a named condition, which belongs to no step; then what comes before is checked where it is used. */
export type Place = { readonly site: Site; readonly pointer: string; readonly node?: string };

type Say = (code: string, message: string, at?: string) => Diagnostic;

export function sayAt({ pointer, node }: Pick<Place, 'pointer' | 'node'>): Say {
  return (code, message, at = '') => ({
    severity: 'error',
    code,
    message,
    pointer: `${pointer}${at}`,
    ...(node === undefined ? {} : { node }),
  });
}

/** Facts that are objects: a comparison needs a path into them. */
const OBJECTS: ReadonlySet<string> = new Set(['event', 'customer', 'balance', 'now']);

export function factProblems(ref: FactRef, place: Place): Diagnostic[] {
  const say = sayAt(place);
  if (!FactName.safeParse(ref.fact).success) {
    return [say('fact-unknown', `"${ref.fact}" is not something that can be read.`, '/fact')];
  }
  const problems = [
    ...paramProblems(ref, place),
    ...stepProblems(ref.fact, { ...place, pointer: `${place.pointer}/fact` }),
  ];
  if (ref.path !== undefined && parsePath(ref.path) === null) {
    problems.push(
      say(
        'path-unsafe',
        'Use a plain path such as $.data.fare.amountMinor: names of letters, digits and underscores, or [0] for a place in a list.',
        '/path',
      ),
    );
  }
  if (ref.path === undefined && (OBJECTS.has(ref.fact) || ref.fact.startsWith('result:'))) {
    problems.push(say('path-missing', `Say which part of "${ref.fact}" to read.`));
  }
  return problems;
}

const WITH_OUTCOME: ReadonlySet<string> = new Set(['action', 'table', 'split', 'goal']);
const WITH_RESULT: ReadonlySet<string> = new Set(['action', 'table']);

/** `step:` must name a step with an outcome that can come before; `result:` one that gives something. */
export function stepProblems(fact: string, place: Place): Diagnostic[] {
  const [kind, id] = fact.split(':');
  if (id === undefined) return [];
  const say = sayAt(place);
  const { site } = place;
  const step = site.document.nodes.find((node) => node.id === id);
  if (step === undefined) return [say('step-unknown', `There is no step "${id}".`)];
  if (!(kind === 'result' ? WITH_RESULT : WITH_OUTCOME).has(step.kind)) {
    return [say('step-without-outcome', `"${id}" does nothing, so it has no ${kind} to read.`)];
  }
  if (place.node === undefined || site.comesBefore(id)) return [];
  return [say('step-not-before', `"${id}" does not come before this step.`)];
}

function paramProblems(ref: FactRef, place: Place): Diagnostic[] {
  const { site } = place;
  const params = ref.params ?? {};
  const wrong = (message: string) => [sayAt(place)('fact-params', message, '/params')];
  switch (ref.fact) {
    case 'bucket':
      return typeof params.group === 'string' ? [] : wrong('Say which group to look in.');
    case 'score':
      return typeof params.name === 'string' ? [] : wrong('Say which score to read.');
    case 'balance': {
      const { currency } = params;
      if (typeof currency !== 'string') return wrong('Say the balance of which currency to read.');
      return currencyProblems(currency, place, '/params/currency');
    }
    case 'consent': {
      if (typeof params.purpose !== 'string' || typeof params.partner !== 'string') {
        return wrong('Say consent for which purpose, and of which role.');
      }
      const pointer = `${place.pointer}/params/partner`;
      return roleProblems(params.partner, site, { ...place, pointer });
    }
    case 'history': {
      const { event, step, days } = params;
      if ((typeof event === 'string') === (typeof step === 'string')) {
        return wrong('Say which event or which step to count.');
      }
      if (days !== undefined && !(typeof days === 'number' && days >= 0)) {
        return wrong('Say over how many days to count.');
      }
      const counted = site.document.nodes.some((node) => node.id === step);
      return step === undefined || counted ? [] : wrong(`There is no step "${step}" to count.`);
    }
    case 'now': {
      const { zone, days, hours } = params;
      if (!isZone(zone ?? 'UTC')) return wrong('Say a time zone such as Europe/Copenhagen.');
      const spans = [days, hours].filter((span) => span !== undefined);
      const asked = ref.path === '$.window';
      if (spans.length > 1 || !spans.every(isSpan) || (asked && spans.length === 0)) {
        return wrong('Say over how many days or hours to look back.');
      }
      return [];
    }
    default:
      return [];
  }
}

export function currencyProblems(currency: string, place: Place, at: string): Diagnostic[] {
  const { currencies } = place.site;
  if (currencies === null || currencies.has(currency)) return [];
  return [
    sayAt(place)(
      'currency-unknown',
      `No one issues the currency ${currency}. Choose one that a partner issues, or add it to a partner.`,
      at,
    ),
  ];
}
