/** `recipro template …`: what is ready-made, and a draft made from it. */
import { castSuggested } from '../desk/cast.ts';
import { findTemplate, publish, useTemplate } from '../desk/workflows.ts';
import type { Command } from './command.ts';
import { UsageError } from './command.ts';
import { addedWords } from './partner.ts';
import { table } from './table.ts';
import { problemLines } from './workflow.ts';

/** `issuer=cardia`. */
function player(text: string): readonly [string, string] {
  const [role, partner, ...rest] = text.split('=');
  if (role === undefined || partner === undefined || rest.length > 0) {
    throw new UsageError(`--partner is role=partner, such as issuer=cardia, and not ${text}.`);
  }
  return [role, partner];
}

export const templateList: Command = {
  name: 'template list',
  summary: 'Show the ready-made workflows and the roles to fill.',
  positionals: [],
  flags: {},
  async run(_args, context) {
    const items = (await context.desk()).templates;
    const rows = items.map(({ id, name, document }) => [
      id,
      name,
      document.roles.map(({ role }) => role).join(' '),
    ]);
    return { json: { items }, text: table(['id', 'name', 'roles'], rows) };
  },
};

export const templateUse: Command = {
  name: 'template use',
  summary: 'Make a draft from a template.',
  positionals: ['<template>'],
  flags: {
    name: { type: 'string', value: '<text>', words: 'what to call it' },
    partner: {
      type: 'string',
      multiple: true,
      value: '<role=partner>',
      words: 'who plays a role',
    },
    'add-partners': {
      type: 'boolean',
      words: 'add the partners that it suggests for roles that nobody plays',
    },
    publish: { type: 'boolean', words: 'publish it at once' },
  },
  async run({ positionals: [template = ''], flag, flags, on }, context) {
    const desk = await context.desk();
    const name = flag('name');
    const given = Object.fromEntries(flags('partner').map(player));
    const { players, added } = on('add-partners')
      ? await castSuggested(desk, findTemplate(desk, template), given)
      : { players: given, added: [] };
    const view = await useTemplate(desk, {
      template,
      ...(name === undefined ? {} : { name }),
      players,
    });
    const { id } = view.document;
    const version = on('publish') ? (await publish(desk, id, view.revision)).version : null;
    const state = version === null ? 'a draft' : `live as version ${version}`;
    return {
      json: { id, revision: view.revision, version, diagnostics: view.diagnostics, added },
      text: [
        ...added.map(addedWords),
        `${id} is ${state}.`,
        ...problemLines(view.diagnostics),
      ].join('\n'),
    };
  },
};
