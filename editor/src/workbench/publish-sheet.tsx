/** Putting the draft live: first what stands in the way, else what will happen, then one button. The draft is saved before. */
import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { WorkflowView } from '@recipro/schema';
import { ApiError, change, read } from '../api.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Message } from '../parts/message.tsx';
import type { Saver } from '../session/saving.ts';
import { useSession } from '../session/use-session.ts';
import { ProblemList } from './problems.tsx';
import classes from './publish-sheet.module.css';

type Props = {
  readonly view: WorkflowView;
  readonly saver: Saver;
  readonly opened: boolean;
  readonly onClose: () => void;
};

export function PublishSheet({ view, saver, opened, onClose }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { id } = view.document;
  const publish = useMutation({
    mutationFn: async () => {
      if (!(await saver.flush())) throw new Error(t('editor.publish.unsaved'));
      return change.publish(id, saver.revision());
    },
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: read.workflow(id).queryKey });
      void client.invalidateQueries({ queryKey: read.workflows().queryKey });
      void client.invalidateQueries({ queryKey: read.versions(id).queryKey });
    },
  });
  const close = () => {
    onClose();
    publish.reset();
  };
  return (
    <Dialog opened={opened} onClose={close} title={t('editor.publish.title')}>
      {publish.data ? (
        <Message
          title={t('editor.publish.done', { version: publish.data.version })}
          text={t('editor.publish.doneText')}
          role="status"
        >
          <Button onClick={close} autoFocus>
            {t('editor.publish.doneClose')}
          </Button>
        </Message>
      ) : (
        <Body view={view} publish={publish} onClose={close} />
      )}
    </Dialog>
  );
}

type BodyProps = {
  readonly view: WorkflowView;
  readonly publish: {
    readonly error: Error | null;
    readonly isPending: boolean;
    readonly mutate: () => void;
  };
  readonly onClose: () => void;
};

function Body({ view, publish, onClose }: BodyProps) {
  const { t } = useTranslation();
  const diagnostics = useSession((session) => session.diagnostics);
  const errors = diagnostics.filter((each) => each.severity === 'error');
  const warnings = diagnostics.filter((each) => each.severity === 'warning');
  const blocked = errors.length > 0;
  const next = (view.liveVersion ?? 0) + 1;
  return (
    <div className={classes['body']}>
      <p>
        {blocked
          ? t('editor.publish.blocked', { count: errors.length })
          : view.liveVersion === null
            ? t('editor.publish.first')
            : t('editor.publish.next', { next, live: view.liveVersion })}
      </p>
      {blocked && <ProblemList list={errors} onGo={onClose} />}
      {!blocked && warnings.length > 0 && (
        <>
          <h3>{t('editor.publish.warnings', { count: warnings.length })}</h3>
          <ProblemList list={warnings} onGo={onClose} />
        </>
      )}
      {publish.error && (
        <p className={classes['error']} role="alert">
          {words(publish.error)}
        </p>
      )}
      <div className={classes['actions']}>
        <Button variant="default" onClick={onClose}>
          {t('shell.cancel')}
        </Button>
        <Button
          disabled={blocked}
          loading={publish.isPending}
          onClick={() => publish.mutate()}
          autoFocus={!blocked}
        >
          {t('editor.publish.confirm')}
        </Button>
      </div>
    </div>
  );
}

function words(error: Error): string {
  if (!(error instanceof ApiError)) return error.message;
  const list: unknown = error.problem['diagnostics'];
  const first: unknown = Array.isArray(list) ? list[0] : null;
  const more =
    typeof first === 'object' && first !== null && 'message' in first
      ? ` ${String(first.message)}`
      : '';
  return error.message + more;
}
