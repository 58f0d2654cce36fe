/** What can be done with a workflow without opening it. */
import { ActionIcon, Menu } from '@mantine/core';
import {
  IconDots,
  IconDownload,
  IconListDetails,
  IconPlayerPause,
  IconPlayerPlay,
} from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { WorkflowSummary } from '@recipro/schema';
import { change } from '../../api.ts';

export function RowMenu({ workflow }: { workflow: WorkflowSummary }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const live = workflow.status === 'live';
  const toggle = useMutation({
    mutationFn: () => (live ? change.pause(workflow.id) : change.resume(workflow.id)),
    onSettled: () => client.invalidateQueries({ queryKey: ['workflows'] }),
  });
  return (
    <Menu position="bottom-end" width={190}>
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={32}
          loading={toggle.isPending}
          aria-label={t('workflows.more', { name: workflow.name })}
        >
          <IconDots size={17} stroke={1.8} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {workflow.status !== 'draft' && (
          <Menu.Item
            leftSection={
              live ? (
                <IconPlayerPause size={16} stroke={1.7} aria-hidden />
              ) : (
                <IconPlayerPlay size={16} stroke={1.7} aria-hidden />
              )
            }
            onClick={() => toggle.mutate()}
          >
            {live ? t('workflows.pause') : t('workflows.resume')}
          </Menu.Item>
        )}
        <Menu.Item
          component={Link}
          to={`/runs?workflow=${workflow.id}`}
          leftSection={<IconListDetails size={16} stroke={1.7} aria-hidden />}
        >
          {t('workflows.seeRuns')}
        </Menu.Item>
        <Menu.Item
          component="a"
          href={`/api/workflows/${workflow.id}/export`}
          download
          leftSection={<IconDownload size={16} stroke={1.7} aria-hidden />}
        >
          {t('workflows.export')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
