/** The frame around every page: navigation, live news, the skip link, and the way to sign in when signed out. */
import { AppShell, Burger } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Suspense, useEffect } from 'react';
import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import {
  Link,
  Navigate,
  NavigationType,
  Outlet,
  useLocation,
  useNavigationType,
} from 'react-router';
import { ApiError, read } from '../api.ts';
import { Rows } from '../parts/list-states.tsx';
import { Problem } from '../parts/problem.tsx';
import { Boundary } from './boundary.tsx';
import classes from './frame.module.css';
import { useLive } from './live.ts';
import { Mark } from './mark.tsx';
import { Navigation } from './navigation.tsx';

export function Frame() {
  const session = useQuery(read.session());
  // Amounts can be written once the currencies are known; asking for both at once costs no time.
  const currencies = useQuery(read.currencies());
  const location = useLocation();
  if (session.error instanceof ApiError && session.error.status === 401) {
    const from = location.pathname + location.search;
    return <Navigate to="/sign-in" replace state={{ from }} />;
  }
  if (session.error && !session.data) {
    return <Problem error={session.error} onRetry={() => void session.refetch()} />;
  }
  if (!session.data || currencies.isPending) return null;
  return <Signed user={session.data.user} />;
}

function Signed({ user }: { user: string }) {
  const { t } = useTranslation();
  const [opened, menu] = useDisclosure(false);
  const connected = useLive();
  const { pathname } = useLocation();
  const close = menu.close;
  const closeOnEscape = (event: KeyboardEvent) => {
    if (event.key === 'Escape') close();
  };
  // A drawing needs the room: beside it only the icons of the navigation are shown.
  const narrow = /^\/workflows\/./.test(pathname);
  const forward = useNavigationType() !== NavigationType.Pop;
  useEffect(() => {
    if (pathname === '') return;
    close();
    // Going back, the browser finds the old place by itself.
    if (forward) window.scrollTo(0, 0);
  }, [pathname, close, forward]);

  return (
    <>
      <a href="#page" className={classes['skip']}>
        {t('shell.skip')}
      </a>
      <AppShell
        header={{ height: { base: 52, sm: 0 } }}
        navbar={{ width: narrow ? 58 : 228, breakpoint: 'sm', collapsed: { mobile: !opened } }}
        transitionDuration={120}
      >
        <AppShell.Header className={classes['header']} hiddenFrom="sm" onKeyDown={closeOnEscape}>
          <Burger opened={opened} onClick={menu.toggle} size="sm" aria-label={t('shell.menu')} />
          <Link to="/workflows" className={classes['brand']}>
            <Mark /> Recipro
          </Link>
        </AppShell.Header>
        <AppShell.Navbar
          className={classes['navbar']}
          data-opened={opened}
          onKeyDown={closeOnEscape}
          aria-label={t('shell.navigation')}
        >
          <Navigation user={user} narrow={narrow} />
        </AppShell.Navbar>
        <AppShell.Main id="page" tabIndex={-1} className={classes['main']}>
          {!connected && (
            <p className={classes['offline']} role="status">
              {t('shell.offline')}
            </p>
          )}
          <Boundary at={pathname}>
            <Suspense fallback={<Loading />}>
              <Outlet />
            </Suspense>
          </Boundary>
        </AppShell.Main>
      </AppShell>
    </>
  );
}

/** Shown only where a page's code takes a noticeable time to come. */
function Loading() {
  return (
    <div className={classes['loading']}>
      <Rows />
    </div>
  );
}
