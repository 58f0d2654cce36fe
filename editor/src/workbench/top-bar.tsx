/** The bar over the drawing: what this is, whether it is saved, what is wrong with it, back and forth, and putting it live. */
import { ActionIcon, Button, SegmentedControl, Tooltip } from '@mantine/core';
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconChevronLeft,
  IconDots,
  IconDownload,
  IconHistory,
  IconPlayerPause,
  IconPlayerPlay,
  IconSettings,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { WorkflowView } from '@recipro/schema';
import { Badge } from '../parts/badge.tsx';
import type { Tone } from '../parts/badge.tsx';
import { Menu } from '../parts/menu.tsx';
import type { MenuItem } from '../parts/menu.tsx';
import type { Saver } from '../session/saving.ts';
import { useSession, useSessionStore } from '../session/use-session.ts';
import { NameField } from './name-field.tsx';
import { ProblemsButton } from './problems.tsx';
import { SaveState } from './save-state.tsx';
import classes from './top-bar.module.css';

export type View = 'canvas' | 'outline';

const TONES = { live: 'good', paused: 'warn', draft: 'idle' } as const satisfies Record<
  string,
  Tone
>;

type Props = {
  readonly view: WorkflowView;
  readonly saver: Saver;
  readonly shown: View;
  readonly onShow: ((view: View) => void) | null;
  readonly onPublish: () => void;
  readonly onVersions: () => void;
  readonly onToggleLive: () => void;
  readonly onSettings: () => void;
};

export function TopBar(props: Props) {
  const { view, saver, shown, onShow, onPublish } = props;
  const { t } = useTranslation();
  return (
    <header className={classes['bar']}>
      <Link to="/workflows" className={classes['back']} aria-label={t('editor.bar.back')}>
        <IconChevronLeft size={18} stroke={1.8} aria-hidden />
      </Link>
      <NameField />
      <Badge tone={TONES[view.status]} dot={view.status === 'live'}>
        {view.status === 'live'
          ? t('editor.bar.liveVersion', { version: view.liveVersion ?? 1 })
          : t(`editor.bar.status.${view.status}`)}
      </Badge>
      <SaveState saver={saver} />
      <div className={classes['gap']} />
      {onShow && (
        <SegmentedControl
          size="xs"
          value={shown}
          onChange={(value) => onShow(value === 'outline' ? 'outline' : 'canvas')}
          aria-label={t('editor.bar.view')}
          data={[
            { value: 'canvas', label: t('editor.bar.canvas') },
            { value: 'outline', label: t('editor.bar.outline') },
          ]}
        />
      )}
      <Undo />
      <ProblemsButton />
      <Button size="xs" className={classes['publish']} onClick={onPublish}>
        {t('editor.bar.publish')}
      </Button>
      <More {...props} />
    </header>
  );
}

function Undo() {
  const { t } = useTranslation();
  const store = useSessionStore();
  const back = useSession((session) => session.history.past.at(-1)?.words);
  const forth = useSession((session) => session.history.future.at(-1)?.words);
  const undo = back === undefined ? t('editor.bar.undo') : t('editor.bar.undoWhat', { what: back });
  const redo =
    forth === undefined ? t('editor.bar.redo') : t('editor.bar.redoWhat', { what: forth });
  return (
    <div className={classes['pair']}>
      <Tooltip label={undo}>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={30}
          aria-label={undo}
          disabled={back === undefined}
          onClick={store.undo}
        >
          <IconArrowBackUp size={17} stroke={1.8} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={redo}>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={30}
          aria-label={redo}
          disabled={forth === undefined}
          onClick={store.redo}
        >
          <IconArrowForwardUp size={17} stroke={1.8} aria-hidden />
        </ActionIcon>
      </Tooltip>
    </div>
  );
}

function More({ view, onVersions, onToggleLive, onSettings }: Props) {
  const { t } = useTranslation();
  const path = `/api/workflows/${encodeURIComponent(view.document.id)}`;
  const icon = { size: 16, stroke: 1.7, 'aria-hidden': true } as const;
  const isLive = view.status === 'live';
  const live: MenuItem[] =
    view.status === 'draft'
      ? []
      : [
          {
            key: 'live',
            label: isLive ? t('editor.bar.pause') : t('editor.bar.resume'),
            icon: isLive ? <IconPlayerPause {...icon} /> : <IconPlayerPlay {...icon} />,
            onChoose: onToggleLive,
          },
        ];
  return (
    <Menu
      label={t('editor.bar.more')}
      className={classes['more']}
      content={<IconDots size={18} stroke={1.8} aria-hidden />}
      groups={[
        {
          items: [
            {
              key: 'settings',
              label: t('editor.bar.settings'),
              icon: <IconSettings {...icon} />,
              onChoose: onSettings,
            },
            ...live,
            {
              key: 'versions',
              label: t('editor.bar.versions'),
              icon: <IconHistory {...icon} />,
              onChoose: onVersions,
            },
          ],
        },
        {
          items: [
            {
              key: 'export',
              label: t('editor.bar.export'),
              icon: <IconDownload {...icon} />,
              download: `${path}/export`,
            },
            {
              key: 'rules',
              label: t('editor.bar.exportRules'),
              icon: <IconDownload {...icon} />,
              download: `${path}/rules`,
            },
          ],
        },
      ]}
    />
  );
}
