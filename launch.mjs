/**
 * The one door for `npm start`, `npm test`, `npm run recipro` and `npm run bench`: plain JavaScript that runs on any Node from 18 on.
 * It brings what is missing (a newer Node, the packages, the built editor, servers for tests) and then hands over.
 * Everything it says goes to stderr, so that a command's own output stays clean.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const NODE_VERSION = '24.21.0';
const PNPM = 'pnpm@12.21.0';
const root = path.dirname(fileURLToPath(import.meta.url));
const windows = process.platform === 'win32';
const inRoot = (...parts) => path.join(root, ...parts);
const say = (text) => process.stderr.write(`${text}\n`);

/** Runs a command to its end; its output is shown only when it fails, or as it comes when `loud`. */
function run(command, args, { loud = false, env = process.env } = {}) {
  const stdio = loud ? 'inherit' : ['ignore', 'pipe', 'pipe'];
  const result = spawnSync(command, args, {
    cwd: root,
    env,
    stdio,
    encoding: 'utf8',
    shell: windows,
  });
  if (result.status === 0) return;
  if (!loud) say(`${result.stdout ?? ''}${result.stderr ?? ''}${result.error?.message ?? ''}`);
  say(`failed: ${command} ${args.join(' ')}`);
  process.exit(result.status || 1);
}

/** One step with its name and how long it took; skipped in silence when `fresh`. */
function step(name, fresh, work) {
  if (fresh) return;
  const startedMs = Date.now();
  process.stderr.write(`· ${name} … `);
  work();
  say(`${((Date.now() - startedMs) / 1000).toFixed(1)} s`);
}

/** A Node that is new enough: this one, or one brought into an ignored folder. Returns the folder of its binary. */
function findNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 18)) return path.dirname(process.execPath);
  const name = `node-${windows ? 'win' : process.platform}-${process.arch}`;
  const folder = inRoot('.runtime', 'node_modules', name, 'bin');
  step(
    `Node ${process.versions.node} is too old here; bringing Node ${NODE_VERSION} into .runtime`,
    existsSync(path.join(folder, windows ? 'node.exe' : 'node')),
    () =>
      run('npm', [
        'install',
        '--prefix',
        inRoot('.runtime'),
        '--no-save',
        '--ignore-scripts',
        `${name}@${NODE_VERSION}`,
      ]),
  );
  return folder;
}

/** A digest that changes when any of these files or folders does (name, size and time, not content, to be quick). */
function digest(...places) {
  const hash = createHash('sha256').update(process.arch);
  const visit = (place) => {
    const stat = statSync(place);
    if (!stat.isDirectory()) {
      hash.update(`${place}\0${stat.size}\0${stat.mtimeMs}\n`);
      return;
    }
    for (const name of readdirSync(place).sort()) {
      if (name !== 'node_modules' && name !== 'dist') visit(path.join(place, name));
    }
  };
  for (const place of places) visit(inRoot(place));
  return hash.digest('hex');
}

/** Does the work when the stamp file does not hold this digest, and stamps it afterwards. */
function keepFresh(name, stamp, current, work) {
  const fresh = existsSync(stamp) && readFileSync(stamp, 'utf8') === current;
  step(name, fresh, () => {
    work();
    mkdirSync(path.dirname(stamp), { recursive: true });
    writeFileSync(stamp, current);
  });
}

const env = { ...process.env };
const nodeFolder = findNode();
const pathName = Object.keys(env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH';
env[pathName] =
  `${nodeFolder}${path.delimiter}${inRoot('node_modules', '.bin')}${path.delimiter}${env[pathName]}`;
const node = path.join(nodeFolder, windows ? 'node.exe' : 'node');

function install() {
  keepFresh(
    'Installing packages',
    inRoot('node_modules', '.recipro-stamp'),
    digest('pnpm-lock.yaml'),
    () =>
      run('npx', ['--yes', PNPM, 'install', '--frozen-lockfile'], { env: { ...env, CI: 'true' } }),
  );
}

function buildEditor() {
  const sources = digest('editor', 'rules', 'packages/schema', 'pnpm-lock.yaml');
  keepFresh('Building the editor', inRoot('editor', 'dist', '.stamp'), sources, () =>
    run(
      node,
      [inRoot('editor', 'node_modules', 'vite', 'bin', 'vite.js'), 'build', inRoot('editor')],
      { env },
    ),
  );
}

/** By package of Debian, the program that shows that it is there. */
const SERVERS = {
  'redis-server': 'redis-server',
  chromium: 'chromium',
  // The shell puts in the version of PostgreSQL; of several, the first is enough.
  postgresql: '/usr/lib/postgresql/*/bin/postgres',
};

/** What is needed beyond Node. Installed when we may (root on Debian), otherwise named in one line. */
function needServers(who, wanted) {
  const has = (binary) => spawnSync('sh', ['-c', `set -- ${binary}; command -v "$1"`]).status === 0;
  const packages = wanted.filter((name) => !has(SERVERS[name]));
  if (packages.length === 0) return;
  if (process.getuid?.() === 0 && has('apt-get')) {
    step(`Installing ${packages.join(' and ')} for ${who}`, false, () => {
      const quiet = { env: { ...env, DEBIAN_FRONTEND: 'noninteractive' } };
      run('apt-get', ['update', '-qq'], quiet);
      run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], quiet);
    });
    return;
  }
  say(
    `For ${who} install ${packages.join(' and ')} first (on Debian: sudo apt-get install ${packages.join(' ')}).`,
  );
  process.exit(1);
}

/** Hands the terminal over to the program and ends as it ends. */
function become(args) {
  const child = spawn(node, args, { cwd: root, env, stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
}

const bin = (name) => inRoot('node_modules', '.bin', windows ? `${name}.cmd` : name);

function test(args) {
  needServers('the tests', ['redis-server', 'chromium', 'postgresql']);
  buildEditor();
  step('Checking format', false, () => run(bin('oxfmt'), ['--check', '.'], { env }));
  step('Checking lint', false, () => run(bin('oxlint'), ['--type-aware'], { env }));
  step('Checking types', false, () => run(bin('tsc'), ['--noEmit'], { env }));
  step('Looking for what nobody uses', false, () => run(bin('knip'), [], { env }));
  become([inRoot('node_modules', 'vitest', 'vitest.mjs'), 'run', ...args]);
}

const [command, ...args] = process.argv.slice(2);
const commands = {
  start: () => {
    buildEditor();
    become([inRoot('server', 'main.ts'), ...args]);
  },
  test: () => test(args),
  recipro: () => become([inRoot('server', 'cli', 'main.ts'), ...args]),
  bench: () => {
    if (args.includes('peers')) needServers('this race', ['redis-server']);
    if (args.includes('scale')) needServers('this race', ['redis-server', 'postgresql']);
    become([inRoot('bench', 'main.ts'), ...args]);
  },
};
if (!Object.hasOwn(commands, command)) {
  say(`Usage: node launch.mjs ${Object.keys(commands).join(' | ')}`);
  process.exit(2);
}
install();
commands[command]();
