/** A key or secret in the only moment it can be read: with a copy button, and no way to close it by accident. */
import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { CodeBlock } from '../../parts/code-block.tsx';
import { FormActions } from '../../parts/form.tsx';
import classes from './partner.module.css';

type Props = {
  readonly apiKey?: string;
  readonly secret?: string;
  readonly onDone: () => void;
};

export function ShownOnce({ apiKey, secret, onDone }: Props) {
  const { t } = useTranslation();
  return (
    <div className={classes['secrets']}>
      <p>{t('partners.secrets.text')}</p>
      {apiKey && <CodeBlock label={t('partners.secrets.key')} text={apiKey} />}
      {secret && <CodeBlock label={t('partners.secrets.secret')} text={secret} />}
      <FormActions>
        <Button onClick={onDone}>{t('partners.secrets.done')}</Button>
      </FormActions>
    </div>
  );
}
