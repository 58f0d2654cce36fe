/** The names of the ways out of a step; a kind of step added later may have its own, which stands as it is. */
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { spaced } from './names.ts';

const OUTCOMES = [
  'next',
  'yes',
  'no',
  'done',
  'declined',
  'a',
  'b',
  'c',
  'd',
  'holdout',
  'end',
] as const;

export function outcomeWords(outcome: string, t: TFunction): string {
  const known = OUTCOMES.find((name) => name === outcome);
  return known ? t(`words.outcome.${known}`) : spaced(outcome);
}

export function useOutcome(outcome: string): string {
  const { t } = useTranslation();
  return outcomeWords(outcome, t);
}
