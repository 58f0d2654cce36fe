/** Opens one workflow: its session and its saver, once per visit, whatever is read again from the server meanwhile. */
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ActionView, WorkflowView } from '@recipro/schema';
import { change } from '../api.ts';
import { browserCopies } from './copies.ts';
import { startSaving } from './saving.ts';
import type { Saver } from './saving.ts';
import { createSession } from './session.ts';
import type { SessionStore } from './session.ts';

type Open = { readonly session: SessionStore; readonly saver: Saver };

export function useOpenSession(view: WorkflowView, actions: readonly ActionView[]): Open | null {
  const { t } = useTranslation();
  const [open, setOpen] = useState<Open | null>(null);
  const [first] = useState({ view, actions });
  useEffect(() => {
    const { document, diagnostics, revision } = first.view;
    const catalogue = new Map(first.actions.map((action) => [action.kind, action]));
    const session = createSession({ document, diagnostics, catalogue, now: () => Date.now() });
    const saver = startSaving({
      session,
      revision,
      put: (next, from) => change.saveDraft(document.id, next, from),
      copies: browserCopies(localStorage, document.id),
      words: { theirs: t('editor.save.tookTheirs'), restored: t('editor.save.restored') },
    });
    // The session lives outside of React and begins when the page is shown; rendering it is the next step.
    // oxlint-disable-next-line react/set-state-in-effect
    setOpen({ session, saver });
    return saver.stop;
  }, [first, t]);
  return open;
}
