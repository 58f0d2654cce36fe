/** On a phone the form and the test bench come up over the outline, one at a time. */
import { Button, Drawer } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Inspector } from '../forms/inspector.tsx';
import { useSession, useSessionStore } from '../session/use-session.ts';
import { TestBench } from '../test-bench/test-bench.tsx';
import classes from './phone-sheet.module.css';

export function PhoneSheet() {
  const { t } = useTranslation();
  const store = useSessionStore();
  const selected = useSession((session) => session.selection[0]);
  const [other, setOther] = useState<'test' | 'settings' | null>(null);
  const shown = other ?? (selected === undefined ? null : 'step');
  const close = () => {
    setOther(null);
    store.select([]);
  };
  return (
    <>
      <div className={classes['bar']}>
        <Button variant="default" onClick={() => setOther('settings')}>
          {t('editor.bar.settings')}
        </Button>
        <Button variant="default" onClick={() => setOther('test')}>
          {t('editor.bench.title')}
        </Button>
      </div>
      <Drawer
        opened={shown !== null}
        onClose={close}
        position="bottom"
        size="85%"
        title={shown === 'test' ? t('editor.bench.title') : t('editor.form.title')}
        closeButtonProps={{ 'aria-label': t('shell.close'), size: 'lg' }}
        transitionProps={{ duration: 120 }}
      >
        {shown === 'test' ? <TestBench /> : <Inspector />}
      </Drawer>
    </>
  );
}
