/**
 * A step of a trace without what every run says alike: its shape is the step with holes, and a run keeps only what fills them.
 * Shapes are learnt from steps alone. The first shape is one step as it was; where the next one differs, a wider shape has a hole.
 * T1. `filled` gives back exactly the step that `fit` took apart. T2. A wider shape fits all that the narrower one fitted.
 * T3. Which parts of a condition were evaluated is no hole but another shape, so that each shape stays a sentence of its own.
 */
import type { Json } from '@recipro/schema';

export type Shape =
  | { readonly is: string | number | boolean | null }
  | { readonly hole: true }
  | { readonly list: readonly Shape[] }
  | { readonly names: readonly string[]; readonly items: readonly Shape[] };

export type Fit =
  | { readonly fits: true; readonly values: readonly Json[] }
  /** The wider shape that fits both, or null where they are not alike. */
  | { readonly fits: false; readonly wider: Shape | null };

type Likeness = 'same' | 'alike' | 'other';
const HOLE: Shape = { hole: true };

/** A value of JSON, in which a name without a value is as good as absent. */
export function shapeOf(value: unknown): Shape {
  if (isPlain(value)) return { is: value };
  if (Array.isArray(value)) return { list: value.map(shapeOf) };
  const entries = Object.entries(recordOf(value)).filter(([, item]) => item !== undefined);
  return {
    names: entries.map(([name]) => name),
    items: entries.map(([, item]) => shapeOf(item)),
  };
}

export function fit(shape: Shape, step: object): Fit {
  const values: Json[] = [];
  const found = compare(shape, step, values, true);
  if (found === 'same') return { fits: true, values };
  return { fits: false, wider: found === 'alike' ? widened(shape, step) : null };
}

/** The value whose holes, in order, are filled with these. */
export function filled(shape: Shape, values: readonly Json[]): Json {
  let next = 0;
  function fill(part: Shape): Json {
    if ('is' in part) return part.is;
    if ('hole' in part) return values[next++] ?? null;
    if ('list' in part) return part.list.map(fill);
    return Object.fromEntries(part.items.map((item, place) => [part.names[place], fill(item)]));
  }
  return fill(shape);
}

/** Puts what is in the holes into `values`, as far as the two are the same. Plain loops: it meets every value of every trace. */
function compare(shape: Shape, value: unknown, values: Json[], whole: boolean): Likeness {
  if ('is' in shape) return shape.is === value ? 'same' : 'alike';
  if ('hole' in shape) {
    values.push(value as Json);
    return 'same';
  }
  let found: Likeness = 'same';
  if ('list' in shape) {
    if (!Array.isArray(value) || value.length !== shape.list.length) return 'alike';
    for (let place = 0; place < value.length; place += 1) {
      const item = shape.list[place];
      const one = item === undefined ? 'other' : compare(item, value[place], values, false);
      if (one === 'other') return 'other';
      if (one === 'alike') found = 'alike';
    }
    return found;
  }
  if (isPlain(value) || Array.isArray(value)) return 'alike';
  const record = recordOf(value);
  if (!sameNames(shape.names, record)) return whole || 'met' in record ? 'other' : 'alike';
  for (let place = 0; place < shape.names.length; place += 1) {
    const name = shape.names[place];
    const item = shape.items[place];
    if (name === undefined || item === undefined) return 'other';
    const one = compare(item, record[name], values, false);
    if (one === 'other') return 'other';
    if (one === 'alike') found = 'alike';
  }
  return found;
}

/** In the same order, so that the text of a trace comes back as it was. */
function sameNames(names: readonly string[], record: Values): boolean {
  let place = 0;
  for (const name in record) {
    if (record[name] === undefined) continue;
    if (names[place] !== name) return false;
    place += 1;
  }
  return place === names.length;
}

/** The shape with a hole wherever the two differ. They are alike. */
function widened(shape: Shape, value: unknown): Shape {
  if (compare(shape, value, [], false) === 'same') return shape;
  if ('list' in shape && Array.isArray(value) && value.length === shape.list.length)
    return { list: shape.list.map((item, place) => widened(item, value[place])) };
  if ('names' in shape && !isPlain(value) && !Array.isArray(value)) {
    const record = recordOf(value);
    const { names } = shape;
    if (sameNames(names, record))
      return {
        names,
        items: shape.items.map((item, place) => widened(item, record[names[place] ?? ''])),
      };
  }
  return HOLE;
}

type Values = Readonly<Record<string, unknown>>;

function isPlain(value: unknown): value is string | number | boolean | null {
  return value === null || typeof value !== 'object';
}

/** What is neither plain nor a list, in a trace, is a record. */
function recordOf(value: unknown): Values {
  return value as Values;
}
