/** Changes a partner's name, where messages go and which points it issues. */
import { Button, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPencil } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../parts/dialog.tsx';
import type { PartnerUpdate, PartnerView } from '@recipro/schema';
import { change } from '../../api.ts';
import { FormActions, FormProblem } from '../../parts/form.tsx';
import { asCurrencies, CurrencyFields, rowsAreWhole } from './currency-fields.tsx';
import type { CurrencyRow } from './currency-fields.tsx';
import classes from './partner.module.css';

export function EditPartner({ partner }: { partner: PartnerView }) {
  const { t } = useTranslation();
  const [opened, dialog] = useDisclosure(false);
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconPencil size={16} stroke={1.7} aria-hidden />}
        onClick={dialog.open}
      >
        {t('partners.edit')}
      </Button>
      <Dialog opened={opened} onClose={dialog.close} title={t('partners.form.edit')}>
        <Form partner={partner} onDone={dialog.close} />
      </Dialog>
    </>
  );
}

function Form({ partner, onDone }: { partner: PartnerView; onDone: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [name, setName] = useState(partner.name);
  const [endpoint, setEndpoint] = useState(partner.endpointUrl ?? '');
  const [rows, setRows] = useState<readonly CurrencyRow[]>(
    partner.currencies.map((currency) => ({ key: currency.code, ...currency })),
  );
  const save = useMutation({
    mutationFn: (update: PartnerUpdate) => change.updatePartner(partner.id, update),
    onSuccess: async () => {
      await Promise.all([
        client.invalidateQueries({ queryKey: ['partners'] }),
        client.invalidateQueries({ queryKey: ['currencies'] }),
      ]);
      onDone();
    },
  });
  const endpointIsRight = endpoint.trim() === '' || /^https?:\/\/[^\s/]+/.test(endpoint.trim());
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate({
          name: name.trim(),
          endpointUrl: endpoint.trim() || null,
          currencies: asCurrencies(rows),
        });
      }}
    >
      <div className={classes['fields']}>
        <TextInput
          label={t('partners.form.name')}
          value={name}
          maxLength={80}
          onChange={(event) => setName(event.currentTarget.value)}
          data-autofocus
        />
        <TextInput
          label={t('partners.form.endpoint')}
          description={t('partners.form.endpointHelp')}
          placeholder="https://partner.example/hooks"
          type="url"
          value={endpoint}
          maxLength={500}
          error={endpointIsRight ? null : t('partners.form.endpointWrong')}
          onChange={(event) => setEndpoint(event.currentTarget.value)}
        />
        <CurrencyFields rows={rows} onChange={setRows} />
      </div>
      <FormProblem error={save.error} />
      <FormActions>
        <Button variant="default" onClick={onDone}>
          {t('shell.cancel')}
        </Button>
        <Button
          type="submit"
          loading={save.isPending}
          disabled={name.trim() === '' || !endpointIsRight || !rowsAreWhole(rows)}
        >
          {t('partners.form.save')}
        </Button>
      </FormActions>
    </form>
  );
}
