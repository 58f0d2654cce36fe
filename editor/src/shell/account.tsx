/** The foot of the navigation: light or dark, language, and signing out. */
import { useMantineColorScheme } from '@mantine/core';
import type { MantineColorScheme } from '@mantine/core';
import {
  IconDeviceDesktop,
  IconLogout,
  IconMoon,
  IconSelector,
  IconSun,
  IconUserCircle,
} from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { change } from '../api.ts';
import { chooseLanguage, languages } from '../i18n/index.ts';
import { Menu } from '../parts/menu.tsx';
import classes from './navigation.module.css';

const SCHEMES: readonly { scheme: MantineColorScheme; icon: typeof IconSun }[] = [
  { scheme: 'auto', icon: IconDeviceDesktop },
  { scheme: 'light', icon: IconSun },
  { scheme: 'dark', icon: IconMoon },
];

export function Account({ user }: { user: string }) {
  const { t, i18n } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const client = useQueryClient();
  const navigate = useNavigate();

  const signOut = async () => {
    await change.signOut();
    client.clear();
    await navigate('/sign-in');
  };
  const schemes = SCHEMES.map(({ scheme, icon: Icon }) => ({
    key: scheme,
    label: t(`shell.theme.${scheme}`),
    icon: <Icon size={16} stroke={1.6} aria-hidden />,
    checked: colorScheme === scheme,
    onChoose: () => setColorScheme(scheme),
  }));
  const tongues = languages.map((language) => ({
    key: language,
    label: new Intl.DisplayNames([language], { type: 'language' }).of(language) ?? language,
    lang: language,
    checked: i18n.language === language,
    onChoose: () => void chooseLanguage(language),
  }));
  const leave = {
    key: 'sign-out',
    label: t('shell.signOut'),
    icon: <IconLogout size={16} stroke={1.6} aria-hidden />,
    onChoose: () => void signOut(),
  };

  return (
    <Menu
      className={classes['account']}
      content={
        <>
          <IconUserCircle size={18} stroke={1.6} aria-hidden />
          <span>{user}</span>
          <IconSelector size={15} stroke={1.6} aria-hidden className={classes['end']} />
        </>
      }
      groups={[
        { label: t('shell.appearance'), items: schemes },
        // One language is no choice.
        { label: t('shell.language'), items: languages.length > 1 ? tongues : [] },
        { items: [leave] },
      ]}
    />
  );
}
