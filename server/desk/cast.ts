/** Fills the roles of a template with the partners that it suggests, so that it can be tried at once. */
import type { PartnerCreated, Workflow } from '@recipro/schema';
import { addPartner } from './partners.ts';
import type { Desk } from './desk.ts';

/** Adds the suggested partner of each role that nobody plays yet, unless it is there already. `currency-taken`. */
export async function castSuggested(
  desk: Desk,
  document: Workflow,
  players: Readonly<Record<string, string>>,
): Promise<{
  readonly players: Readonly<Record<string, string>>;
  readonly added: readonly PartnerCreated[];
}> {
  const known = new Set((await desk.storage.partners()).map(({ id }) => id));
  const cast = { ...players };
  const added: PartnerCreated[] = [];
  for (const { role, partner, suggestion } of document.roles) {
    if (partner !== null || suggestion === undefined || cast[role] !== undefined) continue;
    if (!known.has(suggestion.id)) added.push(await addPartner(desk, suggestion));
    known.add(suggestion.id);
    cast[role] = suggestion.id;
  }
  return { players: cast, added };
}
