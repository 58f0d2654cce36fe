/** One quiet word on whether the work is safe, and the bar that appears when someone else changed the draft. */
import { Button } from '@mantine/core';
import { IconCheck, IconCloudOff, IconLoader2 } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { Saver } from '../session/saving.ts';
import classes from './save-state.module.css';

export function SaveState({ saver }: { saver: Saver }) {
  const { t } = useTranslation();
  const { state } = useStore(saver.status);
  const icon = { size: 14, stroke: 2, 'aria-hidden': true } as const;
  return (
    <span className={classes['state']} data-state={state} role="status">
      {state === 'saved' && <IconCheck {...icon} />}
      {(state === 'waiting' || state === 'saving') && <IconLoader2 {...icon} />}
      {(state === 'offline' || state === 'refused' || state === 'conflict') && (
        <IconCloudOff {...icon} />
      )}
      <span className={classes['word']}>{t(`editor.save.${state}`)}</span>
    </span>
  );
}

export function SaveTrouble({ saver }: { saver: Saver }) {
  const { t } = useTranslation();
  const saving = useStore(saver.status);
  if (saving.state === 'refused')
    return (
      <div className={classes['bar']} role="alert">
        <p>{t('editor.save.refusedWhy', { reason: saving.reason })}</p>
        <Button size="xs" variant="default" onClick={() => void saver.flush()}>
          {t('shell.retry')}
        </Button>
      </div>
    );
  if (saving.state !== 'conflict') return null;
  return (
    <div className={classes['bar']} role="alert">
      <p>{t('editor.save.conflictWhy')}</p>
      <Button size="xs" variant="default" onClick={saver.loadTheirs}>
        {t('editor.save.loadTheirs')}
      </Button>
      <Button size="xs" variant="default" onClick={saver.keepMine}>
        {t('editor.save.keepMine')}
      </Button>
    </div>
  );
}
