/** Statements that never change: prepared once on each connection, under a name that follows from their text. */
import { hash } from 'node:crypto';

export type Statement<Values extends readonly unknown[], Row extends object> = {
  readonly name: string;
  readonly text: string;
  /** Only there for the types: what goes in and what comes out. */
  readonly shape?: (...values: Values) => Row;
};

/** A statement for many rows at once; each of its parameters is one column of them, as an array. */
export type Bulk<Given extends readonly unknown[], Row extends object> = {
  readonly name: string;
  readonly text: string;
  readonly columns: number;
  readonly shape?: (...given: Given) => Row;
};

export function statement<Values extends readonly unknown[], Row extends object = object>(
  text: string,
): Statement<Values, Row> {
  return { name: nameOf(text), text };
}

/** The text says `unnest(COLUMNS)`; `types` are those of the columns, in order. */
export function bulk<Given extends readonly unknown[], Row extends object = object>(
  types: string,
  text: string,
): Bulk<Given, Row> {
  const each = types.split(' ');
  const columns = each.map((type, index) => `$${index + 1}::${type}[]`).join(', ');
  const whole = text.replace('COLUMNS', columns);
  return { name: nameOf(whole), text: whole, columns: each.length };
}

function nameOf(text: string): string {
  return hash('sha256', text, 'hex').slice(0, 32);
}
