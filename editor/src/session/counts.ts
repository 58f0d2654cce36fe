/** How many runs of the live version came to each step and left it by each way; read from the one place where runs are counted. */
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { FlowCounts, WorkflowView } from '@recipro/schema';
import { read } from '../api.ts';
import { useUrlFilters } from '../parts/filters.tsx';
import type { Counts } from './flow.ts';
import { useSessionStore } from './use-session.ts';

export const SPANS = ['all', '30', '7', '1', 'off'] as const;
export type Span = (typeof SPANS)[number];
const DAY_MS = 86_400_000;

/** The span that is counted stands in the address, so that what one sees can be shown to others. */
export function useSpan(): { readonly span: Span; readonly set: (span: Span) => void } {
  const filters = useUrlFilters(['counts']);
  const span = SPANS.find((each) => each === filters.values.counts) ?? 'all';
  return { span, set: (next) => filters.set('counts', next === 'all' ? '' : next) };
}

/** Older runs are counted over several answers; in between the figures grow. */
const GO_ON_MS = 150;

/** Keeps the session's counts as they are on the server; live news says when there are new ones. */
export function useCounting(view: WorkflowView): void {
  const store = useSessionStore();
  const { span } = useSpan();
  const { data } = useQuery({
    ...read.flow(view.document.id, view.liveVersion ?? 0, sinceOf(span)),
    enabled: view.liveVersion !== null && span !== 'off',
    refetchInterval: ({ state }) => (state.data?.complete === false ? GO_ON_MS : false),
  });
  const shown = span === 'off' ? undefined : data;
  useEffect(() => store.count(shown ? countsOf(shown, sinceOf(span)) : null), [store, shown, span]);
}

function countsOf({ version, ways }: FlowCounts, sinceMs: number | null): Counts | null {
  if (version === null) return null;
  return {
    version,
    sinceMs,
    ways: new Map(ways.map((way) => [`${way.node}:${way.outcome}`, way])),
  };
}

/** Whole UTC days, as runs are counted by; today is the first of them. */
function sinceOf(span: Span): number | null {
  if (span === 'all' || span === 'off') return null;
  const today = Math.floor(Date.now() / DAY_MS) * DAY_MS;
  return today - (Number(span) - 1) * DAY_MS;
}
