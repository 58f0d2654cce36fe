/** Who plays each part. Partners that a template suggests are added in one click; their secrets are shown once, calmly. */
import { ActionIcon, Button, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconPlus, IconTrash, IconUsersPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { PartnerView, RolePlayer } from '@recipro/schema';
import { read } from '../api.ts';
import { freshRole, usesOfRole } from '../document/index.ts';
import { FormProblem } from '../parts/form.tsx';
import { useDocument, useSessionStore } from '../session/use-session.ts';
import { AddedPartners } from './added-partners.tsx';
import classes from './inspector.module.css';
import { useAddPartners } from './use-add-partners.ts';

export function RolesPanel() {
  const { t } = useTranslation();
  const store = useSessionStore();
  const { roles } = useDocument();
  const { data: partners } = useQuery(read.partners());
  const add = useAddPartners();
  const missing = roles.filter((player) => player.partner === null && player.suggestion);
  const [first, ...others] = missing;
  return (
    <section className={classes['section']} aria-label={t('editor.roles.title')}>
      <h2 className={classes['heading']}>{t('editor.roles.title')}</h2>
      <p className={classes['summary']}>{t('editor.roles.help')}</p>
      {first?.suggestion && (
        <Button
          size="xs"
          fullWidth
          leftSection={<IconUsersPlus size={16} stroke={1.8} aria-hidden />}
          loading={add.isPending}
          onClick={() => add.mutate(missing)}
        >
          {others.length === 0
            ? t('editor.roles.addOne', { name: first.suggestion.name })
            : t('editor.roles.addAll', { name: first.suggestion.name, count: others.length })}
        </Button>
      )}
      <FormProblem error={add.error} />
      {roles.map((player) => (
        <RoleRow key={player.role} player={player} partners={partners ?? []} />
      ))}
      <Button
        size="compact-xs"
        variant="light"
        className={classes['start']}
        leftSection={<IconPlus size={13} stroke={2} aria-hidden />}
        onClick={() => {
          const title = t('editor.roles.newTitle');
          const role = freshRole(store.getState().history.document, title);
          store.edit({ type: 'addRole', player: { role, title, partner: null } });
        }}
      >
        {t('editor.roles.add')}
      </Button>
      <AddedPartners added={add.data ?? []} onClose={add.reset} />
    </section>
  );
}

function RoleRow({ player, partners }: { player: RolePlayer; partners: readonly PartnerView[] }) {
  const { t } = useTranslation();
  const store = useSessionStore();
  const document = useDocument();
  const used = usesOfRole(document, player).length > 0;
  const known = partners.map(({ id, name }) => ({ value: id, label: name }));
  const missing =
    player.partner !== null && !partners.some(({ id }) => id === player.partner)
      ? [{ value: player.partner, label: player.partner }]
      : [];
  return (
    <div className={classes['role']}>
      <TextInput
        size="xs"
        variant="unstyled"
        className={classes['roleTitle']}
        aria-label={t('editor.roles.part')}
        value={player.title}
        maxLength={60}
        onChange={(event) =>
          store.edit({ type: 'setRole', role: player.role, title: event.currentTarget.value })
        }
      />
      <Select
        size="xs"
        className={classes['rolePartner']}
        aria-label={t('editor.roles.playedBy', { part: player.title })}
        placeholder={player.suggestion?.name ?? t('editor.roles.choose')}
        data={[...known, ...missing]}
        value={player.partner}
        clearable
        nothingFoundMessage={t('editor.roles.none')}
        onChange={(partner) => store.edit({ type: 'setRole', role: player.role, partner })}
        comboboxProps={{ shadow: 'none' }}
      />
      <ActionIcon
        variant="subtle"
        color="gray"
        size={26}
        disabled={used}
        aria-label={t('editor.roles.remove', { part: player.title })}
        onClick={() => store.edit({ type: 'removeRole', role: player.role })}
      >
        <IconTrash size={14} stroke={1.7} aria-hidden />
      </ActionIcon>
    </div>
  );
}
