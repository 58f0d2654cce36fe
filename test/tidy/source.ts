/** The project's own source files as the tidy tests read them: path, text, and the files each one imports. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

export const ROOT = path.resolve(import.meta.dirname, '../..');

export type Source = {
  /** Relative to the root, with forward slashes. */
  readonly file: string;
  readonly text: string;
  /** Files of ours that it imports, type imports included. */
  readonly imports: readonly string[];
  /** Packages from outside that it imports, `node:` ones included. */
  readonly packages: readonly string[];
};

/** Every file that git tracks or would track. */
export function files(): readonly string[] {
  const list = (args: string[]) =>
    execFileSync('git', ['ls-files', ...args], { cwd: ROOT, encoding: 'utf8' }).split('\n');
  const gone = new Set(list(['--deleted']));
  return list(['--cached', '--others', '--exclude-standard'])
    .filter((file) => file !== '' && !gone.has(file))
    .toSorted();
}

const OURS: Readonly<Record<string, string>> = {
  '@recipro/schema': 'packages/schema',
  '@recipro/actions': 'packages/actions',
  '@recipro/client': 'packages/client',
  '@recipro/templates': 'packages/templates',
  '@recipro/rules': 'rules',
  '@recipro/server': 'server',
  '@recipro/editor': 'editor',
};

export function sources(): readonly Source[] {
  return files()
    .filter((file) => /\.(ts|tsx|mjs)$/.test(file))
    .map((file) => read(file));
}

function read(file: string): Source {
  const text = readFileSync(path.join(ROOT, file), 'utf8');
  const imports: string[] = [];
  const packages: string[] = [];
  for (const specifier of specifiers(text)) {
    const target = resolve(file, specifier);
    if (target === null) packages.push(specifier);
    else imports.push(target);
  }
  return { file, text, imports, packages };
}

/** The modules named in `import … from`, `export … from`, `import('…')` and a bare `import '…'`. */
function specifiers(text: string): readonly string[] {
  const found = text.matchAll(
    /^\s*(?:import|export)\s(?:[^'"]*?\sfrom\s)?\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/gm,
  );
  return [...found].map((match) => match[1] ?? match[2] ?? '');
}

function resolve(file: string, specifier: string): string | null {
  if (specifier.startsWith('.')) return path.posix.join(path.posix.dirname(file), specifier);
  const name = specifier.split('/').slice(0, 2).join('/');
  const folder = OURS[name];
  if (folder === undefined) return null;
  const rest = specifier.slice(name.length + 1);
  return rest === '' ? `${folder}/index.ts` : `${folder}/${rest}`;
}
