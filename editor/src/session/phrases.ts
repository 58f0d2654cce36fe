/** The words for steps and conditions of the open workflow, in the reader's language, with amounts and names as people write them. */
import { createContext, useContext, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { TFunction } from 'i18next';
import { RoleRef } from '@recipro/schema';
import type { Json, Node, SplitNode, Workflow } from '@recipro/schema';
import { conditionSentence, paramWords, stepTitle } from '../document/index.ts';
import type { Phrases } from '../document/index.ts';
import { useAmounts } from '../parts/amounts.ts';
import type { FormatAmount } from '../parts/amounts.ts';
import { useFactWords } from '../parts/fact-words.ts';
import { usePartnerName } from '../parts/names.ts';
import type { Catalogue } from './session.ts';

export type StepWords = {
  readonly title: (node: Node) => string;
  /** The line under the title: what exactly this step waits for, asks or does. */
  readonly line: (node: Node) => string;
};

export function usePhrases(): Phrases {
  const { t, i18n } = useTranslation();
  const facts = useFactWords();
  return useMemo(() => {
    const and = new Intl.ListFormat(i18n.language, { type: 'conjunction' });
    const or = new Intl.ListFormat(i18n.language, { type: 'disjunction' });
    return {
      fact: facts.fact,
      operator: facts.operator,
      value: facts.value,
      both: (items) => and.format(items),
      either: (items) => or.format(items),
      not: (item) => t('editor.sentence.not', { item }),
      named: (name) => `“${name}”`,
      nothing: t('editor.sentence.nothing'),
      proportion: (give, every, of) => t('editor.sentence.proportion', { give, every, of }),
    };
  }, [facts, i18n.language, t]);
}

const StepWordsContext = createContext<StepWords | null>(null);
export const StepWordsProvider = StepWordsContext.Provider;

/** Made once for the page and handed down, because a drawing has many steps. */
export function useStepWords(): StepWords {
  const words = useContext(StepWordsContext);
  if (words === null) throw new Error('useStepWords is used outside of StepWordsProvider');
  return words;
}

export function useMakeStepWords(catalogue: Catalogue, roles: Workflow['roles']): StepWords {
  const { t } = useTranslation();
  const phrases = usePhrases();
  const amount = useAmounts();
  const partner = usePartnerName();
  return useMemo(() => {
    const role = (name: string) => roleName(roles, name, partner);
    return {
      title: (node) =>
        node.kind !== 'action' && node.kind !== 'trigger' && !node.title
          ? t(`editor.node.${node.kind}`)
          : stepTitle(node, (kind) => catalogue.get(kind)?.title),
      line: (node) => line(node, { t, phrases, amount, catalogue, role }),
    };
  }, [t, phrases, amount, catalogue, partner, roles]);
}

/** Who plays a part: the partner's name, else the name of the part. */
export function roleName(
  roles: Workflow['roles'],
  role: string,
  partner: (id: string) => string,
): string {
  const player = roles.find((each) => each.role === role);
  if (!player) return role;
  return player.partner === null
    ? (player.suggestion?.name ?? player.title)
    : partner(player.partner);
}

type LineContext = {
  readonly t: TFunction;
  readonly phrases: Phrases;
  readonly amount: FormatAmount;
  readonly catalogue: Catalogue;
  readonly role: (name: string) => string;
};

/** More would not fit on a card. */
const PARTS_MAX = 4;

function line(node: Node, context: LineContext): string {
  const { t, phrases, role, catalogue } = context;
  switch (node.kind) {
    case 'trigger':
      return node.title
        ? t('editor.node.eventFrom', { event: node.event, partner: role(node.from) })
        : t('editor.node.from', { partner: role(node.from) });
    case 'condition':
      return conditionSentence(node.conditions, phrases);
    case 'table':
      return t('editor.node.tableLine', {
        count: node.rows.length,
        outputs: node.outputs.join(', '),
      });
    case 'split':
      return shares(node, t);
    case 'goal':
    case 'note':
    case 'end':
      return node.note ?? '';
    case 'action': {
      const parts = Object.values(spoken(node.params, context)).filter((part) => part !== '');
      const summary = parts.slice(0, PARTS_MAX).join(' · ');
      return summary || (catalogue.get(node.action)?.summary ?? node.action);
    }
    default:
      return node satisfies never;
  }
}

/** "A 45 % · B 45 % · Left out 10 %". */
function shares({ ways, holdout = 0 }: SplitNode, t: TFunction): string {
  const all = holdout > 0 ? [...ways, { out: 'holdout' as const, percent: holdout }] : ways;
  return all.map(({ out, percent }) => `${t(`words.outcome.${out}`)} ${percent} %`).join(' · ');
}

function spoken(params: Readonly<Record<string, Json>>, context: LineContext): string[] {
  const currency = typeof params['currency'] === 'string' ? params['currency'] : null;
  const amounts: string[] = [];
  const others: string[] = [];
  for (const [name, value] of Object.entries(params)) {
    if (name === 'currency' || name === 'reference') continue;
    if (typeof value === 'number' && currency !== null && /amount/i.test(name))
      amounts.push(context.amount(value, currency));
    else if (/amount/i.test(name) && currency !== null)
      amounts.push(paramWords(value, context.phrases, currency));
    else if (RoleRef.safeParse(value).success) others.push(context.role(RoleRef.parse(value).role));
    else others.push(paramWords(value, context.phrases));
  }
  if (amounts.length === 0 && currency !== null) amounts.push(currency);
  return [...amounts, ...others];
}
