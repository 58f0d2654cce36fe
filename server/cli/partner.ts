/** `recipro partner …`: add a member company, see who is there. */
import { PartnerCreate, PartnerUpdate } from '@recipro/schema';
import type { PartnerCreated, PartnerView } from '@recipro/schema';
import { addPartner } from '../desk/partners.ts';
import { parse } from '../errors.ts';
import type { Command } from './command.ts';
import { UsageError } from './command.ts';
import { table } from './table.ts';

/** `CARD:Card points` or `CARD:Card points:2`. */
function currency(text: string) {
  const [code, name, scale] = text.split(':');
  if (code === undefined || name === undefined) {
    throw new UsageError(`--currency is CODE:Name or CODE:Name:decimals, and not ${text}.`);
  }
  return { code, name, ...(scale === undefined ? {} : { scale: Number(scale) }) };
}

export const partnerAdd: Command = {
  name: 'partner add',
  summary: 'Add a partner; shows its signing secret and its first API key, once.',
  positionals: ['<id>'],
  flags: {
    name: { type: 'string', value: '<text>', words: 'how people call it (its id when left out)' },
    currency: {
      type: 'string',
      multiple: true,
      value: '<CODE:Name:decimals>',
      words: 'points that it issues; without decimals, whole ones',
    },
    endpoint: { type: 'string', value: '<url>', words: 'where its deliveries go' },
  },
  async run({ positionals: [id = ''], flag, flags }, context) {
    const endpointUrl = flag('endpoint');
    const partner = parse(
      PartnerCreate,
      { id, name: flag('name') ?? id, currencies: flags('currency').map(currency) },
      'The partner',
    );
    const change =
      endpointUrl === undefined ? null : parse(PartnerUpdate, { endpointUrl }, 'The partner');
    const desk = await context.desk();
    const created = await addPartner(desk, partner);
    const view =
      change === null
        ? created.partner
        : await desk.storage.updatePartner(id, { endpointUrl: change.endpointUrl ?? null });
    return {
      json: { ...created, partner: view },
      text: addedWords(created),
    };
  },
};

export function addedWords({ partner, secret, apiKey }: PartnerCreated): string {
  return [
    `Added ${partner.name} (${partner.id}).`,
    `Signing secret  ${secret}`,
    `API key         ${apiKey}`,
    'Keep both now: they are not shown again.',
    '',
  ].join('\n');
}

export const partnerList: Command = {
  name: 'partner list',
  summary: 'Show all partners.',
  positionals: [],
  flags: {},
  async run(_args, context) {
    const partners = await (await context.desk()).storage.partners();
    return { json: { items: partners }, text: partnerTable(partners) };
  },
};

function partnerTable(partners: readonly PartnerView[]): string {
  if (partners.length === 0) return 'No partners yet. Add one with: recipro partner add <id>';
  return table(
    ['id', 'name', 'currencies', 'endpoint'],
    partners.map(({ id, name, currencies, endpointUrl }) => [
      id,
      name,
      currencies.map(({ code }) => code).join(' '),
      endpointUrl ?? '–',
    ]),
  );
}
