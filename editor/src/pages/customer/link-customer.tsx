/** Says that another partner's number means this same customer. */
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconLink } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../parts/dialog.tsx';
import type { Identity } from '@recipro/schema';
import { change, read } from '../../api.ts';
import { FormActions, FormProblem } from '../../parts/form.tsx';
import classes from './customer.module.css';

const SUBJECT_CHARACTERS_MAX = 128;

export function LinkCustomer({ known }: { known: readonly Identity[] }) {
  const { t } = useTranslation();
  const [opened, dialog] = useDisclosure(false);
  const [first] = known;
  if (first === undefined) return null;
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconLink size={16} stroke={1.7} aria-hidden />}
        onClick={dialog.open}
      >
        {t('customers.link')}
      </Button>
      <Dialog opened={opened} onClose={dialog.close} title={t('customers.linkTitle')}>
        <Form known={first} onDone={dialog.close} />
      </Dialog>
    </>
  );
}

function Form({ known, onDone }: { known: Identity; onDone: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const partners = useQuery(read.partners()).data ?? [];
  const [partner, setPartner] = useState('');
  const [subject, setSubject] = useState('');
  const link = useMutation({
    mutationFn: change.linkCustomers,
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['customers'] });
      onDone();
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        link.mutate({ known, also: { partner, subject: subject.trim() } });
      }}
    >
      <p className={classes['hint']}>{t('customers.linkText')}</p>
      <div className={classes['fields']}>
        <NativeSelect
          label={t('customers.linkPartner')}
          value={partner}
          onChange={(event) => setPartner(event.currentTarget.value)}
          data-autofocus
        >
          <option value="">{t('customers.choosePartner')}</option>
          {partners.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}
            </option>
          ))}
        </NativeSelect>
        <TextInput
          label={t('customers.linkSubject')}
          value={subject}
          maxLength={SUBJECT_CHARACTERS_MAX}
          onChange={(event) => setSubject(event.currentTarget.value)}
        />
      </div>
      <FormProblem error={link.error} />
      <FormActions>
        <Button variant="default" onClick={onDone}>
          {t('shell.cancel')}
        </Button>
        <Button
          type="submit"
          loading={link.isPending}
          disabled={partner === '' || subject.trim() === ''}
        >
          {t('customers.linkGo')}
        </Button>
      </FormActions>
    </form>
  );
}
