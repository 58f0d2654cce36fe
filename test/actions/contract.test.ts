/** Every built-in action keeps the contract that a third party's action is held to. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { builtInActions, catalogOf } from '@recipro/actions';
import { testAction } from '@recipro/actions/testing.ts';
import { CURRENCIES, EXAMPLES } from './examples.ts';
import { ROOT } from '../tidy/source.ts';

describe('the built-in actions', () => {
  for (const [kind, action] of builtInActions) {
    it(`${kind} keeps the contract of an action`, () => {
      const valid = (EXAMPLES[kind] ?? []).map((params) => ({ params }));
      testAction(action, { valid, currencies: CURRENCIES });
    });

    it(`${kind} has an icon that the editor's icon set knows`, () => {
      const name = action.icon.replaceAll(/(^|-)([a-z])/g, (_, __, letter: string) =>
        letter.toUpperCase(),
      );
      const icons = path.join(ROOT, 'editor/node_modules/@tabler/icons-react/dist/esm/icons');
      expect(readdirSync(icons)).toContain(`Icon${name}.mjs`);
    });
  }

  it('are one file each, and none is forgotten in the catalogue', () => {
    const files = readdirSync(path.join(ROOT, 'packages/actions'))
      .filter((file) => /^[a-z]+-[a-z]+\.ts$/.test(file))
      .map((file) => file.replace('.ts', '').replace('-', '.'));
    expect([...builtInActions.keys()].toSorted()).toEqual(files.toSorted());
  });

  it('cannot be two of one kind', () => {
    const [first] = builtInActions.values();
    expect(() => catalogOf([first!, first!])).toThrow(/points\.credit/);
  });
});
