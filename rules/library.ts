/**
 * Asks the unmodified json-rules-engine for an answer, from values that were read already. It is what defines the meaning of
 * conditions; the closures of conditions.ts are what is fast. Not exported with the rest of the core, so that an editor need not load the library.
 */
import { Engine } from 'json-rules-engine';
import type { TopLevelCondition } from 'json-rules-engine';
import { slotKey } from './facts.ts';
import { rooted } from './export.ts';
import { OWN } from './operators.ts';
import type { Decision } from './step.ts';

/**
 * Whether the condition is met. Null where the library rejects it, as it does a list operator without a list; the program
 * counts such a comparison as not met. A fact that was not needed for the answer is nothing to the library.
 */
export async function decideInLibrary(decision: Decision): Promise<boolean | null> {
  const { condition, named, facts } = decision;
  const engine = new Engine([], { allowUndefinedFacts: true });
  addOperators(engine);
  for (const [name, item] of Object.entries(named)) engine.setCondition(name, forLibrary(item));
  const values = new Map(facts.map(({ source, value }) => [slotKey(source), value]));
  for (const name of new Set(facts.map(({ source }) => source.fact))) {
    engine.addFact(name, (params) => values.get(slotKey({ fact: name, params })));
  }
  engine.addRule({ conditions: forLibrary(condition), event: { type: 'met' } });
  try {
    const { events } = await engine.run();
    return events.length > 0;
  } catch {
    return null;
  }
}

/** What a host of exported rules must give its engine before it runs them. */
export function addOperators(engine: Engine): void {
  for (const [name, make] of OWN) engine.addOperator(name, make());
}

/** The library writes into what it is given. */
function forLibrary(condition: Decision['condition']): TopLevelCondition {
  return structuredClone(rooted(condition)) as TopLevelCondition;
}
