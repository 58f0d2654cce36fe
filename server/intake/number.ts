/** Whether a number as it is written survives being a JavaScript number: as many digits as were written come out again, and are the same. */

/** The grammar of JSON. Used from a given place on. */
export const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;

/** Anything this short survives, with or without an exponent. */
export const EXACT_DIGITS = 3;
const PLAIN_DIGITS = 15;
/** Of any number with more digits that count, some are lost. */
const SIGNIFICANT_MAX = 17;
/** No number that is meant is written longer. */
const LITERAL_MAX = 100;

export function isExact(literal: string): boolean {
  const exponent = /[eE]/.test(literal);
  if (!exponent && literal.length <= PLAIN_DIGITS) return true;
  if (literal.length > LITERAL_MAX) return false;
  const value = Number(literal);
  if (!Number.isFinite(value)) return false;
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) return false;
  const written = digits(literal);
  const [significant = ''] = written.split('e');
  if (significant.length > SIGNIFICANT_MAX) return false;
  // Senders write the shortest text of a number, as JavaScript does, or a fixed count of digits; of a tie the two give different halves.
  return [String(value), value.toPrecision(significant.length)].map(digits).includes(written);
}

/** The significant digits and where the point stands: equal for `1.50`, `15e-1` and `1.5`. */
function digits(literal: string): string {
  const [mantissa = '', exponent = '0'] = literal.replace(/^-/, '').toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const all = `${whole}${fraction}`.replace(/^0+/, '');
  const significant = all.replace(/0+$/, '');
  if (significant === '') return '0';
  return `${significant}e${Number(exponent) - fraction.length + all.length - significant.length}`;
}
