/** Whose rows an ask writes. */
import type { Ask, RunInput } from '@recipro/rules';

export type AskFor<Kind extends Ask['ask']> = Extract<Ask, { readonly ask: Kind }>;

/** The rows that new rows name. */
export type Owner = { readonly run: RunInput; readonly runNo: number; readonly customerNo: number };
