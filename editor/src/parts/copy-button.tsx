/** Copies a text and says so for a moment, also to a screen reader. */
import { Button } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

const SAID_MS = 2000;

export function CopyButton({ value, label }: { value: string; label?: string }) {
  const { t } = useTranslation();
  const clipboard = useClipboard({ timeout: SAID_MS });
  return (
    <Button
      variant="default"
      size="xs"
      leftSection={
        clipboard.copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />
      }
      onClick={() => clipboard.copy(value)}
    >
      <span aria-live="polite">
        {clipboard.copied ? t('shell.copied') : (label ?? t('shell.copy'))}
      </span>
    </Button>
  );
}
