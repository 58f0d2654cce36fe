/**
 * Builds what a Dockerfile describes into a folder, without Docker: each stage is a folder, COPY copies what .dockerignore lets through,
 * RUN runs. What the file does not copy is not there, and what it copies must be there.
 */
import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

export type Image = {
  /** The folder that the image has as its `/`. */
  readonly root: string;
  readonly workdir: string;
  readonly env: Readonly<Record<string, string>>;
  readonly user: string;
  readonly command: readonly string[];
  readonly healthcheck: readonly string[];
  /** What each stage is built from, as written after FROM. */
  readonly from: readonly string[];
};

type Stage = {
  readonly root: string;
  workdir: string;
  env: Record<string, string>;
  user: string;
  command: readonly string[];
  healthcheck: readonly string[];
};

/** What a build may take; installing and building the editor take seconds on a quiet machine. */
const RUN_MS = 300_000;
const OUTPUT_BYTES_MAX = 16 * 1024 * 1024;

export async function buildImage(repository: string, into: string): Promise<Image> {
  const text = await readFile(path.join(repository, 'Dockerfile'), 'utf8');
  const ignored = await ignoredBy(repository);
  const stages = new Map<string, Stage>();
  const from: string[] = [];
  let stage: Stage | null = null;
  for (const { word, rest } of instructionsOf(text)) {
    if (word === 'FROM') {
      const [base = '', name = ''] = rest.split(/\s+AS\s+/i);
      from.push(base);
      stage = await newStage(path.join(into, `stage-${from.length}`), stages.get(base));
      stages.set(name, stage);
      continue;
    }
    if (stage === null) throw new Error(`${word} comes before FROM`);
    switch (word) {
      case 'WORKDIR':
        stage.workdir = path.join('/', rest);
        await mkdir(inside(stage, '.'), { recursive: true });
        break;
      case 'COPY':
        await copy(rest, stage, { repository, ignored, stages });
        break;
      case 'RUN':
        await run(rest, stage);
        break;
      case 'ENV':
        for (const pair of rest.split(/\s+/)) {
          const [name = '', value = ''] = pair.split('=');
          stage.env[name] = value;
        }
        break;
      case 'USER':
        stage.user = rest;
        break;
      case 'CMD':
        stage.command = wordsOf(rest);
        break;
      case 'HEALTHCHECK':
        stage.healthcheck = wordsOf(rest.replace(/^.*?\bCMD\s+/, ''));
        break;
      case 'EXPOSE':
        break;
      default:
        throw new Error(`This Dockerfile says ${word}, which is not understood here`);
    }
  }
  if (stage === null) throw new Error('The Dockerfile has no FROM');
  return { ...stage, workdir: inside(stage, '.'), from };
}

function instructionsOf(text: string): readonly { readonly word: string; readonly rest: string }[] {
  return text
    .split('\n')
    .filter((line) => !/^\s*(#|$)/.test(line))
    .join('\n')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .map((line) => {
      const [, word = '', rest = ''] = /^(\w+)\s+(.*)$/.exec(line) ?? [];
      return { word, rest };
    });
}

async function newStage(root: string, base: Stage | undefined): Promise<Stage> {
  await mkdir(root);
  const fresh = { workdir: '/', env: {}, user: 'root', command: [], healthcheck: [] };
  if (base === undefined) return { ...fresh, root };
  await cp(base.root, root, { recursive: true, verbatimSymlinks: true });
  return { ...base, env: { ...base.env }, root };
}

/** A path in a stage: from its root, or from where it works. */
function inside(stage: Stage, place: string): string {
  return path.join(stage.root, path.resolve(stage.workdir, place));
}

async function copy(
  rest: string,
  stage: Stage,
  {
    repository,
    ignored,
    stages,
  }: {
    readonly repository: string;
    readonly ignored: (place: string) => boolean;
    readonly stages: ReadonlyMap<string, Stage>;
  },
): Promise<void> {
  const words = rest.split(/\s+/);
  const options = words.filter((word) => word.startsWith('--'));
  const sources = words.filter((word) => !word.startsWith('--'));
  const target = sources.pop() ?? '';
  const name = options.find((option) => option.startsWith('--from='))?.slice('--from='.length);
  const other = name === undefined ? null : stages.get(name);
  if (other === undefined) throw new Error(`COPY ${rest}: there is no stage ${name}`);
  for (const source of sources) {
    const place = other === null ? path.join(repository, source) : inside(other, source);
    const filter = (each: string) =>
      each === repository || !ignored(path.relative(repository, each));
    if (other === null && !filter(place))
      throw new Error(`COPY ${rest}: .dockerignore leaves ${source} out`);
    const found = await stat(place).catch(() => null);
    if (found === null) throw new Error(`COPY ${rest}: there is no ${source}`);
    if (other !== null) {
      // Tens of thousands of files of packages: a program for that is many times faster.
      await mkdir(inside(stage, target), { recursive: true });
      await promisify(execFile)('cp', ['-RP', `${place}/.`, inside(stage, target)]);
      continue;
    }
    const into = target.endsWith('/') && found.isFile();
    await cp(place, inside(stage, into ? path.join(target, path.basename(source)) : target), {
      recursive: true,
      verbatimSymlinks: true,
      filter,
    });
  }
}

async function run(command: string, stage: Stage): Promise<void> {
  await promisify(execFile)('sh', ['-c', command], {
    cwd: inside(stage, '.'),
    env: { ...outside(), ...stage.env },
    timeout: RUN_MS,
    maxBuffer: OUTPUT_BYTES_MAX,
  });
}

/** What a process in an image has from its base: this Node as `node`, and a home. */
export function outside(): { readonly PATH: string; readonly HOME: string } {
  const node = path.dirname(process.execPath);
  return {
    PATH: `${node}${path.delimiter}${process.env['PATH'] ?? ''}`,
    HOME: process.env['HOME'] ?? '',
  };
}

/** `["node", "server/main.ts"]`, the form that starts no shell. */
function wordsOf(json: string): readonly string[] {
  const words: unknown = JSON.parse(json);
  if (!Array.isArray(words)) throw new Error(`${json} is not a list of words`);
  return words.map(String);
}

async function ignoredBy(repository: string): Promise<(place: string) => boolean> {
  const text = await readFile(path.join(repository, '.dockerignore'), 'utf8');
  const patterns = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return (place) => {
    const parts = place.split(path.sep);
    const above = parts.map((_, index) => parts.slice(0, index + 1).join('/'));
    return patterns.some((pattern) => above.some((each) => path.matchesGlob(each, pattern)));
  };
}
