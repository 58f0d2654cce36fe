/** What stands where a page failed: words and a way on, never a blank screen. */
import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Message } from '../parts/message.tsx';

export function Crash() {
  const { t } = useTranslation();
  return (
    <Message title={t('shell.problem.crashed')} text={t('shell.problem.crashedHelp')} role="alert">
      <Button onClick={() => window.location.reload()}>{t('shell.problem.reload')}</Button>
    </Message>
  );
}
