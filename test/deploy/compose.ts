/** compose.yaml as data: parsed, its anchors merged, its variables filled in from an .env file as compose does. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

const Service = z.strictObject({
  image: z.string(),
  build: z.string().optional(),
  restart: z.string().optional(),
  stop_grace_period: z.string().optional(),
  depends_on: z.record(z.string(), z.strictObject({ condition: z.string() })).optional(),
  environment: z.record(z.string(), z.string()).default({}),
  command: z.array(z.string()).optional(),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  deploy: z.strictObject({ replicas: z.int() }).optional(),
  healthcheck: z
    .strictObject({
      test: z.array(z.string()),
      interval: z.string(),
      timeout: z.string(),
      retries: z.int(),
    })
    .optional(),
});
export type Service = z.infer<typeof Service>;

const Compose = z.looseObject({
  services: z.record(z.string(), Service),
  volumes: z.record(z.string(), z.null()),
});

/** `${NAME}`, `${NAME:-what else}`, `${NAME:?what to say}`. */
const VARIABLE = /\$\{(\w+)(?::([-?])([^}]*))?\}/g;

export async function readCompose(
  repository: string,
  given: Readonly<Record<string, string>>,
): Promise<{
  readonly services: Readonly<Record<string, Service>>;
  readonly asked: ReadonlySet<string>;
}> {
  const text = await readFile(path.join(repository, 'compose.yaml'), 'utf8');
  const asked = new Set<string>();
  const filled = text.replaceAll(VARIABLE, (_, name: string, kind?: string, words?: string) => {
    asked.add(name);
    const value = given[name] ?? '';
    if (value === '' && kind === '?') throw new Error(`${name}: ${words}`);
    return value === '' && kind === '-' ? (words ?? '') : value;
  });
  const { services, volumes } = Compose.parse(parse(filled, { merge: true }));
  for (const [name, service] of Object.entries(services)) {
    for (const volume of service.volumes)
      if (!((volume.split(':')[0] ?? '') in volumes))
        throw new Error(`${name} mounts ${volume}, which is not declared`);
    for (const other of Object.keys(service.depends_on ?? {}))
      if (!(other in services)) throw new Error(`${name} waits for ${other}, which is not there`);
  }
  return { services, asked };
}

/** The names in .env.example, with their values. */
export async function readExample(repository: string): Promise<Readonly<Record<string, string>>> {
  const text = await readFile(path.join(repository, '.env.example'), 'utf8');
  return Object.fromEntries(
    [...text.matchAll(/^(\w+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value]),
  );
}
