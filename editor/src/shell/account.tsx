/** The foot of the navigation: light or dark, language, and signing out. */
import { Menu, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import type { MantineColorScheme } from '@mantine/core';
import {
  IconCheck,
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

  return (
    <Menu position="top-start" width={212}>
      <Menu.Target>
        <UnstyledButton className={classes['account']} title={t('shell.preferences')}>
          <IconUserCircle size={18} stroke={1.6} aria-hidden />
          <span>{user}</span>
          <IconSelector size={15} stroke={1.6} aria-hidden style={{ marginLeft: 'auto' }} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('shell.appearance')}</Menu.Label>
        {SCHEMES.map(({ scheme, icon: Icon }) => (
          <Menu.Item
            key={scheme}
            role="menuitemradio"
            aria-checked={colorScheme === scheme}
            leftSection={<Icon size={16} stroke={1.6} aria-hidden />}
            rightSection={colorScheme === scheme ? <IconCheck size={15} aria-hidden /> : null}
            onClick={() => setColorScheme(scheme)}
          >
            {t(`shell.theme.${scheme}`)}
          </Menu.Item>
        ))}
        {languages.length > 1 && <Menu.Label>{t('shell.language')}</Menu.Label>}
        {languages.length > 1 &&
          languages.map((language) => (
            <Menu.Item
              key={language}
              role="menuitemradio"
              aria-checked={i18n.language === language}
              lang={language}
              rightSection={i18n.language === language ? <IconCheck size={15} aria-hidden /> : null}
              onClick={() => void chooseLanguage(language)}
            >
              {new Intl.DisplayNames([language], { type: 'language' }).of(language)}
            </Menu.Item>
          ))}
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconLogout size={16} stroke={1.6} aria-hidden />}
          onClick={() => void signOut()}
        >
          {t('shell.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
