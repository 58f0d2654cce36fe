/** What the alliance knows, for validation and for the editor's pickers: actions, currencies, partners. */
import { ISO_CURRENCIES } from '@recipro/schema';
import type { ActionView, Currency, PartnerView } from '@recipro/schema';
import { z } from 'zod';
import type { Desk } from './desk.ts';

/** ISO money, and the points of each partner. */
function currenciesOf(partners: readonly PartnerView[]): readonly Currency[] {
  const issued = partners.flatMap(({ id, currencies }) =>
    currencies.map((currency) => ({ ...currency, issuer: id })),
  );
  return [...ISO_CURRENCIES, ...issued];
}

/** What `validate` and `simulate` compare a document with. */
export async function known(desk: Desk) {
  const partners = await desk.storage.partners();
  return { actions: desk.actions, currencies: currenciesOf(partners), partners };
}

/** Each action with the JSON Schema of its parameters, in which `input` names the control to show. */
export function actionViews(desk: Desk): readonly ActionView[] {
  return [...desk.actions.values()].map((action) => ({
    kind: action.kind,
    title: action.title,
    summary: action.summary,
    icon: action.icon,
    group: action.group,
    declines: action.declines,
    schema: z.toJSONSchema(action.params, { io: 'input', unrepresentable: 'any' }),
    results: { ...action.results },
  }));
}
