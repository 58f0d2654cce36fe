/** What can be done with a workflow without opening it. */
import {
  IconDots,
  IconDownload,
  IconListDetails,
  IconPlayerPause,
  IconPlayerPlay,
} from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { WorkflowSummary } from '@recipro/schema';
import { change } from '../../api.ts';
import { Menu } from '../../parts/menu.tsx';
import type { MenuItem } from '../../parts/menu.tsx';
import classes from './workflows.module.css';

export function RowMenu({ workflow }: { workflow: WorkflowSummary }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const live = workflow.status === 'live';
  const toggle = useMutation({
    mutationFn: () => (live ? change.pause(workflow.id) : change.resume(workflow.id)),
    onSettled: () => client.invalidateQueries({ queryKey: ['workflows'] }),
  });
  const Toggle = live ? IconPlayerPause : IconPlayerPlay;
  const pause: MenuItem = {
    key: 'toggle',
    label: t(live ? 'workflows.pause' : 'workflows.resume'),
    icon: <Toggle size={16} stroke={1.7} aria-hidden />,
    onChoose: () => toggle.mutate(),
  };
  const rest: readonly MenuItem[] = [
    {
      key: 'runs',
      label: t('workflows.seeRuns'),
      icon: <IconListDetails size={16} stroke={1.7} aria-hidden />,
      to: `/runs?workflow=${workflow.id}`,
    },
    {
      key: 'export',
      label: t('workflows.export'),
      icon: <IconDownload size={16} stroke={1.7} aria-hidden />,
      download: `/api/workflows/${workflow.id}/export`,
    },
  ];
  return (
    <Menu
      label={t('workflows.more', { name: workflow.name })}
      className={classes['menu']}
      content={<IconDots size={17} stroke={1.8} aria-hidden />}
      groups={[{ items: workflow.status === 'draft' ? rest : [pause, ...rest] }]}
    />
  );
}
