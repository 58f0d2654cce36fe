/** The address of the runs behind a figure on the drawing. */
import { useCallback } from 'react';
import { useSessionStore } from './use-session.ts';

type Of = { readonly step: string; readonly outcome?: string; readonly ended?: boolean };

export function useRunsLink(): (of: Of) => string {
  const store = useSessionStore();
  return useCallback(
    ({ step, outcome, ended }) => {
      const { counts, history } = store.getState();
      const search = new URLSearchParams({ workflow: history.document.id, step });
      if (counts) search.set('version', String(counts.version));
      if (counts?.sinceMs) search.set('sinceMs', String(counts.sinceMs));
      if (outcome !== undefined) search.set('outcome', outcome);
      if (ended !== undefined) search.set('ended', ended ? 'yes' : 'no');
      return `/runs?${search}`;
    },
    [store],
  );
}
