/** What was published and when. An old version can be taken back into the draft, which can be undone like any edit. */
import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { WorkflowView } from '@recipro/schema';
import { read, request } from '../api.ts';
import { Badge } from '../parts/badge.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { Problem } from '../parts/problem.tsx';
import { Time } from '../parts/time.tsx';
import { useSessionStore } from '../session/use-session.ts';
import classes from './versions-sheet.module.css';

type Props = {
  readonly view: WorkflowView;
  readonly opened: boolean;
  readonly onClose: () => void;
};

export function VersionsSheet({ view, opened, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <Dialog opened={opened} onClose={onClose} title={t('editor.versions.title')}>
      <Versions view={view} onClose={onClose} />
    </Dialog>
  );
}

function Versions({ view, onClose }: Omit<Props, 'opened'>) {
  const { t } = useTranslation();
  const store = useSessionStore();
  const { id } = view.document;
  const versions = useQuery(read.versions(id));
  const restore = useMutation({
    mutationFn: async (version: number) => {
      const path = `/api/workflows/${encodeURIComponent(id)}/versions/${version}`;
      const answer = await request<{ document: WorkflowView['document'] }>(path);
      const words = t('editor.versions.restored', { version });
      store.edit({ type: 'replace', document: answer.document, words });
      onClose();
    },
  });
  const error = versions.error ?? restore.error;
  if (error) return <Problem error={error} onRetry={() => void versions.refetch()} />;
  const items = versions.data?.items ?? [];
  if (items.length === 0) return <p>{t('editor.versions.none')}</p>;
  return (
    <ul className={classes['list']}>
      {items.map((each) => (
        <li key={each.version} className={classes['item']}>
          <div>
            <p className={classes['title']}>
              {t('editor.versions.version', { version: each.version })}
              {view.liveVersion === each.version && (
                <Badge tone="good">{t('editor.versions.live')}</Badge>
              )}
            </p>
            <p className={classes['detail']}>
              <Time atMs={each.publishedAtMs} exact /> · {each.publishedBy}
            </p>
          </div>
          <Button
            size="xs"
            variant="default"
            loading={restore.isPending && restore.variables === each.version}
            onClick={() => restore.mutate(each.version)}
          >
            {t('editor.versions.take')}
          </Button>
        </li>
      ))}
    </ul>
  );
}
