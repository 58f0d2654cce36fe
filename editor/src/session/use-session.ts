/** How parts of the page read and change the open workflow. */
import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { Workflow } from '@recipro/schema';
import type { Session, SessionStore } from './session.ts';

const SessionContext = createContext<SessionStore | null>(null);
export const SessionProvider = SessionContext.Provider;

/** The open workflow's store, for changing it and for reading it in an event handler. */
export function useSessionStore(): SessionStore {
  const store = useContext(SessionContext);
  if (store === null) throw new Error('useSessionStore is used outside of SessionProvider');
  return store;
}

export function useSession<Part>(select: (session: Session) => Part): Part {
  return useStore(useSessionStore(), select);
}

export function useDocument(): Workflow {
  return useSession((session) => session.history.document);
}
