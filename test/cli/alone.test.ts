/** The command line without a server: dry runs, reasons for what fails, and help for what was called wrongly. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Problem, Workflow } from '@recipro/schema';
import { COMMANDS } from '@recipro/server/cli/commands.ts';
import { makeDataDir, recipro } from '../process.ts';

const ID = 'pay-a-ride-with-points';
const TEMPLATE = path.resolve(import.meta.dirname, `../../packages/templates/${ID}.json`);

let folder: string;
beforeAll(async () => {
  folder = await makeDataDir();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const run = (...words: string[]) => recipro(words, { dataDir: path.join(folder, 'data') });

async function inFile(name: string, value: unknown): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, typeof value === 'string' ? value : JSON.stringify(value));
  return file;
}

describe('the command line without a server', () => {
  it('tries a document with its own cases, and ends with 1 when one fails', async () => {
    const good = await run('simulate', TEMPLATE);
    expect(good).toMatchObject({ code: 0, stderr: '' });
    expect(good.stdout).toMatch(/^pass {2}/);
    const one = await run('simulate', TEMPLATE, '--case', '2');
    expect(one.stdout.match(/^(pass|FAIL)/gm)).toHaveLength(1);
    const document = Workflow.parse(JSON.parse(await readFile(TEMPLATE, 'utf8')));
    const wrong = { ...document.cases?.[0], title: 'Wrong', expect: { vouchers: 9 } };
    const file = await inFile('case.json', wrong);
    const bad = await run('simulate', TEMPLATE, '--case-file', file, '--json');
    expect(bad.code).toBe(1);
    expect(JSON.parse(bad.stdout)).toMatchObject({
      items: [
        { title: 'Wrong', result: { failures: [{ message: expect.stringContaining('9') }] } },
      ],
    });
  });

  it('reads a document that is piped in', async () => {
    const stdin = await readFile(TEMPLATE, 'utf8');
    const dataDir = path.join(folder, 'data');
    const ran = await recipro(['workflow', 'import', '-', '--json'], { dataDir, stdin });
    expect(JSON.parse(ran.stdout)).toMatchObject({ id: ID, revision: expect.any(Number) });
    const out = await run('workflow', 'export', ID);
    expect(JSON.parse(out.stdout)).toEqual(JSON.parse(stdin));
  });

  it('lists the templates with the roles to fill', async () => {
    const ran = await run('template', 'list', '--json');
    expect(JSON.parse(ran.stdout)).toMatchObject({
      items: expect.arrayContaining([expect.objectContaining({ id: ID })]),
    });
  });

  it('says that nobody answers when an event cannot be sent', async () => {
    await run('partner', 'add', 'rydo');
    const words = 'event send --type a --source rydo --subject b --url http://127.0.0.1:9';
    const ran = await run(...words.split(' '));
    expect(ran).toMatchObject({ code: 1, stdout: '' });
    expect(ran.stderr).toMatch(/http:\/\/127\.0\.0\.1:9\/v1\/events gave no answer/);
    expect(ran.stderr).not.toMatch(/\.ts:\d/);
  });
});

describe('a failure', () => {
  it.each([
    [['workflow', 'publish', 'none'], 'There is no workflow "none"'],
    [['workflow', 'import', 'no-file.json'], 'no-file.json cannot be read'],
    [['template', 'use', 'none'], 'There is no template none'],
    [['partner', 'add', 'Not An Id'], 'lower-case letters'],
    [['template', 'use', ID, '--partner', 'nobody=x'], 'has no role nobody'],
  ])('of %j ends with 1 and a reason', async (words, reason) => {
    const ran = await run(...words);
    expect(ran).toMatchObject({ code: 1, stdout: '' });
    expect(ran.stderr).toContain(reason);
    expect(ran.stderr).not.toMatch(/\.ts:\d/);
  });

  it('is a problem document with --json', async () => {
    const ran = await run('workflow', 'publish', 'none', '--json');
    expect(Problem.parse(JSON.parse(ran.stderr)).code).toBe('workflow-unknown');
  });

  it('lists what is wrong in a file, place by place', async () => {
    const odd = { id: 'odd', name: '', roles: [], nodes: [{ kind: 'end' }], edges: [], color: 1 };
    const { stderr } = await run('workflow', 'import', await inFile('odd.json', odd));
    for (const place of ['/name', '/nodes/0/id', '/color']) {
      expect(stderr).toContain(`  ${place}: `);
    }
    const broken = await run('workflow', 'import', await inFile('broken.json', '{'));
    expect(broken.stderr).toContain('is not JSON');
  });
});

describe('called wrongly', () => {
  it.each([
    [['fly'], 'There is no command fly'],
    [['partner', 'add'], '<id> is missing'],
    [['partner', 'list', 'a'], 'one word too many'],
    [['verify', '--loud'], '--loud'],
    [['partner', 'add', 'a', '--currency', 'CARD'], 'CODE:Name'],
    [['event', 'send', '--type', 'a'], '--source is missing'],
    [['simulate', TEMPLATE, '--case', 'x'], 'has no case x'],
  ])('as %j it ends with 2, says why and shows the help', async (words, reason) => {
    const ran = await run(...words);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain(reason);
    expect(ran.stderr).toContain('Usage: recipro');
  });

  it('it shows what it can do, and how', async () => {
    const all = await run('--help');
    expect(all.code).toBe(0);
    for (const { name, summary } of COMMANDS) {
      expect(all.stdout).toMatch(new RegExp(`^ {2}${name} .*${summary.slice(0, 20)}`, 'm'));
    }
    const one = await run('event', 'send', '--help');
    const eventSend = COMMANDS.find(({ name }) => name === 'event send');
    expect(one).toMatchObject({ code: 0, stderr: '' });
    expect(one.stdout).toContain('Usage: recipro event send [file] [options]');
    for (const flag of ['json', 'help', ...Object.keys(eventSend?.flags ?? {})]) {
      expect(one.stdout).toContain(`--${flag}`);
    }
  });
});
