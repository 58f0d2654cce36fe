/** The workflow's name, edited where it is read. An empty name is not kept: the last one comes back. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession, useSessionStore } from '../session/use-session.ts';
import classes from './name-field.module.css';

export function NameField() {
  const { t } = useTranslation();
  const store = useSessionStore();
  const name = useSession((session) => session.history.document.name);
  const [emptied, setEmptied] = useState(false);
  const text = emptied ? '' : name;
  return (
    <h1 className={classes['name']}>
      <span className={classes['size']} aria-hidden>
        {text || ' '}
      </span>
      <input
        className={classes['input']}
        aria-label={t('editor.bar.name')}
        size={1}
        value={text}
        maxLength={120}
        spellCheck={false}
        onChange={(event) => {
          const value = event.currentTarget.value;
          setEmptied(value === '');
          if (value !== '') store.edit({ type: 'rename', name: value });
        }}
        onBlur={() => setEmptied(false)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' || event.key === 'Escape') event.currentTarget.blur();
        }}
      />
    </h1>
  );
}
