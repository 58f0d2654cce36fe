/** Adds a partner; afterwards its key and secret are shown, once. */
import { Button, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../parts/dialog.tsx';
import { useNavigate } from 'react-router';
import type { PartnerCreated } from '@recipro/schema';
import { change } from '../../api.ts';
import { FormActions, FormProblem } from '../../parts/form.tsx';
import { asCurrencies, CurrencyFields, rowsAreWhole } from './currency-fields.tsx';
import type { CurrencyRow } from './currency-fields.tsx';
import classes from './partner.module.css';
import { ShownOnce } from './shown-once.tsx';

const SLUG = /^[a-z][a-z0-9-]{0,47}$/;

export function AddPartner() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [opened, dialog] = useDisclosure(false);
  const [created, setCreated] = useState<PartnerCreated | null>(null);

  const leave = async () => {
    dialog.close();
    if (created === null) return;
    void client.invalidateQueries({ queryKey: ['partners'] });
    void client.invalidateQueries({ queryKey: ['currencies'] });
    await navigate(`/partners/${created.partner.id}`);
  };

  return (
    <>
      <Button leftSection={<IconPlus size={16} stroke={2} aria-hidden />} onClick={dialog.open}>
        {t('partners.add')}
      </Button>
      <Dialog
        opened={opened}
        onClose={() => void leave()}
        // What is shown only once must not vanish by a slip.
        firm={created !== null}
        title={created ? t('partners.secrets.title') : t('partners.form.title')}
      >
        {created ? (
          <ShownOnce apiKey={created.apiKey} secret={created.secret} onDone={() => void leave()} />
        ) : (
          <Form onCreated={setCreated} onCancel={dialog.close} />
        )}
      </Dialog>
    </>
  );
}

function Form(props: {
  readonly onCreated: (created: PartnerCreated) => void;
  readonly onCancel: () => void;
}) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const [typedId, setTypedId] = useState<string | null>(null);
  const [rows, setRows] = useState<readonly CurrencyRow[]>([]);
  const id = typedId ?? slugOf(name);
  const create = useMutation({ mutationFn: change.createPartner, onSuccess: props.onCreated });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        create.mutate({ id, name: name.trim(), currencies: asCurrencies(rows) });
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
          label={t('partners.form.id')}
          description={t('partners.form.idHelp')}
          value={id}
          maxLength={48}
          error={id !== '' && !SLUG.test(id) ? t('partners.form.idWrong') : null}
          onChange={(event) => setTypedId(event.currentTarget.value)}
        />
        <CurrencyFields rows={rows} onChange={setRows} />
      </div>
      <FormProblem error={create.error} />
      <FormActions>
        <Button variant="default" onClick={props.onCancel}>
          {t('shell.cancel')}
        </Button>
        <Button
          type="submit"
          loading={create.isPending}
          disabled={name.trim() === '' || !SLUG.test(id) || !rowsAreWhole(rows)}
        >
          {t('partners.form.create')}
        </Button>
      </FormActions>
    </form>
  );
}

/** "Nordic Post" becomes `nordic-post`. */
function slugOf(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, 48);
}
