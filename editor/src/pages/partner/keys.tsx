/** The partner's API keys: add one (shown once), revoke one (after asking). */
import { Button, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../parts/dialog.tsx';
import type { ApiKeyView, PartnerView } from '@recipro/schema';
import { change } from '../../api.ts';
import { Badge } from '../../parts/badge.tsx';
import { Confirm } from '../../parts/confirm.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { FormActions, FormProblem } from '../../parts/form.tsx';
import { Section } from '../../parts/page.tsx';
import { Time } from '../../parts/time.tsx';
import classes from './partner.module.css';
import { ShownOnce } from './shown-once.tsx';

export function Keys({ partner }: { partner: PartnerView }) {
  const { t } = useTranslation();
  return (
    <Section
      title={t('partners.keysTitle')}
      summary={t('partners.keysText')}
      actions={<AddKey partner={partner.id} />}
    >
      {partner.keys.length === 0 ? (
        <p className={classes['none']}>{t('partners.noKeys')}</p>
      ) : (
        <DataTable
          label={t('partners.keysTitle')}
          rows={partner.keys}
          rowKey={(key) => key.id}
          columns={[
            {
              key: 'label',
              head: t('partners.keyName'),
              render: (key) => <span className={classes['strong']}>{key.label}</span>,
            },
            {
              key: 'prefix',
              head: t('partners.keyPrefix'),
              render: (key) => <code>{key.prefix}…</code>,
            },
            {
              key: 'created',
              head: t('partners.created'),
              render: (key) => <Time atMs={key.createdAtMs} />,
            },
            {
              key: 'state',
              head: t('partners.state'),
              render: (key) =>
                key.revokedAtMs === null ? (
                  <Badge tone="good">{t('partners.active')}</Badge>
                ) : (
                  <Badge tone="idle">{t('partners.revoked')}</Badge>
                ),
            },
            {
              key: 'revoke',
              head: t('shell.actions'),
              tools: true,
              end: true,
              render: (key) =>
                key.revokedAtMs === null && <Revoke partner={partner.id} apiKey={key} />,
            },
          ]}
        />
      )}
    </Section>
  );
}

function Revoke({ partner, apiKey }: { partner: string; apiKey: ApiKeyView }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => change.revokeKey(partner, apiKey.id),
    onSuccess: () => client.invalidateQueries({ queryKey: ['partners'] }),
  });
  return (
    <Confirm
      title={t('partners.revokeTitle')}
      text={t('partners.revokeText', { label: apiKey.label })}
      action={t('partners.revoke')}
      label={t('partners.revokeKey', { label: apiKey.label })}
      danger
      mutation={revoke}
    />
  );
}

function AddKey({ partner }: { partner: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [opened, dialog] = useDisclosure(false);
  const [label, setLabel] = useState('');
  const add = useMutation({
    mutationFn: () => change.addKey(partner, label.trim()),
    onSuccess: () => client.invalidateQueries({ queryKey: ['partners'] }),
  });
  const shown = add.data !== undefined;
  const leave = () => {
    dialog.close();
    add.reset();
    setLabel('');
  };
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconPlus size={16} stroke={2} aria-hidden />}
        onClick={dialog.open}
      >
        {t('partners.addKey')}
      </Button>
      <Dialog
        opened={opened}
        onClose={leave}
        firm={shown}
        title={shown ? t('partners.secrets.title') : t('partners.addKey')}
      >
        {add.data ? (
          <ShownOnce apiKey={add.data.apiKey} onDone={leave} />
        ) : (
          <form
            onSubmit={(event) => {
              event.preventDefault();
              add.mutate();
            }}
          >
            <TextInput
              label={t('partners.keyLabel')}
              description={t('partners.keyLabelHelp')}
              value={label}
              maxLength={80}
              onChange={(event) => setLabel(event.currentTarget.value)}
              data-autofocus
            />
            <FormProblem error={add.error} />
            <FormActions>
              <Button variant="default" onClick={leave}>
                {t('shell.cancel')}
              </Button>
              <Button type="submit" loading={add.isPending} disabled={label.trim() === ''}>
                {t('partners.addKey')}
              </Button>
            </FormActions>
          </form>
        )}
      </Dialog>
    </>
  );
}
