/** Opens what the server and the command line both stand on: the store that the settings name, the actions, the templates, the key. */
import type { Config } from './config.ts';
import { readSecretKey } from './config.ts';
import { loadActions } from './custom/load.ts';
import type { Desk } from './desk/desk.ts';
import { readTemplates } from './desk/templates.ts';
import type { Report } from './errors.ts';
import { createSeal } from './seal.ts';
import type { Patience } from './storage/postgres/open.ts';
import type { Storage } from './storage/storage.ts';

export type OpenDesk = Desk & { close(): Promise<void> };

/** `patience` is for a database that is starting just now; without it, its absence is told at once. */
export async function openDesk(
  config: Config,
  report: Report,
  patience?: Patience,
): Promise<OpenDesk> {
  const seal = createSeal(readSecretKey(config));
  const actions = await loadActions(config.actions, { report, nowMs: Date.now });
  try {
    const storage = await openStorage(config, patience);
    const close = async () => {
      await actions.close();
      await storage.close();
    };
    return {
      storage,
      actions: actions.catalog,
      templates: readTemplates(),
      seal,
      now: Date.now,
      close,
    };
  } catch (error) {
    await actions.close();
    throw error;
  }
}

/** Adapters are loaded when they are chosen: one that is not used costs a third of a second at every start. */
async function openStorage(
  { databaseUrl, dataDir }: Config,
  patience: Patience | undefined,
): Promise<Storage> {
  if (databaseUrl === null) {
    const { openSqlite } = await import('./storage/sqlite/open.ts');
    return openSqlite({ dir: dataDir });
  }
  const { openPostgres } = await import('./storage/postgres/open.ts');
  return openPostgres({ url: databaseUrl, patience });
}
