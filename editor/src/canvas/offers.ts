/** Everything that can be added to a workflow, in the groups in which a palette shows it. */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { ActionView } from '@recipro/schema';
import type { Offer } from '../session/add-step.ts';
import { useSession } from '../session/use-session.ts';

export type OfferItem = {
  readonly key: string;
  readonly offer: Offer;
  readonly title: string;
  readonly summary: string;
  readonly icon: string;
  readonly tone: 'start' | 'ask' | 'act' | 'end';
};

export type OfferGroup = { readonly title: string; readonly items: readonly OfferItem[] };

export function useOffers(): readonly OfferGroup[] {
  const { t } = useTranslation();
  const catalogue = useSession((session) => session.catalogue);
  return useMemo(() => {
    const groups = new Map<string, OfferItem[]>();
    for (const action of catalogue.values()) {
      const list = groups.get(action.group) ?? [];
      groups.set(action.group, list);
      list.push(actionItem(action));
    }
    const path: OfferItem[] = [
      {
        key: 'condition',
        offer: { kind: 'condition' },
        title: t('editor.node.condition'),
        summary: t('editor.node.conditionSummary'),
        icon: 'question',
        tone: 'ask',
      },
      {
        key: 'table',
        offer: { kind: 'table' },
        title: t('editor.node.table'),
        summary: t('editor.node.tableSummary'),
        icon: 'table',
        tone: 'ask',
      },
      {
        key: 'split',
        offer: { kind: 'split' },
        title: t('editor.node.split'),
        summary: t('editor.node.splitSummary'),
        icon: 'arrows-split',
        tone: 'ask',
      },
      {
        key: 'trigger',
        offer: { kind: 'trigger' },
        title: t('editor.node.trigger'),
        summary: t('editor.node.triggerSummary'),
        icon: 'bolt',
        tone: 'start',
      },
      {
        key: 'goal',
        offer: { kind: 'goal' },
        title: t('editor.node.goal'),
        summary: t('editor.node.goalSummary'),
        icon: 'target',
        tone: 'end',
      },
      {
        key: 'end',
        offer: { kind: 'end' },
        title: t('editor.node.end'),
        summary: t('editor.node.endSummary'),
        icon: 'flag',
        tone: 'end',
      },
      {
        key: 'note',
        offer: { kind: 'note' },
        title: t('editor.node.note'),
        summary: t('editor.node.noteSummary'),
        icon: 'note',
        tone: 'end',
      },
    ];
    return [
      { title: t('editor.palette.path'), items: path },
      ...[...groups].map(([title, items]) => ({ title, items })),
    ];
  }, [catalogue, t]);
}

function actionItem(action: ActionView): OfferItem {
  return {
    key: action.kind,
    offer: { kind: 'action', action },
    title: action.title,
    summary: action.summary,
    icon: action.icon,
    tone: 'act',
  };
}

/** The groups with only what matches all the words typed, in any order. */
export function searched(groups: readonly OfferGroup[], text: string): readonly OfferGroup[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return groups;
  return groups
    .map((group) => ({
      ...group,
      items: group.items.filter((item) => {
        const all = `${item.title} ${item.summary} ${item.key} ${group.title}`.toLowerCase();
        return words.every((word) => all.includes(word));
      }),
    }))
    .filter((group) => group.items.length > 0);
}
