/** Starts an empty workflow, or brings one in from an exported file. */
import { Button, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus, IconUpload } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../parts/dialog.tsx';
import { useNavigate } from 'react-router';
import type { Workflow } from '@recipro/schema';
import { change } from '../../api.ts';
import { FormActions, FormProblem } from '../../parts/form.tsx';

const NAME_CHARACTERS_MAX = 120;

export function NewWorkflow() {
  const { t } = useTranslation();
  const [opened, dialog] = useDisclosure(false);
  return (
    <>
      <Button leftSection={<IconPlus size={16} stroke={2} aria-hidden />} onClick={dialog.open}>
        {t('workflows.create')}
      </Button>
      <Dialog opened={opened} onClose={dialog.close} title={t('workflows.newTitle')}>
        <Form />
      </Dialog>
    </>
  );
}

function Form() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const file = useRef<HTMLInputElement>(null);
  const create = useMutation({
    mutationFn: change.createWorkflow,
    onSuccess: async (view) => {
      await client.invalidateQueries({ queryKey: ['workflows'] });
      await navigate(`/workflows/${view.document.id}`);
    },
  });
  const bring = useMutation({
    mutationFn: async (chosen: File) => {
      const document = readDocument(await chosen.text());
      if (document === null) throw new Error(t('workflows.importNotJson'));
      return create.mutateAsync({ document });
    },
  });
  const problem = bring.error ?? create.error;

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        create.mutate({ name: name.trim() });
      }}
    >
      <TextInput
        label={t('workflows.newName')}
        description={t('workflows.newNameHelp')}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        maxLength={NAME_CHARACTERS_MAX}
        required
        withAsterisk={false}
        data-autofocus
      />
      <FormProblem error={problem} />
      <FormActions
        aside={
          <Button
            variant="subtle"
            leftSection={<IconUpload size={16} stroke={1.7} aria-hidden />}
            loading={bring.isPending}
            onClick={() => file.current?.click()}
          >
            {t('workflows.import')}
          </Button>
        }
      >
        <Button type="submit" loading={create.isPending} disabled={name.trim() === ''}>
          {t('workflows.newGo')}
        </Button>
      </FormActions>
      <input
        ref={file}
        type="file"
        accept="application/json,.json"
        hidden
        onChange={(event) => {
          const chosen = event.currentTarget.files?.[0];
          if (chosen) bring.mutate(chosen);
          event.currentTarget.value = '';
        }}
      />
    </form>
  );
}

/** The server checks every part of it and answers in words; here it only has to be JSON. */
function readDocument(text: string): Workflow | null {
  try {
    return JSON.parse(text) as Workflow;
  } catch {
    return null;
  }
}
