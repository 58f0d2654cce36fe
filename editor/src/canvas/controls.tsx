/** Zoom, fit and tidy, in a corner of the canvas. */
import { ActionIcon, Tooltip } from '@mantine/core';
import { Panel, useReactFlow } from '@xyflow/react';
import {
  IconLayoutDistributeVertical,
  IconMaximize,
  IconMinus,
  IconPlus,
} from '@tabler/icons-react';
import type { TablerIcon } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { SPANS, useSpan } from '../session/counts.ts';
import { useSession, useSessionStore } from '../session/use-session.ts';
import classes from './canvas.module.css';

const MOVE = { duration: 150 };

export function Controls() {
  const { t } = useTranslation();
  const flow = useReactFlow();
  const store = useSessionStore();
  const { span, set } = useSpan();
  const counted = useSession((session) => session.counts !== null) || span === 'off';
  const button = (label: string, Icon: TablerIcon, onClick: () => void) => (
    <Tooltip label={label} position="top">
      <ActionIcon variant="subtle" color="gray" size={28} aria-label={label} onClick={onClick}>
        <Icon size={16} stroke={1.8} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
  return (
    <Panel position="bottom-left" className={classes['controls']}>
      {button(t('editor.canvas.zoomOut'), IconMinus, () => void flow.zoomOut(MOVE))}
      {button(t('editor.canvas.zoomIn'), IconPlus, () => void flow.zoomIn(MOVE))}
      {button(
        t('editor.canvas.fit'),
        IconMaximize,
        () => void flow.fitView({ padding: 0.18, maxZoom: 1, ...MOVE }),
      )}
      {button(t('editor.canvas.tidy'), IconLayoutDistributeVertical, () =>
        store.edit({ type: 'tidy' }),
      )}
      {counted && (
        <select
          className={classes['span']}
          aria-label={t('editor.counts.span.label')}
          value={span}
          onChange={(event) => set(SPANS.find((each) => each === event.target.value) ?? 'all')}
        >
          {SPANS.map((each) => (
            <option key={each} value={each}>
              {t(`editor.counts.span.${each}`)}
            </option>
          ))}
        </select>
      )}
    </Panel>
  );
}
