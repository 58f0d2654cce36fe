/** The places of the app, with what needs attention counted, and the account at the foot. */
import {
  IconAlertCircle,
  IconBuildingStore,
  IconLayoutGrid,
  IconListDetails,
  IconRoute,
  IconScale,
  IconUsers,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link, NavLink } from 'react-router';
import { Account } from './account.tsx';
import { AttentionCount } from './attention-count.tsx';
import frame from './frame.module.css';
import { Mark } from './mark.tsx';
import classes from './navigation.module.css';
import { prefetch } from './pages.ts';

const PLACES = [
  { to: '/workflows', words: 'shell.workflows', icon: IconRoute },
  { to: '/templates', words: 'shell.templates', icon: IconLayoutGrid },
  { to: '/runs', words: 'shell.runs', icon: IconListDetails },
  { to: '/customers', words: 'shell.customers', icon: IconUsers },
  { to: '/partners', words: 'shell.partners', icon: IconBuildingStore },
  { to: '/ledger', words: 'shell.ledger', icon: IconScale },
  { to: '/attention', words: 'shell.attention', icon: IconAlertCircle },
] as const;

export function Navigation({ user, narrow }: { user: string; narrow: boolean }) {
  const { t } = useTranslation();
  return (
    <div className={classes['column']} data-narrow={narrow}>
      <Link to="/workflows" className={`${frame['brand']} ${classes['brand']}`}>
        <Mark /> <span>Recipro</span>
      </Link>
      <ul className={classes['places']}>
        {PLACES.map(({ to, words, icon: Icon }) => (
          <li key={to}>
            <NavLink
              to={to}
              className={classes['place'] ?? ''}
              title={narrow ? t(words) : undefined}
              onPointerEnter={() => prefetch(to)}
              onFocus={() => prefetch(to)}
            >
              <Icon size={18} stroke={1.6} aria-hidden />
              <span>{t(words)}</span>
              {to === '/attention' && <AttentionCount />}
            </NavLink>
          </li>
        ))}
      </ul>
      <Account user={user} />
    </div>
  );
}
