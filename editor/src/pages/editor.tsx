/** The workflow editor: what will happen to a customer, and is it right? */
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import type { ActionView, WorkflowView } from '@recipro/schema';
import { read } from '../api.ts';
import { Problem } from '../parts/problem.tsx';
import { useOpenSession } from '../session/open-session.ts';
import { SessionProvider } from '../session/use-session.ts';
import { Workbench } from '../workbench/workbench.tsx';

export default function Editor() {
  const { id = '' } = useParams();
  return <Loaded key={id} id={id} />;
}

function Loaded({ id }: { id: string }) {
  // Always from the server: a draft kept from an earlier visit may be behind.
  const workflow = useQuery({ ...read.workflow(id), gcTime: 0 });
  const actions = useQuery(read.actions());
  const error = workflow.error ?? actions.error;
  if (workflow.data && actions.data) return <Opened view={workflow.data} actions={actions.data} />;
  if (error) {
    const retry = () => {
      void workflow.refetch();
      void actions.refetch();
    };
    return <Problem error={error} onRetry={retry} />;
  }
  return <Loading />;
}

function Opened({ view, actions }: { view: WorkflowView; actions: readonly ActionView[] }) {
  const open = useOpenSession(view, actions);
  if (!open) return <Loading />;
  return (
    <SessionProvider value={open.session}>
      <Workbench view={view} saver={open.saver} />
    </SessionProvider>
  );
}

/** Blank for the moment it takes: a drawing that flashes a placeholder first feels slower than one that appears. */
function Loading() {
  const { t } = useTranslation();
  return <div role="status" aria-label={t('shell.loading')} />;
}
