/** On a phone the form and the test bench come up over the outline, one at a time. */
import { Button, CloseButton, Drawer } from '@mantine/core';
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
  const title = shown === 'test' ? t('editor.bench.title') : t('editor.form.title');
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
      {/* Locking the page's scroll would add a style that the page's policy refuses; the sheet covers the page anyway. */}
      <Drawer.Root
        opened={shown !== null}
        onClose={close}
        position="bottom"
        size="85%"
        lockScroll={false}
        transitionProps={{ duration: 120 }}
      >
        <Drawer.Overlay />
        <Drawer.Content aria-label={title}>
          <div className={classes['head']}>
            <p className={classes['title']}>{title}</p>
            <CloseButton size="lg" aria-label={t('shell.close')} onClick={close} />
          </div>
          {shown === 'test' ? <TestBench /> : <Inspector />}
        </Drawer.Content>
      </Drawer.Root>
    </>
  );
}
