/** The judge of the Dockerfile is judged: it must see a file that is not there, one that is left out, a stage that is not, and a command that fails. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildImage } from './image.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'recipro-dockerfile-'));
  await mkdir(path.join(root, 'repository', 'src', 'dist'), { recursive: true });
  await mkdir(path.join(root, 'images'));
  await writeFile(path.join(root, 'repository', 'src', 'a.txt'), 'a');
  await writeFile(path.join(root, 'repository', 'src', 'dist', 'b.txt'), 'b');
  await writeFile(path.join(root, 'repository', '.env'), 'SECRET=1');
  await writeFile(path.join(root, 'repository', '.dockerignore'), '# comment\n.*\n**/dist\n');
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function build(...lines: readonly string[]) {
  const repository = path.join(root, 'repository');
  await writeFile(path.join(repository, 'Dockerfile'), `${lines.join('\n')}\n`);
  return buildImage(repository, path.join(root, 'images'));
}

describe('an image built without Docker', () => {
  it('holds what was copied, made and carried over from another stage, and says how it is run', async () => {
    const image = await build(
      'FROM node:1 AS made',
      'WORKDIR /app',
      'COPY src src/',
      'RUN cat src/a.txt \\',
      '  > c.txt',
      'FROM node:1',
      'ENV A=1 B=two',
      'WORKDIR /app',
      'COPY --from=made --chown=node:node /app ./',
      'USER node',
      'HEALTHCHECK --interval=1s CMD ["true"]',
      'CMD ["node", "a.ts"]',
    );
    expect((await readdir(image.workdir)).toSorted()).toEqual(['c.txt', 'src']);
    expect(await readdir(path.join(image.workdir, 'src'))).toEqual(['a.txt']);
    expect(await readFile(path.join(image.workdir, 'c.txt'), 'utf8')).toBe('a');
    expect(image).toMatchObject({
      env: { A: '1', B: 'two' },
      user: 'node',
      command: ['node', 'a.ts'],
      healthcheck: ['true'],
      from: ['node:1', 'node:1'],
    });
  });

  it.each([
    ['copies what is not there', 'COPY nothing ./', 'there is no nothing'],
    ['copies what is left out', 'COPY .env ./', '.dockerignore leaves .env out'],
    ['copies from no stage', 'COPY --from=nobody /a ./', 'there is no stage nobody'],
    ['runs what fails', 'RUN exit 3', 'exit 3'],
    ['says what is not understood', 'ADD a b', 'ADD'],
  ])('is refused where the Dockerfile %s', async (_, line, said) => {
    await expect(build('FROM node:1', 'WORKDIR /app', line)).rejects.toThrow(said);
  });
});
