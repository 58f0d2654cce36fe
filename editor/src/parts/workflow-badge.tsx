/** The state of a workflow: live, paused or still a draft. */
import { useTranslation } from 'react-i18next';
import type { WorkflowStatus } from '@recipro/schema';
import { Badge } from './badge.tsx';

const TONES = { live: 'good', paused: 'warn', draft: 'idle' } as const;

export function WorkflowBadge({ status }: { status: WorkflowStatus }) {
  const { t } = useTranslation();
  return (
    <Badge tone={TONES[status]} dot>
      {t(`workflows.state.${status}`)}
    </Badge>
  );
}
