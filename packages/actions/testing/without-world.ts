/** Runs a function while the clock, chance and the network throw when they are touched, so that a plan that reads them is found out. */
export function withoutWorld<Value>(work: () => Value): Value {
  const swaps: readonly [object, string, unknown][] = [
    [globalThis, 'Date', dateWithoutNow()],
    [globalThis, 'performance', untouchable('performance')],
    [globalThis, 'crypto', untouchable('crypto')],
    [globalThis, 'fetch', () => refuse('fetch')],
    [Math, 'random', () => refuse('Math.random')],
  ];
  const real = swaps.map(([owner, name]) => Object.getOwnPropertyDescriptor(owner, name) ?? {});
  for (const [owner, name, value] of swaps)
    Object.defineProperty(owner, name, { configurable: true, writable: true, value });
  try {
    return work();
  } finally {
    swaps.forEach(([owner, name], index) =>
      Object.defineProperty(owner, name, real[index] ?? { value: undefined }),
    );
  }
}

function refuse(what: string): never {
  throw new Error(`plan touched ${what}; take the time from context.nowMs and leave the rest out`);
}

function untouchable(what: string): object {
  return new Proxy({}, { get: () => refuse(what) });
}

/** A Date that only knows the times it is given. */
function dateWithoutNow(): DateConstructor {
  return new Proxy(Date, {
    construct: (target, values) =>
      values.length === 0 ? refuse('new Date()') : Reflect.construct(target, values),
    apply: () => refuse('Date()'),
    get: (target, name) =>
      name === 'now' ? () => refuse('Date.now') : Reflect.get(target, name, target),
  });
}
