/** An answer that did not come, in words, with a way to try again. */
import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../api.ts';
import { Message } from './message.tsx';

export function Problem({ error, onRetry }: { error: Error; onRetry?: () => void }) {
  const { t } = useTranslation();
  const words = useProblemWords(error);
  return (
    <Message title={words.title} text={words.text} role="alert">
      {onRetry && (
        <Button variant="default" onClick={onRetry}>
          {t('shell.retry')}
        </Button>
      )}
    </Message>
  );
}

export function useProblemWords(error: Error): { title: string; text: string } {
  const { t } = useTranslation();
  if (!(error instanceof ApiError))
    return { title: t('shell.problem.failed'), text: error.message };
  if (error.status === 0)
    return { title: t('shell.problem.unreachable'), text: t('shell.problem.unreachableHelp') };
  if (error.status === 404)
    return { title: t('shell.problem.notFound'), text: t('shell.problem.notFoundHelp') };
  return { title: error.problem.title ?? t('shell.problem.failed'), text: error.message };
}
