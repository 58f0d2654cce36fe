/** Whose rows an ask writes. */
import type { Ask, RunInput } from '@recipro/rules';

export type AskFor<Kind extends Ask['ask']> = Extract<Ask, { readonly ask: Kind }>;

export type Owner = { readonly run: RunInput; readonly customerNo: number };

/** The numbers of runs, by their ids. */
export type RunNumbers = (runId: string) => number;
