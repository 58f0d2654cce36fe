/** The keys and secrets of partners that were just made, in the only moment they can be read. */
import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { PartnerCreated } from '@recipro/schema';
import { CodeBlock } from '../parts/code-block.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { FormActions } from '../parts/form.tsx';
import classes from './inspector.module.css';

type Props = {
  readonly added: readonly PartnerCreated[];
  readonly onClose: () => void;
};

export function AddedPartners({ added, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <Dialog
      opened={added.length > 0}
      onClose={onClose}
      title={t('editor.roles.addedTitle', { count: added.length })}
      firm
    >
      <div className={classes['secrets']}>
        <p className={classes['summary']}>{t('editor.roles.addedText')}</p>
        <CodeBlock label={t('editor.roles.keysOf')} text={added.map(asText).join('\n\n')} />
        <FormActions>
          <Button onClick={onClose} autoFocus>
            {t('editor.roles.kept')}
          </Button>
        </FormActions>
      </div>
    </Dialog>
  );
}

function asText({ partner, apiKey, secret }: PartnerCreated): string {
  return `${partner.name} (${partner.id})\napi key  ${apiKey}\nsecret   ${secret}`;
}
