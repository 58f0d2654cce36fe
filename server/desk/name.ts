/** Makes an id from what a person calls a thing: `Søren’s Rides & More` becomes `sorens-rides-more`. */

const ID_LENGTH_MAX = 48;
/** Letters that do not come apart into a plain letter and a mark. */
const LETTERS: Readonly<Record<string, string>> = {
  ø: 'o',
  æ: 'ae',
  œ: 'oe',
  ß: 'ss',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
};

/** Always a valid id. `place` 2 and up tells apart ids of the same name. */
export function idFromName(name: string, place = 1): string {
  const words = name
    .toLowerCase()
    .replace(/[øæœßłđðþ]/g, (letter) => LETTERS[letter] ?? letter)
    .normalize('NFKD')
    .replace(/[\u0300-\u036f'’]/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  const start = /^[a-z]/.test(words) ? words : `workflow-${words}`;
  const suffix = place > 1 ? `-${place}` : '';
  return start.slice(0, ID_LENGTH_MAX - suffix.length).replace(/-+$/, '') + suffix;
}
