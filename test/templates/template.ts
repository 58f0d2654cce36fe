/** The templates as the tests read them: parsed, and with each role played by its suggestion. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Currency, ISO_CURRENCIES, Workflow } from '@recipro/schema';
import { ROOT } from '../tidy/source.ts';

const FOLDER = path.join(ROOT, 'packages/templates');

export const templateFiles: readonly string[] = readdirSync(FOLDER).filter(
  (file) => file.endsWith('.json') && file !== 'package.json',
);

export function templateText(file: string): string {
  return readFileSync(path.join(FOLDER, file), 'utf8');
}

export function template(file: string): Workflow {
  return Workflow.parse(JSON.parse(templateText(file)));
}

export const templates: readonly Workflow[] = templateFiles.map(template);

/** The document as a marketer would have it after accepting every suggestion. */
export function played(document: Workflow): Workflow {
  const roles = document.roles.map((role) => ({ ...role, partner: role.suggestion?.id ?? null }));
  return { ...document, roles };
}

/** ISO money and the points of the suggested partners. */
export function currenciesOf(document: Workflow): readonly Currency[] {
  const points = document.roles.flatMap(({ suggestion }) =>
    (suggestion?.currencies ?? []).map((currency) =>
      Currency.parse({ ...currency, issuer: suggestion?.id }),
    ),
  );
  return [...ISO_CURRENCIES, ...points];
}

export function partnersOf(document: Workflow): readonly { id: string; name: string }[] {
  return document.roles.flatMap(({ suggestion }) =>
    suggestion === undefined ? [] : [{ id: suggestion.id, name: suggestion.name }],
  );
}
