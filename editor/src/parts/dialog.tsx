/**
 * A dialog: the browser's own, which keeps the focus inside, closes on Escape and gives the focus back.
 * `firm` takes away the ways to close it by a slip, for what is shown only once.
 */
import { CloseButton } from '@mantine/core';
import { useEffect, useId, useRef } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './dialog.module.css';

type Props = {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly firm?: boolean;
  readonly children: ReactNode;
};

export function Dialog({ opened, ...props }: Props) {
  // Not kept in the page while closed, so that a form starts afresh each time.
  return opened ? <Opened {...props} /> : null;
}

function Opened({ onClose, title, firm = false, children }: Omit<Props, 'opened'>) {
  const { t } = useTranslation();
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
  return (
    // The backdrop is part of the dialog's own box: a press that starts and ends on it closes.
    <dialog
      ref={dialog}
      className={classes['dialog']}
      aria-labelledby={titleId}
      closedby={firm ? 'none' : 'closerequest'}
      onCancel={(event) => {
        event.preventDefault();
        if (!firm) onClose();
      }}
      onKeyDown={(event) => {
        // A browser lets a second Escape close any dialog; this one must not vanish by a slip.
        if (firm && event.key === 'Escape') event.preventDefault();
      }}
      onPointerDown={(event) => {
        if (!firm && event.target === dialog.current) onClose();
      }}
    >
      <div className={classes['box']}>
        <div className={classes['head']}>
          <h2 id={titleId}>{title}</h2>
          {!firm && <CloseButton aria-label={t('shell.close')} onClick={onClose} />}
        </div>
        {children}
      </div>
    </dialog>
  );
}
