/** A button that asks before it does what cannot be undone. */
import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { UseMutationResult } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Dialog } from './dialog.tsx';
import classes from './confirm.module.css';
import { FormActions, FormProblem } from './form.tsx';

type Props<Answer> = {
  readonly title: string;
  readonly text: string;
  readonly action: string;
  /** Names the button for a screen reader where several look alike. */
  readonly label?: string;
  readonly danger?: boolean;
  readonly mutation: UseMutationResult<Answer, Error, void>;
};

export function Confirm<Answer>({ title, text, action, label, danger, mutation }: Props<Answer>) {
  const { t } = useTranslation();
  const [opened, dialog] = useDisclosure(false);
  return (
    <>
      <Button variant="default" size="xs" aria-label={label} onClick={dialog.open}>
        {action}
      </Button>
      <Dialog opened={opened} onClose={dialog.close} title={title}>
        <p className={classes['text']}>{text}</p>
        <FormProblem error={mutation.error} />
        <FormActions>
          <Button variant="default" onClick={dialog.close} data-autofocus>
            {t('shell.cancel')}
          </Button>
          <Button
            className={danger ? classes['danger'] : undefined}
            loading={mutation.isPending}
            onClick={() => mutation.mutate(undefined, { onSuccess: dialog.close })}
          >
            {action}
          </Button>
        </FormActions>
      </Dialog>
    </>
  );
}
