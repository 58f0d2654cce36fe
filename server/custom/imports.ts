/**
 * What a module with custom actions may import. It lies anywhere on the disk, so the words of the contract (`@recipro/schema`,
 * `@recipro/actions`, `zod`) come from this installation where its own folder has none.
 * I1. In the thread where actions run, nothing that reaches the network or starts a process can be imported: the way out is `tools.fetch`.
 *     This keeps honest code honest, it is no prison: a custom action is code that somebody deploys and answers for.
 */
import { registerHooks } from 'node:module';

const OURS = /^(@recipro\/(schema|actions)(\/.*)?|zod(\/.*)?)$/;
const CLOSED =
  /^(node:)?(http|https|http2|net|tls|dgram|dns|dns\/promises|child_process|cluster|worker_threads|inspector|vm|repl)$/;

export function lendOurModules(): void {
  registerHooks({
    resolve(specifier, context, next) {
      if (!OURS.test(specifier)) return next(specifier, context);
      try {
        return next(specifier, context);
      } catch {
        return next(specifier, { ...context, parentURL: import.meta.url });
      }
    },
  });
}

export function closeTheNetwork(): void {
  registerHooks({
    resolve(specifier, context, next) {
      if (CLOSED.test(specifier)) throw new Error(refusal(specifier));
      return next(specifier, context);
    },
  });
  for (const name of ['fetch', 'WebSocket', 'EventSource', 'XMLHttpRequest'])
    Object.defineProperty(globalThis, name, { value: undefined });
  const builtin = process.getBuiltinModule.bind(process);
  process.getBuiltinModule = (name: string) => {
    if (CLOSED.test(name)) throw new Error(refusal(name));
    return builtin(name);
  };
}

function refusal(specifier: string): string {
  return `an action cannot use ${specifier}: it reaches the outside only through tools.fetch in perform`;
}
