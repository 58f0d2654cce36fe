/** The words of the app: each is used, each language has all of them and no others, and fills in the same values. */
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import en from '@recipro/editor/src/i18n/en/index.ts';
import da from '@recipro/editor/src/i18n/da/index.ts';
import itWords from '@recipro/editor/src/i18n/it/index.ts';
import { ROOT } from '../tidy/source.ts';

type Tree = { readonly [key: string]: string | Tree };

function flat(tree: Tree, before = ''): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]): [string, string][] =>
      typeof value === 'string' ? [[before + key, value]] : [...flat(value, `${before}${key}.`)],
    ),
  );
}

const english = flat(en);
const places = (text: string) =>
  [...text.matchAll(/\{\{(\w+)\}\}/g)]
    .map((match) => match[1] ?? '')
    .toSorted((a, b) => a.localeCompare(b));

/** Everything in quotes or backticks in the app's own code; what is filled into a template stands for anything. */
function usedIn(folder: string): readonly RegExp[] {
  const code = globSync('**/*.{ts,tsx}', { cwd: folder, exclude: ['i18n/**'] })
    .map((file) => readFileSync(path.join(folder, file), 'utf8'))
    .join('\n');
  return [...code.matchAll(/(['`])([\w-]+(?:\.(?:[\w-]+|\$\{[^}]*\}))+)\1/g)].map((match) => {
    const key = (match[2] ?? '').replaceAll('.', '\\.').replaceAll(/\$\{[^}]*\}/g, '[^.]+');
    return new RegExp(`^${key}$`);
  });
}

describe('the words of the app', () => {
  it('are all used', () => {
    const used = usedIn(path.join(ROOT, 'editor/src'));
    const leftOver = [...english.keys()].filter((key) => {
      const plain = key.replace(/_(zero|one|other)$/, '');
      return !used.some((one) => one.test(plain));
    });
    expect(leftOver).toEqual([]);
  });

  it.each([
    ['Danish', da],
    ['Italian', itWords],
  ])('are there in %s: none missing, none left over, the same values filled in', (_, words) => {
    const theirs = flat(words);
    expect([...theirs.keys()].toSorted()).toEqual([...english.keys()].toSorted());
    for (const [key, text] of theirs) {
      expect(text.trim(), key).toBe(text);
      expect(text, key).not.toBe('');
      // A single thing may be named without its number.
      if (!/_(zero|one)$/.test(key))
        expect([key, places(text)]).toEqual([key, places(english.get(key) ?? '')]);
    }
  });
});
