/** What belongs to the workflow as a whole: what it is for, and who plays each part. */
import { Textarea } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useDocument, useSessionStore } from '../session/use-session.ts';
import classes from './inspector.module.css';
import { RolesPanel } from './roles-panel.tsx';

export function WorkflowForm() {
  const { t } = useTranslation();
  const store = useSessionStore();
  const document = useDocument();
  return (
    <div className={classes['body']}>
      <RolesPanel />
      <Textarea
        size="xs"
        label={t('editor.form.description')}
        placeholder={t('editor.form.descriptionHint')}
        autosize
        minRows={3}
        maxRows={12}
        maxLength={2000}
        value={document.description ?? ''}
        onChange={(event) =>
          store.edit({ type: 'describe', description: event.currentTarget.value })
        }
      />
      <p className={classes['summary']}>{t('editor.form.keys')}</p>
    </div>
  );
}
