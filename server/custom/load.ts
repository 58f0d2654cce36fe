/**
 * The actions of this installation: the built-in ones, and those that a developer has put into a folder or a package named in ACTIONS.
 * L1. A custom action's words and parameters are read here; its functions only ever run in a thread of their own.
 * L2. A module that does not load, loops, or holds no sound action is refused at start, by name, with the reason.
 */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { builtInActions, catalogOf } from '@recipro/actions';
import { checkWords } from '@recipro/actions/words.ts';
import { Declined, Effect, Json } from '@recipro/schema';
import type { Action, ActionCatalog, Plan } from '@recipro/schema';
import { z } from 'zod';
import { AppError } from '../errors.ts';
import type { Report } from '../errors.ts';
import { actionsOf } from './actions-of.ts';
import { lendOurModules } from './imports.ts';
import { openRoom } from './room.ts';
import type { Room } from './room.ts';

const MODULE = /\.(ts|mts|js|mjs)$/;
const NOT_AN_ACTION = /\.(test|d)\.\w+$/;
const FILES_MAX = 500;

const AnyPlan = z.union([
  z.strictObject({
    effects: z.array(Effect).max(100),
    result: z.record(z.string(), Json).optional(),
  }),
  z.strictObject({ declined: Declined }),
]);

/** What the core resolves parameters to. */
type Params = Readonly<Record<string, Json>>;

export type LoadedActions = {
  readonly catalog: ActionCatalog;
  close(): Promise<void>;
};

/** `wrong-setting`. Places are folders or names of packages. */
export async function loadActions(
  places: readonly string[],
  deps: { readonly report: Report; readonly nowMs: () => number },
): Promise<LoadedActions> {
  if (places.length === 0) return { catalog: builtInActions, close: async () => {} };
  const modules = places.flatMap(modulesOf);
  lendOurModules();
  const room = await openRoom({ ...deps, modules }).catch((error: unknown) => refuse(error));
  try {
    const custom: Action[] = [];
    for (const module of modules) {
      for (const action of actionsOf(await import(module))) {
        checkWords(action);
        custom.push(guarded(action, room));
      }
    }
    return {
      catalog: catalogOf([...builtInActions.values(), ...custom]),
      close: () => room.close(),
    };
  } catch (error) {
    await room.close();
    return refuse(error);
  }
}

function refuse(error: unknown): never {
  const why = error instanceof Error ? error.message : String(error);
  throw new AppError('wrong-setting', `ACTIONS: ${why}`, { cause: error });
}

/** The same action, whose functions run in the room. */
function guarded(action: Action, room: Room): Action {
  const { kind } = action;
  const plan: Action['plan'] = (params, { currency, ...context }): Plan => {
    try {
      return planOf(room.plan({ kind, params: params as Params, ...context }, currency));
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new Error(`The action ${kind} failed: ${why}.`, { cause: error });
    }
  };
  if (action.perform === undefined) return { ...action, plan };
  return { ...action, plan, perform: (input, tools) => room.perform(kind, input, tools) };
}

function planOf(given: unknown): Plan {
  const plan = AnyPlan.safeParse(given);
  if (!plan.success)
    throw new Error(`plan gave neither effects nor a refusal: ${z.prettifyError(plan.error)}`);
  const { data } = plan;
  if ('declined' in data) return data;
  return data.result === undefined
    ? { effects: data.effects }
    : { effects: data.effects, result: data.result };
}

/** The modules of a folder (each file but its tests), or the one of a package. */
function modulesOf(place: string): readonly string[] {
  if (existsSync(place) && statSync(place).isDirectory()) {
    const files = readdirSync(place)
      .filter((file) => MODULE.test(file) && !NOT_AN_ACTION.test(file))
      .toSorted();
    if (files.length === 0) refuse(new Error(`the folder ${place} holds no .ts or .js file`));
    if (files.length > FILES_MAX) refuse(new Error(`${place} holds more than ${FILES_MAX} files`));
    return files.map((file) => pathToFileURL(path.resolve(place, file)).href);
  }
  try {
    const found = createRequire(path.join(process.cwd(), 'here.js')).resolve(place);
    return [pathToFileURL(found).href];
  } catch (error) {
    throw new AppError(
      'wrong-setting',
      `ACTIONS: ${place} is neither a folder nor a package that is installed here`,
      { cause: error },
    );
  }
}
