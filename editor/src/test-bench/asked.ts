/** What the workflow wants to know of a customer: the scores, consents and currencies that its steps name. */
import { isFactRef } from '@recipro/schema';
import type { Case, Workflow } from '@recipro/schema';

export type Asked = {
  readonly currencies: readonly string[];
  readonly scores: readonly string[];
  readonly consents: readonly { readonly purpose: string; readonly partner: string }[];
};

export function asked(document: Workflow, sample: Case): Asked {
  const currencies = new Set(Object.keys(sample.given?.balances ?? {}));
  const scores = new Set(Object.keys(sample.given?.scores ?? {}));
  const consents = new Map<string, { purpose: string; partner: string }>();
  const consent = (purpose: string, partner: string) =>
    consents.set(`${purpose}\n${partner}`, { purpose, partner });
  for (const given of sample.given?.consents ?? []) consent(given.purpose, given.partner);
  for (const player of document.roles)
    for (const currency of player.suggestion?.currencies ?? []) currencies.add(currency.code);

  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    else if (typeof value === 'object' && value !== null) {
      if (isFactRef(value)) {
        const params = value.params ?? {};
        if (value.fact === 'balance') currencies.add(String(params['currency'] ?? ''));
        if (value.fact === 'score') scores.add(String(params['name'] ?? ''));
        if (value.fact === 'consent')
          consent(String(params['purpose'] ?? ''), String(params['partner'] ?? ''));
      }
      Object.values(value).forEach(visit);
    }
  };
  visit(document.nodes);
  visit(document.conditions ?? {});
  const named = (names: Set<string>) => [...names].filter((name) => name !== '');
  return {
    currencies: named(currencies),
    scores: named(scores),
    consents: [...consents.values()].filter(({ purpose, partner }) => purpose && partner),
  };
}
